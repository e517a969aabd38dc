import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import type { Command } from 'commander';
import { pauseCommand, resumeCommand } from '../../../cli/pause/pause-commands';
import { callsTo, mockAws } from '../../support/aws-mock';
import { keeper, keeperIn, temporaryFiles } from '../keeper';
import { run } from '../run-command';

const file = temporaryFiles();
const lambda = mockAws(LambdaClient);

/** The Region of the client of each call that changes something, in order. */
const calledIn = async (): Promise<string[]> =>
  Promise.all(
    lambda
      .calls()
      .filter(({ args: [command] }) => !(command instanceof GetFunctionConcurrencyCommand))
      .map(({ thisValue }) => (thisValue as LambdaClient).config.region()),
  );

const NAME = 'snapshot-keeper-us-east-1-prune-volume';

const PAUSED = `paused. ${NAME} deletes nothing until "npm run keeper -- resume".`;
const MEANWHILE =
  '\nMeanwhile snapshots are tagged and copied as ever. Executions that come to a deletion wait for up to 14 days and ask again ' +
  'at least every half hour; nothing is lost, and nothing is deleted by an old plan. Once executions have waited for a day an alarm reminds you. ' +
  'A deletion that has begun may go on for up to five minutes.\n';

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test('pause gives the function a reserved concurrency of 0 in every Region, and says what to expect', async () => {
  lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

  expect(await run(pauseCommand())).toEqual({
    status: 0,
    stdout: `us-east-1: ${PAUSED}\nus-west-2: ${PAUSED}\n${MEANWHILE}`,
    stderr: [],
  });
  const look = ['GetFunctionConcurrencyCommand', { FunctionName: NAME }];
  const call = ['PutFunctionConcurrencyCommand', { FunctionName: NAME, ReservedConcurrentExecutions: 0 }];
  expect(callsTo(lambda)).toEqual([look, look, call, call]);
  expect(await calledIn()).toEqual(['us-east-1', 'us-west-2']);
});

describe('where somebody has reserved a concurrency', () => {
  test('pause takes its place, and says how to give it back', async () => {
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 5 });
    lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

    const { status, stdout } = await run(pauseCommand(), '--region', 'us-west-2');

    expect(stdout.split('\n')[0]).toBe(
      `us-west-2: ${PAUSED} Somebody had reserved a concurrency of 5 for it, which resume does not give back. Afterwards: aws lambda put-function-concurrency --region us-west-2 --function-name ${NAME} --reserved-concurrent-executions 5`,
    );
    expect(status).toBe(0);
  });

  test('a second pause has nothing to say of it', async () => {
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });
    lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

    expect((await run(pauseCommand(), '--region', 'us-west-2')).stdout).toBe(
      `us-west-2: ${PAUSED}\n${MEANWHILE}`,
    );
  });

  test('resume leaves it where nothing is paused', async () => {
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 5 });

    const { status, stdout } = await run(resumeCommand(), '--region', 'us-west-2');

    expect(stdout.split('\n')[0]).toBe(
      `us-west-2: not paused. ${NAME} keeps the concurrency of 5 that is reserved for it, and deletes what retention gives up.`,
    );
    expect(callsTo(lambda)).toEqual([['GetFunctionConcurrencyCommand', { FunctionName: NAME }]]);
    expect(status).toBe(0);
  });

  test.each([
    ['pause', pauseCommand, 'paused'],
    ['resume', resumeCommand, 'resumed'],
  ])('that this cannot be learnt keeps nobody from %s', async (_, command, done) => {
    lambda.onAnyCommand().resolves({ ReservedConcurrentExecutions: 0 });
    lambda.on(GetFunctionConcurrencyCommand).rejects(failure('AccessDeniedException', 'no'));

    const { status, stdout } = await run(command(), '--region', 'us-west-2');

    expect(stdout).toContain(`us-west-2: ${done}. ${NAME}`);
    expect(status).toBe(0);
  });
});

test('resume takes the reserved concurrency away, and says what to expect', async () => {
  lambda.on(DeleteFunctionConcurrencyCommand).resolves({});
  lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

  const { status, stdout } = await run(resumeCommand());

  expect(stdout.split('\n')).toEqual([
    `us-east-1: resumed. ${NAME} deletes what retention gives up.`,
    `us-west-2: resumed. ${NAME} deletes what retention gives up.`,
    '',
    expect.stringContaining('What has waited asks again within half an hour') as string,
    '',
  ]);
  expect(callsTo(lambda)).toEqual([
    ['GetFunctionConcurrencyCommand', { FunctionName: NAME }],
    ['GetFunctionConcurrencyCommand', { FunctionName: NAME }],
    ['DeleteFunctionConcurrencyCommand', { FunctionName: NAME }],
    ['DeleteFunctionConcurrencyCommand', { FunctionName: NAME }],
  ]);
  expect(status).toBe(0);
});

test.each<[rule: string, words: string[], regions: string[]]>([
  ['--region names one', ['--region', 'us-west-2'], ['us-west-2']],
  ['--region may name several', ['--region', 'us-west-2', 'us-east-1'], ['us-east-1', 'us-west-2']],
  [
    'a second --region adds one',
    ['--region', 'us-west-2', '--region', 'us-east-1'],
    ['us-east-1', 'us-west-2'],
  ],
  ['a Region that is named twice is one', ['--region', 'us-west-2', 'us-west-2'], ['us-west-2']],
])('%s', async (_, words, regions) => {
  lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

  const { status } = await run(pauseCommand(), ...words);

  expect(await calledIn()).toEqual(regions);
  expect(status).toBe(0);
});

test('the name is that of the settings, with their account, so that no function of another account is meant', async () => {
  lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });
  const settings = file('team-a.json', {
    deployment: 'team-a',
    account: '111122223333',
    primary: { region: 'eu-west-1' },
    dr: [{ region: 'eu-central-1' }],
  });

  const { stdout } = await run(pauseCommand(), '--settings', settings);

  expect(
    lambda.calls().map(({ args: [{ input }] }) => (input as { FunctionName: string }).FunctionName),
  ).toEqual(Array(4).fill('111122223333:function:team-a-eu-west-1-prune-volume'));
  expect(stdout).toContain('eu-central-1: paused. team-a-eu-west-1-prune-volume deletes nothing');
});

test.each([
  ['pause', pauseCommand, PutFunctionConcurrencyCommand],
  ['resume', resumeCommand, DeleteFunctionConcurrencyCommand],
])(
  '%s goes on where settings are wrong that it does not need, and says what is wrong',
  async (_, command, call) => {
    lambda.on(call as typeof PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });
    const settings = file('half-edited.json', {
      deletionLimit: 'nome',
      primary: { region: 'us-east-1', retention: { last: 'x' } },
      dr: [{ region: 'us-west-2', key: 'mine' }],
    });

    const { status, stderr } = await run(command(), '--settings', settings);

    expect(status).toBe(0);
    expect(stderr.join('\n')).toMatch(/^Wrong settings in .*half-edited.json:\n {2}primary.retention.last: /);
    expect(stderr.join('\n')).toContain('None of these matters here, so it goes on.');
    expect(await calledIn()).toEqual(['us-east-1', 'us-west-2']);
  },
);

test('a Region that fails keeps no other from being paused, and the exit code tells', async () => {
  lambda
    .on(PutFunctionConcurrencyCommand)
    .rejectsOnce(failure('ServiceException', 'Internal error'))
    .resolvesOnce({ ReservedConcurrentExecutions: 0 });

  expect(await run(pauseCommand())).toEqual({
    status: 2,
    stdout: `us-west-2: ${PAUSED}\n${MEANWHILE}`,
    stderr: [
      `us-east-1: could not pause ${NAME}: lambda:PutFunctionConcurrency failed (ServiceException: Internal error). It can be tried again, or done by the line for the AWS CLI in docs/operate.md.`,
      '\nNOT paused: us-east-1. Deletions go on there.',
    ],
  });
});

test('a Region that answers otherwise than asked is not paused', async () => {
  lambda.on(PutFunctionConcurrencyCommand).resolvesOnce({ ReservedConcurrentExecutions: 0 }).resolvesOnce({});

  expect(await run(pauseCommand())).toEqual({
    status: 2,
    stdout: `us-east-1: ${PAUSED}\n${MEANWHILE}`,
    stderr: [
      `us-west-2: could not pause ${NAME}: Lambda answers a reserved concurrency of none, not of 0.`,
      '\nNOT paused: us-west-2. Deletions go on there.',
    ],
  });
});

test('where no Region is paused, nothing is said of what to expect', async () => {
  lambda.on(PutFunctionConcurrencyCommand).rejects(failure('ServiceException', 'Internal error'));

  const { status, stdout, stderr } = await run(pauseCommand());

  expect([status, stdout, stderr.at(-1)]).toEqual([
    2,
    '',
    '\nNOT paused: us-east-1, us-west-2. Deletions go on there.',
  ]);
});

const VERBS: [verb: string, command: () => Command, doing: string, action: string][] = [
  ['pause', pauseCommand, 'could not pause', 'lambda:PutFunctionConcurrency'],
  ['resume', resumeCommand, 'could not resume', 'lambda:DeleteFunctionConcurrency'],
];

describe.each(VERBS)('%s', (verb, command, doing, action) => {
  const at = `us-west-2: ${doing} ${NAME}`;

  test.each<[rule: string, error: Error, message: string]>([
    [
      'a denied call names the action',
      failure('AccessDeniedException', 'User: x is not authorized\nto perform: y'),
      `${action} was denied (AccessDeniedException: User: x is not authorized to perform: y). docs/operate.md has the policy that is needed.`,
    ],
    [
      'a function that is not there names the deployment',
      failure('ResourceNotFoundException', 'Function not found: arn'),
      'there is no such function in the account of the credentials. It belongs to the deployment snapshot-keeper of the primary Region us-east-1, as the context key snapshotKeeper of cdk.json has it; --settings FILE names other settings, and the lines for the AWS CLI in docs/operate.md take any name.',
    ],
    [
      'a Region that the account has not enabled is told as one, since AWS answers as to wrong credentials',
      failure('UnrecognizedClientException', 'The security token included in the request is invalid.'),
      'the Region us-west-2 is not enabled in the account, or the credentials are not valid (UnrecognizedClientException: The security token included in the request is invalid.). ' +
        `Enable it, or give some of the account of the deployment that allow ${action}.`,
    ],
    ...[
      ['CredentialsProviderError', 'Could not load credentials from any providers'],
      ['TokenProviderError', 'Token is expired'],
      ['ExpiredTokenException', 'The security token included in the request is expired'],
      ['InvalidSignatureException', 'The request signature we calculated does not match'],
    ].map(([name = '', said = '']): [string, Error, string] => [
      `credentials that are ${name}`,
      failure(name, said),
      `no valid AWS credentials (${name}: ${said}). Give some of the account of the deployment that allow ${action}.`,
    ]),
    ...[
      new SyntaxError(`Unexpected token '<', "<!DOCTYPE " inspect the hidden field {error}.$response`),
      failure('Unknown', 'Unknown'),
      failure(
        'Error',
        "char 'o' is not expected.:1:1\n  Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.",
      ),
    ].map((error): [string, Error, string] => [
      `an answer that is not of AWS, such as a page of a proxy: ${error.name}`,
      error,
      `${action} failed: what answered is not AWS. See what stands in the network in between, such as a proxy or a page to log in, and AWS_ENDPOINT_URL. It can be tried again, or done by the line for the AWS CLI in docs/operate.md.`,
    ]),
    ...[
      ['TooManyRequestsException', 'Rate exceeded'],
      ['ResourceConflictException', 'The operation cannot be performed at this time.'],
      ['TimeoutError', 'connect timed out'],
      ['Error', 'getaddrinfo ENOTFOUND lambda.us-west-2.amazonaws.com'],
    ].map(([name = '', said = '']): [string, Error, string] => [
      `a call that fails as ${name}`,
      failure(name, said),
      `${action} failed (${name}: ${said}). It can be tried again, or done by the line for the AWS CLI in docs/operate.md.`,
    ]),
  ])('%s', async (_, error, message) => {
    lambda.onAnyCommand().rejects(error);

    expect(await run(command(), '--region', 'us-west-2')).toEqual({
      status: 2,
      stdout: '',
      stderr: [
        `${at}: ${message}`,
        ...(verb === 'pause' ? ['\nNOT paused: us-west-2. Deletions go on there.'] : []),
      ],
    });
  });

  const REGIONS =
    '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found ';

  test.each<[rule: string, words: string[], message: string]>([
    ['a Region of another deployment', ['--region', 'eu-west-1'], `${REGIONS}"eu-west-1".`],
    ['a Region that is none', ['--region', 'mars'], `${REGIONS}"mars".`],
    ['no text as a Region', ['--region', ''], `${REGIONS}"".`],
    ['a Region in capitals', ['--region', 'US-EAST-1'], `${REGIONS}"US-EAST-1".`],
    ['a Region with a blank', ['--region', 'us-east-1 '], `${REGIONS}"us-east-1 ".`],
    ['an Availability Zone', ['--region', 'us-east-1a'], `${REGIONS}"us-east-1a".`],
    ['Regions in one word', ['--region', 'us-east-1,us-west-2'], `${REGIONS}"us-east-1,us-west-2".`],
    ['a right and a wrong Region', ['--region', 'us-east-1', 'mars'], `${REGIONS}"mars".`],
    ['--region without one', ['--region'], "error: option '--region <region...>' argument missing"],
    ['--settings without a file', ['--settings'], "error: option '--settings <file>' argument missing"],
    ['an unknown flag', ['--force'], "error: unknown option '--force'"],
    ['a flag of another verb', ['--json'], "error: unknown option '--json'"],
    ['a word too many', ['us-east-1'], 'error: too many arguments. Expected 0 arguments but got 1.'],
    [
      'a file that is not there',
      ['--settings', '/nowhere.json'],
      'Cannot read /nowhere.json: there is no such file.',
    ],
  ])('%s is refused before any call', async (_, words, message) => {
    const { status, stdout, stderr } = await run(command(), ...words);

    expect(stderr.join('\n')).toContain(message);
    expect([status, stdout, lambda.calls()]).toEqual([2, '', []]);
  });

  test.each<[rule: string, content: unknown, message: string]>([
    ['no JSON', 'primary: us-east-1', 'is not JSON: '],
    ['nothing', {}, 'primary: expected an object with region, found nothing'],
    [
      'a Region that is none',
      { primary: { region: 'mars' }, dr: [{ region: 'us-west-2' }] },
      'primary.region: ',
    ],
    ['no DR Region', { primary: { region: 'us-east-1' }, dr: [] }, 'dr: expected at least one DR Region'],
    [
      'a deployment that names nothing',
      { deployment: '*', primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
      'deployment: expected up to 30 of a-z',
    ],
    [
      'an account that is none',
      { account: '1', primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
      'account: expected an account of 12 digits',
    ],
  ])('settings with %s are refused before any call', async (_, content, message) => {
    const { status, stdout, stderr } = await run(command(), '--settings', file('wrong.json', content));

    expect(stderr.join('\n')).toContain(message);
    expect([status, stdout, lambda.calls()]).toEqual([2, '', []]);
  });

  test('as the shell sees it, without credentials each Region has its line', () => {
    const { status, stdout, stderr } = keeper(verb);

    // The SDK may say before what it thinks of this version of Node.js.
    expect(stderr.split('\n').filter((line) => line.startsWith('us-'))).toEqual(
      ['us-east-1', 'us-west-2'].map(
        (region) =>
          `${region}: ${doing} ${NAME}: no valid AWS credentials (CredentialsProviderError: Could not load credentials from any providers). Give some of the account of the deployment that allow ${action}.`,
      ),
    );
    expect([status, stdout]).toEqual([2, '']);
  });

  test('as the shell sees it, without cdk.json the other way to give settings is named', () => {
    expect(keeperIn('/', verb)).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'Cannot read cdk.json: there is no such file. It is looked for in the current folder; --settings names another file.\n',
    });
  });

  test('the help says what the exit codes mean', () => {
    const { status, stdout } = keeper(verb, '--help');

    expect(stdout).toContain('Exit codes: 0 done or told in every Region; 2 wrong flag or setting');
    expect(status).toBe(0);
  });
});

describe('docs/operate.md', () => {
  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [section = ''] = /^## Stop and resume deleting$[^]*?(?=^## )/m.exec(page) ?? [];

  test('has the policy that allows the calls that are made, and nothing else', () => {
    const [, policy = ''] = /```json\n([^`]*)```/.exec(section) ?? [];

    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: [...VERBS.map(([, , , action]) => action), 'lambda:GetFunctionConcurrency'].sort(),
          Resource: `arn:aws:lambda:*:111122223333:function:${NAME}`,
        },
      ],
    });
  });

  test.each(['put', 'get', 'delete'])('has the line for the AWS CLI to %s', (verb) => {
    expect(section.replace(/\s*\\\n\s*/g, ' ')).toContain(
      `aws lambda ${verb}-function-concurrency --region us-east-1 --function-name ${NAME}`,
    );
  });
});

const BOTH = {
  primary: [
    { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
    { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
  ],
};

test('with several primary Regions every function that deletes is paused, also two in one Region', async () => {
  lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

  const settings = file('both.json', BOTH);

  const { status, stdout } = await run(pauseCommand(), '--settings', settings);

  expect(status).toBe(0);
  expect(stdout.split('\n').slice(0, 4)).toEqual(
    [
      ['us-east-1', 'snapshot-keeper-us-east-1-prune-volume'],
      ['us-west-2', 'snapshot-keeper-us-east-1-prune-volume'],
      ['us-west-2', 'snapshot-keeper-us-west-2-prune-volume'],
      ['us-east-1', 'snapshot-keeper-us-west-2-prune-volume'],
    ].map(
      ([region, name]) =>
        `${region}: paused. ${name} deletes nothing until "npm run keeper -- resume --settings ${settings}".`,
    ),
  );
});

test('after a resume the plan that it names is one with the same settings', async () => {
  lambda.on(DeleteFunctionConcurrencyCommand).resolves({});
  const settings = file('both.json', BOTH);

  expect((await run(resumeCommand(), '--settings', settings)).stdout).toContain(
    `"npm run keeper -- plan --settings ${settings}" shows what that is.`,
  );
});

test('with several primary Regions --region pauses all functions of that Region alone', async () => {
  lambda.on(PutFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

  await run(pauseCommand(), '--settings', file('both.json', BOTH), '--region', 'us-west-2');

  expect(await calledIn()).toEqual(['us-west-2', 'us-west-2']);
});
