import { COPY_QUEUE_URL } from './definition';
import { causeOf, NEVER, reachedLast, refuses, returns, throws, type Answer, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const SNAPSHOT = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const INPUT = { snapshotId: SNAPSHOT, volumeId: VOLUME };
const EXECUTION =
  'arn:aws:states:us-east-1:111122223333:execution:keeper-snapshot-created:snap-00000000000000001';

const TAGS = { Name: 'db', 'snapshot-keeper:source-snapshot': SNAPSHOT };
const TAKEN_AT = '2029-12-31T23:00:00.000Z';
const TO_WEST = {
  region: 'us-west-2',
  policy: 'last 1',
  atWorst: 'first',
  newlyAdopted: true,
  newerFrom: '2030-01-02T12:00:00.000Z',
};
const TO_IRELAND = { region: 'eu-west-1', policy: 'daily 7', atWorst: 'incremental', newlyAdopted: true };
const WEST = 'CopyQueue us-west-2';
const IRELAND = 'CopyQueue eu-west-1';

const managed = (copies: readonly object[], adopted = true): Answer =>
  returns({
    managed: true,
    reason: 'the volume is selected',
    adopted,
    volumeId: VOLUME,
    takenAt: TAKEN_AT,
    tags: TAGS,
    copies,
  });
const STARTED = returns({ outcome: 'started', copyId: 'snap-0000000000000000c' });
const STARTED_A_DAY_LATER = { ...STARTED, afterSeconds: 86_400 };

/** One DR Region, and something to prune. */
const STEADY: Script = {
  TagSnapshot: [managed([TO_WEST])],
  [WEST]: [STARTED],
  PruneVolume: [returns({ policy: 'last 1', deletedCount: 1, blockedCount: 0, keptCount: 1 })],
  FailureQueue: [returns(null)],
};
const TWO_REGIONS: Script = {
  ...STEADY,
  TagSnapshot: [managed([TO_WEST, TO_IRELAND])],
  [IRELAND]: [STARTED],
};
const UNTAGGED: Script = { ...STEADY, TagSnapshot: [throws('AccessDenied')] };
const REFUSED: Script = { ...STEADY, [WEST]: [throws('CopyRefused')] };
const NOT_PRUNED: Script = { ...STEADY, PruneVolume: [throws('AccessDenied')] };
const NO_ROOM: Script = { ...STEADY, TagSnapshot: [managed([TO_WEST], false)] };

type Message = {
  readonly region?: string;
  readonly policy?: string;
  readonly atWorst?: 'incremental' | 'full' | 'first';
  readonly newerFrom?: string;
  readonly goesFirst?: boolean;
  readonly attempt?: number;
  readonly newlyAdopted?: boolean;
  readonly executionName?: string;
};

/** The `attempt`-th message about the copy to a Region. */
const message = ({
  region = 'us-west-2',
  policy = 'last 1',
  atWorst = 'first',
  newerFrom = TO_WEST.newerFrom,
  goesFirst = false,
  attempt = 1,
  newlyAdopted = true,
  executionName = SNAPSHOT,
}: Message = {}): object => ({
  QueueUrl: COPY_QUEUE_URL,
  MessageGroupId: goesFirst ? `${region}.first` : region,
  MessageDeduplicationId: `${executionName}.${region}.0.${attempt - 1}`,
  MessageBody: {
    taskToken: expect.any(String) as string,
    copy: {
      region,
      snapshotId: SNAPSHOT,
      volumeId: VOLUME,
      takenAt: TAKEN_AT,
      policy,
      tags: TAGS,
      atWorst,
      newerFrom,
      goesFirst,
    },
    request: {
      newlyAdopted,
      executionName,
      enteredAt: expect.stringMatching(/^20[0-9T:.-]+Z$/) as string,
      redriveCount: 0,
      retryCount: attempt - 1,
    },
  },
});
/** To a copy of which TagSnapshot of the release before has told no more. */
const IRELAND_MESSAGE = message({
  region: 'eu-west-1',
  policy: 'daily 7',
  atWorst: 'incremental',
  newerFrom: '',
});

const TAG_PAYLOAD = {
  ...INPUT,
  enteredAt: '2030-01-01T00:00:00Z',
  executionName: INPUT.snapshotId,
  goneCopies: '',
};
const PRUNE_PAYLOAD = { ...INPUT, machine: 'keeper-snapshot-created', executionArn: EXECUTION };

/** The payloads of the steady way with one DR Region. */
const STEADY_CALLS = { TagSnapshot: [TAG_PAYLOAD], [WEST]: [message()], PruneVolume: [PRUNE_PAYLOAD] };

const told = (step: string, error: string, cause = causeOf(error)): object => ({
  machine: 'keeper-snapshot-created',
  executionArn: EXECUTION,
  step,
  error,
  cause,
  snapshotIds: [SNAPSHOT],
  volumeIds: [VOLUME],
});
const toldCopy = (error: string, region = 'us-west-2', cause = 'why'): object => ({
  ...told('RequestCopy', error, cause),
  region,
});
const TOLD_NO_ROOM = told(
  'TagSnapshot',
  'NoRoomForTags',
  'The snapshot has so many tags of its own that the limit of 50 leaves no room for ours.',
);

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-created', script).run(SNAPSHOT, INPUT);

/** The states entered: how the machine ends, what its copies do, and what its pruning does. */
const enters = (end: string, copies: string, pruning = 'PruneVolume'): string[] => [
  `TagSnapshot IsManaged Manage AnyFailure ${end}`,
  'CopyToRegions',
  copies,
  pruning,
];

const entersWithoutRoom = (copies: string, pruning = 'PruneVolume'): string[] => [
  'TagSnapshot IsManaged NotifyNoRoom Manage AnyFailure Failed',
  'CopyToRegions',
  copies,
  pruning,
];

const paths: readonly Path[] = [
  {
    rule: 'a snapshot in scope is copied, and what it replaces is pruned',
    script: STEADY,
    outcome: {
      entered: enters('Done', 'RequestCopy'),
      calls: STEADY_CALLS,
      ended: 'SUCCEEDED',
      stateTransitions: 8,
    },
  },
  {
    rule: 'each DR Region gets a copy with the same tags, under the policy of its own',
    script: TWO_REGIONS,
    outcome: {
      entered: enters('Done', 'RequestCopy RequestCopy'),
      calls: { ...STEADY_CALLS, [IRELAND]: [IRELAND_MESSAGE] },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'where every copy is confirmed, none is asked for',
    script: { ...STEADY, TagSnapshot: [managed([])] },
    outcome: {
      entered: ['TagSnapshot IsManaged Manage AnyFailure Done', 'CopyToRegions', 'PruneVolume'],
      calls: { TagSnapshot: [TAG_PAYLOAD], PruneVolume: [PRUNE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 7,
    },
  },
  {
    rule: 'of a snapshot that was adopted before, the request says so',
    script: { ...STEADY, TagSnapshot: [managed([{ ...TO_WEST, newlyAdopted: false }])] },
    outcome: {
      entered: enters('Done', 'RequestCopy'),
      calls: { ...STEADY_CALLS, [WEST]: [message({ newlyAdopted: false })] },
      ended: 'SUCCEEDED',
      stateTransitions: 8,
    },
  },
  {
    rule: 'a snapshot out of scope is left alone',
    script: { TagSnapshot: [returns({ managed: false, reason: 'the volume is not selected' })] },
    outcome: {
      entered: ['TagSnapshot IsManaged NotManaged'],
      calls: { TagSnapshot: [TAG_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a volume that EC2 does not show as a selected one is looked at again ten minutes later',
    script: { ...STEADY, TagSnapshot: [throws('ScopeUnsettled'), managed([TO_WEST])] },
    outcome: {
      entered: enters('Done', 'RequestCopy'),
      calls: { ...STEADY_CALLS, TagSnapshot: [TAG_PAYLOAD, TAG_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a snapshot that EC2 shows late, and then as unfinished, has seventeen attempts in all',
    script: {
      ...STEADY,
      TagSnapshot: [throws('SnapshotNotVisible'), throws('SnapshotNotVisible'), throws('SnapshotStateStale')],
    },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: {
        TagSnapshot: Array(17).fill(TAG_PAYLOAD),
        FailureQueue: [told('TagSnapshot', 'SnapshotStateStale')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 19,
    },
  },
  {
    rule: 'a snapshot that was deleted before it could be protected is told',
    script: { ...STEADY, TagSnapshot: [throws('SnapshotNotVisible'), throws('SnapshotGone')] },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: {
        TagSnapshot: [TAG_PAYLOAD, TAG_PAYLOAD],
        FailureQueue: [told('TagSnapshot', 'SnapshotGone')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a snapshot that cannot be tagged is told, and neither copied nor pruned',
    script: UNTAGGED,
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: { TagSnapshot: [TAG_PAYLOAD], FailureQueue: [told('TagSnapshot', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...UNTAGGED, FailureQueue: [NEVER] },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: { TagSnapshot: [TAG_PAYLOAD], FailureQueue: [told('TagSnapshot', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a snapshot without room for our tags is told at once and copied, and the execution fails',
    script: NO_ROOM,
    outcome: {
      entered: entersWithoutRoom('RequestCopy'),
      calls: { ...STEADY_CALLS, FailureQueue: [TOLD_NO_ROOM] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a snapshot without room for our tags that cannot be told is copied all the same',
    script: { ...NO_ROOM, FailureQueue: [NEVER] },
    outcome: {
      entered: entersWithoutRoom('RequestCopy'),
      calls: { ...STEADY_CALLS, FailureQueue: [TOLD_NO_ROOM] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a snapshot without room for our tags, whose copy and prune fail too, is told of each',
    script: { ...NO_ROOM, [WEST]: [throws('CopyRefused', 10)], PruneVolume: [throws('AccessDenied')] },
    outcome: {
      entered: entersWithoutRoom(
        'RequestCopy NotifyCopyFailure',
        'PruneVolume NotifyPruneFailure PruneFailed',
      ),
      calls: {
        ...STEADY_CALLS,
        FailureQueue: [TOLD_NO_ROOM, told('PruneVolume', 'AccessDenied'), toldCopy('CopyRefused')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a copy that AWS refuses is told at once, and pruning is not disturbed',
    script: REFUSED,
    outcome: {
      entered: enters('Failed', 'RequestCopy NotifyCopyFailure'),
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('CopyRefused')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a copy that is denied is told at once',
    script: { ...STEADY, [WEST]: [throws('AccessDenied')] },
    outcome: {
      entered: enters('Failed', 'RequestCopy NotifyCopyFailure'),
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'one DR Region that fails is named, and leaves the other to finish later',
    script: { ...TWO_REGIONS, [WEST]: [throws('CopyRefused', 10)], [IRELAND]: [STARTED_A_DAY_LATER] },
    outcome: {
      entered: enters('Failed', 'RequestCopy RequestCopy NotifyCopyFailure'),
      calls: { ...STEADY_CALLS, [IRELAND]: [IRELAND_MESSAGE], FailureQueue: [toldCopy('CopyRefused')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 10,
    },
  },
  {
    rule: 'two DR Regions that fail are two messages',
    script: { ...TWO_REGIONS, [WEST]: [throws('CopyRefused', 10)], [IRELAND]: [throws('AccessDenied', 20)] },
    outcome: {
      entered: enters('Failed', 'RequestCopy RequestCopy NotifyCopyFailure NotifyCopyFailure'),
      calls: {
        ...STEADY_CALLS,
        [IRELAND]: [IRELAND_MESSAGE],
        FailureQueue: [toldCopy('CopyRefused'), toldCopy('AccessDenied', 'eu-west-1')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a message that the copy queue did not take is sent again under a new id, and says that it is a retry',
    script: { ...STEADY, [WEST]: [refuses('RequestThrottled'), STARTED] },
    outcome: {
      entered: enters('Done', 'RequestCopy'),
      calls: { ...STEADY_CALLS, [WEST]: [message(), message({ attempt: 2 })] },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a copy queue that takes no message is told after six attempts',
    script: { ...STEADY, [WEST]: [refuses('AccessDenied')] },
    outcome: {
      entered: enters('Failed', 'RequestCopy NotifyCopyFailure'),
      calls: {
        ...STEADY_CALLS,
        [WEST]: [message(), ...[2, 3, 4, 5, 6].map((attempt) => message({ attempt }))],
        FailureQueue: [
          toldCopy(
            'SQS.AmazonSQSException',
            'us-west-2',
            'no (Service: AmazonSQS; Status Code: 400; Error Code: AccessDenied; ' +
              'Request ID: 00000000-0000-4000-8000-000000000008; Proxy: null)',
          ),
        ],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 14,
    },
  },
  {
    rule: 'a copy that nobody answers for is told after fourteen days',
    script: { ...STEADY, [WEST]: [NEVER] },
    outcome: {
      entered: enters('Failed', 'RequestCopy NotifyCopyFailure'),
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('States.Timeout', 'us-west-2', '')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a copy failure that cannot be told fails the execution, after the pruning',
    script: { ...REFUSED, FailureQueue: [NEVER] },
    outcome: {
      entered: enters('Failed', 'RequestCopy NotifyCopyFailure CopyFailureUntold'),
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('CopyRefused')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a prune that fails is told, and the copy is not disturbed',
    script: { ...NOT_PRUNED, [WEST]: [STARTED_A_DAY_LATER] },
    outcome: {
      entered: enters('Failed', 'RequestCopy', 'PruneVolume NotifyPruneFailure PruneFailed'),
      calls: { ...STEADY_CALLS, FailureQueue: [told('PruneVolume', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a prune failure that cannot be told fails the execution, after the copy',
    script: { ...NOT_PRUNED, FailureQueue: [NEVER] },
    outcome: {
      entered: enters('Failed', 'RequestCopy', 'PruneVolume NotifyPruneFailure PruneFailed'),
      calls: { ...STEADY_CALLS, FailureQueue: [told('PruneVolume', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a refusal by the deletion limit, which the function tells itself, fails the execution without a message',
    script: { ...STEADY, [WEST]: [STARTED_A_DAY_LATER], PruneVolume: [throws('DeletionRefused')] },
    outcome: {
      entered: enters('Failed', 'RequestCopy', 'PruneVolume PruneFailed'),
      calls: STEADY_CALLS,
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a function that Lambda does not start is called again',
    script: {
      ...STEADY,
      TagSnapshot: [refuses('ServiceException'), refuses('TooManyRequestsException'), managed([TO_WEST])],
    },
    outcome: {
      entered: enters('Done', 'RequestCopy'),
      calls: { ...STEADY_CALLS, TagSnapshot: [TAG_PAYLOAD, TAG_PAYLOAD, TAG_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('the copy of a volume of a shorter target waits in a group of its own, which asks for slots more often', async () => {
  const { outcome } = await run({
    ...STEADY,
    TagSnapshot: [managed([{ ...TO_WEST, goesFirst: true }])],
    'CopyQueue us-west-2.first': [STARTED],
    [WEST]: [],
  });

  expect(outcome.calls['CopyQueue us-west-2.first']).toEqual([message({ goesFirst: true })]);
  expect(outcome.ended).toBe('SUCCEEDED');
});

test('a copy that waits nine days for its slot is waiting, not failing', async () => {
  const { outcome, durationSeconds } = await run({
    ...STEADY,
    [WEST]: [{ ...STARTED, afterSeconds: 777_600 }],
  });

  expect(durationSeconds).toBe(777_600);
  expect(outcome.ended).toBe('SUCCEEDED');
  expect(outcome.stateTransitions).toBe(8);
});

test('a busy AWS, a copy that nobody answers for and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    ...STEADY,
    TagSnapshot: [
      ...Array<Answer>(16).fill(throws('SnapshotNotVisible')),
      ...Array<Answer>(2).fill(throws('ScopeUnsettled')),
      ...reachedLast(managed([TO_WEST])),
    ],
    [WEST]: [NEVER],
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(1_259_607);
  expect(outcome.calls['FailureQueue']).toEqual(Array(61).fill(toldCopy('States.Timeout', 'us-west-2', '')));
  expect(outcome.ended).toBe('FAILED SnapshotNotProtected');
});

test('a snapshot without room for our tags is told of before a pause or a copy that waits', async () => {
  const { callSeconds, durationSeconds } = await run({ ...NO_ROOM, [WEST]: [STARTED_A_DAY_LATER] });

  expect(callSeconds['FailureQueue']).toEqual([0]);
  expect(durationSeconds).toBe(86_400);
});

test('while deleting is paused, a snapshot is tagged and copied, and a copy that fails is told at once', async () => {
  const { outcome, callSeconds } = await run({
    ...STEADY,
    [WEST]: [throws('CopyRefused')],
    PruneVolume: [...Array<Answer>(10).fill(refuses('TooManyRequestsException')), returns(null)],
  });

  expect(callSeconds).toMatchObject({ TagSnapshot: [0], [WEST]: [0], FailureQueue: [0] });
  expect(outcome.calls['FailureQueue']).toEqual([toldCopy('CopyRefused')]);
  expect(outcome.calls['PruneVolume']).toHaveLength(11);
});

test('an execution that a person starts by hand says its name in the request', async () => {
  const { outcome } = await new ScriptedRun('snapshot-created', STEADY).run('by-hand', INPUT);

  expect(outcome.calls[WEST]).toEqual([message({ executionName: 'by-hand' })]);
  expect(outcome.ended).toBe('SUCCEEDED');
});

test('which copies a sweep has found gone is passed on', async () => {
  const goneCopies = 'snap-00000000000000021 snap-00000000000000022';
  const { outcome } = await new ScriptedRun('snapshot-created', STEADY).run('swept', {
    ...INPUT,
    goneCopies,
  });

  expect(outcome.calls['TagSnapshot']).toMatchObject([{ goneCopies }]);
});

test('each attempt to have a copy started has a task token of its own', async () => {
  const { outcome } = await run({ ...STEADY, [WEST]: [refuses('RequestThrottled'), STARTED] });

  const tokens = (outcome.calls[WEST] as { MessageBody: { taskToken: string } }[]).map(
    ({ MessageBody }) => MessageBody.taskToken,
  );
  expect(tokens).toHaveLength(2);
  expect(tokens[0]).not.toBe(tokens[1]);
});

test('an execution that has no end is ended after fifteen days', async () => {
  const { execution, durationSeconds } = await run({
    ...STEADY,
    [WEST]: [throws('Unexpected', 1_000_000), NEVER],
  });

  expect(durationSeconds).toBe(1_296_000);
  expect(execution.status).toBe('TIMED_OUT');
});

const SUCCEEDS = enters('Done', 'RequestCopy');

const tasks: readonly TaskFailures[] = [
  {
    state: 'TagSnapshot',
    callee: 'TagSnapshot',
    base: STEADY,
    retries: [
      'functionCrashes',
      'serviceFails',
      'snapshotNotVisible',
      'snapshotStateStale',
      'scopeUnsettled',
    ],
    timeoutSeconds: 120,
    givenUp: ['TagSnapshot NotifyFailure Failed'],
    recovered: SUCCEEDS,
    step: 'TagSnapshot',
  },
  {
    state: 'NotifyNoRoom',
    callee: 'FailureQueue',
    base: NO_ROOM,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: entersWithoutRoom('RequestCopy'),
    recovered: entersWithoutRoom('RequestCopy'),
  },
  {
    state: 'RequestCopy',
    callee: WEST,
    base: STEADY,
    retries: ['copyQueueFails', 'otherCopyUnderWay', 'regionSilent', 'sourceNotVisible'],
    timeoutSeconds: 1_209_600,
    givenUp: enters('Failed', 'RequestCopy NotifyCopyFailure'),
    recovered: SUCCEEDS,
    step: 'RequestCopy',
  },
  {
    state: 'NotifyCopyFailure',
    callee: 'FailureQueue',
    base: REFUSED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: enters('Failed', 'RequestCopy NotifyCopyFailure CopyFailureUntold'),
    recovered: enters('Failed', 'RequestCopy NotifyCopyFailure'),
  },
  {
    state: 'PruneVolume',
    callee: 'PruneVolume',
    base: STEADY,
    retries: ['pruningPaused', 'pruningCrashes', 'pruningIncomplete', 'serviceFails', 'deletionFails'],
    timeoutSeconds: 300,
    givenUp: enters('Failed', 'RequestCopy', 'PruneVolume NotifyPruneFailure PruneFailed'),
    recovered: SUCCEEDS,
    step: 'PruneVolume',
  },
  {
    state: 'NotifyPruneFailure',
    callee: 'FailureQueue',
    base: NOT_PRUNED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: enters('Failed', 'RequestCopy', 'PruneVolume NotifyPruneFailure PruneFailed'),
    recovered: enters('Failed', 'RequestCopy', 'PruneVolume NotifyPruneFailure PruneFailed'),
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: UNTAGGED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['TagSnapshot NotifyFailure Failed'],
    recovered: ['TagSnapshot NotifyFailure Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), ...scriptsOf(tasks)];

  expect(await waysTaken('snapshot-created', scripts.map(run))).toEqual(waysOf('snapshot-created'));
});
