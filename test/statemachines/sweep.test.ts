import { causeOf, NEVER, reachedLast, returns, throws, type Answer, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const NAME = 'sweep-2030-01-01T00-00-00Z';
const INPUT = { scheduledAt: '2030-01-01T00:00:00Z' };
const PAYLOAD = { scheduledAt: '2030-01-01T00:00:00Z', volumeId: null };
const STEADY: Script = {
  SweepRegion: [returns({ found: {}, started: 0, tried: 0, deferred: 0, unread: [] })],
  FailureQueue: [returns(null)],
};

const told = (error: string): object => ({
  machine: 'keeper-sweep',
  executionArn: `arn:aws:states:us-east-1:111122223333:execution:keeper-sweep:${NAME}`,
  step: 'SweepRegion',
  error,
  cause: causeOf(error),
  snapshotIds: [],
  volumeIds: [],
});

const run = (script: Script): Promise<ScriptedRun> => new ScriptedRun('sweep', script).run(NAME, INPUT);

const paths: readonly Path[] = [
  {
    rule: 'a sweep is one call, however much it finds',
    script: STEADY,
    outcome: {
      entered: ['SweepRegion Done'],
      calls: { SweepRegion: [PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 2,
    },
  },
  {
    rule: 'a Region that could not be swept is told, and the execution fails',
    script: { ...STEADY, SweepRegion: [throws('AccessDenied')] },
    outcome: {
      entered: ['SweepRegion NotifyFailure Failed'],
      calls: { SweepRegion: [PAYLOAD], FailureQueue: [told('AccessDenied')] },
      ended: 'FAILED SweepFailed',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a Region that does not answer is left to the next sweep, which says so: the alarm on sweeps that do not finish tells of it, once',
    script: { ...STEADY, SweepRegion: Array<Answer>(61).fill(throws('ServiceBusy')) },
    outcome: {
      entered: ['SweepRegion LeftToTheNext'],
      calls: { SweepRegion: Array(61).fill(PAYLOAD) },
      ended: 'SUCCEEDED',
      stateTransitions: 62,
    },
  },
  {
    rule: 'what cannot be told fails the execution all the same',
    script: { SweepRegion: [throws('AccessDenied')], FailureQueue: [NEVER] },
    outcome: {
      entered: ['SweepRegion NotifyFailure Failed'],
      calls: { SweepRegion: [PAYLOAD], FailureQueue: [told('AccessDenied')] },
      ended: 'FAILED SweepFailed',
      stateTransitions: 3,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a person sweeps one volume', async () => {
  const volumeId = 'vol-00000000000000001';
  const swept = await new ScriptedRun('sweep', STEADY).run('by-hand', { ...INPUT, volumeId });

  expect(swept.outcome.calls['SweepRegion']).toEqual([{ ...PAYLOAD, volumeId }]);
});

test('a busy AWS and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    SweepRegion: reachedLast(throws('AccessDenied')),
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBeLessThan(172_800);
  expect(outcome.calls['FailureQueue']).toHaveLength(61);
  expect(outcome.ended).toBe('FAILED SweepFailed');
});

const tasks: readonly TaskFailures[] = [
  {
    state: 'SweepRegion',
    callee: 'SweepRegion',
    base: STEADY,
    retries: ['functionCrashes'],
    timeoutSeconds: 910,
    givenUp: ['SweepRegion NotifyFailure Failed'],
    recovered: ['SweepRegion Done'],
  },
  {
    state: 'SweepRegion',
    callee: 'SweepRegion',
    base: STEADY,
    retries: ['serviceFails'],
    givenUp: ['SweepRegion LeftToTheNext'],
    recovered: ['SweepRegion Done'],
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: { ...STEADY, SweepRegion: [throws('AccessDenied')] },
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['SweepRegion NotifyFailure Failed'],
    recovered: ['SweepRegion NotifyFailure Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), ...scriptsOf(tasks)];

  expect(await waysTaken('sweep', scripts.map(run))).toEqual(waysOf('sweep'));
});
