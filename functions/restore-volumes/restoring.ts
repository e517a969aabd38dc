import * as z from 'zod';
import { InstanceId, SnapshotId, VolumeId } from '../domain/ids';

/** A volume that is to be made, as planned, and what has been done for it. */
export const Restoring = z.object({
  ofVolumeId: VolumeId,
  snapshotId: SnapshotId,
  takenAt: z.string(),
  sizeGib: z.int(),
  zone: z.string(),
  volumeType: z.string(),
  iops: z.int().optional(),
  throughputMibps: z.int().optional(),
  kmsKeyId: z.string().optional(),
  initializationRateMibps: z.int().optional(),
  instanceId: InstanceId.optional(),
  device: z.string().optional(),
  isAnyDevice: z.boolean().optional(),
  /** Since when EC2 does not show its snapshot, the volume that a lost call has made, or the instance under which a device is chosen for it. */
  unseenAt: z.iso.datetime().optional(),
  volumeId: VolumeId.optional(),
  madeAt: z.iso.datetime().optional(),
  /** When EC2 was first asked to attach it. */
  attachAt: z.iso.datetime().optional(),
  /** Why EC2 has refused to, or what else it has said of it last. */
  refusal: z.string().optional(),
  said: z.string().optional(),
  /** Whether EC2 shows it where it is to be attached. */
  isAttached: z.boolean().optional(),
  /** Why it has failed, for good. */
  failed: z.string().optional(),
  /** Whether it was made and is not there any more. */
  isGone: z.boolean().optional(),
});

export type Restoring = z.output<typeof Restoring>;

/** Whether nothing has been made for it, and nothing stands in the way. */
export const isOpen = ({ volumeId, failed }: Restoring): boolean =>
  volumeId === undefined && failed === undefined;

/** What is there first, since a long text is cut where a person is told; then what has failed, by reason. Empty where nothing has. */
export function failureOf(volumes: readonly Restoring[]): string {
  const failed = volumes.filter((one) => one.failed !== undefined);
  if (failed.length === 0) return '';
  const byReason = new Map<string, string[]>();
  for (const { volumeId, snapshotId, failed: why = '' } of failed)
    byReason.set(why, [...(byReason.get(why) ?? []), volumeId ?? snapshotId]);
  const there = volumes.filter(({ volumeId, isGone }) => volumeId !== undefined && isGone !== true);
  const made = there.map(
    ({ volumeId, snapshotId, isAttached, instanceId, device }) =>
      `${volumeId} of ${snapshotId}${isAttached ? `, attached to ${instanceId} as ${device}` : ''}`,
  );
  return [
    made.length === 0
      ? 'No volume is there.'
      : `Made, and left as they are: ${made.join('; ')}. Delete what you do not need.`,
    ...[...byReason].map(([why, ids]) => `${ids.join(', ')}: ${why.replace(/\.$/, '')}.`),
  ].join(' ');
}
