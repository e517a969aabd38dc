import type { MachineName } from './definition';
import { reachedLast, returns, throws, type Answer, type Script } from './script';
import { ScriptedRun } from './scripted-run';

const REMOVE = [{ snapshotId: 'snap-0', reason: 'no rule keeps it' }];
const PLAN = returns({ policy: 'last 1', remove: REMOVE });
const PLAN_WITH_NOTICE = returns({ policy: 'last 1', remove: REMOVE, notice: 'the tag says 7x' });
const PRUNED = returns({ deleted: ['snap-0'], blocked: [] });

type Pruning = {
  readonly machine: MachineName;
  readonly name: string;
  readonly input: object;
  readonly base: Script;
};

const earlierPlans: readonly Pruning[] = [
  {
    machine: 'snapshot-created',
    name: 'snap-1',
    input: { snapshotId: 'snap-1', volumeId: 'vol-1' },
    base: {
      TagSnapshot: [returns({ managed: true, snapshots: [], copies: [] })],
      PlanRetention: [PLAN],
      FailureQueue: [returns(null)],
    },
  },
  {
    machine: 'snapshot-copied',
    name: 'snap-copy',
    input: { snapshotId: 'snap-copy', sourceSnapshotId: 'snap-1' },
    base: {
      TagCopy: [returns({ managed: true, volumeId: 'vol-1' })],
      PlanRetention: [PLAN],
      FailureQueue: [returns(null)],
    },
  },
];

describe.each(earlierPlans)('$machine', ({ machine, name, input, base }) => {
  const pruning = (...answers: readonly Answer[]): Promise<ScriptedRun> =>
    new ScriptedRun(machine, { ...base, PruneSnapshots: answers }).run(name, input);
  const failing = (error: string, times: number): Answer[] =>
    Array.from({ length: times }, () => throws(error));

  test.each([
    ['PruneIncomplete', [0, 60]],
    ['ServiceBusy', [0, 60]],
    ['Lambda.Unknown', [0, 60]],
    ['Runtime.ExitError', [0, 60]],
    ['Sandbox.Timedout', [0, 60]],
    ['Lambda.ServiceException', [0, 1, 3, 7, 15, 31, 91]],
    ['Lambda.AWSLambdaException', [0, 1, 3, 7, 15, 31, 91]],
    ['Lambda.SdkClientException', [0, 1, 3, 7, 15, 31, 91]],
    ['Lambda.ClientExecutionTimeoutException', [0, 1, 3, 7, 15, 31, 91]],
    ['Lambda.TooManyRequestsException', [0, 1, 3, 7, 15, 31, 91]],
  ])('what %s kept from being deleted is planned anew a minute later', async (error, pruneSeconds) => {
    const { outcome, callSeconds } = await pruning(...failing(error, pruneSeconds.length - 1), PRUNED);

    expect(callSeconds['PruneSnapshots']).toEqual(pruneSeconds);
    expect(callSeconds['PlanRetention']).toEqual([0, pruneSeconds.at(-1)]);
    expect(outcome.ended).toBe('SUCCEEDED');
  });

  test.each(['AccessDenied', 'InvalidInput', 'InvalidEnvironment', 'Error'])(
    '%s does not pass, so a person is told at once',
    async (error) => {
      const { outcome, durationSeconds } = await pruning(throws(error));

      expect(durationSeconds).toBe(0);
      expect(outcome.calls['FailureQueue']).toMatchObject([{ step: 'PruneSnapshots', error }]);
    },
  );

  test('each plan has its own quick attempts, and each pause is a minute longer than the last', async () => {
    const { callSeconds } = await pruning(...failing('Lambda.TooManyRequestsException', 12), PRUNED);

    expect(callSeconds['PruneSnapshots']).toEqual([0, 1, 3, 7, 15, 31, 91, 92, 94, 98, 106, 122, 242]);
    expect(callSeconds['PlanRetention']).toEqual([0, 91, 242]);
  });

  test('each plan is for the moment at which it is made', async () => {
    const { outcome } = await pruning(...failing('PruneIncomplete', 2), throws('Sandbox.Timedout'), PRUNED);

    expect(outcome.calls['PlanRetention']).toMatchObject([
      { now: '2030-01-01T00:00:00Z' },
      { now: '2030-01-01T00:01:00Z' },
      { now: '2030-01-01T00:03:00Z' },
      { now: '2030-01-01T00:06:00Z' },
    ]);
  });

  test('the thirtieth plan, after more than seven hours, is carried out like the first', async () => {
    const { outcome, callSeconds } = await pruning(...failing('PruneIncomplete', 29), PRUNED);

    expect(callSeconds['PlanRetention']).toEqual([
      0, 60, 180, 360, 600, 900, 1260, 1680, 2160, 2700, 3300, 3960, 4680, 5460, 6300, 7200, 8160, 9180,
      10260, 11400, 12600, 13860, 15180, 16560, 18000, 19500, 21060, 22680, 24360, 26100,
    ]);
    expect(callSeconds['PruneSnapshots']).toEqual(callSeconds['PlanRetention']);
    expect(outcome.calls['PlanRetention']!.at(-1)).toMatchObject({ now: '2030-01-01T07:15:00Z' });
    expect(outcome.calls).not.toHaveProperty('FailureQueue');
    expect(outcome.ended).toBe('SUCCEEDED');
  });

  test('after the thirtieth plan a person is told of what stood in the way last', async () => {
    const { outcome, durationSeconds } = await pruning(
      ...failing('PruneIncomplete', 29),
      throws('ServiceBusy'),
    );

    expect(durationSeconds).toBe(26_100);
    expect(outcome.calls['PlanRetention']).toHaveLength(30);
    expect(outcome.calls['PruneSnapshots']).toHaveLength(30);
    expect(outcome.calls['FailureQueue']).toMatchObject([{ step: 'PruneSnapshots', error: 'ServiceBusy' }]);
    expect(outcome.ended).toMatch(/^FAILED /);
  });

  test('a plan that AWS is too busy for keeps its count', async () => {
    const { outcome } = await new ScriptedRun(machine, {
      ...base,
      PlanRetention: [PLAN, throws('ServiceBusy'), PLAN],
      PruneSnapshots: [throws('PruneIncomplete')],
    }).run(name, input);

    expect(outcome.calls['PlanRetention']).toHaveLength(31);
    expect(outcome.calls['PruneSnapshots']).toHaveLength(30);
  });

  test('a notice that took hours to be told is followed by a new plan', async () => {
    const removeLater = [{ snapshotId: 'snap-2', reason: 'no rule keeps it any more' }];

    const { outcome, callSeconds } = await new ScriptedRun(machine, {
      ...base,
      PlanRetention: [PLAN_WITH_NOTICE, returns({ policy: 'last 1', remove: removeLater })],
      PruneSnapshots: [PRUNED],
      FailureQueue: reachedLast(returns(null)),
    }).run(name, input);

    expect(callSeconds['PlanRetention']).toEqual([0, 24_037.5]);
    expect(callSeconds['PruneSnapshots']).toEqual([24_037.5]);
    expect(outcome.calls['PruneSnapshots']).toMatchObject([{ remove: removeLater }]);
    expect(outcome.ended).toBe('SUCCEEDED');
  });

  test('a plan that was told of instead of carried out is one of the thirty', async () => {
    const { outcome, durationSeconds } = await new ScriptedRun(machine, {
      ...base,
      PlanRetention: [PLAN_WITH_NOTICE],
      PruneSnapshots: [throws('PruneIncomplete')],
    }).run(name, input);

    expect(durationSeconds).toBe(26_040);
    expect(outcome.calls['PlanRetention']).toHaveLength(30);
    expect(outcome.calls['PruneSnapshots']).toHaveLength(29);
    expect(outcome.calls['FailureQueue']).toMatchObject([
      { error: 'RetentionTagIgnored' },
      { step: 'PruneSnapshots', error: 'PruneIncomplete' },
    ]);
  });
});
