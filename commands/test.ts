import { checkSource, close, runSuites } from './suites.ts';

// `npm test` checks everything; `npm test -- test/prisma` runs the suites whose path has that text;
// `npm run test:faults` runs the whole kill matrix.
const args = process.argv.slice(2);
if (args[0] === '--faults') close([await runSuites(['faults'], args.slice(1))]);
else if (args.length > 0) close([await runSuites(['rules', 'servers'], args)]);
else close([await checkSource(), await runSuites(['rules', 'servers'])]);
