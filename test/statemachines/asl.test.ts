import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { definitionOf, flowsOf, MACHINE_REGIONS, type AslState, type MachineName } from './definition';
import { PASSING_LAMBDA_ERRORS } from './retry-rules';

const FOLDER = join(__dirname, '../../statemachines');

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.asl.json'));

test('every machine is tried: each file is in the list of names', () => {
  expect(files.map((file) => file.replace('.asl.json', '')).sort()).toEqual(
    Object.keys(MACHINE_REGIONS).sort(),
  );
});

test.each(files)('%s is valid Amazon States Language', (file) => {
  const definition = definitionOf(file.replace('.asl.json', '') as MachineName);

  expect(validate(definition).errors).toEqual([]);
});

const FUNCTION_CRASHES = {
  ErrorEquals: ['Lambda.Unknown', 'Runtime.ExitError', 'Sandbox.Timedout'],
  IntervalSeconds: 2,
  MaxAttempts: 5,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};

const SERVICE_FAILS = {
  ErrorEquals: ['ServiceBusy', ...PASSING_LAMBDA_ERRORS],
  IntervalSeconds: 5,
  MaxAttempts: 60,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  JitterStrategy: 'FULL',
};

const callsOf = (machine: MachineName): [name: string, state: AslState][] =>
  flowsOf(definitionOf(machine))
    .flatMap(({ States }) => Object.entries(States))
    .filter(([, { Resource }]) => Resource === 'arn:aws:states:::lambda:invoke');

test.each(files)(
  '%s calls every function again where Lambda fails in a way that passes, and in no other',
  (file) => {
    const retried = callsOf(file.replace('.asl.json', '') as MachineName).map(([name, { Retry = [] }]) => [
      name,
      Retry.flatMap(({ ErrorEquals }) => ErrorEquals)
        .filter((error) => error.startsWith('Lambda.') && error !== 'Lambda.Unknown')
        .sort(),
    ]);

    expect(retried).not.toEqual([]);
    expect(retried).toEqual(retried.map(([name]) => [name, [...PASSING_LAMBDA_ERRORS].sort()]));
  },
);

test.each(files)(
  'every function that %s calls, but one that deletes, is called again by the same rules',
  (file) => {
    const calls = callsOf(file.replace('.asl.json', '') as MachineName).filter(
      ([name]) => name !== 'PruneVolume',
    );

    expect(calls).not.toEqual([]);
    expect(calls.map(([name, { Retry = [] }]) => [name, Retry.slice(-2)])).toEqual(
      calls.map(([name]) => [name, [FUNCTION_CRASHES, SERVICE_FAILS]]),
    );
  },
);

test.each<MachineName>(['snapshot-created', 'snapshot-copied'])(
  'what %s calls to delete is called again by rules of its own: each attempt is a new plan',
  (machine) => {
    const [, { Retry }] = callsOf(machine).find(([name]) => name === 'PruneVolume')!;

    expect(Retry).toMatchObject([
      {
        ErrorEquals: ['Lambda.TooManyRequestsException'],
        IntervalSeconds: 30,
        MaxAttempts: 1350,
        BackoffRate: 2,
        MaxDelaySeconds: 1800,
        JitterStrategy: 'FULL',
      },
      { ...FUNCTION_CRASHES, IntervalSeconds: 30 },
      {
        ...SERVICE_FAILS,
        ErrorEquals: [
          'PruneIncomplete',
          'ServiceBusy',
          ...PASSING_LAMBDA_ERRORS.filter((name) => name !== 'Lambda.TooManyRequestsException'),
        ],
      },
      { ...FUNCTION_CRASHES, ErrorEquals: ['DeletionFailed'], IntervalSeconds: 30 },
    ]);
  },
);

/** Without jitter, so that the last attempt surely comes after the ten minutes in which EC2's answers may be old. */
const NOT_SHOWN_YET = { IntervalSeconds: 2, MaxAttempts: 16, BackoffRate: 2, MaxDelaySeconds: 60 };
const NOT_SETTLED_YET = {
  ErrorEquals: ['ScopeUnsettled'],
  IntervalSeconds: 605,
  MaxAttempts: 2,
  BackoffRate: 1,
};

test.each<[state: string, machine: MachineName, rules: readonly object[]]>([
  [
    'TagSnapshot',
    'snapshot-created',
    [{ ...NOT_SHOWN_YET, ErrorEquals: ['SnapshotNotVisible', 'SnapshotStateStale'] }, NOT_SETTLED_YET],
  ],
  [
    'TagCopy',
    'snapshot-copied',
    [
      {
        ...NOT_SHOWN_YET,
        ErrorEquals: ['SnapshotNotVisible', 'SnapshotStateStale', 'TagsContradicted'],
      },
    ],
  ],
  [
    'JudgeCopyFailure',
    'copy-failed',
    [
      {
        ...NOT_SHOWN_YET,
        ErrorEquals: ['SnapshotNotVisible', 'SnapshotStateStale', 'TagsContradicted'],
      },
    ],
  ],
  ['SelectVolumes', 'snapshot-failed', [NOT_SETTLED_YET]],
])('%s believes late that something is absent', (state, machine, rules) => {
  const [, { Retry = [] }] = callsOf(machine).find(([name]) => name === state)!;

  expect(
    Retry.slice(0, -2).map((rule) =>
      Object.fromEntries(Object.entries(rule).filter(([field]) => field !== 'Comment')),
    ),
  ).toEqual(rules);
});

test.each(files)('%s sends a failure again for hours, by the same rule everywhere', (file) => {
  const sends = flowsOf(definitionOf(file.replace('.asl.json', '') as MachineName))
    .flatMap(({ States }) => Object.entries(States))
    .filter(([, { Resource }]) => Resource === 'arn:aws:states:::sqs:sendMessage');

  expect(sends).not.toEqual([]);
  for (const [name, { Retry }] of sends)
    expect([name, Retry]).toEqual([
      expect.stringMatching(/^Notify/),
      [
        {
          ErrorEquals: ['States.TaskFailed'],
          IntervalSeconds: 5,
          MaxAttempts: 60,
          BackoffRate: 2,
          MaxDelaySeconds: 900,
          JitterStrategy: 'FULL',
        },
      ],
    ]);
});

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3_600;

const TIMEOUTS: Readonly<Record<MachineName, readonly [seconds: number, why: string]>> = {
  'snapshot-created': [
    15 * DAY_SECONDS,
    'a message stays in the copy queue for 14 days, and a pause is waited for as long',
  ],
  'copy-failed': [
    16 * DAY_SECONDS,
    'a busy AWS, 14 and a half days without a slot and a late message take less',
  ],
  'snapshot-copied': [15 * DAY_SECONDS, 'a pause is waited for, for 14 days'],
  'snapshot-failed': [DAY_SECONDS, 'a busy AWS and a late message take less'],
  sweep: [2 * DAY_SECONDS, 'a busy AWS and a late message take less'],
  restore: [DAY_SECONDS, 'a busy AWS, an hour of making and ten minutes of attaching take less'],
  drill: [
    20 * HOUR_SECONDS,
    'a hundred drills of some minutes take less, and the next run begins after a day',
  ],
  backup: [2 * DAY_SECONDS, 'twelve hours of taking, a busy AWS and a late message take less'],
};

test.each(Object.entries(TIMEOUTS).map(([machine, [seconds, why]]) => [machine, seconds, why] as const))(
  'an execution of %s has %d seconds: %s',
  (machine, timeoutSeconds) => {
    expect(definitionOf(machine as MachineName)).toMatchObject({ TimeoutSeconds: timeoutSeconds });
  },
);

const FAILS: Readonly<Record<MachineName, readonly [error: string, cause: string]>> = {
  'snapshot-created': [
    'SnapshotNotProtected',
    'A step failed. The history of this execution shows which, and whether a person was told.',
  ],
  'snapshot-copied': [
    'CopyNotManaged',
    'A step failed. The history of this execution shows which, and whether a person was told.',
  ],
  'copy-failed': [
    'SnapshotNotCopied',
    'The copy failed. The history of this execution shows why, and whether a person was told.',
  ],
  'snapshot-failed': [
    'SnapshotFailureUnclear',
    'A step failed. The history of this execution shows which, and whether a person was told of the failed snapshot.',
  ],
  backup: [
    'BackupFailed',
    "{% $states.input.failure.Error & ': ' & $substring($states.input.failure.Cause & '', 0, 8000) %}",
  ],
  restore: [
    'RestoreFailed',
    "{% $states.input.failure.Error & ': ' & ($count($states.input.made) > 0 ? 'Made, and left as they are: ' & $join($states.input.made, ', ') & '. ' : '') & $substring($states.input.failure.Cause & '', 0, 8000) %}",
  ],
  drill: [
    'DrillFailed',
    'A copy could not be drilled, or is not as its source: what was told says which, and the log of DrillCopy has each (filter message = "drill ended").',
  ],
  sweep: ['SweepFailed', 'The Region could not be swept. The history of this execution shows why.'],
};

test.each(Object.entries(FAILS).map(([machine, [error, cause]]) => [machine, error, cause] as const))(
  '%s fails in one state, with %s and where to look',
  (machine, error, cause) => {
    const fails = flowsOf(definitionOf(machine as MachineName))
      .flatMap(({ States }) => Object.entries(States))
      .filter(([, { Type }]) => Type === 'Fail');

    expect(fails).toEqual([['Failed', { Type: 'Fail', Error: error, Cause: cause }]]);
  },
);
