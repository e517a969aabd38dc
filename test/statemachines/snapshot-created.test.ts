import { COPY_QUEUE_URL } from './definition';
import { causeOf, NEVER, reachedLast, refuses, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const INPUT = { snapshotId: 'snap-1', volumeId: 'vol-1' };
const SNAPSHOTS = [{ snapshotId: 'snap-1' }, { snapshotId: 'snap-0' }];
const REMOVE = [{ snapshotId: 'snap-0', reason: 'no rule keeps it' }];
const PLAN = { policy: 'last 1', remove: REMOVE, blocked: [], keptCount: 1 };
/** What a later plan gives up. */
const REMOVE_LATER = [{ snapshotId: 'snap-0', reason: 'no rule keeps it any more' }];
const NOTICE = 'the tag says 7x';

const copyTo = (region: string, firstRequest = true): object => ({
  region,
  snapshotId: 'snap-1',
  tags: { 'snapshot-keeper:source-snapshot': 'snap-1' },
  firstRequest,
});
const tagged = (copies: readonly object[], snapshots: readonly object[] | null = SNAPSHOTS): object => ({
  managed: true,
  reason: 'the volume is selected',
  snapshots,
  copies,
});
const STARTED = returns({ outcome: 'started', copyId: 'snap-copy' });
const WEST = 'CopyQueue us-west-2';
const IRELAND = 'CopyQueue eu-west-1';

/** One DR Region, and something to prune. */
const STEADY: Script = {
  TagSnapshot: [returns(tagged([copyTo('us-west-2')]))],
  [WEST]: [STARTED],
  PlanRetention: [returns(PLAN)],
  PruneSnapshots: [returns({ deleted: ['snap-0'], blocked: [] })],
  FailureQueue: [returns(null)],
};
const TWO_REGIONS: Script = {
  ...STEADY,
  TagSnapshot: [returns(tagged([copyTo('us-west-2'), copyTo('eu-west-1')]))],
  [IRELAND]: [STARTED],
};
const WITH_NOTICE: Script = { ...STEADY, PlanRetention: [returns({ ...PLAN, notice: NOTICE })] };
const UNTAGGED: Script = { ...STEADY, TagSnapshot: [throws('AccessDenied')] };
const REFUSED: Script = { ...STEADY, [WEST]: [throws('CopyRefused')] };
const NOT_PRUNED: Script = { ...STEADY, PruneSnapshots: [throws('AccessDenied')] };
const PRUNED_LATER: Script = {
  ...STEADY,
  PruneSnapshots: [throws('PruneIncomplete'), returns({ deleted: ['snap-0'], blocked: [] })],
};

type Message = { readonly attempt?: number; readonly copy?: object; readonly firstRequest?: boolean };

/** The `attempt`-th message about the copy to a Region. */
const message = (region: string, { attempt = 1, copy, firstRequest = true }: Message = {}): object => ({
  QueueUrl: COPY_QUEUE_URL,
  MessageGroupId: region,
  MessageDeduplicationId: `snap-1.${region}.0.${attempt - 1}`,
  MessageBody: {
    taskToken: expect.any(String) as string,
    copy: copy ?? copyTo(region),
    firstRequest,
  },
});
const PLAN_PAYLOAD = {
  snapshotId: INPUT.snapshotId,
  volumeId: 'vol-1',
  now: '2030-01-01T00:00:00Z',
  snapshots: SNAPSHOTS,
};
/** A plan that reads the snapshots as they are then. */
const ANEW_PLAN_PAYLOAD = { ...PLAN_PAYLOAD, snapshots: null };
/** The one that is made after the first pause. */
const LATER_PLAN_PAYLOAD = { ...ANEW_PLAN_PAYLOAD, now: '2030-01-01T00:01:00Z' };
const PRUNE_PAYLOAD = { volumeId: 'vol-1', remove: REMOVE };

/** The payloads of the steady way with one DR Region. */
const STEADY_CALLS = {
  TagSnapshot: [INPUT],
  [WEST]: [message('us-west-2')],
  PlanRetention: [PLAN_PAYLOAD],
  PruneSnapshots: [PRUNE_PAYLOAD],
};

const told = (step: string, error: string, cause = causeOf(error)): object => ({
  machine: 'keeper-snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:keeper-snapshot-created:snap-1',
  step,
  error,
  cause,
  snapshotIds: ['snap-1'],
  volumeIds: ['vol-1'],
});
const toldCopy = (error: string, region = 'us-west-2', cause = 'why'): object => ({
  ...told('RequestCopy', error, cause),
  region,
});
const TOLD_NOTICE = { ...told('PlanRetention', 'RetentionTagIgnored', NOTICE), snapshotIds: [] };

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-created', script).run('snap-1', INPUT);

const SUCCEEDS = 'TagSnapshot IsManaged Manage AnyFailure Done';
const FAILS = 'TagSnapshot IsManaged Manage AnyFailure Failed';
const PRUNES = 'PlanRetention FollowPlan PruneSnapshots';
const PRUNES_AGAIN = `PlanAgain WaitToPlan ${PRUNES}`;

const paths: readonly Path[] = [
  {
    rule: 'a snapshot in scope is copied, and what it replaces is pruned',
    script: STEADY,
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: STEADY_CALLS,
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a plan that gives nothing up prunes nothing',
    script: { ...STEADY, PlanRetention: [returns({ ...PLAN, remove: [] })] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', 'PlanRetention FollowPlan NothingToPrune'],
      calls: {
        TagSnapshot: [INPUT],
        [WEST]: [message('us-west-2')],
        PlanRetention: [PLAN_PAYLOAD],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'each DR Region gets a copy',
    script: TWO_REGIONS,
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy RequestCopy', PRUNES],
      calls: { ...STEADY_CALLS, [IRELAND]: [message('eu-west-1')] },
      ended: 'SUCCEEDED',
      stateTransitions: 11,
    },
  },
  {
    rule: 'where every copy is confirmed, none is asked for',
    script: { ...STEADY, TagSnapshot: [returns(tagged([]))] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', PRUNES],
      calls: { TagSnapshot: [INPUT], PlanRetention: [PLAN_PAYLOAD], PruneSnapshots: [PRUNE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a copy that may have been asked for before is not a first request',
    script: { ...STEADY, TagSnapshot: [returns(tagged([copyTo('us-west-2', false)]))] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: {
        ...STEADY_CALLS,
        [WEST]: [message('us-west-2', { copy: copyTo('us-west-2', false), firstRequest: false })],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'snapshots that are too many to travel are left to PlanRetention to find',
    script: { ...STEADY, TagSnapshot: [returns(tagged([copyTo('us-west-2')], null))] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: { ...STEADY_CALLS, PlanRetention: [{ ...PLAN_PAYLOAD, snapshots: null }] },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a snapshot whose source is gone has no copy, which is no failure',
    script: { ...STEADY, [WEST]: [returns({ outcome: 'source-gone' })] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: STEADY_CALLS,
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a snapshot out of scope is left alone',
    script: { TagSnapshot: [returns({ managed: false, reason: 'the volume is not selected' })] },
    outcome: {
      entered: ['TagSnapshot IsManaged NotManaged'],
      calls: { TagSnapshot: [INPUT] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a snapshot that EC2 does not show is taken as gone after nine attempts',
    script: { TagSnapshot: [throws('SnapshotNotVisible')] },
    outcome: {
      entered: ['TagSnapshot SnapshotGone'],
      calls: { TagSnapshot: Array(9).fill(INPUT) },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a snapshot that EC2 shows as unfinished is told after nine attempts',
    script: { ...STEADY, TagSnapshot: [throws('SnapshotStateStale')] },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: {
        TagSnapshot: Array(9).fill(INPUT),
        FailureQueue: [told('TagSnapshot', 'SnapshotStateStale')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a snapshot that EC2 shows late, and then as unfinished, has nine attempts in all',
    script: {
      ...STEADY,
      TagSnapshot: [
        throws('SnapshotNotVisible'),
        throws('SnapshotNotVisible'),
        throws('SnapshotNotVisible'),
        throws('SnapshotStateStale'),
      ],
    },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: {
        TagSnapshot: Array(9).fill(INPUT),
        FailureQueue: [told('TagSnapshot', 'SnapshotStateStale')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a snapshot that is deleted while EC2 shows it as unfinished is taken as gone',
    script: { TagSnapshot: [throws('SnapshotStateStale'), throws('SnapshotNotVisible')] },
    outcome: {
      entered: ['TagSnapshot SnapshotGone'],
      calls: { TagSnapshot: Array(9).fill(INPUT) },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'a snapshot that cannot be tagged is told, and neither copied nor pruned',
    script: UNTAGGED,
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: { TagSnapshot: [INPUT], FailureQueue: [told('TagSnapshot', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...UNTAGGED, FailureQueue: [NEVER] },
    outcome: {
      entered: ['TagSnapshot NotifyFailure Failed'],
      calls: { TagSnapshot: [INPUT], FailureQueue: [told('TagSnapshot', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a copy that AWS refuses is told at once, and pruning is not disturbed',
    script: REFUSED,
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('CopyRefused')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a copy that is denied is told at once',
    script: { ...STEADY, [WEST]: [throws('AccessDenied')] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'one DR Region that fails is named, and leaves the other to finish later',
    script: {
      ...TWO_REGIONS,
      [WEST]: [throws('CopyRefused', 10)],
      [IRELAND]: [{ ...STARTED, afterSeconds: 86_400 }],
    },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy RequestCopy NotifyCopyFailure', PRUNES],
      calls: {
        ...STEADY_CALLS,
        [IRELAND]: [message('eu-west-1')],
        FailureQueue: [toldCopy('CopyRefused')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 12,
    },
  },
  {
    rule: 'two DR Regions that fail are two messages',
    script: { ...TWO_REGIONS, [WEST]: [throws('CopyRefused', 10)], [IRELAND]: [throws('AccessDenied', 20)] },
    outcome: {
      entered: [
        FAILS,
        'CopyToRegions',
        'RequestCopy RequestCopy NotifyCopyFailure NotifyCopyFailure',
        PRUNES,
      ],
      calls: {
        ...STEADY_CALLS,
        [IRELAND]: [message('eu-west-1')],
        FailureQueue: [toldCopy('CopyRefused'), toldCopy('AccessDenied', 'eu-west-1')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 13,
    },
  },
  {
    rule: 'a message that the copy queue did not take is sent again under a new id, and is no first request',
    script: { ...STEADY, [WEST]: [refuses('RequestThrottled'), STARTED] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: {
        ...STEADY_CALLS,
        [WEST]: [message('us-west-2'), message('us-west-2', { attempt: 2, firstRequest: false })],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a copy queue that takes no message is told after six attempts',
    script: { ...STEADY, [WEST]: [refuses('AccessDenied')] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
      calls: {
        ...STEADY_CALLS,
        [WEST]: [
          message('us-west-2'),
          ...[2, 3, 4, 5, 6].map((attempt) => message('us-west-2', { attempt, firstRequest: false })),
        ],
        FailureQueue: [
          toldCopy(
            'SQS.AmazonSQSException',
            'us-west-2',
            'no (Service: SQS; Status Code: 400; Error Code: AccessDenied)',
          ),
        ],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 16,
    },
  },
  {
    rule: 'a copy that nobody answers for is told after fourteen days',
    script: { ...STEADY, [WEST]: [NEVER] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('States.Timeout', 'us-west-2', '')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a copy failure that cannot be told fails the execution, after the pruning',
    script: { ...REFUSED, FailureQueue: [NEVER] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure CopyFailureUntold', PRUNES],
      calls: { ...STEADY_CALLS, FailureQueue: [toldCopy('CopyRefused')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a plan that is refused is told, and the copy is not disturbed',
    script: {
      ...STEADY,
      [WEST]: [{ ...STARTED, afterSeconds: 86_400 }],
      PlanRetention: [throws('RetentionRefused')],
    },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy', 'PlanRetention NotifyPruneFailure'],
      calls: {
        TagSnapshot: [INPUT],
        [WEST]: [message('us-west-2')],
        PlanRetention: [PLAN_PAYLOAD],
        FailureQueue: [told('PlanRetention', 'RetentionRefused')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a prune that is denied is told, and the copy is not disturbed',
    script: { ...NOT_PRUNED, [WEST]: [{ ...STARTED, afterSeconds: 86_400 }] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy', `${PRUNES} NotifyPruneFailure`],
      calls: { ...STEADY_CALLS, FailureQueue: [told('PruneSnapshots', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a prune failure that cannot be told fails the execution, after the copy',
    script: { ...NOT_PRUNED, FailureQueue: [NEVER] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy', `${PRUNES} NotifyPruneFailure Untold`],
      calls: { ...STEADY_CALLS, FailureQueue: [told('PruneSnapshots', 'AccessDenied')] },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 12,
    },
  },
  {
    rule: 'where both branches fail, both are told',
    script: { ...NOT_PRUNED, [WEST]: [throws('CopyRefused', 10)] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', `${PRUNES} NotifyPruneFailure`],
      calls: {
        ...STEADY_CALLS,
        FailureQueue: [told('PruneSnapshots', 'AccessDenied'), toldCopy('CopyRefused')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a retention tag that cannot be read is told once, and the plan is made anew',
    script: WITH_NOTICE,
    outcome: {
      entered: [
        SUCCEEDS,
        'CopyToRegions',
        'RequestCopy',
        `PlanRetention FollowPlan NotifyOverride ${PRUNES}`,
      ],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [PLAN_PAYLOAD, ANEW_PLAN_PAYLOAD],
        FailureQueue: [TOLD_NOTICE],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 13,
    },
  },
  {
    rule: 'a retention tag that cannot be told of is a failure, and nothing is pruned',
    script: { ...WITH_NOTICE, FailureQueue: [NEVER, returns(null)] },
    outcome: {
      entered: [
        FAILS,
        'CopyToRegions',
        'RequestCopy',
        'PlanRetention FollowPlan NotifyOverride NotifyPruneFailure',
      ],
      calls: {
        TagSnapshot: [INPUT],
        [WEST]: [message('us-west-2')],
        PlanRetention: [PLAN_PAYLOAD],
        FailureQueue: [TOLD_NOTICE, told('NotifyOverride', 'States.Timeout', '')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 11,
    },
  },
  {
    rule: 'a function that Lambda does not start is called again',
    script: {
      ...STEADY,
      TagSnapshot: [
        refuses('ServiceException'),
        refuses('TooManyRequestsException'),
        returns(tagged([copyTo('us-west-2')])),
      ],
    },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: {
        ...STEADY_CALLS,
        TagSnapshot: [INPUT, INPUT, INPUT],
        PlanRetention: [{ ...PLAN_PAYLOAD, now: '2030-01-01T00:00:07.500Z' }],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a plan that is tried again reads the snapshots itself',
    script: { ...STEADY, PlanRetention: [throws('ServiceBusy'), throws('Lambda.Unknown'), returns(PLAN)] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', PRUNES],
      calls: { ...STEADY_CALLS, PlanRetention: [PLAN_PAYLOAD, ANEW_PLAN_PAYLOAD, ANEW_PLAN_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 12,
    },
  },
  {
    rule: 'a prune that is incomplete goes on by a new plan, which reads the snapshots itself',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), returns({ ...PLAN, remove: REMOVE_LATER })] },
    outcome: {
      entered: [SUCCEEDS, 'CopyToRegions', 'RequestCopy', `${PRUNES} ${PRUNES_AGAIN}`],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD, { volumeId: 'vol-1', remove: REMOVE_LATER }],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 15,
    },
  },
  {
    rule: 'a new plan that gives nothing up any more prunes nothing',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), returns({ ...PLAN, remove: [] })] },
    outcome: {
      entered: [
        SUCCEEDS,
        'CopyToRegions',
        'RequestCopy',
        `${PRUNES} PlanAgain WaitToPlan PlanRetention FollowPlan NothingToPrune`,
      ],
      calls: { ...STEADY_CALLS, PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 15,
    },
  },
  {
    rule: 'a new plan that is refused is told as that',
    script: { ...PRUNED_LATER, PlanRetention: [returns(PLAN), throws('RetentionRefused')] },
    outcome: {
      entered: [
        FAILS,
        'CopyToRegions',
        'RequestCopy',
        `${PRUNES} PlanAgain WaitToPlan PlanRetention NotifyPruneFailure`,
      ],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        FailureQueue: [told('PlanRetention', 'RetentionRefused')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 14,
    },
  },
  {
    rule: 'a prune that a new plan finds denied is told at once',
    script: { ...STEADY, PruneSnapshots: [throws('PruneIncomplete'), throws('AccessDenied')] },
    outcome: {
      entered: [FAILS, 'CopyToRegions', 'RequestCopy', `${PRUNES} ${PRUNES_AGAIN} NotifyPruneFailure`],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [PLAN_PAYLOAD, LATER_PLAN_PAYLOAD],
        PruneSnapshots: [PRUNE_PAYLOAD, PRUNE_PAYLOAD],
        FailureQueue: [told('PruneSnapshots', 'AccessDenied')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 16,
    },
  },
  {
    rule: 'a prune that is incomplete after thirty plans is told, and the copy is not disturbed',
    script: {
      ...STEADY,
      [WEST]: [{ ...STARTED, afterSeconds: 86_400 }],
      PruneSnapshots: [throws('PruneIncomplete')],
    },
    outcome: {
      entered: [
        FAILS,
        'CopyToRegions',
        'RequestCopy',
        `${PRUNES}${` ${PRUNES_AGAIN}`.repeat(29)} PlanAgain NotifyPruneFailure`,
      ],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [
          PLAN_PAYLOAD,
          ...Array<object>(29).fill({ ...ANEW_PLAN_PAYLOAD, now: expect.any(String) as string }),
        ],
        PruneSnapshots: Array(30).fill(PRUNE_PAYLOAD),
        FailureQueue: [told('PruneSnapshots', 'PruneIncomplete')],
      },
      ended: 'FAILED SnapshotNotProtected',
      stateTransitions: 157,
    },
  },
  {
    rule: 'a retention tag that cannot be read is not told again with a new plan',
    script: { ...PRUNED_LATER, PlanRetention: [returns({ ...PLAN, notice: NOTICE })] },
    outcome: {
      entered: [
        SUCCEEDS,
        'CopyToRegions',
        'RequestCopy',
        `PlanRetention FollowPlan NotifyOverride ${PRUNES} ${PRUNES_AGAIN}`,
      ],
      calls: {
        ...STEADY_CALLS,
        PlanRetention: [
          PLAN_PAYLOAD,
          ANEW_PLAN_PAYLOAD,
          { ...ANEW_PLAN_PAYLOAD, now: '2030-01-01T00:02:00Z' },
        ],
        PruneSnapshots: [PRUNE_PAYLOAD, PRUNE_PAYLOAD],
        FailureQueue: [TOLD_NOTICE],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 18,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a copy that waits nine days for its slot is waiting, not failing', async () => {
  const { outcome, durationSeconds } = await run({
    ...STEADY,
    [WEST]: [{ ...STARTED, afterSeconds: 777_600 }],
  });

  expect(durationSeconds).toBe(777_600);
  expect(outcome.ended).toBe('SUCCEEDED');
  expect(outcome.stateTransitions).toBe(10);
});

test('a busy AWS, a copy that nobody answers for and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    ...STEADY,
    TagSnapshot: reachedLast(returns(tagged([copyTo('us-west-2')]))),
    [WEST]: [NEVER],
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(1_257_675);
  expect(outcome.calls['FailureQueue']).toEqual(Array(61).fill(toldCopy('States.Timeout', 'us-west-2', '')));
  expect(outcome.ended).toBe('FAILED SnapshotNotProtected');
});

test('a copy that fails leaves a prune that is still trying to finish', async () => {
  const { outcome, callSeconds } = await run({
    ...PRUNED_LATER,
    [WEST]: [throws('CopyRefused')],
  });

  expect(callSeconds['PruneSnapshots']).toEqual([0, 60]);
  expect(outcome.calls['FailureQueue']).toEqual([toldCopy('CopyRefused')]);
});

test('an execution that a person starts by hand has no first request, even where no copy was asked for', async () => {
  const { outcome } = await new ScriptedRun('snapshot-created', STEADY).run('by-hand', INPUT);

  expect(outcome.calls[WEST]).toEqual([
    {
      ...message('us-west-2', { firstRequest: false }),
      MessageDeduplicationId: 'by-hand.us-west-2.0.0',
    },
  ]);
  expect(outcome.ended).toBe('SUCCEEDED');
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

const COPIES = ['CopyToRegions', 'RequestCopy'];

const tasks: readonly TaskFailures[] = [
  {
    state: 'TagSnapshot',
    callee: 'TagSnapshot',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails', 'snapshotStateStale'],
    timeoutSeconds: 120,
    givenUp: ['TagSnapshot NotifyFailure Failed'],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
    step: 'TagSnapshot',
  },
  {
    state: 'TagSnapshot',
    callee: 'TagSnapshot',
    base: STEADY,
    retries: ['snapshotNotVisible'],
    givenUp: ['TagSnapshot SnapshotGone'],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
  },
  {
    state: 'RequestCopy',
    callee: WEST,
    base: STEADY,
    retries: ['copyQueueFails'],
    timeoutSeconds: 1_209_600,
    givenUp: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
    step: 'RequestCopy',
  },
  {
    state: 'NotifyCopyFailure',
    callee: 'FailureQueue',
    base: REFUSED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure CopyFailureUntold', PRUNES],
    recovered: [FAILS, 'CopyToRegions', 'RequestCopy NotifyCopyFailure', PRUNES],
  },
  {
    state: 'PlanRetention',
    callee: 'PlanRetention',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 120,
    givenUp: [FAILS, ...COPIES, 'PlanRetention NotifyPruneFailure'],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
    step: 'PlanRetention',
  },
  {
    state: 'NotifyOverride',
    callee: 'FailureQueue',
    base: WITH_NOTICE,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: [FAILS, ...COPIES, 'PlanRetention FollowPlan NotifyOverride NotifyPruneFailure'],
    recovered: [SUCCEEDS, ...COPIES, `PlanRetention FollowPlan NotifyOverride ${PRUNES}`],
  },
  {
    state: 'PruneSnapshots',
    callee: 'PruneSnapshots',
    base: STEADY,
    retries: ['lambdaFails'],
    givenUp: [SUCCEEDS, ...COPIES, `${PRUNES} ${PRUNES_AGAIN}`],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
  },
  {
    state: 'PruneSnapshots',
    callee: 'PruneSnapshots',
    base: STEADY,
    retries: [],
    timeoutSeconds: 300,
    givenUp: [FAILS, ...COPIES, `${PRUNES} NotifyPruneFailure`],
    recovered: [SUCCEEDS, ...COPIES, PRUNES],
    step: 'PruneSnapshots',
  },
  {
    state: 'NotifyPruneFailure',
    callee: 'FailureQueue',
    base: NOT_PRUNED,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: [FAILS, ...COPIES, `${PRUNES} NotifyPruneFailure Untold`],
    recovered: [FAILS, ...COPIES, `${PRUNES} NotifyPruneFailure`],
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
