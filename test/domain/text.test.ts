import fc from 'fast-check';
import { cut } from '../../domain/text.ts';

describe('text that is cut', () => {
  it('is at most so long, begins as it did, and never ends in half of a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(40), (text, most) => {
        const short = cut(text, most);
        expect(text.startsWith(short)).toBe(true);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(short.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
        expect(short.isWellFormed()).toBe(true);
      }),
    );
  });
});
