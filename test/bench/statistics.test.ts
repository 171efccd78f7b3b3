import { mean, median, percentile, sideBySide } from '../../bench/statistics.ts';

/** Lets what is waiting take its turn. */
const turn = () => new Promise<void>((next) => setImmediate(next));

describe('what several runs come to', () => {
  it('is an answer that was measured, by the nearest rank', () => {
    const values = [30, 10, 40, 20];
    expect([median(values), percentile(values, 0.95), percentile(values, 0.25)]).toEqual([20, 40, 10]);
    expect(median([7])).toBe(7);
    expect(mean(values)).toBe(25);
  });
});

describe('work side by side', () => {
  it('is done for every item once, never more of it at a time than was said', async () => {
    const items = Array.from({ length: 9 }, (_, at) => at);
    const done: number[] = [];
    let underWay = 0;
    let most = 0;
    await sideBySide(3, items, async (item) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await turn();
      underWay -= 1;
      done.push(item);
    });
    expect(most).toBe(3);
    expect(done.sort()).toEqual(items);
  });

  it('ends with the first failure', async () => {
    await expect(sideBySide(2, [1, 2, 3], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});
