import { DR, Ec2Bench, HOUR, MINUTE, PRIMARY, START_MS, snapshotId, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');
const DAY = 24 * HOUR;

/** A Region that keeps deleted snapshots for a week, and one snapshot in it. */
const benchWithRule = (): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    Description: 'nightly',
    Tags: [{ Key: 'team', Value: 'data' }],
  });
  bench.ec2.retainDeleted(PRIMARY, 7);
  return bench;
};

test('a deleted snapshot enters the bin for the time of the rule and is shown nowhere else', () => {
  const bench = benchWithRule();

  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  expect(bench.ids({})).toEqual([]);
  expect(bench.refusal('DescribeSnapshots', { SnapshotIds: [SNAPSHOT] })).toBe('InvalidSnapshot.NotFound');
  expect(bench.refusal('DeleteSnapshot', { SnapshotId: SNAPSHOT })).toBe('InvalidSnapshot.NotFound');
  expect(bench.ec2.isInRecycleBin(PRIMARY, SNAPSHOT)).toBe(true);
  expect(bench.call('ListSnapshotsInRecycleBin', {})['Snapshots']).toEqual([
    {
      SnapshotId: SNAPSHOT,
      VolumeId: volumeId('a1'),
      Description: 'nightly',
      RecycleBinEnterTime: new Date(START_MS),
      RecycleBinExitTime: new Date(START_MS + 7 * DAY),
    },
  ]);
});

test('a restored snapshot is at once what it was, and no event tells of it', () => {
  const bench = benchWithRule();
  const before = bench.snapshot(SNAPSHOT);
  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });
  bench.advance(6 * DAY);

  const restored = bench.call('RestoreSnapshotFromRecycleBin', { SnapshotId: SNAPSHOT });

  expect(restored).toEqual({
    SnapshotId: SNAPSHOT,
    VolumeId: volumeId('a1'),
    VolumeSize: 10,
    Description: 'nightly',
    Encrypted: false,
    OwnerId: '111122223333',
    Progress: '100%',
    StartTime: new Date('2031-01-01T00:00:00Z'),
    State: 'recovering',
  });
  expect(bench.snapshot(SNAPSHOT)).toEqual(before);
  expect(before).toMatchObject({ State: 'completed', Tags: [{ Key: 'team', Value: 'data' }] });
  expect(bench.ids({ 'tag:team': ['data'] })).toEqual([SNAPSHOT]);
  expect(bench.call('ListSnapshotsInRecycleBin', {})['Snapshots']).toEqual([]);
  expect(bench.events).toEqual([]);
});

test('after the time of the rule a snapshot is gone for good', () => {
  const bench = benchWithRule();
  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  bench.advance(7 * DAY);

  expect(bench.call('ListSnapshotsInRecycleBin', {})['Snapshots']).toEqual([]);
  expect(bench.refusal('RestoreSnapshotFromRecycleBin', { SnapshotId: SNAPSHOT })).toBe(
    'InvalidSnapshot.NotFound',
  );
});

test('without a rule, or with one that was taken away, nothing enters the bin', () => {
  const bench = benchWithRule();
  bench.ec2.retainDeleted(PRIMARY, undefined);

  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  expect(bench.ec2.isInRecycleBin(PRIMARY, SNAPSHOT)).toBe(false);
});

test.each([0, 366, 1.5])('a rule of %d days is refused', (days) => {
  expect(() => new Ec2Bench().ec2.retainDeleted(PRIMARY, days)).toThrow('of 1 to 365 days');
});

test('a snapshot that is deleted while it is pending enters the bin when it is completed, a failed one never', () => {
  const bench = benchWithRule();
  bench.ec2.addVolume(PRIMARY, { VolumeId: volumeId('a1'), Size: 1 });
  const [good, failed] = [bench.create(volumeId('a1')), snapshotId('2')];
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: failed,
    VolumeId: volumeId('a1'),
    VolumeSize: 1,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    State: 'error',
  });
  bench.call('DeleteSnapshot', { SnapshotId: good });
  bench.call('DeleteSnapshot', { SnapshotId: failed });
  const early = bench.ec2.isInRecycleBin(PRIMARY, good);

  bench.advance(10 * MINUTE);
  bench.ids({});

  expect(early).toBe(false);
  expect(bench.ec2.isInRecycleBin(PRIMARY, good)).toBe(true);
  expect(bench.ec2.isInRecycleBin(PRIMARY, failed)).toBe(false);
});

test('a snapshot in the bin can be tagged, and comes back with these tags', () => {
  const bench = benchWithRule();
  bench.call('DeleteSnapshot', { SnapshotId: SNAPSHOT });

  bench.call('CreateTags', { Resources: [SNAPSHOT], Tags: [{ Key: 'hold', Value: 'audit' }] });
  bench.call('DeleteTags', { Resources: [SNAPSHOT], Tags: [{ Key: 'team' }] });
  bench.call('RestoreSnapshotFromRecycleBin', { SnapshotId: SNAPSHOT });

  expect(bench.snapshot(SNAPSHOT)['Tags']).toEqual([{ Key: 'hold', Value: 'audit' }]);
  expect(bench.ids({ 'tag-key': ['team'] })).toEqual([]);
});

test('a copy in the bin is none to build on, and is one again when it is restored', () => {
  const bench = benchWithRule();
  bench.ec2.retainDeleted(DR, 7);
  const incremental = (): unknown => {
    bench.copy(SNAPSHOT);
    bench.advance(2 * HOUR);
    return bench.events.at(-1)!.detail['incremental'];
  };
  const newest = (): string => String(bench.ids({}, DR).at(-1));
  const first = incremental();
  const id = newest();
  bench.call('DeleteSnapshot', { SnapshotId: id }, { region: DR });
  bench.call('RestoreSnapshotFromRecycleBin', { SnapshotId: id }, { region: DR });
  const restored = incremental();
  bench.call('DeleteSnapshot', { SnapshotId: newest() }, { region: DR });
  const binned = incremental();

  expect([first, restored, binned]).toEqual(['false', 'true', 'false']);
});

test('the bin is listed by pages and by ids', () => {
  const bench = benchWithRule();
  const ids = ['2', '3', '4', '5', '6', '7'].map(snapshotId);
  for (const SnapshotId of ids) {
    bench.ec2.addSnapshot(PRIMARY, {
      SnapshotId,
      VolumeId: volumeId('a1'),
      VolumeSize: 1,
      StartTime: new Date('2031-01-01T00:00:00Z'),
    });
    bench.call('DeleteSnapshot', { SnapshotId });
  }
  const idsIn = (input: object) => {
    const { Snapshots, NextToken } = bench.call('ListSnapshotsInRecycleBin', input);
    return { ids: (Snapshots as { SnapshotId: string }[]).map(({ SnapshotId }) => SnapshotId), NextToken };
  };

  const page = idsIn({ MaxResults: 5 });

  expect(page.ids).toEqual(ids.slice(0, 5));
  expect(idsIn({ MaxResults: 5, NextToken: page.NextToken })).toEqual({ ids: [ids[5]] });
  expect(idsIn({ SnapshotIds: [ids[3]] })).toEqual({ ids: [ids[3]] });
});
