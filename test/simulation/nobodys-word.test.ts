import { CopySnapshotCommand, DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import type { Tags } from '../../functions/domain/tags';
import { MINUTE_MS } from '../../local/kernel/time-units';
import { vol } from '../support/builders';
import {
  account,
  addVolume,
  deleteVolumeSoon,
  DR,
  failures,
  idsIn,
  PRIMARY,
  setTags,
  someone,
  startByHand,
  tagsOf,
  takeOne,
  told,
} from '../support/small-account';

const VOLUME = vol(1);
const OTHER = vol(2);

/** An account with two volumes, of each of which there are two snapshots in the primary Region and one copy. */
async function settledAccount() {
  const world = await account();
  addVolume(world, VOLUME);
  addVolume(world, OTHER);
  for (const volumeId of [VOLUME, OTHER, VOLUME, OTHER]) await takeOne(world, volumeId);
  expect([idsIn(world, PRIMARY).length, idsIn(world, DR).length]).toEqual([4, 2]);
  return world;
}

test.each<[rule: string, value: string, subjects: string[]]>([
  ['a wildcard', 'vol-*', []],
  // Who prunes that volume finds it, too.
  ['another volume', OTHER, [`snapshot-keeper: tags contradict what a snapshot is - ${OTHER} in us-west-2`]],
])(
  'a copy of which somebody sets the volume to %s stays, nothing goes on the strength of it, and the sweep, and whoever else finds it, tells once',
  async (_rule, value, subjects) => {
    const world = await settledAccount();
    const copy = idsIn(world, DR).find((id) => tagsOf(world, DR, id)['snapshot-keeper:volume'] === VOLUME)!;
    await setTags(world, DR, copy, { 'snapshot-keeper:volume': value });

    for (const volumeId of [VOLUME, OTHER, VOLUME, OTHER]) await takeOne(world, volumeId);

    expect(idsIn(world, PRIMARY)).toHaveLength(4);
    expect(idsIn(world, DR)).toContain(copy);
    expect(idsIn(world, DR)).toHaveLength(3);
    const bySweep = `snapshot-keeper: the tags of a copy contradict what it is - ${copy} in us-west-2`;
    expect([...told(world)].sort()).toEqual([...subjects, bySweep].sort());
  },
);

describe('an execution that is started by hand', () => {
  test.each([['vol-*'], ['vol-0000000000000000'], [OTHER]])(
    'for the volume %s prunes nothing, and is told',
    async (volumeId) => {
      const world = await settledAccount();
      const [inPrimary, inDr] = [idsIn(world, PRIMARY), idsIn(world, DR)];

      await startByHand(world, 'snapshot-created', PRIMARY, { snapshotId: inPrimary[0], volumeId });

      expect([idsIn(world, PRIMARY), idsIn(world, DR)]).toEqual([inPrimary, inDr]);
      expect([told(world), failures(world)]).toEqual([
        [expect.stringContaining('a step got an input that it does not know')],
        ['snapshot-created FAILED'],
      ]);
    },
  );
});

test('snapshots of a placeholder are nobody’s, whatever their tags and the selection say', async () => {
  const world = await account({ settings: { selection: 'all' } });
  addVolume(world, VOLUME);
  await takeOne(world, VOLUME);
  const tags = tagsOf(world, PRIMARY, idsIn(world, PRIMARY)[0]!);
  const own = 'snap-0fffffffffffffff1';
  for (const [SnapshotId, more] of [
    [own, { ...tags, 'snapshot-keeper:snapshot': own, 'snapshot-keeper:volume': 'vol-ffffffff' }],
    ['snap-0fffffffffffffff2', {}],
    ['snap-0fffffffffffffff3', {}],
  ] as [string, Tags][]) {
    world.ec2.addSnapshot(PRIMARY, {
      SnapshotId,
      VolumeId: 'vol-ffffffff',
      VolumeSize: 8,
      State: 'completed',
      StartTime: new Date('2026-02-01T00:00:00Z'),
      Tags: Object.entries(more).map(([Key, Value]) => ({ Key, Value })),
    });
    await startByHand(world, 'snapshot-created', PRIMARY, {
      snapshotId: SnapshotId,
      volumeId: 'vol-ffffffff',
    });
  }
  await takeOne(world, VOLUME);
  await takeOne(world, VOLUME);

  expect(idsIn(world, PRIMARY)).toHaveLength(5);
  expect(idsIn(world, DR)).toHaveLength(1);
  expect([told(world), failures(world)]).toEqual([[], []]);
});

describe('tags that are carried', () => {
  const HEARSAY: Tags = {
    'snapshot-keeper:copy/us-west-2': 'snap-0000000000000000c of snap-00000000000000009',
    'snapshot-keeper:retain': '3',
    'snapshot-keeper:managed-by': 'another-deployment',
    'snapshot-keeper:told': 'in doubt',
  };

  test.each<[rule: string, carried: (ours: Tags) => Tags]>([
    ['of another snapshot of ours', (ours) => ours],
    ['of another deployment, with a confirmation and a policy', (ours) => ({ ...ours, ...HEARSAY })],
  ])(
    'to a new snapshot of a selected volume, %s, mean nothing: it is adopted, copied and pruned as any',
    async (_rule, carried) => {
      const world = await settledAccount();
      const tags = carried(tagsOf(world, PRIMARY, idsIn(world, PRIMARY)[0]!));

      const id = await takeOne(world, OTHER, tags);

      expect(tagsOf(world, PRIMARY, id)).toMatchObject({
        'snapshot-keeper:managed-by': 'snapshot-keeper',
        'snapshot-keeper:snapshot': id,
        'snapshot-keeper:volume': OTHER,
        'snapshot-keeper:policy': 'last 2',
        'snapshot-keeper:copy/us-west-2': expect.stringMatching(` of ${id}$`) as string,
      });
      expect(tagsOf(world, PRIMARY, id)).not.toHaveProperty(['snapshot-keeper:retain']);
      expect([idsIn(world, PRIMARY).length, idsIn(world, DR).length]).toEqual([4, 2]);
      expect([told(world), failures(world)]).toEqual([[], []]);
    },
  );

  test('to snapshots of a volume that is gone and was not selected are told of and decide nothing', async () => {
    const world = await settledAccount();
    const tags = tagsOf(world, PRIMARY, idsIn(world, PRIMARY)[0]!);
    addVolume(world, vol(3), {});
    deleteVolumeSoon(world, vol(3));

    const id = await takeOne(world, vol(3), {
      ...tags,
      ...HEARSAY,
      'snapshot-keeper:managed-by': 'snapshot-keeper',
    });

    expect(idsIn(world, PRIMARY)).toContain(id);
    expect([idsIn(world, PRIMARY).length, idsIn(world, DR).length]).toEqual([5, 2]);
    expect(told(world)).toEqual([
      `snapshot-keeper: nobody knows whether a snapshot is to be prot - ${vol(3)} in us-east-1`,
    ]);
  });
});

test('a confirmed copy that a person has deleted is made again when the execution is started again', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  const snapshotId = await takeOne(world, VOLUME);
  const [copy] = idsIn(world, DR);
  await someone(world, (ec2) => ec2.send(new DeleteSnapshotCommand({ SnapshotId: copy! })), { region: DR });
  expect(idsIn(world, DR)).not.toContain(copy);

  await startByHand(world, 'snapshot-created', PRIMARY, { snapshotId, volumeId: VOLUME });

  const [again] = idsIn(world, DR);
  expect(again).not.toBe(copy);
  expect(tagsOf(world, PRIMARY, snapshotId)['snapshot-keeper:copy/us-west-2']).toBe(
    `${again} of ${snapshotId}`,
  );
  expect([told(world), failures(world)]).toEqual([[], []]);
});

describe('a copy that fails', () => {
  test('again and again is tried three times and told once, and its source stays', async () => {
    const world = await account();
    addVolume(world, VOLUME);
    for (let count = 0; count < 9; count += 1)
      world.ec2.failNextCopyOf(VOLUME, 'An internal error has occurred');

    const first = await takeOne(world, VOLUME);

    expect(world.ec2.snapshots(DR).map(({ State }) => State)).toEqual(['error', 'error', 'error']);
    expect(told(world)).toEqual([
      'snapshot-keeper: a copy failed and is not tried again - ' + VOLUME + ' in us-west-2',
    ]);
    expect(idsIn(world, PRIMARY)).toEqual([first]);
  });

  test('is judged and tried again also where its event comes three hours late', async () => {
    const world = await account();
    addVolume(world, VOLUME);
    world.ec2.failNextCopyOf(VOLUME, 'An internal error has occurred');
    world.deliveryDelaysMs = ({ detail }) => [detail.result === 'failed' ? 180 * MINUTE_MS : 0];

    await takeOne(world, VOLUME);

    expect(world.ec2.snapshots(DR).map(({ State }) => State)).toEqual(['error', 'completed']);
    expect([told(world), failures(world)]).toEqual([[], []]);
  });
});

test('a volume that is deleted a second after its first snapshot is told of, since nobody knows whether it was selected', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  deleteVolumeSoon(world, VOLUME);

  const id = await takeOne(world, VOLUME);

  expect(idsIn(world, PRIMARY)).toEqual([id]);
  expect(told(world)).toEqual([
    `snapshot-keeper: nobody knows whether a snapshot is to be prot - ${VOLUME} in us-east-1`,
  ]);
  expect(failures(world)).toEqual(['snapshot-created FAILED']);
});

test.each([['very-stale-read'], ['volume-tags-unseen']])(
  'with the fault %s every snapshot of a selected volume is protected or told of',
  async (fault) => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const world = await account({ faults: { [fault]: 0.5 }, seed });
      addVolume(world, VOLUME, {});
      await setTags(world, PRIMARY, VOLUME, { Backup: '' });

      const id = await takeOne(world, VOLUME);

      const isProtected =
        tagsOf(world, PRIMARY, id)['snapshot-keeper:snapshot'] === id && idsIn(world, DR).length > 0;
      expect(isProtected || told(world).length > 0).toBe(true);
    }
  },
);

test('a retention tag that cannot be read deletes nothing and is told once', async () => {
  const world = await account();
  addVolume(world, VOLUME, { Backup: '', 'snapshot-keeper:retain': '12 days' });
  for (let count = 0; count < 5; count += 1) await takeOne(world, VOLUME);

  expect([idsIn(world, PRIMARY).length, idsIn(world, DR).length]).toEqual([5, 1]);
  expect(told(world)).toEqual([`snapshot-keeper: a retention tag cannot be read - ${VOLUME} in us-east-1`]);
});

test.each([44, 47, 50])(
  'a snapshot with %d tags of its own is copied, told of, and never deleted',
  async (count) => {
    const world = await account();
    addVolume(world, VOLUME);
    const own = Object.fromEntries(Array.from({ length: count }, (_, index) => [`own-${index}`, 'x']));
    const id = await takeOne(world, VOLUME, own);
    for (let later = 0; later < 3; later += 1) await takeOne(world, VOLUME);

    expect(idsIn(world, PRIMARY)).toHaveLength(3);
    expect(idsIn(world, PRIMARY)).toContain(id);
    expect(Object.keys(tagsOf(world, PRIMARY, id))).toHaveLength(count);
    expect(told(world)).toEqual([
      `snapshot-keeper: a snapshot has too many tags of its own - ${VOLUME} in us-east-1`,
    ]);
  },
);

test('ten snapshots from before the deployment whose executions are started late and all at once are not deleted without limit', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  for (let day = 1; day <= 10; day += 1) {
    const SnapshotId = `snap-000000000000000${String(day).padStart(2, '0')}`;
    const StartTime = new Date(Date.UTC(2026, 0, day));
    world.ec2.addSnapshot(PRIMARY, {
      SnapshotId,
      VolumeId: VOLUME,
      VolumeSize: 8,
      State: 'completed',
      StartTime,
      CompletionTime: StartTime,
      Tags: [],
    });
  }
  const inputs = idsIn(world, PRIMARY).map((snapshotId) => ({ snapshotId, volumeId: VOLUME }));
  await startByHand(world, 'snapshot-created', PRIMARY, ...inputs);
  await takeOne(world, VOLUME);

  expect(idsIn(world, PRIMARY)).toHaveLength(11);
  expect(told(world)).toEqual([
    `snapshot-keeper: retention would delete too much at once - ${VOLUME} in us-east-1`,
  ]);
});

describe('a copy of one of our copies, with its tags and description', () => {
  test.each([
    ['a day', 24],
    ['two minutes', 1 / 30],
  ])('made within %s stays for ever, is told once, and our own copies are pruned', async (_rule, hours) => {
    const world = await account();
    addVolume(world, VOLUME);
    await takeOne(world, VOLUME, {}, { hours: 0.2 });
    const [copy] = world.ec2.snapshots(DR);
    await world.run(world.loop.nowMs() + hours * 60 * MINUTE_MS);
    const { SnapshotId } = await someone(
      world,
      (ec2) =>
        ec2.send(
          new CopySnapshotCommand({
            SourceRegion: DR,
            SourceSnapshotId: copy!.SnapshotId!,
            Description: copy!.Description!,
            Encrypted: true,
            TagSpecifications: [{ ResourceType: 'snapshot', Tags: copy!.Tags! }],
          }),
        ),
      { region: DR },
    );

    for (let count = 0; count < 4; count += 1) await takeOne(world, VOLUME);

    expect(idsIn(world, DR)).toEqual([SnapshotId, expect.any(String)]);
    expect(told(world)).toEqual([
      `snapshot-keeper: tags contradict what a snapshot is - ${VOLUME} in us-west-2`,
    ]);
  });
});

test('350 holds with long reasons are blocked, and pruning goes on', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  for (let index = 0; index < 350; index += 1) {
    const SnapshotId = `snap-00000000000${String(index).padStart(6, '0')}`;
    const StartTime = new Date(Date.UTC(2026, 0, 1) + index * 60 * MINUTE_MS);
    const takenAt = StartTime.toISOString();
    world.ec2.addSnapshot(PRIMARY, {
      SnapshotId,
      VolumeId: VOLUME,
      VolumeSize: 8,
      State: 'completed',
      StartTime,
      CompletionTime: StartTime,
      Tags: Object.entries({
        'snapshot-keeper:managed-by': 'snapshot-keeper',
        'snapshot-keeper:snapshot': SnapshotId,
        'snapshot-keeper:volume': VOLUME,
        'snapshot-keeper:region': PRIMARY,
        'snapshot-keeper:taken-at': takenAt,
        'snapshot-keeper:policy': 'last 2',
        'snapshot-keeper:hold': '保'.repeat(256),
      }).map(([Key, Value]) => ({ Key, Value })),
    });
  }
  for (let count = 0; count < 4; count += 1) await takeOne(world, VOLUME);

  expect(idsIn(world, PRIMARY)).toHaveLength(352);
  expect([told(world), failures(world)]).toEqual([[], []]);
});
