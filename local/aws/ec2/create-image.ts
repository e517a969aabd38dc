import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { imageArn, instanceArn, question, snapshotArn, tagOnCreate } from './authorization';
import { checkInstanceId } from './existing-resource';
import { addImage, checkImageName } from './register-image';
import { defineOperation, type Call } from './operation';
import {
  checkTags,
  maySetReservedTags,
  NO_TAGS,
  tagsOnCreate,
  tagSpecifications,
  type Tags,
} from './resource-tags';
import type { SnapshotRecord } from './snapshot-record';
import {
  checkPendingLimit,
  checkSnapshotLimit,
  checkVolumeIsReady,
  drawSnapshotDurationMs,
  laterCompletion,
  startSnapshot,
} from './start-snapshot';
import { attachments, isBootVolume, type VolumeRecord } from './volume-record';

const blockDeviceMapping = z.strictObject({ DeviceName: z.string(), NoDevice: z.literal('') });

/**
 * CreateImage: an AMI, and at one moment a snapshot of each volume of an instance that is not left out. Without NoReboot one that runs is rebooted, which
 * is the matter of the instances that hear of the call. The boot volume cannot be [unverified]. Each snapshot ends for itself, and whether it has an event AWS does not say: it has one where the members of
 * a multi-volume set have.
 */
export const createImage = defineOperation('CreateImage', {
  parameters: {
    InstanceId: z.string(),
    Name: z.string(),
    Description: z.string().optional(),
    NoReboot: z.boolean().default(false),
    BlockDeviceMappings: z.array(blockDeviceMapping).default([]),
    TagSpecifications: tagSpecifications,
  },
  rate: 'otherMutation',
  authorizations: (subject, input) => {
    const { name } = subject.region;
    const [ofImage, ofSnapshots] = tagsOf(input.TagSpecifications);
    const [image, snapshot] = [imageArn(name, '*'), snapshotArn(name, '*')];
    return [
      question(subject, 'CreateImage', instanceArn(subject, input.InstanceId), {
        resourceTags: subject.region.instanceTags.get(input.InstanceId) ?? NO_TAGS,
      }),
      question(subject, 'CreateImage', image, { requestTags: ofImage }),
      question(subject, 'CreateImage', snapshot, { requestTags: ofSnapshots }),
      ...tagOnCreate(subject, 'CreateImage', image, ofImage),
      ...tagOnCreate(subject, 'CreateImage', snapshot, ofSnapshots),
    ];
  },
  apply: (call, input) => {
    const { region, account, nowMs } = call;
    const { InstanceId, Name, Description = '', BlockDeviceMappings } = input;
    checkImageName(region, Name);
    const volumes = imagedVolumes(
      region,
      InstanceId,
      BlockDeviceMappings.map(({ DeviceName }) => DeviceName),
    );
    const [ofImage, ofSnapshots] = tagsOf(input.TagSpecifications);
    for (const tags of [ofImage, ofSnapshots]) checkTags(tags, tags, maySetReservedTags(call.caller));
    for (const { volume } of volumes) checkVolumeIsReady(call, volume);
    checkSnapshotLimit(region, volumes.length);
    checkPendingLimit(call, volumes.length);

    const imageId = account.newId('ami');
    const description = `Created by CreateImage(${InstanceId}) for ${imageId}`;
    const members = volumes.map(({ volume, device }) => ({
      device,
      snapshot: startMember(call, volume, { description, tags: ofSnapshots }),
    }));
    const rootDeviceName = volumes.find(({ volume }) => isBootVolume(volume, InstanceId))?.device;
    addImage(region, {
      id: imageId,
      sequence: account.nextSequence(),
      tags: ofImage,
      name: Name,
      description: Description,
      createdMs: nowMs,
      sourceInstanceId: InstanceId,
      rootDeviceName,
      devices: members.map(({ device, snapshot }) => ({ name: device, snapshotId: snapshot.id })),
    });
    return {
      output: { ImageId: imageId },
      later: members.map(({ snapshot }) => laterCompletion(call, snapshot)),
    };
  },
});

/** What is for the AMI, and what for all of its snapshots. */
const tagsOf = (specifications: z.infer<typeof tagSpecifications> = []): [image: Tags, snapshots: Tags] => {
  const snapshots = specifications.filter(({ ResourceType }) => ResourceType === 'snapshot');
  const others = specifications.filter(({ ResourceType }) => ResourceType !== 'snapshot');
  return [tagsOnCreate('image', others), tagsOnCreate('snapshot', snapshots)];
};

type Imaged = { readonly volume: VolumeRecord; readonly device: string };

/** The volumes of an instance but those whose devices are `leftOut`, in order of their creation. */
const imagedVolumes = (
  region: Ec2Region,
  instanceId: string,
  leftOut: readonly string[],
): readonly Imaged[] => {
  checkInstanceId(instanceId);
  const attached = region.volumes.having('attachment.instance-id', instanceId).map((volume) => ({
    volume,
    device: attachments(volume).find(({ InstanceId }) => InstanceId === instanceId)?.Device ?? '',
  }));
  if (attached.length === 0)
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${instanceId}' does not exist`);
  const boot = attached.find(({ volume }) => isBootVolume(volume, instanceId));
  const wrong = leftOut.find(
    (name) => name === boot?.device || attached.every(({ device }) => device !== name),
  );
  if (wrong !== undefined)
    throw new AwsError('InvalidBlockDeviceMapping', `'${wrong}' is no data volume of '${instanceId}'`);
  return attached.filter(({ device }) => !leftOut.includes(device));
};

const startMember = (
  call: Call,
  volume: VolumeRecord,
  { description, tags }: { readonly description: string; readonly tags: Tags },
): SnapshotRecord =>
  startSnapshot(call, volume, {
    description,
    tags,
    durationMs: drawSnapshotDurationMs(call, volume),
    failure: call.account.failingSnapshots.take(volume.id),
    isTold: call.account.memberEvents,
  });
