import type { InstanceDevices, Instances } from '../aws/instances';
import type { MakingImage, NewImages } from '../aws/new-images';
import { AccessDenied, ServiceBusy } from '../domain/errors';
import type { ScheduledRun } from '../domain/scheduled-run';
import type { Covered } from './units';

export type MakingDeps = {
  readonly newImages: Pick<NewImages, 'make'>;
  readonly instances: Pick<Instances, 'devicesOf'>;
  readonly run: ScheduledRun;
  /** Whether any of these schedules has the instance rebooted. */
  readonly isRebooting: (schedules: readonly string[]) => boolean;
};

/**
 * Makes an AMI of an instance, of the volumes that are covered: all others are left out, but the one that it boots from, without which there is none. What is
 * attached is looked at directly before.
 */
export async function makeImage(
  { instances, newImages, run, isRebooting }: MakingDeps,
  instanceId: string,
  covered: readonly Covered[],
  schedules: readonly string[],
): Promise<MakingImage> {
  const look = await looked(instances, instanceId);
  if ('reason' in look) return look;
  const { volumes, bootVolumeId } = look;
  const ids = new Set(covered.map(({ volume }) => volume.volumeId));
  if (bootVolumeId === undefined)
    return { outcome: 'refused', reason: `${instanceId} boots from no volume, and an AMI needs one` };
  if (!ids.has(bootVolumeId))
    return {
      outcome: 'refused',
      reason: `${bootVolumeId}, from which ${instanceId} boots, is not covered, or has a snapshot of this time already, and an AMI needs it`,
    };
  const detached = [...ids].find((id) => volumes.every(({ volumeId }) => volumeId !== id));
  if (detached !== undefined) return notShown(`${detached} as attached to ${instanceId}`);
  const withoutDevices = volumes.flatMap(({ volumeId, device }) => (ids.has(volumeId) ? [] : device));
  return newImages.make({ instanceId, withoutDevices, reboot: isRebooting(schedules) }, run, schedules);
}

/** What is attached, or why nobody knows. */
async function looked(
  instances: MakingDeps['instances'],
  instanceId: string,
): Promise<InstanceDevices | Unknown> {
  try {
    return (await instances.devicesOf(instanceId)) ?? notShown(instanceId);
  } catch (error) {
    if (error instanceof ServiceBusy) return { outcome: 'unknown', reason: error.message };
    if (error instanceof AccessDenied) return { outcome: 'unknown', reason: error.message, answered: true };
    throw error;
  }
}

type Unknown = { readonly outcome: 'unknown'; readonly reason: string; readonly answered?: true };

const notShown = (what: string): Unknown => ({
  outcome: 'unknown',
  reason: `EC2 does not show ${what}`,
  answered: true,
});
