import type { AwsEvent } from '../../../local/aws/api';
import { MINUTE_MS } from '../../../local/kernel/time-units';
import {
  judgeTelling,
  type ToldMessage,
  type JudgedExecution,
  type Told,
} from '../../../local/simulation/telling';
import { ebsEvent } from './ebs-event';

const MACHINE = 'arn:aws:states:us-east-1:111122223333:stateMachine:snapshot-keeper-snapshot-created';
const ARN = 'arn:aws:states:us-east-1:111122223333:execution:snapshot-keeper-snapshot-created:one';
const STOP_MS = 60 * MINUTE_MS;
const NOW_MS = 600 * MINUTE_MS;

const execution = (more: Partial<JudgedExecution> = {}): JudgedExecution => ({
  arn: ARN,
  status: 'FAILED',
  startMs: 0,
  stopMs: STOP_MS,
  history: [],
  machine: { arn: MACHINE },
  ...more,
});

const message = (lines: readonly string[], more: Partial<ToldMessage> = {}): ToldMessage => ({
  atMs: STOP_MS,
  subject: 'snapshot-keeper: a step failed',
  message: lines.join('\n'),
  ...more,
});

const about = (
  error: string,
  { step = 'CopySnapshot', arn = ARN, region = 'us-east-1', atMs = STOP_MS } = {},
): ToldMessage =>
  message(
    [
      `Region:    ${region}`,
      `Step:      ${step} of snapshot-created`,
      `Error:     ${error}`,
      `Execution: https://aws/${arn}`,
    ],
    { atMs },
  );

/** A message about several failures of one cause. */
const gathered = (error: string, arns: readonly string[]): ToldMessage =>
  message([
    'Region:    us-east-1',
    'Step:      CopySnapshot of snapshot-created',
    `Error:     ${error}`,
    ...arns.flatMap((arn) => ['- vol-1, snap-1', `  Execution: https://aws/${arn}`]),
  ]);

const alarm = (atMs: number): ToldMessage =>
  message([`StateMachineArn: ${MACHINE}`], { atMs, subject: 'ALARM: "executions failed" in us-east-1' });

const snapshotFailed = (volumeId: string, event = 'createSnapshot'): AwsEvent =>
  ebsEvent({
    event,
    result: 'failed',
    snapshot_id: 'arn:aws:ec2::us-east-1:snapshot/snap-1',
    source: `arn:aws:ec2::us-east-1:volume/${volumeId}`,
  });

const judged = (told: Partial<Told>) =>
  judgeTelling({
    notifications: [],
    executions: [],
    nowMs: NOW_MS,
    isInScope: (volumeId) => volumeId === 'vol-1',
    heardMs: () => STOP_MS,
    failedSnapshots: [],
    excusesMs: [],
    ...told,
  });

const UNTOLD = { atMs: STOP_MS, rule: 'every failure is told', what: `${ARN} failed, untold` };

test('an execution that succeeded needs no message', () => {
  expect(judged({ executions: [execution({ status: 'SUCCEEDED' })] })).toEqual([]);
});

test.each<[what: string, more: readonly string[], atMs: number, isTold: boolean]>([
  [
    'counts more than it lists',
    ['and 104 more: the log of NotifyFailure in us-east-1 has them all'],
    STOP_MS,
    true,
  ],
  ['lists all', [], STOP_MS, false],
  ['counted more before', ['and 104 more: the log of NotifyFailure in us-east-1'], STOP_MS - 1, false],
  ['counts more much later', ['and 104 more: the log of NotifyFailure'], STOP_MS + 16 * MINUTE_MS, false],
])(
  'a message about its machine that %s tells, or not, of one that it does not list',
  (_, more, atMs, isTold) => {
    const step = ['Step:      TagSnapshot of snapshot-keeper-snapshot-created', 'Error:     InvalidInput'];
    const notifications = [message([...step, ...more], { atMs })];

    expect(judged({ executions: [execution()], notifications })).toEqual(isTold ? [] : [UNTOLD]);
    const other = 'arn:aws:states:us-east-1:111122223333:stateMachine:snapshot-keeper-copy-failed';
    expect(judged({ executions: [execution({ machine: { arn: other } })], notifications })).toEqual([UNTOLD]);
  },
);

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
  'an execution that is %s must be told, by a message that names it',
  (status) => {
    const executions = [execution({ status })];

    expect(judged({ executions })).toEqual([UNTOLD]);
    expect(judged({ executions, notifications: [about('AccessDenied', { arn: 'other' })] })).toEqual([
      UNTOLD,
    ]);
    expect(judged({ executions, notifications: [about('AccessDenied')] })).toEqual([]);
  },
);

test('an execution that still runs at the end is a violation', () => {
  expect(judged({ executions: [execution({ status: 'RUNNING', stopMs: undefined })] })).toEqual([
    { atMs: NOW_MS, rule: 'everything ends', what: `${ARN} still runs` },
  ]);
});

test.each([
  [-15, []],
  [15, []],
  [-16, [UNTOLD]],
  [16, [UNTOLD]],
])('an alarm %i minutes after the failure tells of it or does not', (minutes, violations) => {
  const notifications = [alarm(STOP_MS + minutes * MINUTE_MS)];

  expect(judged({ executions: [execution()], notifications })).toEqual(violations);
});

test('an alarm about another machine tells nothing of this one', () => {
  const other = execution({ machine: { arn: `${MACHINE}-other` } });

  expect(judged({ executions: [other], notifications: [alarm(STOP_MS)] })).toEqual([UNTOLD]);
});

test.each([
  ['NotifyFailure', [UNTOLD]],
  // That an override tag cannot be read is told for information, whatever fails later.
  ['NotifyOverride', []],
])('no alarm excuses an execution whose step %s says that it has told', (state, violations) => {
  const executions = [execution({ history: [{ atMs: 0, type: 'TaskSucceeded', state }] })];

  expect(judged({ executions, notifications: [alarm(STOP_MS)] })).toEqual(violations);
});

test('a step that tried to tell and failed leaves it to the alarm', () => {
  const executions = [execution({ history: [{ atMs: 0, type: 'TaskFailed', state: 'NotifyFailure' }] })];

  expect(judged({ executions, notifications: [alarm(STOP_MS)] })).toEqual([]);
});

test('a failed snapshot of a volume in scope must be told by its id', () => {
  const failedSnapshots = [snapshotFailed('vol-1')];

  expect(judged({ failedSnapshots })).toEqual([
    { atMs: 0, rule: 'every failure is told', what: 'snap-1 failed, untold' },
  ]);
  expect(judged({ failedSnapshots, notifications: [message(['Snapshot:  snap-1'])] })).toEqual([]);
});

test('a failed snapshot of a volume out of scope, and a failed copy, need no message of their own', () => {
  const failedSnapshots = [snapshotFailed('vol-2'), snapshotFailed('vol-1', 'copySnapshot')];

  expect(judged({ failedSnapshots })).toEqual([]);
});

test('a failed snapshot need not be told where its volume has left the scope by the time of a late event', () => {
  const asked: unknown[] = [];
  const isInScope = (...question: unknown[]): boolean => {
    asked.push(question);
    return false;
  };

  expect(judged({ failedSnapshots: [snapshotFailed('vol-1')], isInScope, heardMs: () => NOW_MS })).toEqual(
    [],
  );
  expect(asked).toEqual([['vol-1', Date.parse(snapshotFailed('vol-1').time), NOW_MS]]);
});

test('the same step of the same execution is told once', () => {
  const notifications = [about('AccessDenied'), about('AccessDenied')];

  expect(judged({ notifications })).toEqual([
    {
      atMs: 0,
      rule: 'no failure is told twice',
      what: `2 times: AccessDenied  CopySnapshot of snapshot-created in us-east-1 https://aws/${ARN}`,
    },
  ]);
});

test('another error, step, execution or Region is another failure', () => {
  const notifications = [
    about('AccessDenied'),
    about('ServiceBusy'),
    about('AccessDenied', { step: 'TagSnapshot' }),
    about('AccessDenied', { arn: `${ARN}-again` }),
    about('AccessDenied', { region: 'us-west-2' }),
  ];

  expect(judged({ notifications })).toEqual([]);
});

test('a failed snapshot is one failure, whichever execution tells it', () => {
  const told = (arn: string) =>
    message(['Snapshot:  snap-1', 'Error:     SnapshotFailed', `Execution: ${arn}`]);

  expect(
    judged({ notifications: [told('machine:before:snap-1'), told('machine:redeployed:snap-1')] }),
  ).toEqual([{ atMs: 0, rule: 'no failure is told twice', what: '2 times: SnapshotFailed snap-1' }]);
});

test('an execution started by hand is told of a failed snapshot on its own', () => {
  const told = (name: string) =>
    message(['Snapshot:  snap-1', 'Error:     SnapshotFailed', `Execution: machine:${name}`]);

  expect(judged({ notifications: [told('snap-1'), told('by-hand-1'), told('by-hand-2')] })).toEqual([]);
  expect(judged({ notifications: [told('by-hand-1'), told('by-hand-1')] })).toEqual([
    {
      atMs: 0,
      rule: 'no failure is told twice',
      what: '2 times: SnapshotFailed snap-1  in  machine:by-hand-1',
    },
  ]);
});

test('a failure in a message about several must not be in another', () => {
  const what = `2 times: AccessDenied snap-1 CopySnapshot of snapshot-created in us-east-1 https://aws/${ARN}`;

  expect(
    judged({
      notifications: [
        gathered('AccessDenied', [`${ARN}-1`, ARN]),
        gathered('AccessDenied', [ARN, `${ARN}-2`]),
      ],
    }),
  ).toEqual([{ atMs: 0, rule: 'no failure is told twice', what }]);
  expect(judged({ notifications: [gathered('AccessDenied', [ARN]), about('ServiceBusy')] })).toEqual([]);
});

test('an execution that a message about several names is told', () => {
  expect(
    judged({ executions: [execution()], notifications: [gathered('AccessDenied', [`${ARN}-1`, ARN])] }),
  ).toEqual([]);
});

test.each([
  ['just when a fault struck', [STOP_MS], true],
  ['five minutes after it', [STOP_MS - 5 * MINUTE_MS], true],
  ['later than that', [STOP_MS - 5 * MINUTE_MS - 1], false],
  ['before it', [STOP_MS + 1], false],
  ['without any', [], false],
])('what was told %s may be told again: %s', (_, excusesMs, isExcused) => {
  const notifications = [about('AccessDenied'), about('AccessDenied', { atMs: NOW_MS })];

  expect(judged({ notifications, excusesMs })).toHaveLength(isExcused ? 0 : 1);
});

test('each repeat needs an excuse of its own', () => {
  const notifications = [0, 10, 20].map((minutes) =>
    about('AccessDenied', { atMs: STOP_MS + minutes * MINUTE_MS }),
  );

  expect(judged({ notifications, excusesMs: [STOP_MS] })).toHaveLength(1);
  expect(judged({ notifications, excusesMs: [STOP_MS, STOP_MS + 10 * MINUTE_MS] })).toEqual([]);
});

test('an alarm that rings again is no repeated message', () => {
  expect(judged({ notifications: [alarm(0), alarm(0)] })).toEqual([]);
});

test.each(['NoCopySlot', 'OtherCopyUnderWay'])('waiting, %s, is not told as a failure', (error) => {
  expect(judged({ notifications: [about(error)] })).toEqual([
    { atMs: STOP_MS, rule: 'waiting is not told as failure', what: 'snapshot-keeper: a step failed' },
  ]);
});

test.each(['SnapshotNotVisible', 'SnapshotStateStale', 'SourceNotVisible'])(
  '%s, which an old answer of EC2 looks like, is told only of an execution that has looked for ten minutes',
  (error) => {
    const notifications = [about(error)];
    const begun = (minutesBefore: number) => [execution({ startMs: STOP_MS - minutesBefore * MINUTE_MS })];

    expect(judged({ notifications, executions: begun(10) })).toEqual([]);
    expect(judged({ notifications, executions: begun(9) })).toEqual([
      { atMs: STOP_MS, rule: 'what passes by itself is not told', what: `${error} of ${ARN}` },
    ]);
  },
);
