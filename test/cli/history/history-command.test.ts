import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSnapshotsCommand, EC2Client, type Filter, type Snapshot } from '@aws-sdk/client-ec2';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SFNClient,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { historyCommand } from '../../../cli/history/history-command';
import { callsTo, mockAws } from '../../support/aws-mock';
import { keeper, temporaryFiles } from '../keeper';
import { run } from '../run-command';
import {
  began,
  ended,
  entered,
  exited,
  failed,
  historyFrom,
  scheduled,
  succeeded,
  task,
} from './history-events';

const file = temporaryFiles();
const ec2 = mockAws(EC2Client);
const states = mockAws(SFNClient);
const logs = mockAws(CloudWatchLogsClient);

const ACCOUNT = '111122223333';
const SNAP = 'snap-0aaaaaaaaaaaaaaaa';
const COPY = 'snap-0cccccccccccccccc';
const VOLUME = 'vol-0bbbbbbbbbbbbbbbb';
const DR_STACK = 'snapshot-keeper-us-east-1-dr-us-west-2';
const PRIMARY_STACK = 'snapshot-keeper-us-east-1-primary';

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const DENIED = failure('AccessDeniedException', 'User: person is not authorized');

const executionArn = (region: string, machine: string, name: string): string =>
  `arn:aws:states:${region}:${ACCOUNT}:execution:snapshot-keeper-us-east-1-${machine}:${name}`;

const regionOf = (client: unknown): Promise<string> =>
  ((client as () => unknown)() as { config: { region(): Promise<string> } }).config.region();

/** Lets nothing be there but machines. */
function nothingThere(): void {
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
    const region = await regionOf(client);
    return { stateMachines: [{ stateMachineArn: `arn:aws:states:${region}:${ACCOUNT}:stateMachine:any` }] };
  });
  states.on(DescribeExecutionCommand).rejects(failure('ExecutionDoesNotExist', 'Execution Does Not Exist'));
  ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [] });
  logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
}

function executionThere(
  arn: string,
  events: HistoryEvent[],
  status: 'SUCCEEDED' | 'RUNNING' = 'SUCCEEDED',
): void {
  states.on(DescribeExecutionCommand, { executionArn: arn }).resolves({ executionArn: arn, status });
  states.on(GetExecutionHistoryCommand, { executionArn: arn }).resolves({ events });
}

/** Lets EC2 show these, by Region, to whoever asks by id or by the tag of their source. */
function shown(snapshots: Readonly<Record<string, readonly Snapshot[]>>): void {
  ec2.on(DescribeSnapshotsCommand).callsFake(async ({ Filters = [] }: { Filters?: Filter[] }, client) => {
    const all = snapshots[await regionOf(client)] ?? [];
    const wanted = (snapshot: Snapshot, { Name = '', Values = [] }: Filter): boolean =>
      Name === 'snapshot-id'
        ? Values.includes(snapshot.SnapshotId!)
        : (snapshot.Tags ?? []).some(({ Key, Value }) => Name === `tag:${Key}` && Values.includes(Value!));
    return { Snapshots: all.filter((snapshot) => Filters.every((filter) => wanted(snapshot, filter))) };
  });
}

/** Lets functions of these stacks have logged these lines. */
function logged(groups: Readonly<Record<string, readonly (readonly [at: string, line: object])[]>>): void {
  logs.on(DescribeLogGroupsCommand).callsFake(({ logGroupNamePrefix }: { logGroupNamePrefix: string }) => ({
    logGroups: Object.keys(groups)
      .filter((name) => name.startsWith(logGroupNamePrefix))
      .map((logGroupName) => ({ logGroupName })),
  }));
  logs
    .on(FilterLogEventsCommand)
    .callsFake(({ logGroupName, filterPattern }: { logGroupName: string; filterPattern: string }) => ({
      events: groups[logGroupName]!.flatMap(([at, line]) => {
        const message = JSON.stringify(line);
        const [, id = ''] = /^"(.+)" -planned$/.exec(filterPattern)!;
        return message.includes(id) ? [{ timestamp: Date.parse(at), message }] : [];
      }),
    }));
}

const tags = (record: Readonly<Record<string, string>>) =>
  Object.entries(record).map(([key, Value]) => ({ Key: `snapshot-keeper:${key}`, Value }));

const SOURCE: Snapshot = {
  SnapshotId: SNAP,
  VolumeId: VOLUME,
  VolumeSize: 20,
  State: 'completed',
  StartTime: new Date('2026-03-01T03:00:00Z'),
  CompletionTime: new Date('2026-03-01T03:02:00Z'),
  Tags: tags({
    'managed-by': 'snapshot-keeper',
    snapshot: SNAP,
    volume: VOLUME,
    policy: 'last 7',
    'copy/us-west-2': `${COPY} of ${SNAP}`,
  }),
};

const DESCRIPTION =
  `snapshot-keeper snapshot-keeper: copy of ${SNAP} of ${VOLUME} in us-east-1, ` +
  'taken 2026-03-01T03:00:00.000Z, requested 2026-03-01T03:02:05.000Z 0f0f';

const COPIED: Snapshot = {
  SnapshotId: COPY,
  VolumeId: 'vol-ffffffff',
  VolumeSize: 20,
  State: 'completed',
  StartTime: new Date('2026-03-01T03:02:06Z'),
  CompletionTime: new Date('2026-03-01T03:07:00Z'),
  Description: DESCRIPTION,
  Tags: tags({ 'managed-by': 'snapshot-keeper', volume: VOLUME, policy: 'last 1', 'source-snapshot': SNAP }),
};

const PRUNED = { policy: 'last 7', deletedCount: 1, deleted: [], blockedCount: 0, blocked: [], keptCount: 7 };

const CREATED = historyFrom(
  '2026-03-01T03:02:01Z',
  began({ snapshotId: SNAP, volumeId: VOLUME }),
  ...task('TagSnapshot', {
    managed: true,
    reason: 'the volume is selected',
    adopted: true,
    volumeId: VOLUME,
    takenAt: '2026-03-01T03:00:00.000Z',
    tags: {},
    copies: [{ region: 'us-west-2', policy: 'last 1', newlyAdopted: true }],
  }),
  entered('RequestCopy', { region: 'us-west-2' }),
  scheduled({}),
  failed('OtherCopyUnderWay', 'a full copy of the volume runs'),
  scheduled({}),
  failed('OtherCopyUnderWay', 'a full copy of the volume runs'),
  scheduled({}),
  succeeded({ outcome: 'started', copyId: COPY }),
  exited('RequestCopy', { failed: false }),
  ...task('PruneVolume', { failed: false }, { answer: { Payload: PRUNED } }),
  ended('ExecutionSucceeded'),
);

const COPIED_HISTORY = historyFrom(
  '2026-03-01T03:07:01Z',
  began({ snapshotId: COPY, sourceSnapshotId: SNAP, incremental: true }),
  ...task('TagCopy', { managed: true, volumeId: VOLUME }),
  ...task('PruneVolume', PRUNED, { answer: { Payload: { ...PRUNED, policy: 'last 1' } } }),
  ended('ExecutionSucceeded'),
);

/** A snapshot that was adopted and copied, with all that tells of it. */
function copiedAsItShould(): void {
  nothingThere();
  shown({ 'us-east-1': [SOURCE], 'us-west-2': [COPIED] });
  executionThere(executionArn('us-east-1', 'snapshot-created', SNAP), CREATED);
  executionThere(executionArn('us-west-2', 'snapshot-copied', COPY), COPIED_HISTORY);
}

const NOW = new Date('2026-03-02T12:00:00Z');
const history = (...words: string[]) =>
  run(
    historyCommand(() => NOW),
    ...words,
  );

test('history tells of a snapshot and its copy all that happened, the oldest first', async () => {
  copiedAsItShould();

  const { status, stdout, stderr } = await history(SNAP);

  expect(stdout.split('\n')).toEqual([
    `${SNAP}, the oldest first, in UTC:`,
    `2026-03-01T03:00:00.000Z  us-east-1  taken of ${VOLUME}, 20 GiB`,
    '2026-03-01T03:02:00.000Z  us-east-1  completed',
    `2026-03-01T03:02:01.000Z  us-east-1  snapshot-created began: EC2's event, or else a sweep, had told that the snapshot of ${VOLUME} is completed`,
    `2026-03-01T03:02:05.000Z  us-east-1  adopted under ${VOLUME}: the volume is selected`,
    '2026-03-01T03:02:05.000Z  us-east-1  copies are needed in us-west-2',
    '2026-03-01T03:02:06.000Z  us-east-1  a copy into us-west-2 is asked for',
    `2026-03-01T03:02:06.000Z  us-west-2  copy ${COPY}: begun as the copy of ${SNAP} of ${VOLUME} in us-east-1, taken 2026-03-01T03:00:00.000Z, 20 GiB`,
    '2026-03-01T03:02:08.000Z  us-east-1  RequestCopy into us-west-2 ended in OtherCopyUnderWay: a full copy of the volume runs (2 times, last 2026-03-01T03:02:10.000Z)',
    `2026-03-01T03:02:12.000Z  us-east-1  the copy into us-west-2 has started: ${COPY}`,
    '2026-03-01T03:02:16.000Z  us-east-1  retention of its volume by last 7: 7 kept, 1 deleted',
    '2026-03-01T03:02:18.000Z  us-east-1  snapshot-created ended well',
    `2026-03-01T03:07:00.000Z  us-west-2  copy ${COPY}: completed`,
    `2026-03-01T03:07:01.000Z  us-west-2  copy ${COPY}: snapshot-copied began: EC2's event, or else a sweep, had told that the copy of ${SNAP} is completed, incremental`,
    `2026-03-01T03:07:05.000Z  us-west-2  copy ${COPY}: adopted as a finished copy under ${VOLUME}, and confirmed on its source where that is still there`,
    `2026-03-01T03:07:08.000Z  us-west-2  copy ${COPY}: retention of its volume by last 1: 7 kept, 1 deleted`,
    `2026-03-01T03:07:10.000Z  us-west-2  copy ${COPY}: snapshot-copied ended well`,
    'now                       us-east-1  EC2 shows it as completed',
    `now                       us-east-1  its tags say that snapshot-keeper has adopted it under ${VOLUME}, with retention by last 7`,
    `now                       us-east-1  its copy in us-west-2 is confirmed: ${COPY}`,
    `now                       us-west-2  copy ${COPY}: EC2 shows it as completed`,
    `now                       us-west-2  copy ${COPY}: its tags say that snapshot-keeper has adopted it under ${VOLUME}, with retention by last 1`,
    '',
  ]);
  expect([status, stderr]).toEqual([0, []]);
});

test('history of a copy tells which snapshot it is of', async () => {
  copiedAsItShould();

  const { status, stdout } = await history(COPY);

  expect(stdout).toContain(`us-west-2  begun as the copy of ${SNAP} of ${VOLUME} in us-east-1`);
  expect(stdout).toContain('us-west-2  snapshot-copied ended well');
  expect(stdout).not.toContain(`copy ${COPY}:`);
  expect(status).toBe(0);
});

test('what sweeps have started about it and about its copy is told', async () => {
  copiedAsItShould();
  const bySweep = (region: string, machine: string, id: string, input: object) =>
    executionThere(
      executionArn(region, machine, `${id}-sweep-2026-03-02`),
      historyFrom('2026-03-02T04:00:00Z', began(input), ended('ExecutionSucceeded')),
    );
  bySweep('us-east-1', 'snapshot-created', SNAP, { snapshotId: SNAP, volumeId: VOLUME });
  bySweep('us-west-2', 'snapshot-copied', COPY, { snapshotId: COPY, sourceSnapshotId: SNAP });

  const { stdout } = await history(SNAP);

  expect(stdout.split('\n').filter((line) => line.startsWith('2026-03-02'))).toEqual([
    '2026-03-02T04:00:00.000Z  us-east-1  snapshot-created (by a sweep) began: a sweep had found something amiss',
    `2026-03-02T04:00:00.000Z  us-west-2  copy ${COPY}: snapshot-copied (by a sweep) began: a sweep had found something amiss`,
    '2026-03-02T04:00:01.000Z  us-east-1  snapshot-created (by a sweep) ended well',
    `2026-03-02T04:00:01.000Z  us-west-2  copy ${COPY}: snapshot-copied (by a sweep) ended well`,
  ]);
});

test('a copy that a sweep has asked for is followed, too', async () => {
  nothingThere();
  shown({ 'us-east-1': [{ ...SOURCE, Tags: [] }] });
  executionThere(executionArn('us-east-1', 'snapshot-created', `${SNAP}-sweep-2026-03-02`), CREATED);
  executionThere(executionArn('us-west-2', 'snapshot-copied', COPY), COPIED_HISTORY);

  const { stdout } = await history(SNAP);

  expect(stdout).toContain(`copy ${COPY}: snapshot-copied ended well`);
});

test('why a sweep has started something, its log tells, also of one by a person', async () => {
  nothingThere();
  shown({ 'us-east-1': [SOURCE] });
  const name = `${SNAP}-sweep-2026-03-02T10-00-00Z`;
  const repair = { lack: 'copy missing', snapshotId: SNAP, volumeId: VOLUME, region: 'us-east-1' };
  logged({
    [`${PRIMARY_STACK}-SweepRegionFunctionLogs-x`]: [
      [
        '2026-03-02T10:00:05Z',
        { message: 'repair started', ...repair, reason: 'its copy in us-west-2 is gone', name },
      ],
    ],
  });

  const { stdout } = await history(SNAP);

  expect(stdout).toContain(
    `us-east-1  a sweep found: copy missing (its copy in us-west-2 is gone), and started ${name}\n`,
  );
});

test('a copy that took the place of a failed one is followed, too', async () => {
  nothingThere();
  const second = 'snap-0eeeeeeeeeeeeeeee';
  executionThere(executionArn('us-east-1', 'snapshot-created', SNAP), CREATED);
  executionThere(
    executionArn('us-west-2', 'copy-failed', COPY),
    historyFrom(
      '2026-03-01T03:07:01Z',
      began({ snapshotId: COPY, sourceSnapshotId: SNAP, cause: 'An internal error has occurred' }),
      ...task('JudgeCopyFailure', { verdict: 'retry', reason: 'attempt 2', waitSeconds: 300 }),
      ...task('RetryCopy', { outcome: 'started', copyId: second }),
    ),
  );
  executionThere(
    executionArn('us-west-2', 'snapshot-copied', second),
    historyFrom('2026-03-01T03:20:00Z', began({ snapshotId: second, sourceSnapshotId: SNAP })),
    'RUNNING',
  );

  const { stdout } = await history(SNAP);

  expect(stdout).toContain(`copy ${COPY}: tried again in 300 s: attempt 2`);
  expect(stdout).toContain(`copy ${COPY}: the copy has started: ${second}`);
  expect(stdout).toContain(
    `copy ${second}: snapshot-copied began: EC2's event, or else a sweep, had told that the copy of ${SNAP} is completed\n`,
  );
  expect(stdout).toContain(
    `now                       us-west-2  copy ${second}: snapshot-copied still runs\n`,
  );
});

test('what was deleted is told by the log of a later execution, with the reason', async () => {
  nothingThere();
  executionThere(executionArn('us-east-1', 'snapshot-created', SNAP), CREATED);
  logged({
    [`${PRIMARY_STACK}-PruneVolumeFunctionLogs1A2B-x`]: [
      [
        '2026-03-07T03:02:20Z',
        {
          message: 'blocked',
          volumeId: VOLUME,
          blocked: [{ snapshotId: SNAP, reason: 'its copy is not confirmed' }],
        },
      ],
      [
        '2026-03-08T03:02:20Z',
        {
          message: 'prune',
          volumeId: VOLUME,
          snapshotId: SNAP,
          reason: 'kept by no rule of last 7',
          outcome: 'deleted',
        },
      ],
    ],
    [`${PRIMARY_STACK}-TagSnapshotFunctionLogs3C4D-x`]: [
      ['2026-03-01T03:02:04Z', { message: 'managed', snapshotId: SNAP }],
    ],
  });

  const { stdout, stderr } = await history(SNAP);

  expect(stdout.split('\n').slice(-6, -1)).toEqual([
    '2026-03-01T03:02:18.000Z  us-east-1  snapshot-created ended well',
    '2026-03-07T03:02:20.000Z  us-east-1  stays, though no rule keeps it: its copy is not confirmed',
    '2026-03-08T03:02:20.000Z  us-east-1  deleted: kept by no rule of last 7',
    'now                       us-east-1  EC2 does not show it any more: deleted, or in the Recycle Bin',
    `now                       us-west-2  copy ${COPY}: EC2 does not show it any more: deleted, or in the Recycle Bin`,
  ]);
  expect(stderr).toEqual([]);
});

test('logs are searched from the first known time on, and only those that tell what executions do not', async () => {
  copiedAsItShould();
  logged({
    [`${PRIMARY_STACK}-PruneVolumeFunctionLogs-x`]: [],
    [`${PRIMARY_STACK}-TagSnapshotFunctionLogs-x`]: [],
    [`${DR_STACK}-NotifyFailureFunctionLogs-x`]: [],
    [`${DR_STACK}-TagCopyFunctionLogs-x`]: [],
  });

  await history(SNAP);

  const asked = callsTo(logs).filter(([command]) => command === 'FilterLogEventsCommand');
  const startTime = Date.parse('2026-03-01T03:00:00Z');
  const of = (logGroupName: string, id: string) => [
    'FilterLogEventsCommand',
    { logGroupName, filterPattern: `"${id}" -planned`, startTime },
  ];
  expect(asked).toHaveLength(3);
  expect(asked).toEqual(
    expect.arrayContaining([
      of(`${PRIMARY_STACK}-PruneVolumeFunctionLogs-x`, SNAP),
      of(`${DR_STACK}-NotifyFailureFunctionLogs-x`, SNAP),
      of(`${DR_STACK}-NotifyFailureFunctionLogs-x`, COPY),
    ]),
  );
});

test('a log of many pages is not read to its end, and that is told', async () => {
  nothingThere();
  shown({ 'us-east-1': [SOURCE] });
  const group = `${PRIMARY_STACK}-PruneVolumeFunctionLogs-x`;
  logged({ [group]: [] });
  logs.on(FilterLogEventsCommand).resolves({ events: [], nextToken: 'more' });

  const { status, stderr } = await history(SNAP, '--region', 'us-east-1');

  expect(callsTo(logs).filter(([command]) => command === 'FilterLogEventsCommand')).toHaveLength(2);
  expect(stderr).toEqual([
    `\nNot read:\n  us-east-1: the log ${group} is not read to its end, since it is large: docs/operate.md says how to search all of it.`,
  ]);
  expect(status).toBe(0);
});

test('without the right to read executions, the logs of all functions tell', async () => {
  nothingThere();
  states.on(DescribeExecutionCommand).rejects(DENIED);
  const line = (message: string, fields: object) => ({ message, snapshotId: SNAP, ...fields });
  logged({
    [`${PRIMARY_STACK}-ReceiveEventFunctionLogs-x`]: [
      ['2026-03-01T03:02:00Z', { message: 'execution started', name: SNAP }],
      ['2026-03-01T03:02:01Z', { message: 'repeated event: execution exists', name: SNAP }],
      ['2026-03-01T03:02:01Z', { message: 'event stays in the queue', why: 'busy', body: SNAP }],
    ],
    [`${PRIMARY_STACK}-TagSnapshotFunctionLogs-x`]: [
      ['2026-03-01T03:02:02Z', line('managed', { volumeId: VOLUME, reason: 'the volume is selected' })],
      ['2026-03-01T03:02:02Z', line('no room for these tags', {})],
    ],
    [`${PRIMARY_STACK}-CopySnapshotFunctionLogs-x`]: [
      [
        '2026-03-01T03:02:03Z',
        line('copy waits', { region: 'us-west-2', error: 'NoCopySlot', cause: '20 copies run' }),
      ],
      ['2026-03-01T03:02:04Z', line('copy', { region: 'us-west-2', outcome: 'started', copyId: COPY })],
      ['2026-03-01T03:02:05Z', line('copy', { region: 'us-west-2', outcome: 'overtaken' })],
      [
        '2026-03-01T03:02:06Z',
        line('copy refused', { region: 'us-west-2', error: 'CopyRefused', cause: 'no key' }),
      ],
    ],
    [`${PRIMARY_STACK}-NotifyFailureFunctionLogs-x`]: [
      [
        '2026-03-01T03:03:00Z',
        { message: 'failure', snapshotIds: [SNAP], error: 'CopyRefused', cause: '{"errorMessage":"no key"}' },
      ],
    ],
    [`${PRIMARY_STACK}-PruneVolumeFunctionLogs-x`]: [
      ['2026-03-02T03:00:00Z', line('prune', { outcome: 'guarded', reason: 'it is the newest' })],
      [
        '2026-03-02T03:00:01Z',
        {
          message: 'prune',
          snapshotId: 'snap-0dddddddddddddddd',
          outcome: 'deleted',
          reason: `newer than ${SNAP}`,
        },
      ],
    ],
    [`${DR_STACK}-TagCopyFunctionLogs-x`]: [
      ['2026-03-01T03:07:00Z', { message: 'copy confirmed', snapshotId: COPY, sourceSnapshotId: SNAP }],
    ],
  });

  const { status, stdout, stderr } = await history(SNAP);

  expect(
    stdout
      .split('\n')
      .slice(1, -1)
      .map((one) => one.slice(11, 19) + one.slice(24)),
  ).toEqual([
    "03:02:00  us-east-1  EC2's event has come, and an execution was started",
    "03:02:01  us-east-1  EC2's event has come again: nothing was started",
    '03:02:01  us-east-1  an event that names it could not be handled, and comes again: busy',
    `03:02:02  us-east-1  adopted under ${VOLUME}: the volume is selected`,
    '03:02:03  us-east-1  the copy into us-west-2 waits, NoCopySlot: 20 copies run',
    `03:02:04  us-east-1  the copy into us-west-2 (started): ${COPY}`,
    '03:02:05  us-east-1  no copy into us-west-2: overtaken by newer ones',
    '03:02:06  us-east-1  the copy into us-west-2 is refused, CopyRefused: no key',
    '03:03:00  us-east-1  a person was told: CopyRefused: no key',
    `03:07:00  us-west-2  confirmed: ${COPY} is the copy of ${SNAP}`,
    '03:00:00  us-east-1  not deleted, since the second check refuses: it is the newest',
  ]);
  expect(stderr).toEqual([
    '\nNot read:\n' +
      ['us-east-1', 'us-west-2']
        .map(
          (region) =>
            `  ${region}: states:DescribeExecution was denied (AccessDeniedException: User: person is not authorized). docs/operate.md has the policy that is needed.`,
        )
        .join('\n'),
  ]);
  expect(status).toBe(0);
});

test('with no right but to see snapshots, the tags tell', async () => {
  nothingThere();
  shown({ 'us-east-1': [SOURCE], 'us-west-2': [COPIED] });
  states.on(ListStateMachinesCommand).rejects(DENIED);
  logs.on(DescribeLogGroupsCommand).rejects(DENIED);

  const { status, stdout, stderr } = await history(SNAP);

  expect(stdout).toContain(
    `now                       us-east-1  its copy in us-west-2 is confirmed: ${COPY}`,
  );
  expect(stdout).toContain(`us-west-2  copy ${COPY}: completed`);
  for (const right of ['states:ListStateMachines', 'logs:DescribeLogGroups'])
    for (const region of ['us-east-1', 'us-west-2'])
      expect(stderr.join()).toContain(`${region}: ${right} was denied`);
  expect(status).toBe(0);
});

test('without the history of an execution, its beginning and its end are known', async () => {
  nothingThere();
  const arn = executionArn('us-east-1', 'snapshot-created', SNAP);
  states.on(DescribeExecutionCommand, { executionArn: arn }).resolves({
    status: 'FAILED',
    startDate: new Date('2026-03-01T03:02:01Z'),
    stopDate: new Date('2026-03-01T03:05:00Z'),
    input: JSON.stringify({ snapshotId: SNAP, volumeId: VOLUME }),
    error: 'SnapshotNotProtected',
    cause: 'A step failed.',
  });
  states.on(GetExecutionHistoryCommand).rejects(DENIED);

  const { stdout, stderr } = await history(SNAP);

  expect(stdout.split('\n').slice(1, 3)).toEqual([
    `2026-03-01T03:02:01.000Z  us-east-1  snapshot-created began: EC2's event, or else a sweep, had told that the snapshot of ${VOLUME} is completed`,
    '2026-03-01T03:05:00.000Z  us-east-1  snapshot-created ended red, SnapshotNotProtected: A step failed.',
  ]);
  expect(stderr.join()).toContain('us-east-1: states:GetExecutionHistory was denied');
});

test('a history of several pages is read whole', async () => {
  nothingThere();
  const executionThereArn = executionArn('us-east-1', 'snapshot-created', SNAP);
  states.on(DescribeExecutionCommand, { executionArn: executionThereArn }).resolves({ status: 'SUCCEEDED' });
  states
    .on(GetExecutionHistoryCommand)
    .resolvesOnce({ events: CREATED.slice(0, 6), nextToken: 'more' })
    .resolvesOnce({ events: CREATED.slice(6) });

  const { stdout } = await history(SNAP);

  expect(stdout).toContain(`the copy into us-west-2 has started: ${COPY}`);
  expect(callsTo(states)).toContainEqual([
    'GetExecutionHistoryCommand',
    { executionArn: executionThereArn, includeExecutionData: true, maxResults: 1000, nextToken: 'more' },
  ]);
});

test('nothing is known of a snapshot that nobody has heard of, and the exit code says so', async () => {
  nothingThere();

  expect(await history(SNAP)).toEqual({
    status: 1,
    stdout: `Nothing is known of ${SNAP} in us-east-1, us-west-2: no execution is named after it, EC2 does not show it, and no log names it.\n`,
    stderr: [],
  });
});

test('that nothing is known is no answer where not all could be read', async () => {
  nothingThere();
  logs.on(DescribeLogGroupsCommand).rejects(DENIED);

  const { status, stdout, stderr } = await history(SNAP);

  expect(stdout).toBe(
    `Nothing was found of ${SNAP} in us-east-1, us-west-2, where not all could be read: this does not say that nothing has happened to it.\n`,
  );
  expect(stderr.join()).toContain('us-west-2: logs:DescribeLogGroups was denied');
  expect(status).toBe(2);
});

test('--region asks that Region alone', async () => {
  copiedAsItShould();

  const { stdout } = await history(SNAP, '--region', 'us-east-1');

  expect(stdout).toContain('its copy in us-west-2 is confirmed');
  expect(stdout).not.toContain('us-west-2  ');
  expect(stdout.split('\n').at(-2)).toBe('Not looked at, by --region: us-west-2.');
  const machines = callsTo(states).flatMap(([, input]) =>
    'executionArn' in input ? [input.executionArn] : [],
  );
  expect(machines).toEqual([
    executionArn('us-east-1', 'snapshot-created', SNAP),
    executionArn('us-east-1', 'snapshot-created', SNAP),
    executionArn('us-east-1', 'snapshot-failed', SNAP),
    executionArn('us-east-1', 'snapshot-created', `${SNAP}-sweep-2026-03-01`),
    executionArn('us-east-1', 'snapshot-created', `${SNAP}-sweep-2026-03-02`),
  ]);
});

test('in a DR Region alone, the copy of a snapshot is found by its tags', async () => {
  copiedAsItShould();

  const { status, stdout } = await history(SNAP, '--region', 'us-west-2');

  expect(stdout).toContain(`copy ${COPY}: snapshot-copied ended well`);
  expect(stdout).not.toContain('us-east-1  ');
  expect(status).toBe(0);
});

test('that nothing is known in one Region says which were not looked at', async () => {
  nothingThere();

  const { status, stdout } = await history(COPY, '--region', 'us-east-1');

  expect(stdout).toBe(
    `Nothing is known of ${COPY} in us-east-1: no execution is named after it, EC2 does not show it, and no log names it.\n` +
      'Not looked at, by --region: us-west-2.\n',
  );
  expect(status).toBe(1);
});

test('where the settings name the account, no list of machines is asked for', async () => {
  copiedAsItShould();
  const settings = file('account.json', {
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
    account: ACCOUNT,
  });

  const { stdout } = await history(SNAP, '--settings', settings);

  expect(stdout).toContain('snapshot-created ended well');
  expect(callsTo(states).map(([command]) => command)).not.toContain('ListStateMachinesCommand');
});

test('where no machine is deployed, there is no execution to look for', async () => {
  nothingThere();
  shown({ 'us-east-1': [{ ...SOURCE, Tags: [] }] });
  states.on(ListStateMachinesCommand).resolves({ stateMachines: [] });

  const { status, stdout, stderr } = await history(SNAP);

  expect(stdout).toContain('it has not been adopted: it does not bear our tags');
  expect([status, stderr]).toEqual([0, []]);
});

test('several primary Regions are asked, each by its own names', async () => {
  nothingThere();
  const settings = file('several.json', {
    primary: [
      { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
      { region: 'eu-west-1', dr: [{ region: 'us-west-2' }] },
    ],
    account: ACCOUNT,
  });
  shown({ 'eu-west-1': [{ ...SOURCE, Tags: [] }] });

  const { stdout } = await history(SNAP, '--settings', settings);

  expect(stdout).toContain(`eu-west-1  taken of ${VOLUME}`);
  expect(callsTo(states)).toContainEqual([
    'DescribeExecutionCommand',
    {
      executionArn: `arn:aws:states:us-west-2:${ACCOUNT}:execution:snapshot-keeper-eu-west-1-copy-failed:${SNAP}`,
    },
  ]);
});

test('--json gives the same, for programs', async () => {
  nothingThere();
  shown({ 'us-east-1': [{ ...SOURCE, Tags: [] }] });
  logs.on(DescribeLogGroupsCommand).rejects(DENIED);

  const { stdout, stderr } = await history(SNAP, '--json', '--region', 'us-east-1');

  expect(JSON.parse(stdout)).toEqual({
    snapshotId: SNAP,
    regions: ['us-east-1'],
    moments: [
      {
        at: '2026-03-01T03:00:00.000Z',
        region: 'us-east-1',
        from: 'EC2',
        what: `taken of ${VOLUME}, 20 GiB`,
      },
      { at: '2026-03-01T03:02:00.000Z', region: 'us-east-1', from: 'EC2', what: 'completed' },
      { region: 'us-east-1', from: 'EC2', what: 'EC2 shows it as completed' },
      { region: 'us-east-1', from: 'EC2', what: 'it has not been adopted: it does not bear our tags' },
      { region: 'us-east-1', from: 'EC2', what: 'no copy in us-west-2 is confirmed by its tags' },
    ],
    unread: [expect.stringContaining('logs:DescribeLogGroups was denied')],
  });
  expect(stderr).toEqual([]);
});

test('what stands in a tag does not steer the terminal', async () => {
  nothingThere();
  shown({ 'us-east-1': [{ ...SOURCE, Tags: tags({ hold: 'case \u001b[2J' }) }] });

  const { stdout } = await history(SNAP);

  expect(stdout).toContain('a person holds it: case \\u001b[2J\n');
});

test.each(['snap-0123', 'vol-0123456789abcdef0', 'snap-*', ''])(
  'an id that is none, "%s", is refused before any call',
  async (id) => {
    const { status, stderr } = await history(id);

    expect(stderr).toEqual([
      `history: expected the id of a snapshot such as snap-0123456789abcdef0, found "${id}".`,
    ]);
    expect(status).toBe(2);
    expect([...callsTo(ec2), ...callsTo(states), ...callsTo(logs)]).toEqual([]);
  },
);

test('without credentials it says so once, in one line, without a stack trace', () => {
  const { status, stdout, stderr } = keeper('history', SNAP);

  expect(stdout).toMatch(/^Nothing was found of snap-/);
  expect(stderr.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    expect.stringMatching(
      /^ {2}no valid AWS credentials \(.*\)\. Give some of the account of the deployment: docs\/operate\.md has the policy that is needed\.$/,
    ),
  ]);
  expect(status).toBe(2);
});

/** The action of a call, as IAM names it. */
const actionsOf = (service: string, mock: Parameters<typeof callsTo>[0]): string[] =>
  callsTo(mock).map(([command]) => `${service}:${command.replace('Command', '')}`);

test('the policy in docs/operate.md allows what is called, and no more', async () => {
  copiedAsItShould();
  logged({ [`${PRIMARY_STACK}-PruneVolumeFunctionLogs-x`]: [] });

  await history(SNAP);

  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [, section = ''] = page.split('## What happened to a snapshot');
  const { Statement } = JSON.parse(/```json\n([^`]+)```/.exec(section)![1]!) as {
    Statement: { Action: string | string[] }[];
  };
  const called = [...actionsOf('ec2', ec2), ...actionsOf('logs', logs), ...actionsOf('states', states)];
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...new Set(called)].sort());
});
