import { Ec2Bench, HOUR, PRIMARY, snapshotId, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');
const DAY = 24 * HOUR;

const benchWithSnapshot = (): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 10 });
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
  });
  return bench;
};

const lock = (bench: Ec2Bench, input: object) =>
  bench.call('LockSnapshot', { SnapshotId: SNAPSHOT, LockMode: 'governance', LockDuration: 1, ...input });

const locked = (bench: Ec2Bench) =>
  bench.call('DescribeLockedSnapshots', {})['Snapshots'] as { LockState: string }[];

test('a locked snapshot is not deleted before its lock runs out', () => {
  const bench = benchWithSnapshot();
  const answer = lock(bench, {});

  bench.advance(DAY - 1);
  const before = bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT });
  bench.advance(1);
  const states = locked(bench).map(({ LockState }) => LockState);
  const after = bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  expect(answer).toEqual({
    SnapshotId: SNAPSHOT,
    LockState: 'governance',
    LockDuration: 1,
    LockCreatedOn: new Date('2031-03-04T05:06:07.890Z'),
    LockDurationStartTime: new Date('2031-03-04T05:06:07.890Z'),
    LockExpiresOn: new Date('2031-03-05T05:06:07.890Z'),
  });
  expect([before, states, after]).toEqual(['OperationNotPermitted', ['expired'], 'accepted']);
  expect(locked(bench)).toEqual([]);
});

test.each([
  ['in governance mode', {}, 0, 'accepted'],
  ['in compliance mode', { LockMode: 'compliance' }, 0, 'OperationNotPermitted'],
  ['that cools off', { LockMode: 'compliance', CoolOffPeriod: 2 }, 2 * HOUR - 1, 'accepted'],
  ['that has cooled off', { LockMode: 'compliance', CoolOffPeriod: 2 }, 2 * HOUR, 'OperationNotPermitted'],
])('unlocking a lock %s', (_, input, afterMs, code) => {
  const bench = benchWithSnapshot();
  lock(bench, input);
  bench.advance(afterMs);

  expect(bench.refusal('UnlockSnapshot', { SnapshotId: SNAPSHOT })).toBe(code);
});

test('an unlocked snapshot can be deleted, and cannot be unlocked again', () => {
  const bench = benchWithSnapshot();
  lock(bench, {});

  bench.call('UnlockSnapshot', { SnapshotId: SNAPSHOT });

  expect(bench.refusal('UnlockSnapshot', { SnapshotId: SNAPSHOT })).toBe('IncorrectState');
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('accepted');
});

test('a lock in compliance mode can only be made longer', () => {
  const bench = benchWithSnapshot();
  const change = (input: object) =>
    bench.refusal('LockSnapshot', { SnapshotId: SNAPSHOT, LockMode: 'compliance', ...input });
  lock(bench, { LockMode: 'compliance', LockDuration: 10 });

  const refusals = [
    change({ LockDuration: 9 }),
    change({ LockMode: 'governance', LockDuration: 11 }),
    change({ ExpirationDate: new Date('2031-04-01T00:00:00Z') }),
  ];

  expect(refusals).toEqual(['OperationNotPermitted', 'OperationNotPermitted', 'accepted']);
});

test('the lock of a pending snapshot is cancelled where the snapshot fails', () => {
  const bench = benchWithSnapshot();
  bench.ec2.failNextSnapshotOf(volumeId('a1'), 'no');
  const id = bench.create(volumeId('a1'));
  lock(bench, { SnapshotId: id });
  const before = locked(bench).map(({ LockState }) => LockState);

  bench.advance(HOUR);

  expect(before).toEqual(['governance']);
  expect(locked(bench)).toEqual([]);
});

test.each([
  ['neither duration nor date', { LockDuration: undefined }, 'MissingParameter'],
  [
    'both duration and date',
    { ExpirationDate: new Date('2032-01-01T00:00:00Z') },
    'InvalidParameterCombination',
  ],
  [
    'a date that has passed',
    { LockDuration: undefined, ExpirationDate: new Date('2031-01-01T00:00:00Z') },
    'InvalidParameterValue',
  ],
  ['a cooling-off in governance mode', { CoolOffPeriod: 1 }, 'InvalidParameterCombination'],
  ['an unknown snapshot', { SnapshotId: snapshotId('2') }, 'InvalidSnapshot.NotFound'],
  ['no known mode', { LockMode: 'loose' }, 'InvalidParameterValue'],
])('a lock with %s is refused', (_, input, code) => {
  const bench = benchWithSnapshot();
  const request = { SnapshotId: SNAPSHOT, LockMode: 'governance', LockDuration: 1, ...input };

  expect(bench.refusal('LockSnapshot', request)).toBe(code);
});
