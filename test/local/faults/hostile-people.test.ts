import type { ApiRequest } from '../../../local/aws/api';
import { DAY_MS, HOUR_MS } from '../../../local/kernel/time-units';
import { DR, FaultsBench, listOf, PRIMARY, VOLUME } from './faults-bench';

const OURS = { 'ours:volume': VOLUME, Name: 'db', 'aws:backup:source-resource': 'nightly' };
const CARRIED = listOf({ 'ours:volume': VOLUME, Name: 'db' });

test('somebody restores a deleted snapshot from the Recycle Bin within three days', async () => {
  const bench = new FaultsBench({ 'snapshot-restored': 1 });
  bench.ec2.retainDeleted(PRIMARY, 7);
  const id = bench.create({ 'ours:volume': VOLUME });
  await bench.run(HOUR_MS);
  const before = bench.ec2.snapshot(PRIMARY, id);
  bench.call('DeleteSnapshot', { SnapshotId: id });
  const deleted = bench.ec2.snapshot(PRIMARY, id);

  await bench.run(3 * DAY_MS);

  expect(deleted).toBeUndefined();
  expect(bench.ec2.snapshot(PRIMARY, id)).toEqual(before);
  expect(bench.strikes).toEqual(['snapshot-restored']);
});

test('what is gone for good is not restored', async () => {
  const bench = new FaultsBench({ 'snapshot-restored': 1 });
  const id = bench.create({});
  await bench.run(HOUR_MS);
  bench.call('DeleteSnapshot', { SnapshotId: id });
  await bench.run(3 * DAY_MS);

  expect(bench.strikes).toEqual([]);
  expect(bench.deeds).toEqual([]);
});

test('somebody copies a finished copy within its Region, once, with description and all tags but AWS’s', async () => {
  const bench = new FaultsBench({ 'copy-reencrypted': 1 });
  const id = bench.create({});
  await bench.run(HOUR_MS);
  const copyId = bench.copy(id, 'made of it', OURS);

  await bench.run(6 * DAY_MS);

  expect(bench.deeds.map(({ operation, region, input }) => ({ operation, region, input }))).toEqual([
    {
      operation: 'CopySnapshot',
      region: DR,
      input: {
        SourceRegion: DR,
        SourceSnapshotId: copyId,
        Encrypted: true,
        Description: 'made of it',
        TagSpecifications: [{ ResourceType: 'snapshot', Tags: CARRIED }],
        // What the SDK adds.
        DestinationRegion: DR,
        PresignedUrl: expect.any(String),
      },
    },
  ]);
  expect(bench.ec2.snapshots(DR)).toHaveLength(2);
});

test('somebody puts the tags of a finished snapshot on the next one of some volume, or on a volume that is made of it', async () => {
  const kinds = new Set<string>();
  const volumes = new Set<unknown>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const bench = new FaultsBench({ 'tags-carried': 1 }, seed);
    const id = bench.create(OURS);
    await bench.run(3 * DAY_MS);
    const [first, second] = bench.deeds;
    kinds.add(first!.operation);
    if (first!.operation === 'CreateSnapshot') {
      volumes.add(first!.input['VolumeId']);
      expect(first!.input['TagSpecifications']).toEqual([{ ResourceType: 'snapshot', Tags: CARRIED }]);
    } else {
      const restored = bench.ec2.volumes(PRIMARY)[2]!;
      expect(restored).toMatchObject({ SnapshotId: id, Tags: CARRIED });
      expect(second).toMatchObject({
        operation: 'CreateSnapshot',
        input: { VolumeId: restored.VolumeId },
      });
    }
  }

  expect(kinds).toEqual(new Set(['CreateSnapshot', 'CreateVolume']));
  expect(volumes.size).toBe(2);
});

test('tags of others are not carried', async () => {
  const bench = new FaultsBench({ 'tags-carried': 1, 'copy-reencrypted': 1 });
  const id = bench.create({ Name: 'db' });
  await bench.run(HOUR_MS);
  bench.copy(id, '', {});
  await bench.run(6 * DAY_MS);

  expect(bench.deeds).toEqual([]);
});

test('somebody sets or deletes a tag of ours on a snapshot or a copy, while it runs or within three days', async () => {
  const operations = new Set<string>();
  const states = new Set<unknown>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const bench = new FaultsBench({ 'any-tag-changed-by-hand': 1 }, seed);
    const id = bench.create({ 'ours:volume': VOLUME, 'ours:copy/us-east-2': 'snap-1', Name: 'db' });
    while (bench.deeds.length === 0) {
      states.add(bench.ec2.snapshot(PRIMARY, id)?.State);
      await bench.run(60_000);
    }
    const { operation, input } = bench.deeds[0]!;
    operations.add(operation);
    expect(input['Resources']).toEqual([id]);
    expect(input['Tags']).toHaveLength(1);
    expect((input['Tags'] as { Key: string }[])[0]!.Key).toMatch(/^ours:/);
    expect(bench.loop.nowMs() - Date.parse('2026-03-01T00:00:00Z')).toBeLessThanOrEqual(3 * DAY_MS + 60_000);
  }

  expect(operations).toEqual(new Set(['CreateTags', 'DeleteTags']));
  expect(states).toEqual(new Set(['pending', 'completed']));
});

test('somebody changes a tag by hand, in each way that the stacks give them, within three days', async () => {
  const changes = new Set<string>();
  for (let seed = 1; seed <= 20; seed += 1) {
    const bench = new FaultsBench({ 'tag-changed-by-hand': 1 }, seed);
    const id = bench.create({ 'ours:volume': VOLUME });
    await bench.run(3 * DAY_MS);
    const [{ operation, input }] = bench.deeds as [ApiRequest];
    expect(input['Resources']).toEqual([id]);
    changes.add(`${operation} ${JSON.stringify(input['Tags'])}`);
  }

  expect(changes).toEqual(
    new Set([
      'CreateTags [{"Key":"ours:hold","Value":"somebody wants it"}]',
      'DeleteTags [{"Key":"ours:volume"}]',
    ]),
  );
});

test('nobody does anything any more where faults have stopped', async () => {
  const bench = new FaultsBench({
    'tags-carried': 1,
    'copy-reencrypted': 1,
    'any-tag-changed-by-hand': 1,
    'snapshot-restored': 1,
  });
  bench.ec2.retainDeleted(PRIMARY, 7);
  const id = bench.create(OURS);
  await bench.run(HOUR_MS);
  bench.copy(id, '', OURS);
  await bench.run(HOUR_MS);
  const deedsBefore = bench.deeds.length;
  bench.faults.stop();
  await bench.run(3 * DAY_MS);

  expect(bench.strikes.length).toBeGreaterThan(deedsBefore);
  expect(bench.deeds).toHaveLength(deedsBefore);
});
