const common = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, swcrc: false },
    ],
  },
};

const withServers = {
  globalSetup: '<rootDir>/test/support/servers.start.ts',
  globalTeardown: '<rootDir>/test/support/servers.stop.ts',
};

/** Suites of pure rules and of the source itself need no server, so `npm run check` runs them alone; every other suite gets the shared servers. */
const rules = [
  '<rootDir>/test/domain',
  '<rootDir>/test/catalogue',
  '<rootDir>/test/programmes',
  '<rootDir>/test/structure',
];

export default {
  watchman: false,
  // A suite waits for its servers half of the time: three keep two cores busy.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
  // Modules loaded for one suite are never quite let go; beyond this a process spends its time on looking through its memory.
  workerIdleMemoryLimit: '1GB',
  // A test waits for conditions, each with a limit and a message of its own; this one only ends what hangs, on a slow machine too.
  testTimeout: 300_000,
  projects: [
    { ...common, displayName: 'rules', testMatch: rules.map((folder) => `${folder}/**/*.test.ts`) },
    {
      ...common,
      ...withServers,
      displayName: 'servers',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [...rules, '<rootDir>/test/browser', '<rootDir>/test/faults'],
    },
    { ...common, ...withServers, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
  ],
};
