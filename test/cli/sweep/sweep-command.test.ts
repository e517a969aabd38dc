import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { sweepCommand } from '../../../cli/sweep/sweep-command';
import { callsTo, mockAws } from '../../support/aws-mock';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';

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

const SWEEP = 'snapshot-keeper-us-east-1-sweep';
const VOLUME = 'vol-0123456789abcdef0';
const AT = '2026-11-29T17-20-30Z';
const NOTHING = { found: {}, started: 0, tried: 0, deferred: 0, unread: [] };

const machineArn = (region: string, name = SWEEP): string =>
  `arn:aws:states:${region}:111122223333:stateMachine:${name}`;
const executionArn = (region: string, name = `sweep-by-hand-${AT}`): string =>
  `arn:aws:states:${region}:111122223333:execution:${SWEEP}:${name}`;

const regionOf = (client: unknown): Promise<string> =>
  (client as () => { config: { region(): Promise<string> } })().config.region();

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Lets the machine be there in these Regions, and each execution end so. */
function there(
  ends: Readonly<Record<string, { status?: string; output?: unknown; error?: string; cause?: string }>>,
): void {
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
    const region = await regionOf(client);
    const names = region in ends ? ['another', SWEEP] : ['another'];
    return { stateMachines: names.map((name) => ({ name, stateMachineArn: machineArn(region, name) })) };
  });
  states.on(StartExecutionCommand).callsFake(async ({ name }: { name: string }, client) => ({
    executionArn: executionArn(await regionOf(client), name),
  }));
  states.on(DescribeExecutionCommand).callsFake(async (_, client) => {
    const { status = 'SUCCEEDED', output, ...rest } = ends[await regionOf(client)]!;
    return { status, ...rest, ...(output !== undefined && { output: JSON.stringify(output) }) };
  });
}

const started = (): object[] => states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);

const lines = (text: string): string[] => text.split('\n').filter(Boolean).sort();

test('sweep starts the sweep of every Region by a name that tells the time, and says that nothing was amiss', async () => {
  there({ 'us-east-1': { output: NOTHING }, 'us-west-2': { output: NOTHING } });

  const { status, stdout, stderr } = await run(sweepCommand());

  expect(lines(stdout)).toEqual(
    ['us-east-1', 'us-west-2'].flatMap((region) => [
      `${region}: ${SWEEP}: nothing to repair.`,
      `${region}: ${SWEEP}: sweep-by-hand-${AT} has begun.`,
    ]),
  );
  expect([status, stderr]).toEqual([0, []]);
  expect(started()).toHaveLength(2);
  expect(started()).toContainEqual({
    stateMachineArn: machineArn('us-west-2'),
    name: `sweep-by-hand-${AT}`,
    input: '{"scheduledAt":"2026-11-29T17:20:30Z"}',
  });
});

test('with a volume and a Region it sweeps that volume there, and nothing else', async () => {
  there({ 'us-east-1': { output: NOTHING }, 'us-west-2': { output: NOTHING } });

  const { status } = await run(sweepCommand(), '--volume', VOLUME, '--region', 'us-east-1');

  expect(status).toBe(0);
  expect(callsTo(states)).toEqual([
    ['ListStateMachinesCommand', { maxResults: 1000 }],
    [
      'StartExecutionCommand',
      {
        stateMachineArn: machineArn('us-east-1'),
        name: `sweep-by-hand-${AT}-${VOLUME}`,
        input: `{"scheduledAt":"2026-11-29T17:20:30Z","volumeId":"${VOLUME}"}`,
      },
    ],
    [
      'DescribeExecutionCommand',
      { executionArn: executionArn('us-east-1', `sweep-by-hand-${AT}-${VOLUME}`) },
    ],
  ]);
});

test('what was found, started and tried in vain is told in words, and leaves the exit code 0', async () => {
  const found = {
    'newest unadopted': 1,
    'copy missing': 1_200,
    'copy unconfirmed': 1,
    'copy failed': 2,
    'tags edited': 1,
    unadopted: 3,
    'over retention': 1,
  };
  there({ 'us-east-1': { output: { ...NOTHING, found, started: 1_207, tried: 2 } } });

  const { status, stdout } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stdout.split('\n').slice(1)).toEqual([
    `us-east-1: ${SWEEP}: found 1 newest snapshot not adopted, 1,200 copies missing, 1 copy not confirmed, 2 failed copies not dealt with, 1 snapshot with edited tags, 3 older snapshots not adopted, 1 volume over retention.`,
    `us-east-1: ${SWEEP}: 1,207 executions started to repair that.`,
    `us-east-1: ${SWEEP}: 2 repairs tried today already, which has not helped: none started.`,
    '',
  ]);
  expect(status).toBe(0);
});

test.each([
  [
    'left to the next sweep',
    { deferred: 4, found: { 'copy missing': 4 } },
    '4 repairs left to the next sweep: more than one sweep starts, or for a Region that takes none now.',
  ],
  [
    'a Region unread',
    { unread: ['us-west-2'] },
    'us-west-2 could not be read: what is missing there, nobody knows.',
  ],
])('%s is told, and the exit code is 1', async (_, output, told) => {
  there({ 'us-east-1': { output: { ...NOTHING, ...output } } });

  const { status, stdout } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stdout.split('\n').at(-2)).toBe(`us-east-1: ${SWEEP}: ${told}`);
  expect(status).toBe(1);
});

test.each([
  ['in none of the Regions', false, 1],
  ['in another Region', true, 0],
])(
  'a Region that knows nothing of the volume that is named says so; the exit code tells whether it is known %s',
  async (_, isVolumeKnown, exitCode) => {
    there({
      'us-east-1': { output: { ...NOTHING, isVolumeKnown: false } },
      'us-west-2': { output: { ...NOTHING, isVolumeKnown } },
    });

    const { status, stdout } = await run(sweepCommand(), '--volume', VOLUME);

    expect(lines(stdout)).toContain(
      `us-east-1: ${SWEEP}: no snapshot of ${VOLUME} is here, and no selected volume of that id.`,
    );
    expect(status).toBe(exitCode);
  },
);

test('a lack that only a later release knows is told by its name', async () => {
  there({ 'us-east-1': { output: { ...NOTHING, found: { 'key lost': 2 }, started: 2 } } });

  const { stdout } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stdout).toContain('found 2 key lost.');
});

test.each([
  [
    { status: 'FAILED', error: 'SweepFailed', cause: 'The Region\ncould not be swept.' },
    'SweepFailed: The Region could not be swept.',
  ],
  [{ status: 'ABORTED' }, 'ABORTED'],
  [{ status: 'TIMED_OUT' }, 'TIMED_OUT'],
])('a sweep that ends as %p has failed, and the exit code is 1', async (end, why) => {
  there({ 'us-east-1': end });

  const { status, stdout } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stdout.split('\n')[1]).toBe(
    `us-east-1: ${SWEEP}: the sweep has failed (${why}). See https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn('us-east-1')}`,
  );
  expect(status).toBe(1);
});

test.each<[what: string, output: unknown]>([
  ['no output', undefined],
  ['another output', { swept: true }],
])('a sweep that ends with %s is told as one that cannot be read', async (_, output) => {
  there({ 'us-east-1': { output } });

  const { status, stderr } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stderr.join('\n')).toContain('what it says cannot be read');
  expect(status).toBe(2);
});

test('where the machine is not there, that is said, and the other Region is swept all the same', async () => {
  there({ 'us-west-2': { output: NOTHING } });

  const { status, stdout, stderr } = await run(sweepCommand());

  expect(stderr).toEqual([
    `us-east-1: could not start or follow ${SWEEP}: there is no such state machine, as the context key snapshotKeeper of cdk.json has it, in the account of the credentials; --settings FILE names other settings.`,
  ]);
  expect(stdout).toContain(`us-west-2: ${SWEEP}: nothing to repair.`);
  expect(status).toBe(2);
});

test('credentials of another account than that of the settings start nothing', async () => {
  there({ 'us-east-1': { output: NOTHING } });
  const settings = file('account.json', {
    account: '999999999999',
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
  });

  const { status, stderr } = await run(sweepCommand(), '--settings', settings, '--region', 'us-east-1');

  expect(stderr).toEqual([
    `us-east-1: could not start or follow ${SWEEP}: the credentials are of the account 111122223333, and the settings name 999999999999.`,
  ]);
  expect([status, started()]).toEqual([2, []]);
});

test.each([
  ['states:ListStateMachines', ListStateMachinesCommand],
  ['states:StartExecution', StartExecutionCommand],
  ['states:DescribeExecution', DescribeExecutionCommand],
])('a denied %s is one line', async (action, command) => {
  there({ 'us-east-1': { output: NOTHING } });
  states.on(command as never).rejects(failure('AccessDeniedException', 'User: x is not authorized'));

  const { status, stderr } = await run(sweepCommand(), '--region', 'us-east-1');

  expect(stderr).toEqual([
    `us-east-1: could not start or follow ${SWEEP}: ${action} was denied (AccessDeniedException: User: x is not authorized). docs/operate.md has the policy that is needed.`,
  ]);
  expect(status).toBe(2);
});

test.each<[what: string, words: string[], message: string]>([
  ['what is no volume', ['--volume', 'vol-*'], '--volume: expected the id of a volume'],
  ['a placeholder', ['--volume', 'vol-ffffffff'], '--volume: expected the id of a volume'],
  [
    'a Region of another deployment',
    ['--region', 'eu-west-1'],
    '--region: expected a Region of the deployment',
  ],
  ['an unknown flag', ['--no-wait'], "error: unknown option '--no-wait'"],
])('%s is refused before any call', async (_, words, message) => {
  const { status, stdout, stderr } = await run(sweepCommand(), ...words);

  expect(stderr.join('\n')).toContain(message);
  expect([status, stdout, callsTo(states)]).toEqual([2, '', []]);
});

test('docs/operate.md has the policy that allows the calls that are made, for this machine alone', () => {
  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [section = ''] = /^## Sweep by hand$[^]*?(?=^## )/m.exec(page) ?? [];
  const [, policy = ''] = /```json\n([^`]*)```/.exec(section) ?? [];
  const allow = (action: string, Resource: string) => ({ Effect: 'Allow', Action: [action], Resource });

  expect(JSON.parse(policy)).toEqual({
    Version: '2012-10-17',
    Statement: [
      allow('states:ListStateMachines', '*'),
      allow('states:StartExecution', `arn:aws:states:*:111122223333:stateMachine:${SWEEP}`),
      allow('states:DescribeExecution', `arn:aws:states:*:111122223333:execution:${SWEEP}:*`),
    ],
  });
});
