import { historyLine } from '../../../local/simulation/history';

const AT = '2026-03-01T00:00:00.000Z';
const SNAPSHOT = 'snap-0000000000000001';
const OTHER = 'snap-0000000000000002';

const told = (fields: object, untilMs = Infinity): string | undefined =>
  historyLine(JSON.stringify({ at: AT, ...fields }), [SNAPSHOT], untilMs);

const call = (name: string, more: object = {}) => ({
  kind: 'call',
  region: 'us-east-1',
  caller: 'PruneSnapshots',
  call: name,
  input: { SnapshotId: SNAPSHOT },
  ...more,
});

test.each([
  [
    call('ec2:DeleteSnapshot'),
    `PruneSnapshots calls ec2:DeleteSnapshot in us-east-1 {"SnapshotId":"${SNAPSHOT}"}`,
  ],
  [
    call('ec2:DeleteSnapshot', { errorCode: 'InvalidSnapshot.InUse' }),
    `PruneSnapshots calls ec2:DeleteSnapshot in us-east-1 {"SnapshotId":"${SNAPSHOT}"}, refused: InvalidSnapshot.InUse`,
  ],
  [
    {
      kind: 'event',
      region: 'us-west-2',
      detail: {
        event: 'copySnapshot',
        result: 'failed',
        snapshot_id: `arn:aws:ec2::us-west-2:snapshot/${SNAPSHOT}`,
      },
    },
    `EC2 event copySnapshot failed in us-west-2: ${SNAPSHOT}`,
  ],
  [
    {
      kind: 'execution',
      arn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-keeper-snapshot-created:one',
      status: 'FAILED',
      input: SNAPSHOT,
    },
    'snapshot-keeper-snapshot-created one FAILED',
  ],
])('a line about one of them is told in words: %j', (fields, words) => {
  expect(told(fields)).toBe(`${AT}  ${words}`);
});

test.each([
  'ec2:CreateSnapshot',
  'ec2:CreateTags',
  'ec2:DeleteTags',
  'ec2:CopySnapshot',
  'ec2:RegisterImage',
  'ec2:DeregisterImage',
])('%s changes something and is told', (name) => {
  expect(told(call(name))).toContain(`calls ${name}`);
});

test.each(['ec2:DescribeSnapshots', 'sqs:SendMessage', 'states:StartExecution'])(
  '%s changes no snapshot and is left out',
  (name) => {
    expect(told(call(name))).toBeUndefined();
  },
);

test('of a plan, only the verdicts on them are told, with their reasons', () => {
  const verdicts = [
    { snapshotId: OTHER, action: 'keep', reasons: ['last 1'] },
    { snapshotId: SNAPSHOT, action: 'blocked', reasons: ['held: audit', 'copy to us-west-2 still wanted'] },
  ];

  expect(told({ kind: 'log', region: 'us-east-1', message: 'planned', verdicts })).toBe(
    `${AT}  plan in us-east-1: blocked ${SNAPSHOT} (held: audit; copy to us-west-2 still wanted)`,
  );
});

test('a log line without verdicts, and a kind that nobody knows, are left out', () => {
  expect(told({ kind: 'log', message: `adopted ${SNAPSHOT}` })).toBeUndefined();
  expect(told({ kind: 'metric', name: SNAPSHOT })).toBeUndefined();
});

test('a plan that names one of them only in a reason is left out', () => {
  const verdicts = [{ snapshotId: OTHER, action: 'remove', reasons: [`duplicate of ${SNAPSHOT}`] }];

  expect(told({ kind: 'log', region: 'us-east-1', verdicts })).toBeUndefined();
});

test('what is about others is left out, and so are the faults that struck others', () => {
  expect(told(call('ec2:DeleteSnapshot', { input: { SnapshotId: OTHER } }))).toBeUndefined();
  expect(told({ kind: 'fault', fault: 'throttled', struck: 'ec2:DeleteSnapshot' })).toBeUndefined();
  expect(told({ kind: 'fault', fault: 'copy-failed', struck: `${OTHER} to us-west-2` })).toBeUndefined();
});

test('a fault that struck one of them is told', () => {
  expect(told({ kind: 'fault', fault: 'copy-failed', struck: `${SNAPSHOT} to us-west-2` })).toBe(
    `${AT}  fault copy-failed: ${SNAPSHOT} to us-west-2`,
  );
});

test('what comes later than the violation is left out, and what comes with it is told', () => {
  const fault = { kind: 'fault', fault: 'snapshot-deleted-by-hand', struck: SNAPSHOT };

  expect(told(fault, Date.parse(AT))).toBe(`${AT}  fault snapshot-deleted-by-hand: ${SNAPSHOT}`);
  expect(told(fault, Date.parse(AT) - 1)).toBeUndefined();
  expect(told(call('ec2:DeleteSnapshot'), Date.parse(AT) - 1)).toBeUndefined();
});
