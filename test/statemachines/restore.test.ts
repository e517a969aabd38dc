import { causeOf, NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const VOLUME = 'vol-00000000000000001';
const SNAPSHOT = 'snap-00000000000000001';
const NEW = 'vol-00000000000000009';
const ARN = 'arn:aws:states:us-east-1:111122223333:execution:keeper-restore:restore-by-hand';
const INPUT = { volumeId: VOLUME };

const WANTED = { ofVolumeId: VOLUME, snapshotId: SNAPSHOT, zone: 'us-east-1a' };
const NOTES = ['gp3 is made.'];
const ANSWER = { volumes: [WANTED], notes: NOTES, isDryRun: false, withoutSelectionTag: false };
const PLANNED = returns(ANSWER);
const REFUSED = { ...ANSWER, refused: 'no', volumes: [], notes: [] };
const REFUSED_WITH_PLAN = { ...ANSWER, refused: 'not whole' };
const MADE = { ...WANTED, volumeId: NEW };

const progress = (waitSeconds: number, failure = '') => returns({ volumes: [MADE], waitSeconds, failure });

const restoring = (volumes: readonly object[], withoutSelectionTag = false): object => ({
  volumes,
  withoutSelectionTag,
  executionArn: ARN,
});

const told = (error: string, cause: string): object => ({
  machine: 'keeper-restore',
  executionArn: ARN,
  step: 'RestoreVolumes',
  error,
  cause,
  snapshotIds: [SNAPSHOT],
  volumeIds: [VOLUME],
});

const STEADY: Script = {
  PlanRestore: [PLANNED],
  RestoreVolumes: [progress(0)],
  FailureQueue: [returns(null)],
};

const run = (script: Script, input: object = INPUT): Promise<ScriptedRun> =>
  new ScriptedRun('restore', script).run('restore-by-hand', input);

const FAILED = progress(0, `${NEW}: no. No volume was made.`);
const TOLD_FAILURE = told('VolumesNotRestored', `${NEW}: no. No volume was made.`);

const paths: readonly (Path & { readonly input?: object })[] = [
  {
    rule: 'what is planned is made',
    script: STEADY,
    outcome: {
      entered: ['PlanRestore IsToBeMade RestoreVolumes IsDone Done'],
      calls: { PlanRestore: [{ input: INPUT }], RestoreVolumes: [restoring([WANTED])] },
      ended: 'SUCCEEDED',
      stateTransitions: 5,
    },
  },
  {
    rule: 'what is not there yet is waited for, and each call goes on behind the last one',
    script: { ...STEADY, RestoreVolumes: [progress(10), progress(0)] },
    outcome: {
      entered: ['PlanRestore IsToBeMade RestoreVolumes IsDone WaitForVolumes RestoreVolumes IsDone Done'],
      calls: { PlanRestore: [{ input: INPUT }], RestoreVolumes: [restoring([WANTED]), restoring([MADE])] },
      ended: 'SUCCEEDED',
      stateTransitions: 8,
    },
  },
  {
    rule: 'the input is passed on as it is, and the tag is left off where the plan says so',
    input: { ...INPUT, attachTo: 'i-2', withoutSelectionTag: true, unknown: [1] },
    script: { ...STEADY, PlanRestore: [returns({ ...ANSWER, withoutSelectionTag: true })] },
    outcome: {
      entered: ['PlanRestore IsToBeMade RestoreVolumes IsDone Done'],
      calls: {
        PlanRestore: [{ input: { ...INPUT, attachTo: 'i-2', withoutSelectionTag: true, unknown: [1] } }],
        RestoreVolumes: [restoring([WANTED], true)],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 5,
    },
  },
  {
    rule: 'where the plan says that it is only to be shown, nothing is made',
    script: { ...STEADY, PlanRestore: [returns({ ...ANSWER, isDryRun: true })] },
    outcome: {
      entered: ['PlanRestore IsToBeMade Shown'],
      calls: { PlanRestore: [{ input: INPUT }] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'also why it is refused is only shown',
    script: { ...STEADY, PlanRestore: [returns({ ...REFUSED, isDryRun: true })] },
    outcome: {
      entered: ['PlanRestore IsToBeMade Shown'],
      calls: { PlanRestore: [{ input: INPUT }] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'what is refused fails, and only who has started it is told',
    script: { ...STEADY, PlanRestore: [returns(REFUSED)] },
    outcome: {
      entered: ['PlanRestore IsToBeMade Failed'],
      calls: { PlanRestore: [{ input: INPUT }] },
      ended: 'FAILED RestoreFailed',
      stateTransitions: 3,
    },
  },
  {
    rule: 'also where a part of it could be made, nothing is',
    script: { ...STEADY, PlanRestore: [returns(REFUSED_WITH_PLAN)] },
    outcome: {
      entered: ['PlanRestore IsToBeMade Failed'],
      calls: { PlanRestore: [{ input: INPUT }] },
      ended: 'FAILED RestoreFailed',
      stateTransitions: 3,
    },
  },
  {
    rule: 'what has failed is told, with what was to be restored',
    script: { ...STEADY, RestoreVolumes: [FAILED] },
    outcome: {
      entered: ['PlanRestore IsToBeMade RestoreVolumes IsDone NotifyFailure Failed'],
      calls: {
        PlanRestore: [{ input: INPUT }],
        RestoreVolumes: [restoring([WANTED])],
        FailureQueue: [TOLD_FAILURE],
      },
      ended: 'FAILED RestoreFailed',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...STEADY, RestoreVolumes: [FAILED], FailureQueue: [NEVER] },
    outcome: {
      entered: ['PlanRestore IsToBeMade RestoreVolumes IsDone NotifyFailure Failed'],
      calls: {
        PlanRestore: [{ input: INPUT }],
        RestoreVolumes: [restoring([WANTED])],
        FailureQueue: [TOLD_FAILURE],
      },
      ended: 'FAILED RestoreFailed',
      stateTransitions: 6,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome, input }) => {
  expect((await run(script, input)).outcome).toEqual(outcome);
});

test('it ends with what was made, and what a person should know', async () => {
  const { execution } = await run(STEADY);

  expect(JSON.parse(execution.output ?? '')).toEqual({ volumes: [MADE], notes: NOTES });
});

test.each([
  ['of what is only shown it says so', ANSWER, { dryRun: true, volumes: [WANTED], notes: NOTES }],
  ['and why it is refused', REFUSED, { dryRun: true, refused: 'no', volumes: [], notes: [] }],
  [
    'also beside a part that could be made',
    REFUSED_WITH_PLAN,
    { dryRun: true, refused: 'not whole', volumes: [WANTED], notes: NOTES },
  ],
])('%s', async (_, answer, output) => {
  const { execution } = await run({ ...STEADY, PlanRestore: [returns({ ...answer, isDryRun: true })] });

  expect(JSON.parse(execution.output ?? '')).toEqual(output);
});

test('without a note, there is an empty list of them', async () => {
  const { execution } = await run({ ...STEADY, PlanRestore: [returns({ ...ANSWER, notes: [] })] });

  expect(JSON.parse(execution.output ?? '')).toEqual({ volumes: [MADE], notes: [] });
});

test('the cause of what is refused is the sentence', async () => {
  const { execution } = await run({ ...STEADY, PlanRestore: [returns(REFUSED)] });

  expect(execution.cause).toBe('RestoreRefused: no');
});

test('what was made before a step fails for good is named with the failure', async () => {
  const { execution, outcome } = await run({
    ...STEADY,
    RestoreVolumes: [progress(10), throws('AccessDenied')],
  });

  expect(execution.cause).toBe(
    `AccessDenied: Made, and left as they are: ${NEW}. ${causeOf('AccessDenied')}`,
  );
  expect(outcome.calls['FailureQueue']).toMatchObject([{ volumeIds: [VOLUME, NEW] }]);
});

test('a busy AWS and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    PlanRestore: reachedLast(PLANNED),
    RestoreVolumes: reachedLast(FAILED),
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(72_112.5);
  expect(outcome.calls['FailureQueue']).toHaveLength(61);
  expect(outcome.ended).toBe('FAILED RestoreFailed');
});

const MADE_AT_ONCE = ['PlanRestore IsToBeMade RestoreVolumes IsDone Done'];
const FAILING: Script = { ...STEADY, RestoreVolumes: [FAILED] };

const tasks: readonly TaskFailures[] = [
  {
    state: 'PlanRestore',
    callee: 'PlanRestore',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 310,
    givenUp: ['PlanRestore NotifyFailure Failed'],
    recovered: MADE_AT_ONCE,
    step: 'PlanRestore',
  },
  {
    state: 'RestoreVolumes',
    callee: 'RestoreVolumes',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 310,
    givenUp: ['PlanRestore IsToBeMade RestoreVolumes NotifyFailure Failed'],
    recovered: MADE_AT_ONCE,
    step: 'RestoreVolumes',
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: FAILING,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['PlanRestore IsToBeMade RestoreVolumes IsDone NotifyFailure Failed'],
    recovered: ['PlanRestore IsToBeMade RestoreVolumes IsDone NotifyFailure Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const runs = [
    ...paths.map(({ script, input }) => run(script, input)),
    ...scriptsOf(tasks).map((script) => run(script)),
  ];

  expect(await waysTaken('restore', runs)).toEqual(waysOf('restore'));
});
