import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { restoreCommand } from '../../../cli/restore/restore-command';
import { callsTo, mockAws } from '../../support/aws-mock';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';
import { MADE, TO_MAKE } from './restored';

const file = temporaryFiles();
const states = mockAws(SFNClient);

// The clock alone stands still: commands and mocks wait as ever.
beforeEach(() =>
  jest.useFakeTimers({
    now: new Date('2026-11-29T17:20:30.789Z'),
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout'],
  }),
);
afterEach(() => jest.useRealTimers());

const MACHINE = 'snapshot-keeper-us-east-1-restore';
const VOLUME = 'vol-0123456789abcdef0';
const SNAPSHOT = 'snap-0123456789abcdef1';
const INSTANCE = 'i-0123456789abcdef0';
const OTHER = 'i-0fedcba9876543210';
const DRY_RUN = 'restore-dry-run-2026-11-29T17-20-30Z';
const BY_HAND = 'restore-by-hand-2026-11-29T17-20-30Z';

const ONE_REGION = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

const machineArn = (region: string, machine = MACHINE): string =>
  `arn:aws:states:${region}:111122223333:stateMachine:${machine}`;
const executionArn = (name: string, region = 'us-east-1'): string =>
  `arn:aws:states:${region}:111122223333:execution:${MACHINE}:${name}`;

const regionOf = (client: unknown): Promise<string> =>
  (client as () => { config: { region(): Promise<string> } })().config.region();

type End = {
  readonly status?: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
};

/** Lets the machine be there in each Region, and an execution end so. */
function ends({ status = 'SUCCEEDED', output, ...rest }: End, machine = MACHINE): void {
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => ({
    stateMachines: [{ name: machine, stateMachineArn: machineArn(await regionOf(client), machine) }],
  }));
  states.on(StartExecutionCommand).callsFake(async ({ name }: { name: string }, client) => ({
    executionArn: executionArn(name, await regionOf(client)),
  }));
  states.on(DescribeExecutionCommand).resolves({
    status: status as 'SUCCEEDED',
    ...rest,
    ...(output !== undefined && { output: JSON.stringify(output) }),
  });
}

const planned = (more: object = {}): End => ({
  output: { dryRun: true, volumes: [TO_MAKE], notes: [], ...more },
});

const restore = (...words: string[]) =>
  run(restoreCommand(), '--settings', file('settings.json', ONE_REGION), ...words);

/** What executions were started with. */
const inputs = (): unknown[] =>
  states
    .commandCalls(StartExecutionCommand)
    .map(({ args }) => JSON.parse(args[0].input.input ?? '') as unknown);

test('without --yes the machine is started for a dry run, and what it would make is told', async () => {
  ends(planned());

  const { status, stdout, stderr } = await restore(VOLUME);

  expect(stdout.split('\n')).toEqual([
    `us-east-1: ${MACHINE}: ${DRY_RUN}-${VOLUME} has begun.`,
    `us-east-1: a restore of ${VOLUME} would make 1 volume:`,
    '┌───────────────────────┬────────────────────────┬─────────────────────┬─────────────────────────┐',
    '│ of volume             │ snapshot               │ taken (UTC)         │ what would be made      │',
    '├───────────────────────┼────────────────────────┼─────────────────────┼─────────────────────────┤',
    `│ ${VOLUME} │ ${SNAPSHOT} │ 2026-11-29 03:00:07 │ 100 GiB gp3, us-east-1a │`,
    '│                       │                        │ 14 h ago            │                         │',
    '└───────────────────────┴────────────────────────┴─────────────────────┴─────────────────────────┘',
    'Nothing was made. The same with --yes makes it.',
    '',
  ]);
  expect([status, stderr]).toEqual([0, []]);
  expect(callsTo(states)).toEqual([
    ['ListStateMachinesCommand', { maxResults: 1000 }],
    [
      'StartExecutionCommand',
      {
        stateMachineArn: machineArn('us-east-1'),
        name: `${DRY_RUN}-${VOLUME}`,
        input: `{"volumeId":"${VOLUME}","dryRun":true}`,
      },
    ],
    ['DescribeExecutionCommand', { executionArn: executionArn(`${DRY_RUN}-${VOLUME}`) }],
  ]);
});

test('with --yes it is started for good, and what it has made and what is left to do are told', async () => {
  ends({ output: { volumes: [MADE], notes: [] } });

  const { status, stdout, stderr } = await restore(SNAPSHOT, '--yes');

  expect(stdout.split('\n')).toEqual([
    `us-east-1: ${MACHINE}: ${BY_HAND}-${SNAPSHOT} has begun.`,
    'us-east-1: 1 volume made:',
    '  vol-0fedcba9876543210 in us-east-1a: 100 GiB gp3, of vol-0123456789abcdef0 as it was at 2026-11-29',
    '    03:00:07 UTC (snap-0123456789abcdef1)',
    'Next: attach it to an instance in us-east-1a, and mount it there; an XFS whose twin is mounted needs',
    '  the option nouuid. What is read for the first time is slow. See docs/restore.md.',
    '',
  ]);
  expect([status, stderr]).toEqual([0, []]);
  expect(callsTo(states)[1]).toEqual([
    'StartExecutionCommand',
    {
      stateMachineArn: machineArn('us-east-1'),
      name: `${BY_HAND}-${SNAPSHOT}`,
      input: `{"snapshotId":"${SNAPSHOT}"}`,
    },
  ]);
});

test('every flag stands in the input, under its name there', async () => {
  ends(planned());

  await restore(
    ...[VOLUME, '--at', '2026-11-29T05:00:00+02:00', '--to', OTHER, '--device', '/dev/sdh'],
    ...['--type', 'io2', '--iops', '5000', '--key', 'alias/shop', '--without-selection-tag'],
  );
  await restore(
    ...[INSTANCE, '--zone', 'us-east-1-bos-1a', '--throughput', '500', '--initialize', '300', '--partly'],
  );

  expect(inputs()).toEqual([
    {
      volumeId: VOLUME,
      at: '2026-11-29T03:00:00.000Z',
      attachTo: OTHER,
      device: '/dev/sdh',
      volumeType: 'io2',
      iops: 5_000,
      kmsKeyId: 'alias/shop',
      withoutSelectionTag: true,
      dryRun: true,
    },
    {
      instanceId: INSTANCE,
      zone: 'us-east-1-bos-1a',
      throughputMibps: 500,
      initializationRateMibps: 300,
      partly: true,
      dryRun: true,
    },
  ]);
});

test('with --yes the input is that of the dry run but for that', async () => {
  ends({ output: { volumes: [MADE], notes: [] } });

  await restore(VOLUME, '--to', OTHER, '--yes');

  expect(inputs()).toEqual([{ volumeId: VOLUME, attachTo: OTHER }]);
});

test('in a DR Region it is restored by the machine of the primary Region that is there', async () => {
  ends({ output: { volumes: [{ ...MADE, zone: 'us-west-2b' }], notes: [] } });

  const { status, stdout } = await restore(VOLUME, '--region', 'us-west-2', '--yes');

  expect(stdout).toContain(
    `us-west-2: ${MACHINE}: ${BY_HAND}-${VOLUME} has begun.\nus-west-2: 1 volume made:`,
  );
  expect(status).toBe(0);
  expect(callsTo(states)[1]).toMatchObject([
    'StartExecutionCommand',
    { stateMachineArn: machineArn('us-west-2') },
  ]);
});

test.each<[what: string, words: string[], machine: string]>([
  ['one that is of one primary Region alone', ['--region', 'eu-west-1'], 'snapshot-keeper-eu-west-1-restore'],
  [
    'one that several use, the one that --of names',
    ['--region', 'us-west-2', '--of', 'eu-west-1'],
    'snapshot-keeper-eu-west-1-restore',
  ],
])('of several primary Regions, the machine is that of %s', async (_, words, machine) => {
  const dr = [{ region: 'us-west-2' }];
  const settings = { primary: ['us-east-1', 'eu-west-1'].map((region) => ({ region, dr })) };
  ends(planned(), machine);

  const { status } = await run(
    restoreCommand(),
    ...['--settings', file('several.json', settings), VOLUME, ...words],
  );

  expect(status).toBe(0);
  expect(callsTo(states)[1]).toMatchObject([
    'StartExecutionCommand',
    { stateMachineArn: machineArn(words[1]!, machine) },
  ]);
});

test('what is refused in a dry run is told with its reason, and the exit code is 1', async () => {
  const refused = `${VOLUME} has no point here that is no newer than 2026-01-01T00:00:00.000Z.`;
  ends(planned({ refused, volumes: [] }));

  const { status, stdout } = await restore(VOLUME, '--at', '2026-01-01T00:00:00Z');

  expect(stdout.split('\n').slice(1)).toEqual([
    `us-east-1: ${VOLUME} cannot be restored so: ${VOLUME} has no point here that`,
    '  is no newer than 2026-01-01T00:00:00.000Z.',
    'Nothing was made.',
    '',
  ]);
  expect(status).toBe(1);
});

test('a dry run of which a part alone could be made shows that part, and ends with 1', async () => {
  ends(planned({ refused: 'Not whole.' }));

  const { status, stdout } = await restore(INSTANCE);

  expect(stdout).toContain(`a restore of ${INSTANCE} would make 1 volume:`);
  expect(stdout).toContain('Nothing was made, and the same with --yes is refused: Not whole.\n');
  expect(status).toBe(1);
});

test('a dry run that would make nothing, without a reason, ends with 1 as well', async () => {
  ends(planned({ volumes: [] }));

  const { status, stdout } = await restore(INSTANCE);

  expect(stdout).toContain(
    `${INSTANCE} cannot be restored so: there is no volume to make.\nNothing was made.`,
  );
  expect(status).toBe(1);
});

test('what is refused with --yes is told with its reason and no name of an error, and the exit code is 1', async () => {
  ends({ status: 'FAILED', error: 'RestoreFailed', cause: `RestoreRefused: ${OTHER} is not there.` });

  const { status, stdout } = await restore(VOLUME, '--to', OTHER, '--yes');

  expect(stdout.split('\n')[1]).toBe(
    `us-east-1: ${MACHINE}: the restore was refused: ${OTHER} is not there.`,
  );
  expect(status).toBe(1);
});

test.each([
  ['restore', '--yes', BY_HAND],
  ['dry run', undefined, DRY_RUN],
])('a %s that fails is told with its cause and where to look, and the exit code is 1', async (_, yes, by) => {
  const cause = 'vol-0fedcba9876543210 was made, and is not attached: VolumeInUse';
  ends({ status: 'FAILED', error: 'RestoreFailed', cause });

  const { status, stdout } = await restore(VOLUME, ...(yes === undefined ? [] : [yes]));

  expect(stdout.split('\n')[1]).toBe(
    `us-east-1: ${MACHINE}: the restore has failed (RestoreFailed: ${cause}). See https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn(`${by}-${VOLUME}`)}`,
  );
  expect(status).toBe(1);
});

test.each([
  ['TIMED_OUT', 'States.Timeout', 'States.Timeout'],
  ['ABORTED', undefined, 'ABORTED'],
])(
  'of one that has ended as %s and could name nothing, what lists the volumes that it has made is told',
  async (status, error, why) => {
    ends({ status, ...(error !== undefined && { error }) });

    const { stdout } = await restore(VOLUME, '--yes');

    expect(stdout).toContain(`the restore has failed (${why}).`);
    expect(stdout.split('\n')[2]).toBe(
      `What it has made stays: aws ec2 describe-volumes --region us-east-1 --filters "Name=tag:snapshot-keeper:restored-from,Values=* by ${BY_HAND}-${VOLUME}" --query "Volumes[].VolumeId"`,
    );
  },
);

test('what tags have in them does not steer the terminal', async () => {
  ends({ status: 'FAILED', error: 'RestoreFailed', cause: 'of \u001b[2Jshop' });

  const { stdout } = await restore(VOLUME, '--yes');

  expect(stdout).toContain('of \\u001b[2Jshop');
});

describe('with --json', () => {
  test.each([
    [[], { dryRun: true, volumes: [TO_MAKE], notes: ['A note.'], since: 'a later release' }],
    [['--yes'], { volumes: [MADE], notes: [], since: 'a later release' }],
  ])(
    'and %j, all that the machine said is printed, and nothing else stands beside it',
    async (words, output) => {
      ends({ output });

      const { status, stdout, stderr } = await restore(VOLUME, '--json', ...words);

      expect(JSON.parse(stdout)).toEqual(output);
      expect(stderr).toEqual([expect.stringContaining('has begun.')]);
      expect(status).toBe(0);
    },
  );

  test('a refused dry run ends with 1', async () => {
    const output = { dryRun: true, refused: 'There is none.', volumes: [], notes: [] };
    ends({ output });

    const { status, stdout } = await restore(VOLUME, '--json');

    expect(JSON.parse(stdout)).toEqual(output);
    expect(status).toBe(1);
  });

  test('what has failed is told on the error output', async () => {
    ends({ status: 'TIMED_OUT' });

    const { status, stdout, stderr } = await restore(VOLUME, '--json', '--yes');

    expect([status, stdout]).toEqual([1, '']);
    expect(stderr[1]).toContain('the restore has failed (TIMED_OUT)');
  });
});

test.each<[what: string, words: string[], output: unknown]>([
  ['no output', ['--yes'], undefined],
  ['no volume', ['--yes'], { volumes: [], notes: [] }],
  ['volumes without their ids', ['--yes'], { volumes: [TO_MAKE], notes: [] }],
  ['that of a dry run', ['--yes'], { dryRun: true, volumes: [MADE], notes: [] }],
  ['that of no dry run, asked for one', [], { volumes: [MADE], notes: [] }],
])('a restore that ends with %s is told as one that cannot be read', async (_, words, output) => {
  ends({ output });

  const { status, stderr } = await restore(VOLUME, ...words);

  expect(stderr.join('\n')).toContain('what it says cannot be read');
  expect(status).toBe(2);
});

test('where the machine is not there, that is said, and the exit code is 2', async () => {
  states.on(ListStateMachinesCommand).resolves({ stateMachines: [] });

  const { status, stderr } = await restore(VOLUME);

  expect(stderr.join('\n')).toContain(
    `us-east-1: could not start or follow ${MACHINE}: there is no such state machine`,
  );
  expect(status).toBe(2);
});

test.each([
  ['states:ListStateMachines', ListStateMachinesCommand],
  ['states:StartExecution', StartExecutionCommand],
  ['states:DescribeExecution', DescribeExecutionCommand],
])('a denied %s is one line', async (action, command) => {
  ends(planned());
  const denied = Object.assign(new Error('User: x is not authorized'), { name: 'AccessDeniedException' });
  states.on(command as never).rejects(denied);

  const { status, stderr } = await restore(VOLUME);

  expect(stderr).toEqual([
    `us-east-1: could not start or follow ${MACHINE}: ${action} was denied (AccessDeniedException: User: x is not authorized). docs/operate.md has the policy that is needed.`,
  ]);
  expect(status).toBe(2);
});

test('settings that are wrong elsewhere do not keep from restoring, and what is wrong is told', async () => {
  ends(planned());

  const { status, stderr } = await run(
    restoreCommand(),
    ...['--settings', file('wrong.json', { ...ONE_REGION, timeZone: 'Mars' }), VOLUME],
  );

  expect(stderr.join('\n')).toMatch(/timeZone: .*\nNone of these matters here, so it goes on\./s);
  expect(status).toBe(0);
});

test('while it runs, standard error says now and then that it has not ended', async () => {
  jest.useFakeTimers({ now: new Date('2026-11-29T17:20:30.789Z'), doNotFake: ['nextTick', 'setImmediate'] });
  const shown: string[] = [];
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown.push(String(text));
    return true;
  });
  ends({ output: { volumes: [MADE], notes: [] } });
  states
    .on(DescribeExecutionCommand)
    .resolvesOnce({ status: 'RUNNING' })
    .resolvesOnce({ status: 'RUNNING' })
    .resolvesOnce({ status: 'SUCCEEDED', output: JSON.stringify({ volumes: [MADE], notes: [] }) });

  const restoring = restore(VOLUME, '--yes');
  await jest.advanceTimersByTimeAsync(4_999);
  expect(states.commandCalls(DescribeExecutionCommand)).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(5_001);
  const { status } = await restoring;
  stderr.mockRestore();

  expect(shown.join('')).toContain(`us-east-1: ${MACHINE}: not ended yet.`);
  expect(status).toBe(0);
});

const page = (name: string): string => readFileSync(join(__dirname, '../../../docs', name), 'utf8');

test('the pages say which policy the credentials need', () => {
  const [section = ''] = /^## Back up by hand$[^]*?(?=^## )/m.exec(page('operate.md')) ?? [];

  expect(section).toContain('`snapshot-keeper-us-east-1-restore`');
  expect(page('restore.md')).toContain('(operate.md#back-up-by-hand)');
});
