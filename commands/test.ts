import { checkSource, close, runChaos, runSuites } from './suites.ts';

// `npm test` checks everything; `npm test -- test/prisma` runs the suites whose path has that text;
// `npm run test:faults` runs the whole kill matrix; `npm run test:properties` runs the property and model tests at their full size;
// `npm run test:chaos -- --dossiers 100 --kills 60 --seed 1` kills everything at random moments while dossiers are played.
const args = process.argv.slice(2);
const USUAL = ['rules', 'servers', 'properties'];
if (args[0] === '--faults') close([await runSuites(['faults'], args.slice(1))]);
else if (args[0] === '--chaos') close([await runChaos(args.slice(1))]);
else if (args[0] === '--properties') close([await runSuites(['properties'], args.slice(1), { TEST_SIZE: 'full' })]);
else if (args.length > 0) close([await runSuites(USUAL, args)]);
else close([await checkSource(), await runSuites(USUAL)]);
