import type { Volume, VolumeAttachment, VolumeState } from '@aws-sdk/client-ec2';
import type { Writings } from './block-content';
import type { Entry, Fields } from './catalogue';
import type { Initialization } from './initialization';
import { tagList } from './resource-tags';

/** How the creation of a volume ends that EC2 has accepted: it shows an error, or the volume is gone. */
export type VolumeFailure = 'error' | 'vanishes';

export type VolumeRecord = Entry & {
  /** `<region>/<volume id>`: what its snapshots and their copies have in common. */
  readonly lineage: string;
  readonly sizeGib: number;
  /** The size of its blocks that were ever written, a multiple of a snapshot's block of 512 KiB. */
  readonly writtenBytes: number;
  /** Those blocks. */
  writings: Writings;
  readonly dataEncryptionKeyId: string | undefined;
  readonly availableFromMs: number;
  readonly failure: VolumeFailure | undefined;
  /** Of one that was made of a snapshot. */
  readonly initialization: Initialization | undefined;
  /** As EC2 describes it. `State` does not count here, and `Tags` are above. */
  details: Volume;
  /** Until then what `details` calls attached is on its way; Infinity where it hangs. */
  attachingUntilMs: number;
  lastSnapshotMs: number | undefined;
};

export const volumeState = (volume: VolumeRecord, nowMs: number): VolumeState => {
  if (nowMs < volume.availableFromMs || volume.failure === 'vanishes') return 'creating';
  if (volume.failure === 'error') return 'error';
  return attachments(volume).length > 0 ? 'in-use' : 'available';
};

export const attachments = (volume: VolumeRecord) => volume.details.Attachments ?? [];

/** The attachments as they are shown at a time. */
export const shownAttachments = (volume: VolumeRecord, nowMs: number): VolumeAttachment[] =>
  nowMs < volume.attachingUntilMs
    ? attachments(volume).map((attachment) => ({ ...attachment, State: 'attaching' }))
    : attachments(volume);

/** The local world knows no AMIs of instances, so the boot volume is told by its device's usual names. */
const BOOT_DEVICES = ['/dev/sda1', '/dev/xvda'];

/** Whether the instance boots from it. */
export const isBootVolume = (volume: VolumeRecord, instanceId: string): boolean =>
  attachments(volume).some(
    ({ InstanceId, Device }) => InstanceId === instanceId && BOOT_DEVICES.includes(Device ?? ''),
  );

/** The volume as DescribeVolumes shows it. */
export const describeVolume = (volume: VolumeRecord, nowMs: number): Volume => ({
  ...volume.details,
  ...(volume.details.Attachments && { Attachments: shownAttachments(volume, nowMs) }),
  State: volumeState(volume, nowMs),
  ...tagList(volume.tags),
});

/** The filters of DescribeVolumes that are simulated, beside those on tags. */
export const volumeFields: Fields<VolumeRecord> = {
  id: 'volume-id',
  indexed: {
    'attachment.instance-id': (volume) => attachments(volume).flatMap(({ InstanceId }) => InstanceId ?? []),
  },
  computed: { status: (volume, nowMs) => [volumeState(volume, nowMs)] },
};
