// Tests run in bare Node, not in one virtual machine for each file (docs/adr/0019): what they load is loaded once.
const support = '<rootDir>/test/support';
const base = {
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  setupFiles: [`${support}/runner/load-typescript.js`, `${support}/fixed-chance.ts`],
  setupFilesAfterEnv: [`${support}/runner/limit-time.js`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {},
};
const withDatabase = {
  globalSetup: `${support}/start-postgres.js`,
  globalTeardown: `${support}/stop-postgres.js`,
};

export default {
  maxWorkers: 2,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/unit/**/*.spec.ts'] },
    {
      ...base,
      ...withDatabase,
      displayName: 'integration',
      testMatch: ['<rootDir>/src/**/*.int-spec.ts', '<rootDir>/test/integration/**/*.int-spec.ts'],
    },
    { ...base, ...withDatabase, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.e2e-spec.ts'] },
    { ...base, ...withDatabase, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.browser-spec.ts'] },
  ],
};
