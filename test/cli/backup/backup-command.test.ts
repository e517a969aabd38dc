import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { backupCommand } from '../../../cli/backup/backup-command';
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

const BACKUP = 'snapshot-keeper-us-east-1-backup';
const VOLUME = 'vol-0123456789abcdef0';
const INSTANCE = 'i-0123456789abcdef0';
const SNAPSHOT = 'snap-0123456789abcdef1';
const BY_HAND = 'backup-by-hand-2026-11-29T17-20-30Z';
const DR = [{ region: 'us-west-2' }];
const SCHEDULES = ['nightly', 'databases'].map((name) => ({ name, schedule: 'cron(0 3 * * ? *)' }));

const ONE_REGION = { primary: { region: 'us-east-1' }, dr: DR, schedules: SCHEDULES };
const TWO_REGIONS = {
  primary: ['us-east-1', 'eu-west-1'].map((region) => ({ region, dr: DR })),
  schedules: SCHEDULES,
};

const machineOf = (region: string): string => `snapshot-keeper-${region}-backup`;
const machineArn = (region: string): string =>
  `arn:aws:states:${region}:111122223333:stateMachine:${machineOf(region)}`;
const executionArn = (region: string, name: string): string =>
  `arn:aws:states:${region}:111122223333:execution:${machineOf(region)}:${name}`;

const regionOf = (client: unknown): Promise<string> =>
  (client as () => { config: { region(): Promise<string> } })().config.region();

type End = {
  readonly status?: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
};

/** Lets the machine be there in these Regions, and each execution end so. */
function there(ends: Readonly<Record<string, End>>): void {
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
    const region = await regionOf(client);
    const names = region in ends ? [machineOf(region)] : [];
    return { stateMachines: names.map((name) => ({ name, stateMachineArn: machineArn(region) })) };
  });
  states.on(StartExecutionCommand).callsFake(async ({ name }: { name: string }, client) => ({
    executionArn: executionArn(await regionOf(client), name),
  }));
  states.on(DescribeExecutionCommand).callsFake(async (_, client) => {
    const { status = 'SUCCEEDED', output, ...rest } = ends[await regionOf(client)]!;
    return { status, ...rest, ...(output !== undefined && { output: JSON.stringify(output) }) };
  });
}

const backup = (settings: object, ...words: string[]) =>
  run(backupCommand(), '--settings', file('settings.json', settings), ...words);

const started = (): object[] => states.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input);

test('of a volume, one execution is started that is named after the time and the volume, and the id of its snapshot told', async () => {
  there({ 'us-east-1': { output: { taken: 1, snapshotIds: [SNAPSHOT] } } });

  const { status, stdout, stderr } = await backup(ONE_REGION, '--volume', VOLUME);

  expect(stdout.split('\n')).toEqual([
    `us-east-1: ${BACKUP}: ${BY_HAND}-${VOLUME} has begun.`,
    `us-east-1: ${BACKUP}: 1 snapshot taken: ${SNAPSHOT}.`,
    '',
  ]);
  expect([status, stderr]).toEqual([0, []]);
  expect(callsTo(states)).toEqual([
    ['ListStateMachinesCommand', { maxResults: 1000 }],
    [
      'StartExecutionCommand',
      {
        stateMachineArn: machineArn('us-east-1'),
        name: `${BY_HAND}-${VOLUME}`,
        input: `{"scheduledAt":"2026-11-29T17:20:30Z","volumeId":"${VOLUME}"}`,
      },
    ],
    ['DescribeExecutionCommand', { executionArn: executionArn('us-east-1', `${BY_HAND}-${VOLUME}`) }],
  ]);
});

test('of an instance, one execution is started that is named after it, and the ids of all its snapshots told', async () => {
  there({ 'us-east-1': { output: { taken: 2, snapshotIds: [SNAPSHOT, 'snap-2'] } } });

  const { status, stdout } = await backup(ONE_REGION, '--instance', INSTANCE);

  expect(stdout).toContain(`us-east-1: ${BACKUP}: 2 snapshots taken: ${SNAPSHOT}, snap-2.`);
  expect(status).toBe(0);
  expect(started()).toEqual([
    {
      stateMachineArn: machineArn('us-east-1'),
      name: `${BY_HAND}-${INSTANCE}`,
      input: `{"scheduledAt":"2026-11-29T17:20:30Z","instanceId":"${INSTANCE}"}`,
    },
  ]);
});

test('of a schedule, one execution is started in each primary Region', async () => {
  const output = { taken: 2, snapshotIds: [SNAPSHOT, 'snap-2'] };
  there({ 'us-east-1': { output }, 'eu-west-1': { output } });

  const { status, stdout } = await backup(TWO_REGIONS, '--schedule', 'nightly');

  expect(stdout).toContain(`eu-west-1: ${machineOf('eu-west-1')}: 2 snapshots taken: ${SNAPSHOT}, snap-2.\n`);
  expect(status).toBe(0);
  expect(started()).toEqual(
    ['us-east-1', 'eu-west-1'].map((region) => ({
      stateMachineArn: machineArn(region),
      name: `${BY_HAND}-nightly`,
      input: '{"scheduledAt":"2026-11-29T17:20:30Z","schedule":"nightly"}',
    })),
  );
});

test.each([
  [['--schedule', 'nightly'], `${BY_HAND}-nightly`],
  [['--volume', VOLUME], `${BY_HAND}-${VOLUME}`],
  [['--instance', INSTANCE], `${BY_HAND}-${INSTANCE}`],
])('with %j and a Region, it is started there alone', async (words, name) => {
  const output = { taken: 1, snapshotIds: [SNAPSHOT] };
  there({ 'us-east-1': { output }, 'eu-west-1': { output } });

  const { status } = await backup(TWO_REGIONS, ...words, '--region', 'eu-west-1');

  expect(status).toBe(0);
  expect(started()).toMatchObject([{ stateMachineArn: machineArn('eu-west-1'), name }]);
});

test('of more than a hundred, the first ids are told and how many follow', async () => {
  there({ 'us-east-1': { output: { taken: 1_302, snapshotIds: ['snap-1', 'snap-2'] } } });

  const { stdout } = await backup(ONE_REGION, '--schedule', 'nightly');

  expect(stdout).toContain('1,302 snapshots taken: snap-1, snap-2, and 1,300 more.');
});

test('a schedule that covers nothing is said so, and the exit code is 1', async () => {
  there({ 'us-east-1': { output: { taken: 0, snapshotIds: [] } } });

  const { status, stdout } = await backup(ONE_REGION, '--schedule', 'nightly');

  expect(stdout).toContain('nothing was taken: the schedule covers no volume here.');
  expect(status).toBe(1);
});

test('a backup that fails is told with its cause and where to look, and the exit code is 1', async () => {
  const cause = `SnapshotNotTaken: ${VOLUME}: there is no such volume here`;
  there({ 'us-east-1': { status: 'FAILED', error: 'BackupFailed', cause } });

  const { status, stdout } = await backup(ONE_REGION, '--volume', VOLUME);

  expect(stdout.split('\n')[1]).toBe(
    `us-east-1: ${BACKUP}: the backup has failed (BackupFailed: ${cause}). See https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${executionArn('us-east-1', `${BY_HAND}-${VOLUME}`)}`,
  );
  expect(status).toBe(1);
});

test.each<[what: string, output: unknown]>([
  ['no output', undefined],
  ['the output of a release that told no ids', { taken: 1 }],
])('a backup that ends with %s is told as one that cannot be read', async (_, output) => {
  there({ 'us-east-1': { output } });

  const { status, stderr } = await backup(ONE_REGION, '--volume', VOLUME);

  expect(stderr.join('\n')).toContain('what it says cannot be read');
  expect(status).toBe(2);
});

test('where the machine is not there, that is said, and the other Region has its backup all the same', async () => {
  there({ 'eu-west-1': { output: { taken: 1, snapshotIds: [SNAPSHOT] } } });

  const { status, stdout, stderr } = await backup(TWO_REGIONS, '--schedule', 'nightly');

  expect(stderr.join('\n')).toContain(
    `us-east-1: could not start or follow ${BACKUP}: there is no such state machine`,
  );
  expect(stdout).toContain('1 snapshot taken');
  expect(status).toBe(2);
});

test.each([
  ['states:ListStateMachines', ListStateMachinesCommand],
  ['states:StartExecution', StartExecutionCommand],
  ['states:DescribeExecution', DescribeExecutionCommand],
])('a denied %s is one line', async (action, command) => {
  there({ 'us-east-1': { output: { taken: 0, snapshotIds: [] } } });
  const denied = Object.assign(new Error('User: x is not authorized'), { name: 'AccessDeniedException' });
  states.on(command as never).rejects(denied);

  const { status, stderr } = await backup(ONE_REGION, '--volume', VOLUME);

  expect(stderr).toEqual([
    `us-east-1: could not start or follow ${BACKUP}: ${action} was denied (AccessDeniedException: User: x is not authorized). docs/operate.md has the policy that is needed.`,
  ]);
  expect(status).toBe(2);
});

const EITHER = 'backup: expected one of --schedule, --volume and --instance.';

test.each<[what: string, settings: object, words: string[], message: string]>([
  ['neither a schedule nor a volume nor an instance', ONE_REGION, [], EITHER],
  ['both', ONE_REGION, ['--schedule', 'nightly', '--volume', VOLUME], EITHER],
  [
    'a schedule that the settings do not have',
    ONE_REGION,
    ['--schedule', 'nigthly'],
    '--schedule: expected a schedule of the settings (nightly, databases), found "nigthly". Did you mean nightly?',
  ],
  [
    'one that is like none of theirs',
    ONE_REGION,
    ['--schedule', 'weekly-full'],
    '--schedule: expected a schedule of the settings (nightly, databases), found "weekly-full".',
  ],
  ['what is no volume', ONE_REGION, ['--volume', 'vol-*'], '--volume: expected the id of a volume'],
  [
    'a volume without its Region, where there are several',
    TWO_REGIONS,
    ['--volume', VOLUME],
    `--volume: expected --region too, the one in which ${VOLUME} is: us-east-1 or eu-west-1.`,
  ],
  [
    'a DR Region',
    ONE_REGION,
    ['--volume', VOLUME, '--region', 'us-west-2'],
    '--region: expected a primary Region of the deployment snapshot-keeper, us-east-1, found "us-west-2".',
  ],
])('%s is refused before any call', async (_, settings, words, message) => {
  const { status, stdout, stderr } = await backup(settings, ...words);

  expect(stderr.join('\n')).toContain(message);
  expect([status, stdout, callsTo(states)]).toEqual([2, '', []]);
});

const policiesInDocs = (): unknown[] => {
  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [section = ''] = /^## Back up by hand$[^]*?(?=^## )/m.exec(page) ?? [];
  return [...section.matchAll(/```json\n([^`]*)```/g)].map(
    ([, policy = '']) => JSON.parse(policy) as unknown,
  );
};

test('docs/operate.md has the policy that allows to start the runbook, and nothing on EC2 or Step Functions', () => {
  const [, policy] = policiesInDocs() as { Statement: { Action: string[]; Resource: unknown }[] }[];

  expect(policy?.Statement.flatMap(({ Action }) => Action)).toEqual([
    'ssm:StartAutomationExecution',
    'ssm:GetAutomationExecution',
    'iam:PassRole',
  ]);
  expect(policy?.Statement[0]?.Resource).toContain(
    'arn:aws:ssm:us-east-1:111122223333:document/backup-snapshot-keeper-us-east-1',
  );
});

test('docs/operate.md has the policy for a dry run, which reads EC2 alone', () => {
  expect(policiesInDocs()[2]).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['ec2:DescribeInstances', 'ec2:DescribeVolumes'],
        Resource: '*',
      },
    ],
  });
});

test('docs/operate.md has the policy that allows the calls that are made, for this machine alone', () => {
  const allow = (action: string, Resource: string) => ({ Effect: 'Allow', Action: [action], Resource });

  expect(policiesInDocs()[0]).toEqual({
    Version: '2012-10-17',
    Statement: [
      allow('states:ListStateMachines', '*'),
      allow('states:StartExecution', `arn:aws:states:*:111122223333:stateMachine:${BACKUP}`),
      allow('states:DescribeExecution', `arn:aws:states:*:111122223333:execution:${BACKUP}:*`),
    ],
  });
});
