import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import validate from 'asl-validator';
import { definitionOf, flowsOf, type MachineName } from './definition';

const FOLDER = join(__dirname, '../../statemachines');

const files = readdirSync(FOLDER).filter((file) => file.endsWith('.asl.json'));

test.each(files)('%s is valid Amazon States Language', (file) => {
  const definition: unknown = JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

  expect(validate(definition).errors).toEqual([]);
});

const LAMBDA_FAILS = {
  ErrorEquals: [
    'Lambda.ServiceException',
    'Lambda.AWSLambdaException',
    'Lambda.SdkClientException',
    'Lambda.ClientExecutionTimeoutException',
    'Lambda.TooManyRequestsException',
    'Lambda.Unknown',
    'Sandbox.Timedout',
  ],
  IntervalSeconds: 2,
  MaxAttempts: 5,
  BackoffRate: 2,
  JitterStrategy: 'FULL',
};

const SERVICE_BUSY = {
  ErrorEquals: ['ServiceBusy'],
  IntervalSeconds: 5,
  MaxAttempts: 20,
  BackoffRate: 2,
  MaxDelaySeconds: 900,
  JitterStrategy: 'FULL',
};

test.each(files)('every function that %s calls is called again by the same rules', (file) => {
  const machine = file.replace('.asl.json', '') as MachineName;
  const tasks = flowsOf(definitionOf(machine))
    .flatMap(({ States }) => Object.values(States))
    .filter(({ Resource }) => Resource === 'arn:aws:states:::lambda:invoke');

  expect(tasks.map(({ Retry = [] }) => Retry.slice(-2))).toEqual(
    tasks.map(() => [LAMBDA_FAILS, SERVICE_BUSY]),
  );
});

const DAY_SECONDS = 86_400;

test.each([
  ['snapshot-created', 15 * DAY_SECONDS, 'a message stays in the copy queue for 14 days'],
  ['copy-failed', 15 * DAY_SECONDS, 'a copy waits for its slot for up to 14 and a half days'],
  ['snapshot-copied', DAY_SECONDS, 'the retries of all its states take less'],
  ['snapshot-failed', DAY_SECONDS, 'the retries of all its states take less'],
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
