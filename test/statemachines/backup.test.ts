import { causeOf, NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const NAME = 'backup-2030-01-01T01-00-00Z';
const INPUT = { scheduledAt: '2030-01-01T01:00:00Z' };
const EXECUTION = `arn:aws:states:us-east-1:111122223333:execution:keeper-backup:${NAME}`;
const FIRST = {
  ...INPUT,
  schedule: null,
  volumeId: null,
  instanceId: null,
  progress: null,
  retryCount: 0,
  executionArn: EXECUTION,
};
const FIGURES = { taken: 2, takenGib: 8, gone: 0, failed: 0 };
const BY = { daily: FIGURES, databases: FIGURES };
const ALL = {
  after: 'vol-2',
  waitSeconds: 0,
  taken: 2,
  failed: 0,
  snapshotIds: ['snap-1', 'snap-2'],
  failures: [],
  bySchedule: BY,
};
const DIGEST = { subject: 'all taken', message: 'of all' };
const HALF = { ...ALL, after: 'vol-1', waitSeconds: 60, taken: 1 };
const SOME = {
  ...ALL,
  taken: 1,
  failed: 2,
  failures: [
    { volumeId: 'vol-1', reason: 'IncorrectState: creating' },
    { volumeId: 'vol-3', reason: 'its turn had not come' },
  ],
};
const ONE = {
  ...ALL,
  bySchedule: { daily: FIGURES },
  failed: 1,
  failures: [{ volumeId: 'vol-1', reason: 'IncorrectState: creating' }],
};
const UNFROZEN = {
  ...ONE,
  unfrozen: [
    { instanceId: 'i-1', reason: 'freeze failed with 206: mysql is not ready' },
    { instanceId: 'i-2', reason: 'thaw without an answer: Delivery Timed Out' },
  ],
};
const STEADY: Script = { TakeSnapshots: [returns(ALL)], FailureQueue: [returns(null)] };

const told = (error: string, cause: string, volumeIds: readonly string[] = []): object => ({
  machine: 'keeper-backup',
  executionArn: EXECUTION,
  step: 'TakeSnapshots',
  error,
  cause,
  snapshotIds: [],
  volumeIds,
});

const run = (script: Script, input: object = INPUT): Promise<ScriptedRun> =>
  new ScriptedRun('backup', script).run(NAME, input);

const paths: readonly Path[] = [
  {
    rule: 'a run that has time for all volumes is one call',
    script: STEADY,
    outcome: {
      entered: ['TakeSnapshots IsDone Done'],
      calls: { TakeSnapshots: [FIRST] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'where it has not, the next call goes on where the one before has ended, after its wait',
    script: { ...STEADY, TakeSnapshots: [returns(HALF), returns(ALL)] },
    outcome: {
      entered: ['TakeSnapshots IsDone WaitForMore TakeSnapshots IsDone Done'],
      calls: { TakeSnapshots: [FIRST, { ...FIRST, progress: HALF }] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a digest goes to people by the queue in which failures wait',
    script: { ...STEADY, TakeSnapshots: [returns({ ...ALL, digest: DIGEST })] },
    outcome: {
      entered: ['TakeSnapshots IsDone NotifyDone Done'],
      calls: { TakeSnapshots: [FIRST], FailureQueue: [{ digest: DIGEST }] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'an instance that stands frozen is told at once, and the run goes on',
    script: { ...STEADY, TakeSnapshots: [returns({ ...ALL, standFrozen: ['i-1', 'i-2'] })] },
    outcome: {
      entered: ['TakeSnapshots IsDone NotifyFrozen IsDone Done'],
      calls: {
        TakeSnapshots: [FIRST],
        FailureQueue: [
          told('InstanceStandsFrozen', 'i-1, i-2: frozen for a snapshot, and the thaw has failed there'),
        ],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 5,
    },
  },
  {
    rule: 'volumes without a snapshot are told in one message with the reasons, and the execution fails',
    script: { ...STEADY, TakeSnapshots: [returns(SOME)] },
    outcome: {
      entered: ['TakeSnapshots IsDone NotifyFailure Failed'],
      calls: {
        TakeSnapshots: [FIRST],
        FailureQueue: [
          told(
            'SnapshotsNotTaken',
            '2 volumes of daily, databases have no snapshot of 2030-01-01T01:00:00Z, 1 has one. vol-1: IncorrectState: creating; vol-3: its turn had not come',
            ['vol-1', 'vol-3'],
          ),
        ],
      },
      ended: 'FAILED BackupFailed',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a single one is told as a list, too',
    script: { ...STEADY, TakeSnapshots: [returns(ONE)] },
    outcome: {
      entered: ['TakeSnapshots IsDone NotifyFailure Failed'],
      calls: {
        TakeSnapshots: [FIRST],
        FailureQueue: [
          told(
            'SnapshotsNotTaken',
            '1 volume of daily has no snapshot of 2030-01-01T01:00:00Z, 2 have one. vol-1: IncorrectState: creating',
            ['vol-1'],
          ),
        ],
      },
      ended: 'FAILED BackupFailed',
      stateTransitions: 4,
    },
  },
  {
    rule: 'a run that could not be made is told, and the execution fails',
    script: { ...STEADY, TakeSnapshots: [throws('AccessDenied')] },
    outcome: {
      entered: ['TakeSnapshots NotifyFailure Failed'],
      calls: { TakeSnapshots: [FIRST], FailureQueue: [told('AccessDenied', causeOf('AccessDenied'))] },
      ended: 'FAILED BackupFailed',
      stateTransitions: 3,
    },
  },
  {
    rule: 'what cannot be told fails the execution all the same',
    script: { TakeSnapshots: [throws('AccessDenied')], FailureQueue: [NEVER] },
    outcome: {
      entered: ['TakeSnapshots NotifyFailure Failed'],
      calls: { TakeSnapshots: [FIRST], FailureQueue: [told('AccessDenied', causeOf('AccessDenied'))] },
      ended: 'FAILED BackupFailed',
      stateTransitions: 3,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('what a person says of how far the run has come is not what TakeSnapshots is given: it refuses that', async () => {
  const { outcome } = await run(
    { ...STEADY, TakeSnapshots: [throws('InvalidInput')] },
    { ...INPUT, progress: HALF },
  );

  expect(outcome.calls['TakeSnapshots']).toEqual([{ ...FIRST, progress: 'of a person' }]);
  expect(outcome.ended).toBe('FAILED BackupFailed');
});

describe('by hand, of one volume', () => {
  const input = { ...INPUT, volumeId: 'vol-1' };
  const taken = { ...ALL, after: 'vol-1', taken: 1, snapshotIds: ['snap-1'], bySchedule: {} };
  const refused = {
    ...taken,
    taken: 0,
    failed: 1,
    snapshotIds: [],
    failures: [{ volumeId: 'vol-1', reason: 'there is no such volume here' }],
  };

  test('its id goes with every call, and that of its snapshot comes back as a list', async () => {
    const { outcome, execution } = await run(
      { ...STEADY, TakeSnapshots: [returns({ ...HALF, bySchedule: {} }), returns(taken)] },
      input,
    );

    expect(outcome.calls).toEqual({
      TakeSnapshots: [
        { ...FIRST, ...input },
        { ...FIRST, ...input, progress: { ...HALF, bySchedule: {} } },
      ],
    });
    expect(JSON.parse(execution.output ?? '')).toEqual({ taken: 1, snapshotIds: ['snap-1'] });
  });

  test('where none could be taken, who has started it reads why, and nobody else is told', async () => {
    const { outcome, execution } = await run({ ...STEADY, TakeSnapshots: [returns(refused)] }, input);

    expect(outcome).toEqual({
      entered: ['TakeSnapshots IsDone Failed'],
      calls: { TakeSnapshots: [{ ...FIRST, ...input }] },
      ended: 'FAILED BackupFailed',
      stateTransitions: 3,
    });
    expect(execution.cause).toBe('SnapshotNotTaken: vol-1: there is no such volume here');
  });

  test('what is wrong with the deployment is told to people as ever', async () => {
    const { outcome } = await run({ ...STEADY, TakeSnapshots: [throws('AccessDenied')] }, input);

    expect(outcome.entered).toEqual(['TakeSnapshots NotifyFailure Failed']);
  });

  test('without a time, that of the start is taken, in every call', async () => {
    const { outcome } = await run(
      { ...STEADY, TakeSnapshots: [returns({ ...HALF, bySchedule: {} }), returns(taken)] },
      { volumeId: 'vol-1' },
    );

    expect(outcome.calls['TakeSnapshots']).toMatchObject([
      { scheduledAt: '2030-01-01T00:00:00Z', volumeId: 'vol-1' },
      { scheduledAt: '2030-01-01T00:00:00Z', volumeId: 'vol-1' },
    ]);
  });
});

describe('by hand, of an instance', () => {
  const input = { ...INPUT, instanceId: 'i-1' };
  const half = { ...HALF, bySchedule: {} };

  test('its id goes with every call', async () => {
    const { outcome, execution } = await run(
      { ...STEADY, TakeSnapshots: [returns(half), returns({ ...ALL, bySchedule: {} })] },
      input,
    );

    expect(outcome.calls).toEqual({
      TakeSnapshots: [
        { ...FIRST, ...input },
        { ...FIRST, ...input, progress: half },
      ],
    });
    expect(JSON.parse(execution.output ?? '')).toEqual({ taken: 2, snapshotIds: ['snap-1', 'snap-2'] });
  });

  test.each<[what: string, failures: object[], cause: string]>([
    ['nothing of it is there', [{ instanceId: 'i-1', reason: 'no such instance' }], 'i-1: no such instance'],
    [
      'EC2 takes none of its volumes',
      [
        { volumeId: 'vol-1', reason: 'no' },
        { volumeId: 'vol-2', reason: 'no' },
      ],
      'vol-1: no; vol-2: no',
    ],
  ])('where %s, who has started it reads why, and nobody else is told', async (_, failures, cause) => {
    const refused = { ...ALL, taken: 0, failed: failures.length, failures, bySchedule: {} };
    const { outcome, execution } = await run({ ...STEADY, TakeSnapshots: [returns(refused)] }, input);

    expect(outcome).toMatchObject({
      entered: ['TakeSnapshots IsDone Failed'],
      ended: 'FAILED BackupFailed',
    });
    expect(execution.cause).toBe(`SnapshotNotTaken: ${cause}`);
  });
});

test.each<[what: string, script: Script, cause: string]>([
  [
    'volumes without a snapshot',
    { ...STEADY, TakeSnapshots: [returns(ONE)] },
    'SnapshotsNotTaken: 1 volume of daily has no snapshot of 2030-01-01T01:00:00Z, 2 have one. vol-1: IncorrectState: creating',
  ],
  [
    'and what was not frozen, which no digest tells of such a run',
    { ...STEADY, TakeSnapshots: [returns(UNFROZEN)] },
    'SnapshotsNotTaken: 1 volume of daily has no snapshot of 2030-01-01T01:00:00Z, 2 have one. vol-1: IncorrectState: creating. Not frozen, and taken all the same: i-1: freeze failed with 206: mysql is not ready; i-2: thaw without an answer: Delivery Timed Out',
  ],
  [
    'a run that could not be made',
    { ...STEADY, TakeSnapshots: [throws('AccessDenied')] },
    `AccessDenied: ${causeOf('AccessDenied')}`,
  ],
  [
    'what cannot be told',
    { TakeSnapshots: [throws('AccessDenied')], FailureQueue: [NEVER] },
    `AccessDenied: ${causeOf('AccessDenied')}`,
  ],
])('the cause of a failed execution says why: %s', async (_, script, cause) => {
  expect((await run(script)).execution.cause).toBe(cause);
});

test('a digest that cannot be sent is the cause, too', async () => {
  const { execution } = await run({
    TakeSnapshots: [returns({ ...ALL, digest: DIGEST })],
    FailureQueue: [NEVER],
  });

  expect([execution.status, execution.cause]).toEqual([
    'FAILED',
    expect.stringMatching(/^States\.Timeout: /),
  ]);
});

test('an execution ends with how many were taken, and the ids of the first', async () => {
  const { execution } = await run(STEADY);

  expect(JSON.parse(execution.output ?? '')).toEqual({ taken: 2, snapshotIds: ['snap-1', 'snap-2'] });
});

test('of one schedule alone, its name goes with every call', async () => {
  const input = { ...INPUT, schedule: 'daily' };
  const { outcome } = await run({ ...STEADY, TakeSnapshots: [returns(HALF), returns(ALL)] }, input);

  expect(outcome.calls).toEqual({
    TakeSnapshots: [
      { ...FIRST, ...input },
      { ...FIRST, ...input, progress: HALF },
    ],
  });
});

test('a busy AWS and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    TakeSnapshots: reachedLast(throws('AccessDenied')),
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBeLessThan(172_800);
  expect(outcome.ended).toBe('FAILED BackupFailed');
});

const tasks: readonly TaskFailures[] = [
  {
    state: 'TakeSnapshots',
    callee: 'TakeSnapshots',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 910,
    givenUp: ['TakeSnapshots NotifyFailure Failed'],
    recovered: ['TakeSnapshots IsDone Done'],
    step: 'TakeSnapshots',
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: { ...STEADY, TakeSnapshots: [throws('AccessDenied')] },
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['TakeSnapshots NotifyFailure Failed'],
    recovered: ['TakeSnapshots NotifyFailure Failed'],
  },
  {
    state: 'NotifyFrozen',
    callee: 'FailureQueue',
    base: { ...STEADY, TakeSnapshots: [returns({ ...ALL, standFrozen: ['i-1'] })] },
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['TakeSnapshots IsDone NotifyFrozen Failed'],
    recovered: ['TakeSnapshots IsDone NotifyFrozen IsDone Done'],
  },
  {
    state: 'NotifyDone',
    callee: 'FailureQueue',
    base: { ...STEADY, TakeSnapshots: [returns({ ...ALL, digest: DIGEST })] },
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['TakeSnapshots IsDone NotifyDone Failed'],
    recovered: ['TakeSnapshots IsDone NotifyDone Done'],
  },
];

testTaskFailures((script) => run(script), tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), ...scriptsOf(tasks)];
  const byHand = run({ ...STEADY, TakeSnapshots: [returns(SOME)] }, { ...INPUT, volumeId: 'vol-1' });

  expect(await waysTaken('backup', [...scripts.map((script) => run(script)), byHand])).toEqual(
    waysOf('backup'),
  );
});
