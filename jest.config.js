const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest', { swcrc: true }] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  setupFiles: ['./test/support/fixed-chance.ts'],
};
const withDatabase = {
  globalSetup: './test/support/start-postgres.js',
  globalTeardown: './test/support/stop-postgres.js',
};

export default {
  maxWorkers: 2,
  coverageProvider: 'v8',
  // A busy machine is slow, not wrong.
  testTimeout: 30_000,
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
