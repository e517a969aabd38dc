import { causeOf, NEVER, refuses, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const COPY = 'snap-0000000000000000c';
const SOURCE = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const INPUT = { snapshotId: COPY, sourceSnapshotId: SOURCE, incremental: true };
const EXECUTION =
  'arn:aws:states:us-west-2:111122223333:execution:keeper-snapshot-copied:snap-0000000000000000c';

const STEADY: Script = {
  TagCopy: [returns({ managed: true, volumeId: VOLUME })],
  PruneVolume: [returns({ policy: 'last 1', deletedCount: 1, blockedCount: 0, keptCount: 1 })],
  FailureQueue: [returns(null)],
};
const UNTAGGED: Script = { ...STEADY, TagCopy: [throws('AccessDenied')] };

const TAG_PAYLOAD = {
  ...INPUT,
  enteredAt: '2030-01-01T00:00:00Z',
  executionName: INPUT.snapshotId,
};
const PRUNE_PAYLOAD = {
  snapshotId: COPY,
  volumeId: VOLUME,
  machine: 'keeper-snapshot-copied',
  executionArn: EXECUTION,
};

const told = (step: string, error: string, volumeIds = [VOLUME]): object => ({
  machine: 'keeper-snapshot-copied',
  executionArn: EXECUTION,
  step,
  error,
  cause: causeOf(error),
  snapshotIds: [COPY],
  volumeIds,
});

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-copied', script).run(COPY, INPUT);

const PRUNED = 'TagCopy IsManaged PruneVolume';

const paths: readonly Path[] = [
  {
    rule: 'a finished copy is confirmed, and what it replaces is pruned',
    script: STEADY,
    outcome: {
      entered: [`${PRUNED} Done`],
      calls: { TagCopy: [TAG_PAYLOAD], PruneVolume: [PRUNE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a copy of somebody else is left alone',
    script: { TagCopy: [returns({ managed: false, reason: 'not a copy of this deployment' })] },
    outcome: {
      entered: ['TagCopy IsManaged NotManaged'],
      calls: { TagCopy: [TAG_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a copy that EC2 shows late, without its tags and then as unfinished has seventeen attempts in all',
    script: {
      ...STEADY,
      TagCopy: [throws('SnapshotNotVisible'), throws('TagsContradicted'), throws('SnapshotStateStale')],
    },
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: {
        TagCopy: Array(17).fill(TAG_PAYLOAD),
        FailureQueue: [told('TagCopy', 'SnapshotStateStale', [])],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 19,
    },
  },
  {
    rule: 'a copy that was deleted before it could be confirmed is told, without a volume',
    script: { ...STEADY, TagCopy: [throws('SnapshotNotVisible'), throws('CopyGone')] },
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: { TagCopy: [TAG_PAYLOAD, TAG_PAYLOAD], FailureQueue: [told('TagCopy', 'CopyGone', [])] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a copy that cannot be confirmed is told, without a volume, and nothing is pruned',
    script: UNTAGGED,
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: { TagCopy: [TAG_PAYLOAD], FailureQueue: [told('TagCopy', 'AccessDenied', [])] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...UNTAGGED, FailureQueue: [NEVER] },
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: { TagCopy: [TAG_PAYLOAD], FailureQueue: [told('TagCopy', 'AccessDenied', [])] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a prune that fails is told',
    script: { ...STEADY, PruneVolume: [throws('GuardRefused')] },
    outcome: {
      entered: [`${PRUNED} NotifyFailure Failed`],
      calls: {
        TagCopy: [TAG_PAYLOAD],
        PruneVolume: [PRUNE_PAYLOAD],
        FailureQueue: [told('PruneVolume', 'GuardRefused')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 5,
    },
  },
  {
    rule: 'a refusal by the deletion limit, which the function tells itself, fails the execution without a message',
    script: { ...STEADY, PruneVolume: [throws('DeletionRefused')] },
    outcome: {
      entered: [`${PRUNED} Failed`],
      calls: { TagCopy: [TAG_PAYLOAD], PruneVolume: [PRUNE_PAYLOAD] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a pause is waited for, and nobody is told',
    script: {
      ...STEADY,
      PruneVolume: [
        refuses('TooManyRequestsException'),
        refuses('TooManyRequestsException'),
        ...STEADY['PruneVolume']!,
      ],
    },
    outcome: {
      entered: [`${PRUNED} Done`],
      calls: { TagCopy: [TAG_PAYLOAD], PruneVolume: [PRUNE_PAYLOAD, PRUNE_PAYLOAD, PRUNE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a copy of which AWS did not say whether it is incremental is confirmed too', async () => {
  const input = { snapshotId: COPY, sourceSnapshotId: SOURCE };

  const { outcome } = await new ScriptedRun('snapshot-copied', STEADY).run(COPY, input);

  expect(outcome.calls['TagCopy']).toEqual([{ ...TAG_PAYLOAD, incremental: null }]);
  expect(outcome.ended).toBe('SUCCEEDED');
});

const tasks: readonly TaskFailures[] = [
  {
    state: 'TagCopy',
    callee: 'TagCopy',
    base: STEADY,
    retries: [
      'functionCrashes',
      'serviceFails',
      'snapshotNotVisible',
      'snapshotStateStale',
      'tagsContradicted',
    ],
    timeoutSeconds: 120,
    givenUp: ['TagCopy NotifyFailure Failed'],
    recovered: [`${PRUNED} Done`],
    step: 'TagCopy',
  },
  {
    state: 'PruneVolume',
    callee: 'PruneVolume',
    base: STEADY,
    retries: ['pruningPaused', 'pruningCrashes', 'pruningIncomplete', 'serviceFails', 'deletionFails'],
    timeoutSeconds: 300,
    givenUp: [`${PRUNED} NotifyFailure Failed`],
    recovered: [`${PRUNED} Done`],
    step: 'PruneVolume',
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: UNTAGGED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['TagCopy NotifyFailure Failed'],
    recovered: ['TagCopy NotifyFailure Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), ...scriptsOf(tasks)];

  expect(await waysTaken('snapshot-copied', scripts.map(run))).toEqual(waysOf('snapshot-copied'));
});
