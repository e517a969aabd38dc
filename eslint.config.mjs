import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const CLOCK_AND_CHANCE = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes in as input.',
  },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes in as input.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Chance comes in as input.',
  },
  { selector: "CallExpression[callee.object.name='performance']", message: 'Time comes in as input.' },
];

const TIMERS_AND_ENVIRONMENT = [
  { name: 'setTimeout', message: 'Waiting belongs to state machines and to the local loop.' },
  { name: 'setInterval', message: 'Waiting belongs to state machines and to the local loop.' },
  { name: 'crypto', message: 'Ids come in as input.' },
];

const ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Only functions/runtime reads the environment.',
};

const restrict = (...patterns) => ({
  'no-restricted-imports': [
    'error',
    { patterns: patterns.map(([group, message, more = {}]) => ({ group, message, ...more })) },
  ],
});

const AWS_SDK = [
  ['@aws-sdk/*'],
  'Only functions/aws and the runtime talk to AWS.',
  { allowTypeImports: false },
];
const CDK = [
  ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', 'cdk-nag', '**/infra/**'],
  'Functions know nothing of the deployment.',
];
const LOCAL = [
  ['**/local/**', '**/cli/**', '**/bench/**', '**/test/**'],
  'Production code knows nothing of the local world, the CLI, the bench or the tests.',
];

/** What is made for people stands on all the rest, and nothing stands on it. */
const COMMANDS = [
  ['**/cli/**', '**/bench/**', '**/test/**'],
  'Only tests, the bench and the CLI know these.',
];
const PRODUCT = [
  ['**/functions/**', '**/infra/**'],
  'The emulator knows AWS, and nothing of this product: local/world tells it.',
];
const PLAYED = [
  ['**/rehearsal/**', '**/simulation/**'],
  'The local world knows nothing of what is played in it.',
];
const WORLD = [['**/world/**'], 'The emulator knows nothing of the world that is made of it.'];

export default tseslint.config(
  { ignores: ['cdk.out/', 'coverage/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'max-depth': ['error', 4],
      eqeqeq: 'error',
    },
  },
  {
    files: ['functions/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...TIMERS_AND_ENVIRONMENT],
      'no-restricted-syntax': ['error', ...CLOCK_AND_CHANCE, ENVIRONMENT],
      ...restrict(CDK, LOCAL, AWS_SDK),
    },
  },
  {
    files: ['functions/domain/**/*.ts'],
    rules: restrict(CDK, LOCAL, AWS_SDK, [
      ['node:*', 'fs', '**/aws/*', '**/runtime/*'],
      'Deciding is pure: the domain imports only itself and zod.',
    ]),
  },
  {
    files: ['functions/aws/**/*.ts'],
    rules: restrict(CDK, LOCAL, [['**/runtime/*'], 'An adapter gets its client.']),
  },
  {
    files: ['functions/runtime/**/*.ts'],
    rules: { ...restrict(CDK, LOCAL), 'no-restricted-syntax': ['error', ...CLOCK_AND_CHANCE] },
  },
  {
    // The one place where a function's clock is the real one.
    files: ['functions/runtime/aws-runtime.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['infra/**/*.ts'],
    rules: restrict(LOCAL, AWS_SDK, [
      ['**/functions/aws/*', '**/functions/runtime/*', '**/functions/*/handler'],
      'infra shares the domain alone with the functions.',
    ]),
  },
  {
    files: ['local/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...TIMERS_AND_ENVIRONMENT],
      'no-restricted-syntax': ['error', ...CLOCK_AND_CHANCE, ENVIRONMENT],
    },
  },
  { files: ['local/kernel/**/*.ts'], rules: restrict([['../*'], 'The kernel stands on nothing.']) },
  {
    files: ['local/{iam,template,aws,asl,handlers,faults}/**/*.ts'],
    rules: restrict(COMMANDS, PRODUCT, PLAYED, WORLD),
  },
  { files: ['local/world/**/*.ts'], rules: restrict(COMMANDS, PLAYED) },
  {
    files: ['local/rehearsal/**/*.ts'],
    rules: restrict(COMMANDS, [['**/simulation/**'], 'A rehearsal is no simulation.']),
  },
  {
    files: ['local/simulation/**/*.ts'],
    rules: restrict(COMMANDS, [['**/rehearsal/**'], 'A simulation is no rehearsal.']),
  },
  {
    files: ['cli/**/*.ts'],
    rules: restrict([['**/bench/**', '**/test/**'], 'What is shipped is not tested with.']),
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-properties': [
        'error',
        { object: 'test', property: 'only' },
        { object: 'describe', property: 'only' },
        { object: 'test', property: 'skip' },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { module: 'writable' } },
  },
);
