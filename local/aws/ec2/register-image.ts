import * as z from 'zod';
import { AwsError } from '../api';
import { imageArn, question, snapshotArn } from './authorization';
import { checkSnapshotId, existingSnapshot, usableSnapshot } from './existing-resource';
import { defineOperation } from './operation';

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
  apply: ({ account, region }, input) => {
    const snapshots = snapshotIdsOf(input).map((id) => usableSnapshot(region, id));
    const imageId = account.newId('ami');
    for (const snapshot of snapshots) snapshot.imageIds = [...snapshot.imageIds, imageId];
    region.images.set(
      imageId,
      snapshots.map((snapshot) => snapshot.id),
    );
    return { output: { ImageId: imageId } };
  },
});

/** DeregisterImage: the AMI's snapshots stay, and can be deleted from now on. */
export const deregisterImage = defineOperation('DeregisterImage', {
  parameters: { ImageId: z.string() },
  rate: 'otherMutation',
  authorizations: (subject, input) => [
    question(subject, 'DeregisterImage', imageArn(subject.region.name, input.ImageId)),
  ],
  apply: ({ region }, input) => {
    const snapshotIds = region.images.get(input.ImageId);
    if (!snapshotIds) {
      throw new AwsError('InvalidAMIID.NotFound', `The image id '[${input.ImageId}]' does not exist`);
    }
    for (const id of snapshotIds) {
      const snapshot = existingSnapshot(region, id);
      snapshot.imageIds = snapshot.imageIds.filter((imageId) => imageId !== input.ImageId);
    }
    region.images.delete(input.ImageId);
    return { output: {} };
  },
});

const snapshotIdsOf = (input: {
  BlockDeviceMappings: readonly z.infer<typeof blockDeviceMapping>[];
}): readonly string[] => [...new Set(input.BlockDeviceMappings.map(({ Ebs }) => Ebs.SnapshotId))];
