/**
 * How much a property or model test tries: `npm test` a small sample, `npm run test:properties` the full size that the property is
 * claimed for.
 */
export const sized = (small: number, full: number): number => (process.env.TEST_SIZE === 'full' ? full : small);
