import { checkSource, close, runSuites } from './suites.ts';

// The quick check while working: format, lint, types and the rules, without a server.
close([await checkSource(), await runSuites(['rules'])]);
