import { CopySnapshotCommand, CreateSnapshotCommand, type Tag } from '@aws-sdk/client-ec2';
import { describeCopy } from '../../../functions/domain/copy-description';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';

const LARGE = 'vol-0fedcba9876543210';

/** A selected volume of 4 TiB, whose first copy takes longer than the hours between its snapshots. */
async function largeVolume() {
  const started = await startOneVolume();
  const { world, soon, person } = started;
  world.ec2.addVolume(PRIMARY, {
    VolumeId: LARGE,
    Size: 4096,
    VolumeType: 'gp3',
    AvailabilityZone: 'eu-west-1a',
    CreateTime: new Date(START_MS),
    Tags: [{ Key: 'Backup', Value: 'yes' }],
  });
  /** The sources of the copies that we asked for, and how many ran then, this one included. */
  const copied: { readonly source: string; readonly running: number }[] = [];
  world.observe({
    onCall: ({ request: { operation, input }, callerName }) => {
      if (operation !== 'CopySnapshot' || callerName === 'person') return;
      const running = world.ec2.snapshots(DR).filter(({ State }) => State === 'pending').length;
      copied.push({ source: String(input['SourceSnapshotId']), running });
    },
  });
  const take = () => soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: LARGE })));
  return { ...started, copied, take };
}

/** Somebody makes a snapshot in the DR Region that passes for our copy of a snapshot of the volume, from the time given. */
async function forge(
  { world, soon, person, held }: Awaited<ReturnType<typeof largeVolume>>,
  takenAt: string,
) {
  const source = 'snap-00000000000000bad';
  const tags: Record<string, string> = {
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:volume': LARGE,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:taken-at': takenAt,
    'snapshot-keeper:source-snapshot': source,
  };
  const Tags = Object.entries(tags).map(([Key, Value]): Tag => ({ Key, Value }));
  await soon(
    person(DR).send(
      new CopySnapshotCommand({
        SourceRegion: PRIMARY,
        SourceSnapshotId: held(PRIMARY)[0]!,
        Description: describeCopy({
          deployment: 'snapshot-keeper',
          sourceSnapshotId: source,
          volumeId: LARGE,
          region: PRIMARY,
          takenAt,
          requestedAt: new Date(world.loop.nowMs()).toISOString(),
          requestId: 'forged',
        }),
        TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
      }),
    ),
  );
}

test('the first copies of a volume follow one another, and those are left out that a newer one makes useless', async () => {
  const { world, copied, take, runTo } = await largeVolume();

  const taken: string[] = [];
  for (const hours of [0, 6, 12, 18]) {
    await runTo(hours);
    taken.push((await take()).SnapshotId ?? '');
  }
  await runTo(96);

  expect(copied[0]).toEqual({ source: taken[0], running: 1 });
  expect(copied.map(({ running }) => running)).toEqual(copied.map(() => 1));
  expect(copied.map(({ source }) => source)).toContain(taken[3]);
  expect(world.ec2.snapshots(DR).map(({ State }) => State)).toEqual(['completed']);
  expect(world.ec2.snapshots(PRIMARY).map(({ SnapshotId }) => SnapshotId)).toEqual([taken[3]]);
  expect(world.executions.map(({ status }) => status)).not.toContain('FAILED');
  expect(world.notifications).toEqual([]);
});

test.each([
  ['newer', '2031-03-02T00:00:00.500Z'],
  ['from the future', '2040-01-01T00:00:00.000Z'],
])('what somebody passes off as a %s copy keeps no first copy from being made', async (_, takenAt) => {
  const forging = await largeVolume();
  const { copied, take, takeSnapshot, runTo } = forging;
  await takeSnapshot();
  await runTo(1);
  await forge(forging, takenAt);
  await runTo(24);

  const { SnapshotId: source } = await take();
  await runTo(96);

  expect(copied.map((copy) => copy.source)).toContain(source);
});
