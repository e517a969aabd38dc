import { NEVER, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const FIRST = { snapshotId: 'snap-1', volumeId: 'vol-1' };
const SECOND = { snapshotId: 'snap-2', volumeId: 'vol-2' };
const INPUT = { snapshots: [FIRST, SECOND], cause: 'Internal error' };
const SELECTION_PAYLOAD = { snapshots: [FIRST, SECOND] };

const STEADY: Script = {
  SelectVolumes: [returns({ snapshots: [FIRST, SECOND] })],
  NotifyFailure: [returns(null)],
};
const UNREADABLE: Script = { ...STEADY, SelectVolumes: [throws('AccessDenied')] };

/** What NotifyFailure gets about the snapshots and volumes with these numbers. */
const told = (...numbers: number[]): object => ({
  machine: 'keeper-snapshot-failed',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:keeper-snapshot-failed:snap-1',
  step: 'CreateSnapshot',
  error: 'SnapshotFailed',
  cause: 'Internal error',
  snapshotIds: numbers.map((number) => `snap-${number}`),
  volumeIds: numbers.map((number) => `vol-${number}`),
});

const IN_DOUBT = {
  ...told(1, 2),
  cause: 'Internal error (Not known whether these volumes are protected. SelectVolumes failed: AccessDenied)',
};

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-failed', script).run('snap-1', INPUT);

const paths: readonly Path[] = [
  {
    rule: 'snapshots of protected volumes are told in one message',
    script: STEADY,
    outcome: {
      entered: ['SelectVolumes AnySelected NotifyFailure Told'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], NotifyFailure: [told(1, 2)] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'one protected volume among others is told alone',
    script: { ...STEADY, SelectVolumes: [returns({ snapshots: [SECOND] })] },
    outcome: {
      entered: ['SelectVolumes AnySelected NotifyFailure Told'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], NotifyFailure: [told(2)] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'nobody is told of volumes that are not protected',
    script: { SelectVolumes: [returns({ snapshots: [] })] },
    outcome: {
      entered: ['SelectVolumes AnySelected NotManaged'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'where the volumes cannot be read, all are told as in doubt, and the execution fails',
    script: UNREADABLE,
    outcome: {
      entered: ['SelectVolumes NotifyInDoubt Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], NotifyFailure: [IN_DOUBT] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a doubt that cannot be told fails the execution all the same',
    script: { ...UNREADABLE, NotifyFailure: [throws('AccessDenied')] },
    outcome: {
      entered: ['SelectVolumes NotifyInDoubt Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], NotifyFailure: [IN_DOUBT] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution',
    script: { ...STEADY, NotifyFailure: [throws('AccessDenied')] },
    outcome: {
      entered: ['SelectVolumes AnySelected NotifyFailure Failed'],
      calls: { SelectVolumes: [SELECTION_PAYLOAD], NotifyFailure: [told(1, 2)] },
      ended: 'FAILED SnapshotFailureUnclear',
      stateTransitions: 4,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('a single snapshot in doubt is told alone, with what kept its volume from being read', async () => {
  const { outcome } = await new ScriptedRun('snapshot-failed', {
    ...STEADY,
    SelectVolumes: [NEVER],
  }).run('snap-1', { snapshots: [FIRST], cause: 'Internal error' });

  expect(outcome.calls['NotifyFailure']).toEqual([
    {
      ...told(1),
      cause:
        'Internal error (Not known whether these volumes are protected. SelectVolumes failed: States.Timeout)',
    },
  ]);
  expect(outcome.ended).toBe('FAILED SnapshotFailureUnclear');
});

const TOLD = ['SelectVolumes AnySelected NotifyFailure Told'];

const tasks: readonly TaskFailures[] = [
  {
    state: 'SelectVolumes',
    callee: 'SelectVolumes',
    base: STEADY,
    retries: ['lambdaFails', 'serviceBusy'],
    timeoutSeconds: 120,
    givenUp: ['SelectVolumes NotifyInDoubt Failed'],
    recovered: TOLD,
  },
  {
    state: 'NotifyFailure',
    callee: 'NotifyFailure',
    base: STEADY,
    retries: ['lambdaFails', 'serviceBusy'],
    timeoutSeconds: 60,
    givenUp: ['SelectVolumes AnySelected NotifyFailure Failed'],
    recovered: TOLD,
  },
  {
    state: 'NotifyInDoubt',
    callee: 'NotifyFailure',
    base: UNREADABLE,
    retries: ['lambdaFails', 'serviceBusy'],
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
