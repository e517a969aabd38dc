import { NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const SNAPSHOT = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const INPUT = { snapshotId: SNAPSHOT, volumeId: VOLUME, cause: 'Internal error' };
const SELECTION_PAYLOAD = {
  snapshotId: SNAPSHOT,
  volumeId: VOLUME,
  enteredAt: '2030-01-01T00:00:00Z',
  executionName: SNAPSHOT,
};

const STEADY: Script = {
  SelectVolumes: [returns({ selected: true })],
  FailureQueue: [returns(null)],
};
const UNREADABLE: Script = { ...STEADY, SelectVolumes: [throws('AccessDenied')] };

const told = (cause: string): object => ({
  machine: 'keeper-snapshot-failed',
  executionArn:
    'arn:aws:states:us-east-1:111122223333:execution:keeper-snapshot-failed:snap-00000000000000001',
  step: 'CreateSnapshot',
  error: 'SnapshotFailed',
  cause,
  snapshotIds: [SNAPSHOT],
  volumeIds: [VOLUME],
});
const TOLD_FAILURE = told('Internal error');
const TOLD_DOUBT = told(
  'Internal error (Not known whether this volume is protected. SelectVolumes failed: AccessDenied)',
);

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-failed', script).run(SNAPSHOT, INPUT);

const paths: readonly Path[] = [
  {
    rule: 'a failed snapshot of a protected volume is told',
    script: STEADY,
    outcome: {
      entered: ['SelectVolumes IsSelected NotifyFailure Told'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], FailureQueue: [TOLD_FAILURE] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'nobody is told of a volume that is not protected',
    script: { SelectVolumes: [returns({ selected: false })] },
    outcome: {
      entered: ['SelectVolumes IsSelected NotManaged'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a volume that EC2 does not show as a selected one is looked at again ten minutes later',
    script: { SelectVolumes: [throws('ScopeUnsettled'), returns({ selected: false })] },
    outcome: {
      entered: ['SelectVolumes IsSelected NotManaged'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD, SELECTION_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'where the volume cannot be read, it is told as in doubt, and the execution fails',
    script: UNREADABLE,
    outcome: {
      entered: ['SelectVolumes NotifyInDoubt Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], FailureQueue: [TOLD_DOUBT] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a doubt that cannot be told fails the execution all the same',
    script: { ...UNREADABLE, FailureQueue: [NEVER] },
    outcome: {
      entered: ['SelectVolumes NotifyInDoubt Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], FailureQueue: [TOLD_DOUBT] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution',
    script: { ...STEADY, FailureQueue: [NEVER] },
    outcome: {
      entered: ['SelectVolumes IsSelected NotifyFailure Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], FailureQueue: [TOLD_FAILURE] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 4,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a doubt is told with what kept the volume from being read', async () => {
  const { outcome } = await run({ ...STEADY, SelectVolumes: [NEVER] });

  expect(outcome.calls['FailureQueue']).toEqual([
    told('Internal error (Not known whether this volume is protected. SelectVolumes failed: States.Timeout)'),
  ]);
  expect(outcome.ended).toBe('FAILED SnapshotFailureUnclear');
});

test('a busy AWS and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    SelectVolumes: [throws('ScopeUnsettled'), throws('ScopeUnsettled'), throws('ServiceBusy')],
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(49_285);
  expect(outcome.calls['FailureQueue']).toHaveLength(61);
  expect(outcome.ended).toBe('FAILED SnapshotFailureUnclear');
});

const TOLD = ['SelectVolumes IsSelected NotifyFailure Told'];

const tasks: readonly TaskFailures[] = [
  {
    state: 'SelectVolumes',
    callee: 'SelectVolumes',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails', 'scopeUnsettled'],
    timeoutSeconds: 120,
    givenUp: ['SelectVolumes NotifyInDoubt Failed'],
    recovered: TOLD,
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: STEADY,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['SelectVolumes IsSelected NotifyFailure Failed'],
    recovered: TOLD,
  },
  {
    state: 'NotifyInDoubt',
    callee: 'FailureQueue',
    base: UNREADABLE,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['SelectVolumes NotifyInDoubt Failed'],
    recovered: ['SelectVolumes NotifyInDoubt Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), ...scriptsOf(tasks)];

  expect(await waysTaken('snapshot-failed', scripts.map(run))).toEqual(waysOf('snapshot-failed'));
});
