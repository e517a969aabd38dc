/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] },
  setupFilesAfterEnv: ['<rootDir>/test/support/has-assertions.ts'],
  // jest leaves one core idle by default; the whole suite is meant to be done within three minutes on two.
  maxWorkers: '100%',
  randomize: true,
  // A machine with other work to do is no reason to fail.
  testTimeout: 600_000,
  restoreMocks: true,
};
