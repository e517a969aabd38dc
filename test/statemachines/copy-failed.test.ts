import { causeOf, NEVER, reachedLast, returns, throws, type Script } from './script';
import { ScriptedRun, type Path } from './scripted-run';
import { scriptsOf, testTaskFailures, type TaskFailures } from './task-failures';
import { waysOf, waysTaken } from './ways';

const FAILED = 'snap-0000000000000000f';
const SOURCE = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const INPUT = { snapshotId: FAILED, sourceSnapshotId: SOURCE, cause: 'Internal error' };
const JUDGE_PAYLOAD = {
  ...INPUT,
  enteredAt: '2030-01-01T00:00:00Z',
  executionName: INPUT.snapshotId,
};
const COPY = {
  region: 'us-west-2',
  snapshotId: SOURCE,
  volumeId: VOLUME,
  takenAt: '2029-12-31T23:00:00.000Z',
  policy: 'last 1',
  tags: { 'snapshot-keeper:volume': VOLUME },
};

const RETRY_PAYLOAD = { copy: COPY, startedAt: '2030-01-01T00:00:00Z' };

const RETRY = { verdict: 'retry', volumeId: VOLUME, reason: 'attempt 1', waitSeconds: 300, copy: COPY };
const TELL = { verdict: 'tell', volumeId: VOLUME, reason: 'the key is disabled' };

const STEADY: Script = {
  JudgeCopyFailure: [returns(RETRY)],
  RetryCopy: [returns({ outcome: 'started', copyId: 'snap-0000000000000002f' })],
  FailureQueue: [returns(null)],
};
const TO_TELL: Script = { ...STEADY, JudgeCopyFailure: [returns(TELL)] };
/** The same without the pause, so that what follows starts at once. */
const AT_ONCE: Script = { ...STEADY, JudgeCopyFailure: [returns({ ...RETRY, waitSeconds: 0 })] };

const told = (step: string, error: string, cause: string, volumeIds = [VOLUME]): object => ({
  machine: 'keeper-copy-failed',
  executionArn: 'arn:aws:states:us-west-2:111122223333:execution:keeper-copy-failed:snap-0000000000000000f',
  step,
  error,
  cause,
  snapshotIds: [SOURCE],
  volumeIds,
});

const run = (script: Script): Promise<ScriptedRun> =>
  new ScriptedRun('copy-failed', script).run(FAILED, INPUT);

const RETRIED = 'JudgeCopyFailure FollowJudgement WaitBeforeRetry RetryCopy';

const paths: readonly Path[] = [
  {
    rule: 'a copy that may succeed is started again, and nobody is told',
    script: STEADY,
    outcome: {
      entered: [`${RETRIED} IsStarted Done`],
      calls: { JudgeCopyFailure: [JUDGE_PAYLOAD], RetryCopy: [RETRY_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a cause that lasts is told, and the execution fails',
    script: TO_TELL,
    outcome: {
      entered: ['JudgeCopyFailure FollowJudgement NotifyFailure Failed'],
      calls: {
        JudgeCopyFailure: [JUDGE_PAYLOAD],
        FailureQueue: [told('CopySnapshot', 'CopyFailed', 'the key is disabled')],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 4,
    },
  },
  {
    rule: 'nothing is done about a copy that is not ours or has been replaced',
    script: { JudgeCopyFailure: [returns({ verdict: 'none', reason: 'not a copy of this deployment' })] },
    outcome: {
      entered: ['JudgeCopyFailure FollowJudgement NotManaged'],
      calls: { JudgeCopyFailure: [JUDGE_PAYLOAD] },
      ended: 'SUCCEEDED',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a copy that EC2 does not show is told after seventeen attempts in twelve minutes, without a volume',
    script: { ...STEADY, JudgeCopyFailure: [throws('SnapshotNotVisible')] },
    outcome: {
      entered: ['JudgeCopyFailure NotifyFailure Failed'],
      calls: {
        JudgeCopyFailure: Array(17).fill(JUDGE_PAYLOAD),
        FailureQueue: [told('JudgeCopyFailure', 'SnapshotNotVisible', causeOf('SnapshotNotVisible'), [])],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 19,
    },
  },
  {
    rule: 'a copy that EC2 shows late, without its tags and then as unfinished has seventeen attempts in all',
    script: {
      ...STEADY,
      JudgeCopyFailure: [
        throws('SnapshotNotVisible'),
        throws('TagsContradicted'),
        throws('SnapshotStateStale'),
      ],
    },
    outcome: {
      entered: ['JudgeCopyFailure NotifyFailure Failed'],
      calls: {
        JudgeCopyFailure: Array(17).fill(JUDGE_PAYLOAD),
        FailureQueue: [told('JudgeCopyFailure', 'SnapshotStateStale', causeOf('SnapshotStateStale'), [])],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 19,
    },
  },
  {
    rule: 'a failure that cannot be judged is told, without a volume',
    script: { ...STEADY, JudgeCopyFailure: [throws('AccessDenied')] },
    outcome: {
      entered: ['JudgeCopyFailure NotifyFailure Failed'],
      calls: {
        JudgeCopyFailure: [JUDGE_PAYLOAD],
        FailureQueue: [told('JudgeCopyFailure', 'AccessDenied', causeOf('AccessDenied'), [])],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 3,
    },
  },
  {
    rule: 'a copy that AWS refuses to start again is told',
    script: { ...STEADY, RetryCopy: [throws('CopyRefused')] },
    outcome: {
      entered: [`${RETRIED} NotifyFailure Failed`],
      calls: {
        JudgeCopyFailure: [JUDGE_PAYLOAD],
        RetryCopy: [RETRY_PAYLOAD],
        FailureQueue: [told('RetryCopy', 'CopyRefused', causeOf('CopyRefused'))],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 6,
    },
  },
  {
    rule: 'a failure that cannot be told fails the execution all the same',
    script: { ...TO_TELL, FailureQueue: [NEVER] },
    outcome: {
      entered: ['JudgeCopyFailure FollowJudgement NotifyFailure Failed'],
      calls: {
        JudgeCopyFailure: [JUDGE_PAYLOAD],
        FailureQueue: [told('CopySnapshot', 'CopyFailed', 'the key is disabled')],
      },
      ended: 'FAILED SnapshotNotCopied',
      stateTransitions: 4,
    },
  },
];

test.each(paths)('$rule', async ({ script, outcome }) => {
  expect((await run(script)).outcome).toEqual(outcome);
});

test('the copy is started again when the pause of the judgement is over', async () => {
  const { callSeconds } = await run(STEADY);

  expect(callSeconds).toEqual({ JudgeCopyFailure: [0], RetryCopy: [300] });
});

/** The answers of as many calls without a free slot, as a function gives them that has begun to wait long before. */
const noSlot = (times: number): Script => ({
  ...AT_ONCE,
  RetryCopy: [
    ...Array.from({ length: times }, () => returns({ outcome: 'no-slot', waitSeconds: 5400 })),
    returns({ outcome: 'started', copyId: 'snap-0000000000000002f' }),
  ],
});

test('a copy without a free slot is asked for again after as long as its function says', async () => {
  const { outcome, callSeconds } = await run(noSlot(2));

  expect(callSeconds['RetryCopy']).toEqual([0, 5400, 10_800]);
  expect(outcome.entered).toEqual([
    `${RETRIED} IsStarted WaitBeforeRetry RetryCopy IsStarted WaitBeforeRetry RetryCopy IsStarted Done`,
  ]);
  expect(outcome.calls['RetryCopy']).toEqual([RETRY_PAYLOAD, RETRY_PAYLOAD, RETRY_PAYLOAD]);
  expect(outcome.stateTransitions).toBe(12);
});

test('a copy for which its function has given up to find a slot is told', async () => {
  const { outcome } = await run({ ...AT_ONCE, RetryCopy: [throws('NoCopySlot')] });

  expect(outcome.calls['RetryCopy']).toHaveLength(1);
  expect(outcome.calls['FailureQueue']).toEqual([told('RetryCopy', 'NoCopySlot', causeOf('NoCopySlot'))]);
  expect(outcome.ended).toBe('FAILED SnapshotNotCopied');
});

test('a busy AWS and a late message leave an execution that finds no slot time to tell a person', async () => {
  const { outcome, durationSeconds } = await run({
    JudgeCopyFailure: [
      ...Array.from({ length: 16 }, () => throws('SnapshotNotVisible')),
      ...reachedLast(returns({ ...RETRY, waitSeconds: 1800 })),
    ],
    RetryCopy: [
      ...(noSlot(224).RetryCopy ?? []).slice(0, -1),
      ...Array.from({ length: 14 }, () => throws('SourceNotVisible')),
      ...reachedLast(throws('NoCopySlot')),
    ],
    FailureQueue: reachedLast(returns(null)),
  });

  expect(durationSeconds).toBe(1_284_999.5);
  expect(outcome.calls['FailureQueue']).toEqual(
    Array(61).fill(told('RetryCopy', 'NoCopySlot', causeOf('NoCopySlot'))),
  );
  expect(outcome.ended).toBe('FAILED SnapshotNotCopied');
});

test('an execution that has no end is ended after sixteen days', async () => {
  const { execution, durationSeconds } = await run({
    JudgeCopyFailure: [returns({ ...RETRY, waitSeconds: 2_000_000 })],
  });

  expect(durationSeconds).toBe(1_382_400);
  expect(execution.status).toBe('TIMED_OUT');
});

const tasks: readonly TaskFailures[] = [
  {
    state: 'JudgeCopyFailure',
    callee: 'JudgeCopyFailure',
    base: AT_ONCE,
    retries: [
      'functionCrashes',
      'serviceFails',
      'snapshotNotVisible',
      'snapshotStateStale',
      'tagsContradicted',
    ],
    timeoutSeconds: 120,
    givenUp: ['JudgeCopyFailure NotifyFailure Failed'],
    recovered: [`${RETRIED} IsStarted Done`],
    step: 'JudgeCopyFailure',
  },
  {
    state: 'RetryCopy',
    callee: 'RetryCopy',
    base: AT_ONCE,
    retries: ['functionCrashes', 'serviceFails', 'sourceNotVisible'],
    timeoutSeconds: 120,
    givenUp: [`${RETRIED} NotifyFailure Failed`],
    recovered: [`${RETRIED} IsStarted Done`],
    step: 'RetryCopy',
  },
  {
    state: 'NotifyFailure',
    callee: 'FailureQueue',
    base: TO_TELL,
    retries: ['failureQueueFails'],
    timeoutSeconds: 60,
    givenUp: ['JudgeCopyFailure FollowJudgement NotifyFailure Failed'],
    recovered: ['JudgeCopyFailure FollowJudgement NotifyFailure Failed'],
  },
];

testTaskFailures(run, tasks);

test('the executions above take every way through the machine', async () => {
  const scripts = [...paths.map(({ script }) => script), noSlot(1), ...scriptsOf(tasks)];

  expect(await waysTaken('copy-failed', scripts.map(run))).toEqual(waysOf('copy-failed'));
});
