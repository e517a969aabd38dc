import { definitionOf, flowsOf, type MachineName } from './definition';
import { reachedLast, refuses, returns, throws, type Answer, type Script } from './script';
import { ScriptedRun } from './scripted-run';

const SNAPSHOT = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const PRUNED = returns({ policy: 'last 1', deletedCount: 1, blockedCount: 0, keptCount: 1 });
const PAUSED = refuses('TooManyRequestsException');

type Pruning = {
  readonly machine: MachineName;
  /** The function before PruneVolume, and what it returns. */
  readonly tagging: string;
  readonly tagged: Answer;
  readonly input: object;
};

const prunings: readonly Pruning[] = [
  {
    machine: 'snapshot-created',
    tagging: 'TagSnapshot',
    tagged: returns({
      managed: true,
      adopted: true,
      volumeId: VOLUME,
      takenAt: '2029-12-31T23:00:00.000Z',
      tags: {},
      copies: [],
    }),
    input: { snapshotId: SNAPSHOT, volumeId: VOLUME },
  },
  {
    machine: 'snapshot-copied',
    tagging: 'TagCopy',
    tagged: returns({ managed: true, volumeId: VOLUME }),
    input: { snapshotId: SNAPSHOT, sourceSnapshotId: 'snap-00000000000000002' },
  },
];

describe.each(prunings)('$machine', ({ machine, tagging, tagged, input }) => {
  const run = (script: Script, jitter?: number): Promise<ScriptedRun> =>
    new ScriptedRun(machine, script, jitter).run(SNAPSHOT, input);
  const pruning = (answers: readonly Answer[], jitter?: number): Promise<ScriptedRun> =>
    run({ [tagging]: [tagged], PruneVolume: answers, FailureQueue: [returns(null)] }, jitter);
  const times = (count: number, answer: Answer): Answer[] => Array.from({ length: count }, () => answer);

  test.each([
    'AccessDenied',
    'GuardRefused',
    'RetentionRefused',
    'InvalidInput',
    'InvalidEnvironment',
    'InvalidParameterValue',
    'Error',
  ])('%s does not pass, so a person is told at once', async (error) => {
    const { outcome, callSeconds } = await pruning([throws(error)]);

    expect(callSeconds).toMatchObject({ PruneVolume: [0], FailureQueue: [0] });
    expect(outcome.calls['FailureQueue']).toMatchObject([{ step: 'PruneVolume', error }]);
    expect(outcome.ended).toMatch(/^FAILED /);
  });

  test('what the deletion limit blocks is not asked for again', async () => {
    const { outcome, durationSeconds } = await pruning([throws('DeletionRefused')]);

    expect(durationSeconds).toBe(0);
    expect(outcome.calls['PruneVolume']).toHaveLength(1);
    expect(outcome.calls).not.toHaveProperty('FailureQueue');
    expect(outcome.ended).toMatch(/^FAILED /);
  });

  test.each([
    ['PruneIncomplete', [0, 2.5, 7.5, 17.5]],
    ['ServiceBusy', [0, 2.5, 7.5, 17.5]],
    ['Lambda.ServiceException', [0, 2.5, 7.5, 17.5]],
    ['Lambda.AWSLambdaException', [0, 2.5, 7.5, 17.5]],
    ['Lambda.SdkClientException', [0, 2.5, 7.5, 17.5]],
    ['Lambda.ClientExecutionTimeoutException', [0, 2.5, 7.5, 17.5]],
    ['Lambda.Unknown', [0, 15, 45, 105]],
    ['Runtime.ExitError', [0, 15, 45, 105]],
    ['Sandbox.Timedout', [0, 15, 45, 105]],
    ['DeletionFailed', [0, 15, 45, 105]],
    ['Lambda.TooManyRequestsException', [0, 15, 45, 105]],
  ])('what %s kept from being deleted is planned anew, later each time', async (error, pruneSeconds) => {
    const { outcome, callSeconds } = await pruning([...times(3, throws(error)), PRUNED]);

    expect(callSeconds['PruneVolume']).toEqual(pruneSeconds);
    expect(outcome.calls).not.toHaveProperty('FailureQueue');
    expect(outcome.ended).toBe('SUCCEEDED');
  });

  test('each kind of error has attempts of its own, so that a pause uses up none of the others', async () => {
    const { callSeconds } = await pruning([
      ...times(2, throws('DeletionFailed')),
      ...times(3, PAUSED),
      ...times(3, throws('DeletionFailed')),
      PRUNED,
    ]);

    expect(callSeconds['PruneVolume']).toEqual([0, 15, 45, 60, 90, 150, 210, 330, 570]);
  });

  test('every attempt is the same call, which reads the volume anew', async () => {
    const { outcome } = await pruning([throws('PruneIncomplete'), PAUSED, PRUNED]);

    expect(outcome.calls['PruneVolume']).toEqual(
      Array(3).fill({
        snapshotId: SNAPSHOT,
        volumeId: VOLUME,
        machine: `keeper-${machine}`,
        executionArn: `arn:aws:states:${machine === 'snapshot-created' ? 'us-east-1' : 'us-west-2'}:111122223333:execution:keeper-${machine}:${SNAPSHOT}`,
      }),
    );
  });

  test('a pause of fourteen days is waited for', async () => {
    const { outcome, callSeconds } = await pruning([...times(1350, PAUSED), PRUNED]);

    expect(callSeconds['PruneVolume']!.at(-1)).toBeGreaterThanOrEqual(14 * 86_400);
    expect(outcome.calls).not.toHaveProperty('FailureQueue');
    expect(outcome.ended).toBe('SUCCEEDED');
  });

  test('a paused function is asked at least every half hour, whatever the jitter', async () => {
    const { callSeconds } = await pruning([...times(100, PAUSED), PRUNED], 1);

    const seconds = callSeconds['PruneVolume']!;
    const pauses = seconds.slice(1).map((second, index) => second - seconds[index]!);
    expect(pauses).toEqual([30, 60, 120, 240, 480, 960, ...Array<number>(94).fill(1800)]);
  });

  test('a busy AWS, the longest pause and a late message leave an execution time to tell a person', async () => {
    const { outcome, durationSeconds } = await run({
      [tagging]: [...times(16, throws('SnapshotNotVisible')), ...reachedLast(tagged)],
      PruneVolume: [
        ...times(5, throws('Lambda.Unknown')),
        ...times(5, throws('DeletionFailed')),
        ...times(60, throws('ServiceBusy')),
        PAUSED,
      ],
      FailureQueue: reachedLast(returns(null)),
    });

    expect(durationSeconds).toBe(1_284_309.5);
    expect(outcome.calls['FailureQueue']).toHaveLength(61);
    expect(outcome.calls['FailureQueue']!.at(-1)).toMatchObject({
      step: 'PruneVolume',
      error: 'Lambda.TooManyRequestsException',
    });
    expect(outcome.ended).toMatch(/^FAILED /);
  });
});

test('both machines prune by the same rules', () => {
  const [created, copied] = prunings.map(({ machine }) => {
    const flows = flowsOf(definitionOf(machine));
    const { Retry } = flows.map(({ States }) => States['PruneVolume']).find((state) => state !== undefined)!;
    return Retry;
  });

  expect(created).toEqual(copied);
});
