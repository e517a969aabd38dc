import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { imageArn, question, snapshotArn } from './authorization';
import { checkSnapshotId, usableSnapshot } from './existing-resource';
import type { ImageRecord } from './image-record';
import { defineOperation } from './operation';
import { NO_TAGS } from './resource-tags';

const blockDeviceMapping = z.strictObject({
  DeviceName: z.string().optional(),
  Ebs: z.strictObject({ SnapshotId: z.string() }),
});

/** RegisterImage, as far as it concerns snapshots: they cannot be deleted while the AMI is registered. */
export const registerImage = defineOperation('RegisterImage', {
  parameters: {
    Name: z.string(),
    RootDeviceName: z.string().optional(),
    BlockDeviceMappings: z.array(blockDeviceMapping).min(1),
  },
  rate: 'otherMutation',
  authorizations: (subject, input) => [
    question(subject, 'RegisterImage', imageArn(subject.region.name, '*')),
    ...snapshotIdsOf(input).map((id) => {
      checkSnapshotId(id);
      const snapshot = subject.region.snapshots.get(id);
      return question(subject, 'RegisterImage', snapshotArn(subject.region.name, id), {
        resourceTags: snapshot?.tags,
      });
    }),
  ],
  apply: ({ account, region, nowMs }, input) => {
    checkImageName(region, input.Name);
    for (const id of snapshotIdsOf(input)) usableSnapshot(region, id);
    const imageId = account.newId('ami');
    addImage(region, {
      id: imageId,
      sequence: account.nextSequence(),
      tags: NO_TAGS,
      name: input.Name,
      description: '',
      createdMs: nowMs,
      sourceInstanceId: undefined,
      rootDeviceName: input.RootDeviceName,
      devices: input.BlockDeviceMappings.map(({ DeviceName, Ebs }) => ({
        name: DeviceName,
        snapshotId: Ebs.SnapshotId,
      })),
    });
    return { output: { ImageId: imageId } };
  },
});

const snapshotIdsOf = (input: {
  BlockDeviceMappings: readonly z.infer<typeof blockDeviceMapping>[];
}): readonly string[] => [...new Set(input.BlockDeviceMappings.map(({ Ebs }) => Ebs.SnapshotId))];

const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;

/** Throws where no AMI of the Region can be called so. */
export function checkImageName(region: Ec2Region, name: string): void {
  if (!NAME.test(name))
    throw new AwsError('InvalidAMIName.Malformed', `AMI names must be between 3 and 128 characters long`);
  const [other] = region.images.having('name', name);
  if (other !== undefined)
    throw new AwsError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${other.id}`);
}

/** Adds an AMI; its snapshots, as far as they are there, are in use from now on. */
export function addImage(region: Ec2Region, image: ImageRecord): void {
  region.images.add(image);
  for (const id of new Set(image.devices.map(({ snapshotId }) => snapshotId))) {
    const snapshot = region.snapshots.get(id);
    if (snapshot !== undefined) snapshot.imageIds = [...snapshot.imageIds, image.id];
  }
}
