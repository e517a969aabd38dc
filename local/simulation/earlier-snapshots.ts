import type { Snapshot } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import { DAY_MS } from '../kernel/time-units';

/** A snapshot that is there before the deployment, and where. */
export type Earlier = { readonly region: string; readonly snapshot: Snapshot };

/**
 * What an account has before the deployment is made: old snapshots of its volumes; imports and copies of others, which show a
 * volume that is none, some with our tags on them; and what other deployments of ours have made here: of another name, and of
 * the same name in another primary Region. None of it is ever ours.
 */
export function earlierSnapshots({ deployment, primary, dr }: Settings, startMs: number): Earlier[] {
  const [{ region: drRegion }] = dr as [Settings['dr'][number]];
  let count = 0;
  const made = (
    region: string,
    { VolumeId = 'vol-ffffffff', ageDays = 30, tags = {}, ...more }: Made = {},
  ): Earlier => {
    count += 1;
    const SnapshotId = `snap-0000000000000b${String(count).padStart(3, '0')}`;
    const StartTime = new Date(startMs - ageDays * DAY_MS);
    const own = typeof tags === 'function' ? tags(SnapshotId, StartTime.toISOString()) : tags;
    const Tags = Object.entries(own).map(([Key, Value]) => ({ Key, Value }));
    return {
      region,
      snapshot: {
        SnapshotId,
        VolumeId,
        StartTime,
        CompletionTime: StartTime,
        VolumeSize: 8,
        State: 'completed',
        Tags,
        ...more,
      },
    };
  };
  const ofUs =
    (volume: string, region: string, name = deployment): Tagging =>
    (id, startedAt) => ({
      [TAG.managedBy]: name,
      [TAG.snapshot]: id,
      [TAG.volume]: volume,
      [TAG.region]: region,
      [TAG.takenAt]: startedAt,
      [TAG.policy]: 'last 1',
    });
  const copyBy = (name: string, volume: string, from: string): Made => ({
    TransferType: 'standard',
    Description:
      `snapshot-keeper ${name}: copy of snap-0000000000000c001 of ${volume} in ${from}, ` +
      `taken 2026-01-30T00:00:00.000Z, requested 2026-01-30T00:00:01.000Z 0123456789ab`,
    tags: {
      [TAG.managedBy]: name,
      [TAG.volume]: volume,
      [TAG.region]: from,
      [TAG.takenAt]: '2026-01-30T00:00:00.000Z',
      [TAG.sourceSnapshot]: 'snap-0000000000000c001',
      [TAG.policy]: 'last 1',
    },
  });
  return [
    made(primary.region, { VolumeId: VOLUME_1 }),
    made(primary.region, { VolumeId: VOLUME_1, ageDays: 60 }),
    made(primary.region, { VolumeId: 'vol-00000000000000003' }),
    // Imports, bare and with our tags.
    ...[primary.region, drRegion].flatMap((region) => [
      made(region),
      made(region, { tags: ofUs('vol-ffffffff', primary.region) }),
      made(region, { tags: ofUs(VOLUME_1, primary.region) }),
    ]),
    // Another deployment shares a volume of ours, and has its copies where ours are.
    made(primary.region, { VolumeId: SHARED, tags: ofUs(SHARED, primary.region, 'other') }),
    made(drRegion, copyBy('other', SHARED, primary.region)),
    // A deployment of the same name has its primary where our copies are, and its copies where our snapshots are.
    made(drRegion, { VolumeId: 'vol-0000000000000d001', tags: ofUs('vol-0000000000000d001', drRegion) }),
    made(primary.region, copyBy(deployment, 'vol-0000000000000d001', drRegion)),
  ];
}

type Tagging = (snapshotId: string, startedAt: string) => Readonly<Record<string, string>>;

type Made = Omit<Snapshot, 'Tags'> & {
  readonly ageDays?: number;
  readonly tags?: Tagging | Readonly<Record<string, string>>;
};

const VOLUME_1 = 'vol-00000000000000001';

/** A volume that both deployments have selected. */
export const SHARED = 'vol-00000000000000006';
