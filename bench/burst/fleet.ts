import type { Snapshot } from '@aws-sdk/client-ec2';
import { describeCopy } from '../../functions/domain/copy-description';
import { describePolicy } from '../../functions/domain/retention-policy';
import { confirmation, copyTag, TAG, tagsToList, type Tags } from '../../functions/domain/tags';
import { kmsKeyId } from '../../infra/copy-key-name';
import type { Settings } from '../../infra/settings';
import { DAY_MS, HOUR_MS } from '../../local/kernel/time-units';
import type { World } from '../../local/world/world';

const hex = (prefix: string, number: number): string => `${prefix}-0${number.toString(16).padStart(16, '0')}`;

export const volumeId = (index: number): string => hex('vol', index);

/** Ids of snapshots that EC2 makes up are random, so these are none of them. */
const sourceId = (index: number, age: number): string => hex('snap', index * 100 + age);
const copyId = (index: number, age: number, place: number): string =>
  hex('snap', 1_000_000_000 * (place + 1) + index * 100 + age);

/**
 * Loads `volumes` volumes as they are in a steady state: each has as many daily snapshots as retention keeps, all ours and with a
 * confirmed copy in each DR Region, where the newest copies are still there. The newest was taken a day before `nextMs`.
 */
export function loadFleet(world: World, settings: Settings, volumes: number, nextMs: number): void {
  const { deployment, primary, dr } = settings;
  const { region } = primary;
  const keys = dr.map(({ region: there, key }) => world.kmsKeys.find(there, kmsKeyId(settings, key))!.arn);
  for (let index = 0; index < volumes; index += 1) {
    const own: Tags = { Name: `disk ${index}`, Backup: 'daily' };
    world.ec2.addVolume(region, {
      ...SHAPE,
      VolumeId: volumeId(index),
      AvailabilityZone: `${region}a`,
      CreateTime: new Date(nextMs - 30 * DAY_MS),
      Tags: tagsToList(own),
    });
    const tagsOf = (age: number, policy: string): Tags => ({
      ...own,
      [TAG.managedBy]: deployment,
      [TAG.volume]: volumeId(index),
      [TAG.region]: region,
      [TAG.takenAt]: takenAt(age).toISOString(),
      [TAG.policy]: policy,
      [TAG.volumeType]: SHAPE.VolumeType,
      [TAG.iops]: String(SHAPE.Iops),
      [TAG.throughput]: String(SHAPE.Throughput),
      [TAG.zone]: `${region}a`,
    });
    const takenAt = (age: number): Date => new Date(nextMs - age * DAY_MS);
    // The oldest first, as EC2 lists them.
    for (let age = primary.retention.last ?? 1; age > 0; age -= 1) {
      const confirmed = dr.map(({ region: there }, place) => [
        copyTag(there),
        confirmation(copyId(index, age, place), sourceId(index, age)),
      ]);
      world.ec2.addSnapshot(region, {
        ...snapshotAt(takenAt(age)),
        SnapshotId: sourceId(index, age),
        VolumeId: volumeId(index),
        Tags: tagsToList({
          ...tagsOf(age, describePolicy(primary.retention)),
          [TAG.snapshot]: sourceId(index, age),
          ...(Object.fromEntries(confirmed) as Tags),
        }),
      });
    }
    dr.forEach(({ region: there, retention }, place) => {
      for (let age = retention.last ?? 1; age > 0; age -= 1)
        world.ec2.addSnapshot(
          there,
          {
            ...snapshotAt(new Date(takenAt(age).getTime() + HOUR_MS)),
            SnapshotId: copyId(index, age, place),
            VolumeId: 'vol-ffffffff',
            TransferType: 'standard',
            Encrypted: true,
            KmsKeyId: keys[place],
            Description: describeCopy({
              deployment,
              sourceSnapshotId: sourceId(index, age),
              volumeId: volumeId(index),
              region,
              takenAt: takenAt(age).toISOString(),
              requestedAt: new Date(takenAt(age).getTime() + HOUR_MS).toISOString(),
              requestId: String(index),
            }),
            Tags: tagsToList({
              ...tagsOf(age, describePolicy(retention)),
              [TAG.sourceSnapshot]: sourceId(index, age),
            }),
          },
          { region, volumeId: volumeId(index) },
        );
    });
  }
}

const SHAPE = { Size: 20, VolumeType: 'gp3', Iops: 3000, Throughput: 125 } as const;

const snapshotAt = (startedAt: Date): Snapshot => ({
  VolumeSize: SHAPE.Size,
  StartTime: startedAt,
  State: 'completed',
  CompletionTime: new Date(startedAt.getTime() + HOUR_MS),
  Progress: '100%',
  StorageTier: 'standard',
});
