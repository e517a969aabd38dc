import { causeOf, NEVER, reachedLast, returns, throws, type Answer, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const ARN = 'arn:aws:states:us-west-2:111122223333:execution:keeper-drill:drill-1';
const INPUT = { scheduledAt: '2030-01-01T00:00:00Z' };

const volumeOf = (number: number): string => `vol-0000000000000000${number}`;
const copyOf = (number: number): string => `snap-0000000000000000${number}`;
const drill = (number: number, more: object = {}): object => ({
  volumeId: volumeOf(number),
  copyId: copyOf(number),
  ...more,
});
const FIRST = drill(1);
const SECOND = drill(2);
const THIRD = drill(3);
const AT_WORK = drill(1, { madeVolumeId: 'vol-00000000000000009' });

const choosing = (...drills: object[]): Answer => returns({ drills, deferredCount: 0 });
const NOTHING = { waitSeconds: 0, finding: '', about: [], isDone: false };
const left = (drills: readonly object[], more: object = {}): Answer =>
  returns({ ...NOTHING, drills, ...more });
const DONE = left([], { isDone: true });
const found = (number: number, later: readonly object[] = []): Answer =>
  left(later, { finding: `${number} differs`, about: [drill(number)] });

const drilling = (...drills: object[]): object => ({ drills, executionArn: ARN });

const told = (error: string, cause: string, numbers: readonly number[]): object => ({
  machine: 'keeper-drill',
  executionArn: ARN,
  step: 'DrillCopy',
  error,
  cause,
  snapshotIds: numbers.map(copyOf),
  volumeIds: numbers.map(volumeOf),
});
const DIFFERS = told('DrillFailed', '1 differs', [1]);

const STEADY: Script = {
  ChooseDrills: [choosing(FIRST)],
  DrillCopy: [left([]), DONE],
  FailureQueue: [returns(null)],
};
const FAILING: Script = { ...STEADY, DrillCopy: [found(1), DONE] };

const run = (script: Script, input: object = INPUT): Promise<ScriptedRun> =>
  new ScriptedRun('drill', script).run('drill-1', input);

const CHOOSING = { ChooseDrills: [{ volumeId: null }] };
const FAILED = 'FAILED DrillFailed';

const paths: readonly (Path & { readonly input?: object })[] = [
  {
    rule: 'what is chosen is drilled, and a last call looks for what drills before have left',
    script: STEADY,
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded DrillCopy IsEnded Drilled'],
      calls: { ...CHOOSING, DrillCopy: [drilling(FIRST), drilling()] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
  {
    rule: 'where nothing is chosen, it is looked for all the same',
    script: { ...STEADY, ChooseDrills: [choosing()], DrillCopy: [DONE] },
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded Drilled'],
      calls: { ...CHOOSING, DrillCopy: [drilling()] },
      ended: 'SUCCEEDED',
      stateTransitions: 4,
    },
  },
  {
    rule: 'the volume that a person names is passed on',
    input: { volumeId: volumeOf(1) },
    script: STEADY,
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded DrillCopy IsEnded Drilled'],
      calls: { ChooseDrills: [{ volumeId: volumeOf(1) }], DrillCopy: [drilling(FIRST), drilling()] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a volume that is not there yet is waited for, and each call goes on behind the last one',
    script: { ...STEADY, DrillCopy: [left([AT_WORK], { waitSeconds: 10 }), left([]), DONE] },
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded WaitForVolume DrillCopy IsEnded DrillCopy IsEnded Drilled'],
      calls: { ...CHOOSING, DrillCopy: [drilling(FIRST), drilling(AT_WORK), drilling()] },
      ended: 'SUCCEEDED',
      stateTransitions: 9,
    },
  },
  {
    rule: 'a comparison that takes several calls goes on at once',
    script: { ...STEADY, DrillCopy: [left([AT_WORK]), left([AT_WORK]), left([]), DONE] },
    outcome: {
      entered: [
        'ChooseDrills DrillCopy IsEnded DrillCopy IsEnded DrillCopy IsEnded DrillCopy IsEnded Drilled',
      ],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST), drilling(AT_WORK), drilling(AT_WORK), drilling()],
      },
      ended: 'SUCCEEDED',
      stateTransitions: 10,
    },
  },
  {
    rule: 'what is found is told with the copy and the volume, the others follow, and the execution fails in the end',
    script: {
      ...STEADY,
      ChooseDrills: [choosing(FIRST, SECOND, THIRD)],
      DrillCopy: [found(1, [SECOND, THIRD]), left([THIRD]), left([]), DONE],
    },
    outcome: {
      entered: [
        'ChooseDrills DrillCopy IsEnded NotifyFailure IsMoreToDo DrillCopy IsEnded DrillCopy IsEnded DrillCopy IsEnded Failed',
      ],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST, SECOND, THIRD), drilling(SECOND, THIRD), drilling(THIRD), drilling()],
        FailureQueue: [DIFFERS],
      },
      ended: FAILED,
      stateTransitions: 12,
    },
  },
  {
    rule: 'each finding is told by itself, also of the last one, behind which the rest is looked after',
    script: {
      ...STEADY,
      ChooseDrills: [choosing(FIRST, SECOND)],
      DrillCopy: [found(1, [SECOND]), found(2), DONE],
    },
    outcome: {
      entered: [
        'ChooseDrills DrillCopy IsEnded NotifyFailure IsMoreToDo DrillCopy IsEnded NotifyFailure IsMoreToDo DrillCopy IsEnded Failed',
      ],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST, SECOND), drilling(SECOND), drilling()],
        FailureQueue: [DIFFERS, told('DrillFailed', '2 differs', [2])],
      },
      ended: FAILED,
      stateTransitions: 12,
    },
  },
  {
    rule: 'what cannot be cleared away is told of no copy, and fails the execution',
    script: { ...STEADY, DrillCopy: [left([]), left([], { finding: 'stays', isDone: true })] },
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded DrillCopy IsEnded NotifyFailure IsMoreToDo Failed'],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST), drilling()],
        FailureQueue: [told('DrillFailed', 'stays', [])],
      },
      ended: FAILED,
      stateTransitions: 8,
    },
  },
  {
    rule: 'a drill that fails for good is told and left, and the others follow',
    script: {
      ...STEADY,
      ChooseDrills: [choosing(FIRST, SECOND, THIRD)],
      DrillCopy: [throws('AccessDenied'), left([THIRD]), left([]), DONE],
    },
    outcome: {
      entered: [
        'ChooseDrills DrillCopy NotifyFailure IsMoreToDo DrillCopy IsEnded DrillCopy IsEnded DrillCopy IsEnded Failed',
      ],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST, SECOND, THIRD), drilling(SECOND, THIRD), drilling(THIRD), drilling()],
        FailureQueue: [told('AccessDenied', causeOf('AccessDenied'), [1])],
      },
      ended: FAILED,
      stateTransitions: 11,
    },
  },
  {
    rule: 'where one is left of them, it is a list all the same',
    script: {
      ...STEADY,
      ChooseDrills: [choosing(FIRST, SECOND)],
      DrillCopy: [throws('AccessDenied'), left([]), DONE],
    },
    outcome: {
      entered: ['ChooseDrills DrillCopy NotifyFailure IsMoreToDo DrillCopy IsEnded DrillCopy IsEnded Failed'],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST, SECOND), drilling(SECOND), drilling()],
        FailureQueue: [told('AccessDenied', causeOf('AccessDenied'), [1])],
      },
      ended: FAILED,
      stateTransitions: 9,
    },
  },
  {
    rule: 'where the last call fails for good, that is told of no copy',
    script: { ...STEADY, DrillCopy: [left([]), throws('AccessDenied')] },
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded DrillCopy NotifyFailure IsMoreToDo Failed'],
      calls: {
        ...CHOOSING,
        DrillCopy: [drilling(FIRST), drilling()],
        FailureQueue: [told('AccessDenied', causeOf('AccessDenied'), [])],
      },
      ended: FAILED,
      stateTransitions: 7,
    },
  },
  {
    rule: 'where nothing can be chosen, that is told with the volume that a person has named',
    input: { volumeId: volumeOf(1) },
    script: { ...STEADY, ChooseDrills: [throws('InvalidInput')] },
    outcome: {
      entered: ['ChooseDrills NotifyFailure IsMoreToDo Failed'],
      calls: {
        ChooseDrills: [{ volumeId: volumeOf(1) }],
        FailureQueue: [
          {
            ...told('InvalidInput', causeOf('InvalidInput'), []),
            step: 'ChooseDrills',
            volumeIds: [volumeOf(1)],
          },
        ],
      },
      ended: FAILED,
      stateTransitions: 4,
    },
  },
  {
    rule: 'without a person, of none',
    script: { ...STEADY, ChooseDrills: [throws('AccessDenied')] },
    outcome: {
      entered: ['ChooseDrills NotifyFailure IsMoreToDo Failed'],
      calls: {
        ...CHOOSING,
        FailureQueue: [{ ...told('AccessDenied', causeOf('AccessDenied'), []), step: 'ChooseDrills' }],
      },
      ended: FAILED,
      stateTransitions: 4,
    },
  },
  {
    rule: 'a finding that cannot be told fails the execution all the same',
    script: { ...FAILING, FailureQueue: [NEVER] },
    outcome: {
      entered: ['ChooseDrills DrillCopy IsEnded NotifyFailure Failed'],
      calls: { ...CHOOSING, DrillCopy: [drilling(FIRST)], FailureQueue: [DIFFERS] },
      ended: FAILED,
      stateTransitions: 5,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome, input }) => {
  expect((await run(script, input)).outcome).toEqual(outcome);
});

test('it waits as long as the answer says', async () => {
  const { callSeconds } = await run({
    ...STEADY,
    DrillCopy: [left([AT_WORK], { waitSeconds: 10 }), left([AT_WORK], { waitSeconds: 60 }), left([]), DONE],
  });

  expect(callSeconds['DrillCopy']).toEqual([0, 10, 70, 70]);
});

test('after a failure that was told, an execution with an answer that is to be waited for waits', async () => {
  const { outcome } = await run({
    ...STEADY,
    ChooseDrills: [choosing(FIRST, SECOND)],
    DrillCopy: [found(1, [SECOND]), left([SECOND], { waitSeconds: 10 }), left([]), DONE],
  });

  expect(outcome.entered).toEqual([
    'ChooseDrills DrillCopy IsEnded NotifyFailure IsMoreToDo DrillCopy IsEnded WaitForVolume DrillCopy IsEnded DrillCopy IsEnded Failed',
  ]);
});

test('it ends with nothing, whatever the last answer holds', async () => {
  const { execution } = await run(STEADY);

  expect(JSON.parse(execution.output ?? '')).toEqual({});
});

test('a busy AWS at one step and a late message leave an execution time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    ChooseDrills: reachedLast(choosing(FIRST)),
    DrillCopy: [found(1), DONE],
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(48_075);
  expect(outcome.calls['FailureQueue']).toHaveLength(61);
  expect(outcome.ended).toBe(FAILED);
});

test('a hundred drills of ten minutes each are done within the time of an execution', async () => {
  const drills = Array.from({ length: 100 }, () => FIRST);
  const { outcome, durationSeconds } = await run({
    ...STEADY,
    ChooseDrills: [choosing(...drills)],
    DrillCopy: [
      ...drills.flatMap((_, index) => [
        left(drills.slice(index), { waitSeconds: 600 }),
        left(drills.slice(index + 1)),
      ]),
      DONE,
    ],
  });

  expect(durationSeconds).toBe(60_000);
  expect(outcome.ended).toBe('SUCCEEDED');
});

const ALL = ['ChooseDrills DrillCopy IsEnded DrillCopy IsEnded Drilled'];

const tasks: readonly TaskFailures[] = [
  {
    state: 'ChooseDrills',
    callee: 'ChooseDrills',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 910,
    givenUp: ['ChooseDrills NotifyFailure IsMoreToDo Failed'],
    recovered: ALL,
    step: 'ChooseDrills',
  },
  {
    state: 'DrillCopy',
    callee: 'DrillCopy',
    base: STEADY,
    retries: ['functionCrashes', 'serviceFails'],
    timeoutSeconds: 310,
    givenUp: ['ChooseDrills DrillCopy NotifyFailure IsMoreToDo Failed'],
    recovered: ALL,
    step: 'DrillCopy',
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: FAILING,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['ChooseDrills DrillCopy IsEnded NotifyFailure Failed'],
    recovered: ['ChooseDrills DrillCopy IsEnded NotifyFailure IsMoreToDo DrillCopy IsEnded Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const runs = [
    ...paths.map(({ script, input }) => run(script, input)),
    ...scriptsOf(tasks).map((script) => run(script)),
  ];

  expect(await waysTaken('drill', runs)).toEqual(waysOf('drill'));
});
