import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { definitionOf, flowsOf, type AslState, type MachineName } from './definition';

const FOLDER = join(__dirname, '../../statemachines');

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.asl.json'));

test.each(files)('%s is valid Amazon States Language', (file) => {
  const definition: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

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
  ErrorEquals: [
    'ServiceBusy',
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
  ],
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
  'every function that %s calls, but one that deletes, is called again by the same rules',
  (file) => {
    const calls = callsOf(file.replace('.asl.json', '') as MachineName).filter(
      ([name]) => name !== 'PruneSnapshots',
    );

    expect(calls).not.toEqual([]);
    expect(calls.map(([name, { Retry = [] }]) => [name, Retry.slice(-2)])).toEqual(
      calls.map(([name]) => [name, [FUNCTION_CRASHES, SERVICE_FAILS]]),
    );
  },
);

test.each<MachineName>(['snapshot-created', 'snapshot-copied'])(
  'what %s deletes is deleted soon after the plan, or planned anew',
  (machine) => {
    const [, { Retry = [] }] = callsOf(machine).find(([name]) => name === 'PruneSnapshots')!;

    expect(Retry).toMatchObject([
      {
        ErrorEquals: [
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.ClientExecutionTimeoutException',
          'Lambda.TooManyRequestsException',
        ],
        IntervalSeconds: 2,
        MaxAttempts: 5,
        BackoffRate: 2,
        JitterStrategy: 'FULL',
      },
    ]);
  },
);

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

test.each([
  ['snapshot-created', 15 * DAY_SECONDS, 'a message stays in the copy queue for 14 days'],
  [
    'copy-failed',
    16 * DAY_SECONDS,
    'a busy AWS, 14 and a half days without a slot and a late message take less',
  ],
  ['snapshot-copied', 3 * DAY_SECONDS, 'a busy AWS, thirty plans and late messages take less'],
  ['snapshot-failed', DAY_SECONDS, 'a busy AWS and a late message take less'],
])('an execution of %s has %d seconds: %s', (machine, timeoutSeconds) => {
  expect(definitionOf(machine as MachineName)).toMatchObject({ TimeoutSeconds: timeoutSeconds });
});

test.each([
  [
    'snapshot-created',
    'SnapshotNotProtected',
    'A step failed. The history of this execution shows which, and whether a person was told.',
  ],
  [
    'snapshot-copied',
    'CopyNotManaged',
    'A step failed. The history of this execution shows which, and whether a person was told.',
  ],
  [
    'copy-failed',
    'SnapshotNotCopied',
    'The copy failed. The history of this execution shows why, and whether a person was told.',
  ],
  [
    'snapshot-failed',
    'SnapshotFailureUnclear',
    'A step failed. The history of this execution shows which, and whether a person was told of the failed snapshot.',
  ],
])('%s fails in one state, with %s and where to look', (machine, error, cause) => {
  const fails = flowsOf(definitionOf(machine as MachineName))
    .flatMap(({ States }) => Object.entries(States))
    .filter(([, { Type }]) => Type === 'Fail');

  expect(fails).toEqual([['Failed', { Type: 'Fail', Error: error, Cause: cause }]]);
});
