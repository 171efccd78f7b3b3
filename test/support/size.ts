import fc from 'fast-check';

// A report without the expectation that failed cannot be acted on, and Jest does not print an error's cause.
fc.configureGlobal({ includeErrorInReport: true });

/**
 * How much a property or model test tries: `npm test` a small sample, `npm run test:properties` the full size that the property is
 * claimed for.
 */
export const sized = (small: number, full: number): number => (process.env.TEST_SIZE === 'full' ? full : small);
