const common = {
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.data'],
  // On plain Node, as the product runs: docs/decisions/0021. A suite's modules stay loaded for the next one.
  runner: 'jest-light-runner',
  transform: {},
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
  projects: [
    { ...common, displayName: 'rules', testMatch: rules.map((folder) => `${folder}/**/*.test.ts`) },
    {
      ...common,
      ...withServers,
      displayName: 'servers',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        ...rules,
        ...['<rootDir>/test/browser', '<rootDir>/test/faults', '<rootDir>/test/properties'],
      ],
    },
    // Small with every `npm test`, at full size by `npm run test:properties`: test/support/size.ts.
    { ...common, ...withServers, displayName: 'properties', testMatch: ['<rootDir>/test/properties/**/*.test.ts'] },
    { ...common, ...withServers, displayName: 'faults', testMatch: ['<rootDir>/test/faults/**/*.test.ts'] },
  ],
};
