import type { VolumeAttachment } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError, type Authorization } from '../api';
import { startWriting } from './block-content';
import { instanceArn, question, volumeArn } from './authorization';
import { checkDeviceName } from './device-name';
import { checkInstanceId, checkVolumeId, existingVolume } from './existing-resource';
import type { Ec2Region } from './account';
import { instanceState } from './instance-power';
import { defineOperation, type Subject } from './operation';
import { NO_TAGS } from './resource-tags';
import { attachments, isBootVolume, volumeState, type VolumeRecord } from './volume-record';

/** How long an attachment is on its way [unverified]. */
const ATTACHING_MS = 3_000;

/**
 * AttachVolume, to one instance at a time, which runs or is stopped. Any instance id will do that has no volume in another zone. The attachment is
 * `attaching` for some seconds; one that hangs is so until the instance is stopped (kubernetes/kubernetes#31891).
 */
export const attachVolume = defineOperation('AttachVolume', {
  parameters: { VolumeId: z.string(), InstanceId: z.string(), Device: z.string() },
  rate: 'otherMutation',
  authorizations: (subject, input) => questions(subject, 'AttachVolume', input.VolumeId, input.InstanceId),
  apply: ({ account, region, nowMs }, input) => {
    const volume = existingVolume(region, input.VolumeId);
    const state = volumeState(volume, nowMs);
    if (state === 'in-use') {
      throw new AwsError('VolumeInUse', `${volume.id} is already attached to an instance`);
    }
    if (state !== 'available') throw new AwsError('IncorrectState', `${volume.id} is not 'available'.`);
    checkDeviceName(input.Device);
    checkInstance(region, input.InstanceId, nowMs);
    checkFits(region, volume, input);
    const hangs = account.hangingAttachments.take(volume.id, input.InstanceId) !== undefined;
    const attachment: VolumeAttachment = {
      VolumeId: volume.id,
      InstanceId: input.InstanceId,
      Device: input.Device,
      State: 'attached',
      AttachTime: new Date(nowMs),
      DeleteOnTermination: false,
    };
    volume.attachingUntilMs = hangs ? Infinity : nowMs + ATTACHING_MS;
    volume.writings = startWriting(volume.writings, nowMs);
    region.volumes.update(volume, () => {
      volume.details = { ...volume.details, Attachments: [attachment] };
    });
    return { output: { ...attachment, State: 'attaching' } };
  },
});

/** One that starts takes no volume (ansible-collections/amazon.aws#497); of one that stops that is [unverified]. */
function checkInstance(region: Ec2Region, instanceId: string, nowMs: number): void {
  const { Name } = instanceState(region, instanceId, nowMs);
  if (Name === 'pending' || Name === 'stopping')
    throw new AwsError('IncorrectState', `Instance '${instanceId}' is not 'running'.`);
}

/** EC2's own list of devices counts, and an instance is in one zone. */
function checkFits(
  region: Ec2Region,
  volume: VolumeRecord,
  { InstanceId, Device }: { readonly InstanceId: string; readonly Device: string },
): void {
  const others = region.volumes.having('attachment.instance-id', InstanceId);
  if (others.some((other) => attachments(other).some((one) => one.Device === Device)))
    throw new AwsError(
      'InvalidParameterValue',
      `Invalid value '${Device}' for unixDevice. Attachment point ${Device} is already in use`,
    );
  const zone = volume.details.AvailabilityZone;
  if (others.some(({ details }) => details.AvailabilityZone !== zone))
    throw new AwsError(
      'InvalidVolume.ZoneMismatch',
      `The volume '${volume.id}' is not in the same availability zone as instance '${InstanceId}'`,
    );
}

/** DetachVolume, at once, unless an instance that runs has booted from it. The code for that is [unverified]. */
export const detachVolume = defineOperation('DetachVolume', {
  parameters: { VolumeId: z.string(), InstanceId: z.string().optional(), Device: z.string().optional() },
  rate: 'otherMutation',
  authorizations: (subject, input) => questions(subject, 'DetachVolume', input.VolumeId, input.InstanceId),
  apply: ({ region, nowMs }, input) => {
    const volume = existingVolume(region, input.VolumeId);
    const isMeant = ({ InstanceId, Device }: VolumeAttachment): boolean =>
      (input.InstanceId ?? InstanceId) === InstanceId && (input.Device ?? Device) === Device;
    const [attachment, another] = attachments(volume).filter(isMeant);
    if (!attachment)
      throw new AwsError('IncorrectState', `Volume '${volume.id}' is in the 'available' state.`);
    if (another) {
      throw new AwsError('InvalidParameterCombination', `'${volume.id}' is attached to several instances.`);
    }
    const { InstanceId = '', Device = '' } = attachment;
    if (isBootVolume(volume, InstanceId)) {
      if (instanceState(region, InstanceId, nowMs).Name !== 'stopped')
        throw new AwsError(
          'OperationNotPermitted',
          `Unable to detach root volume '${volume.id}' from instance '${InstanceId}'`,
        );
      region.rootDevices.set(InstanceId, Device);
    }
    volume.attachingUntilMs = 0;
    region.volumes.update(volume, () => {
      const rest = attachments(volume).filter((other) => other !== attachment);
      volume.details = { ...volume.details, Attachments: rest };
    });
    return { output: { ...attachment, State: 'detaching' } };
  },
});

const questions = (
  subject: Subject,
  action: string,
  volumeId: string,
  instanceId: string | undefined,
): readonly Authorization[] => {
  checkVolumeId(volumeId);
  const volume = subject.region.volumes.get(volumeId);
  const onVolume = question(subject, action, volumeArn(subject, volumeId), { resourceTags: volume?.tags });
  if (instanceId === undefined) return [onVolume];
  checkInstanceId(instanceId);
  const resourceTags = subject.region.instanceTags.get(instanceId) ?? NO_TAGS;
  return [onVolume, question(subject, action, instanceArn(subject, instanceId), { resourceTags })];
};
