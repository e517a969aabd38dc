import { tagsToList, type Tags } from '../../functions/domain/tags';
import type { World } from '../../local/world/world';
import { PRIMARY } from './one-volume';

export const INSTANCE = 'i-0123456789abcdef0';

const id = (digit: number): string => `vol-${String(digit).repeat(17)}`;

export const [BOOT, DATA, LOGS, SCRATCH, OTHER] = [id(1), id(2), id(3), id(4), id(5)] as const;

export const SELECTED: Tags = { Backup: 'yes' };

const DEVICES = ['/dev/xvda', '/dev/sdf', '/dev/sdg', '/dev/sdh'];

/** Adds volumes with these tags that are attached to an instance, the one that it boots from first. */
export function addAttached(
  world: World,
  volumes: readonly (readonly [volumeId: string, tags: Tags])[],
  instanceId = INSTANCE,
): void {
  for (const [index, [VolumeId, tags]] of volumes.entries())
    world.ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 10,
      VolumeType: 'gp3',
      AvailabilityZone: `${PRIMARY}a`,
      CreateTime: new Date(world.loop.nowMs()),
      Attachments: [{ InstanceId: instanceId, VolumeId, Device: DEVICES[index]!, State: 'attached' }],
      Tags: tagsToList(tags),
    });
}
