import { causeOf, NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const INPUT = { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-1', incremental: true };
const REMOVE = [{ snapshotId: 'snap-old', reason: 'no rule keeps it' }];
const PLAN = { policy: 'last 1', remove: REMOVE, blocked: [], keptCount: 1 };
/** What a later plan gives up. */
const REMOVE_LATER = [{ snapshotId: 'snap-old', reason: 'no rule keeps it any more' }];
const NOTICE = 'the tag says 7x';

const STEADY: Script = {
  TagCopy: [returns({ managed: true, volumeId: 'vol-1' })],
  PlanRetention: [returns(PLAN)],
  PruneSnapshots: [returns({ deleted: ['snap-old'], blocked: [] })],
  FailureQueue: [returns(null)],
};
const WITH_NOTICE: Script = { ...STEADY, PlanRetention: [returns({ ...PLAN, notice: NOTICE })] };
const UNTAGGED: Script = { ...STEADY, TagCopy: [throws('AccessDenied')] };
const PRUNED_LATER: Script = {
  ...STEADY,
  PruneSnapshots: [throws('PruneIncomplete'), returns({ deleted: ['snap-old'], blocked: [] })],
};

const PLAN_PAYLOAD = { snapshotId: INPUT.snapshotId, volumeId: 'vol-1', now: '2030-01-01T00:00:00Z' };
/** The plan that is made anew after the first pause. */
const LATER_PLAN_PAYLOAD = { ...PLAN_PAYLOAD, now: '2030-01-01T00:01:00Z' };
const PRUNE_PAYLOAD = { volumeId: 'vol-1', remove: REMOVE };

const told = (step: string, error: string, volumeIds = ['vol-1'], cause = causeOf(error)): object => ({
  machine: 'keeper-snapshot-copied',
  executionArn: 'arn:aws:states:us-west-2:111122223333:execution:keeper-snapshot-copied:snap-copy',
  step,
  error,
  cause,
  snapshotIds: ['snap-copy'],
  volumeIds,
});
const TOLD_NOTICE = {
  ...told('PlanRetention', 'RetentionTagIgnored', ['vol-1'], NOTICE),
  snapshotIds: [],
};

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-copied', script).run('snap-copy', INPUT);

const PRUNES = 'PlanRetention FollowPlan PruneSnapshots';
const PLANNED = 'TagCopy IsManaged PlanRetention';
const PRUNED = `TagCopy IsManaged ${PRUNES}`;
const PRUNED_AGAIN = `PlanAgain WaitToPlan ${PRUNES}`;

const paths: readonly Path[] = [
  {
    rule: 'a finished copy is confirmed, and what it replaces is pruned',
    script: STEADY,
    outcome: {
      entered: [`${PRUNED} Done`],
      calls: { TagCopy: [INPUT], PlanRetention: [PLAN_PAYLOAD], PruneSnapshots: [PRUNE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a plan that gives nothing up prunes nothing',
    script: { ...STEADY, PlanRetention: [returns({ ...PLAN, remove: [] })] },
    outcome: {
      entered: [`${PLANNED} FollowPlan Done`],
      calls: { TagCopy: [INPUT], PlanRetention: [PLAN_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 5,
    },
  },
  {
    rule: 'a copy of somebody else is left alone',
    script: { TagCopy: [returns({ managed: false, reason: 'not a copy of this deployment' })] },
    outcome: {
      entered: ['TagCopy IsManaged NotManaged'],
      calls: { TagCopy: [INPUT] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a copy that EC2 does not show is taken as gone after nine attempts',
    script: { TagCopy: [throws('SnapshotNotVisible')] },
    outcome: {
      entered: ['TagCopy NotManaged'],
      calls: { TagCopy: Array(9).fill(INPUT) },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a copy that EC2 shows as unfinished is told after nine attempts, without a volume',
    script: { ...STEADY, TagCopy: [throws('SnapshotStateStale')] },
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: {
        TagCopy: Array(9).fill(INPUT),
        FailureQueue: [told('TagCopy', 'SnapshotStateStale', [])],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a copy that cannot be confirmed is told, without a volume, and nothing is pruned',
    script: UNTAGGED,
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: { TagCopy: [INPUT], FailureQueue: [told('TagCopy', 'AccessDenied', [])] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a plan that is refused is told, and nothing is pruned',
    script: { ...STEADY, PlanRetention: [throws('RetentionRefused')] },
    outcome: {
      entered: [`${PLANNED} NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD],
        FailureQueue: [told('PlanRetention', 'RetentionRefused')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 5,
    },
  },
  {
    rule: 'a prune that is denied is told',
    script: { ...STEADY, PruneSnapshots: [throws('AccessDenied')] },
    outcome: {
      entered: [`${PRUNED} NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD],
        FailureQueue: [told('PruneSnapshots', 'AccessDenied')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 7,
    },
  },
  {
    rule: 'a retention tag that cannot be read is told once, and the plan is made anew',
    script: WITH_NOTICE,
    outcome: {
      entered: [`${PLANNED} FollowPlan NotifyOverride ${PRUNES} Done`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, PLAN_PAYLOAD],
        FailureQueue: [TOLD_NOTICE],
        PruneSnapshots: [PRUNE_PAYLOAD],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a retention tag that cannot be told of is a failure, and nothing is pruned',
    script: { ...WITH_NOTICE, FailureQueue: [NEVER, returns(null)] },
    outcome: {
      entered: [`${PLANNED} FollowPlan NotifyOverride NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD],
        FailureQueue: [TOLD_NOTICE, told('NotifyOverride', 'States.Timeout', ['vol-1'], '')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 7,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...UNTAGGED, FailureQueue: [NEVER] },
    outcome: {
      entered: ['TagCopy NotifyFailure Failed'],
      calls: { TagCopy: [INPUT], FailureQueue: [told('TagCopy', 'AccessDenied', [])] },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a prune that is incomplete goes on by a new plan',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), returns({ ...PLAN, remove: REMOVE_LATER })] },
    outcome: {
      entered: [`${PRUNED} ${PRUNED_AGAIN} Done`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD, { volumeId: 'vol-1', remove: REMOVE_LATER }],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a new plan that gives nothing up any more prunes nothing',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), returns({ ...PLAN, remove: [] })] },
    outcome: {
      entered: [`${PRUNED} PlanAgain WaitToPlan PlanRetention FollowPlan Done`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a new plan that is refused is told as that',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), throws('RetentionRefused')] },
    outcome: {
      entered: [`${PRUNED} PlanAgain WaitToPlan PlanRetention NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD],
        FailureQueue: [told('PlanRetention', 'RetentionRefused')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a prune that a new plan finds denied is told at once',
    script: { ...STEADY, PruneSnapshots: [throws('PruneIncomplete'), throws('AccessDenied')] },
    outcome: {
      entered: [`${PRUNED} ${PRUNED_AGAIN} NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD, PRUNE_PAYLOAD],
        FailureQueue: [told('PruneSnapshots', 'AccessDenied')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a prune that is incomplete after thirty plans is told',
    script: { ...STEADY, PruneSnapshots: [throws('PruneIncomplete')] },
    outcome: {
      entered: [`${PRUNED}${` ${PRUNED_AGAIN}`.repeat(29)} PlanAgain NotifyFailure Failed`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: Array(30).fill({ ...PLAN_PAYLOAD, now: expect.any(String) as string }),
        PruneSnapshots: Array(30).fill(PRUNE_PAYLOAD),
        FailureQueue: [told('PruneSnapshots', 'PruneIncomplete')],
      },
      ended: 'FAILED CopyNotManaged',
      stateTransitions: 153,
    },
  },
  {
    rule: 'a retention tag that cannot be read is not told again with a new plan',
    script: { ...PRUNED_LATER, PlanRetention: [returns({ ...PLAN, notice: NOTICE })] },
    outcome: {
      entered: [`${PLANNED} FollowPlan NotifyOverride ${PRUNES} ${PRUNED_AGAIN} Done`],
      calls: {
        TagCopy: [INPUT],
        PlanRetention: [PLAN_PAYLOAD, PLAN_PAYLOAD, { ...PLAN_PAYLOAD, now: '2030-01-01T00:02:00Z' }],
        FailureQueue: [TOLD_NOTICE],
        PruneSnapshots: [PRUNE_PAYLOAD, PRUNE_PAYLOAD],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 14,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a copy of which AWS did not say whether it is incremental is confirmed too', async () => {
  const input = { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-1' };

  const { outcome } = await new ScriptedRun('snapshot-copied', STEADY).run('snap-copy', input);

  expect(outcome.calls['TagCopy']).toEqual([input]);
  expect(outcome.ended).toBe('SUCCEEDED');
});

test('a busy AWS, thirty plans and late messages leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    TagCopy: reachedLast(returns({ managed: true, volumeId: 'vol-1' })),
    PlanRetention: reachedLast(returns({ ...PLAN, notice: NOTICE })),
    PruneSnapshots: [throws('PruneIncomplete')],
    FailureQueue: [...reachedLast(returns(null)), ...reachedLast(returns(null))],
  });

  expect(durationSeconds).toBe(122_190);
  expect(outcome.calls['FailureQueue']).toEqual([
    ...Array<object>(61).fill(TOLD_NOTICE),
    ...Array<object>(61).fill(told('PruneSnapshots', 'PruneIncomplete')),
  ]);
  expect(outcome.ended).toBe('FAILED CopyNotManaged');
});

const tasks: readonly TaskFailures[] = [
  {
    state: 'TagCopy',
    callee: 'TagCopy',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails', 'snapshotStateStale'],
    timeoutSeconds: 120,
    givenUp: ['TagCopy NotifyFailure Failed'],
    recovered: [`${PRUNED} Done`],
    step: 'TagCopy',
  },
  {
    state: 'TagCopy',
    callee: 'TagCopy',
    base: STEADY,
    retries: ['snapshotNotVisible'],
    givenUp: ['TagCopy NotManaged'],
    recovered: [`${PRUNED} Done`],
  },
  {
    state: 'PlanRetention',
    callee: 'PlanRetention',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 120,
    givenUp: [`${PLANNED} NotifyFailure Failed`],
    recovered: [`${PRUNED} Done`],
    step: 'PlanRetention',
  },
  {
    state: 'PruneSnapshots',
    callee: 'PruneSnapshots',
    base: STEADY,
    retries: ['lambdaFails'],
    givenUp: [`${PRUNED} ${PRUNED_AGAIN} Done`],
    recovered: [`${PRUNED} Done`],
  },
  {
    state: 'PruneSnapshots',
    callee: 'PruneSnapshots',
    base: STEADY,
    retries: [],
    timeoutSeconds: 300,
    givenUp: [`${PRUNED} NotifyFailure Failed`],
    recovered: [`${PRUNED} Done`],
    step: 'PruneSnapshots',
  },
  {
    state: 'NotifyOverride',
    callee: 'FailureQueue',
    base: WITH_NOTICE,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: [`${PLANNED} FollowPlan NotifyOverride NotifyFailure Failed`],
    recovered: [`${PLANNED} FollowPlan NotifyOverride ${PRUNES} Done`],
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
