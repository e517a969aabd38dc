import * as z from 'zod';
import { AwsError, type Outcome } from '../api';
import { imageArn, question, snapshotArn } from './authorization';
import { deleteSnapshot } from './delete-snapshot';
import { checkImageId } from './existing-resource';
import { defineOperation, type Call } from './operation';

/**
 * DeregisterImage: the AMI's snapshots stay, and can be deleted from now on; or they go with it, where that is asked, as far as they can, and
 * the answer says of each how that ended. AWS does not say which code a refusal has: [unverified].
 */
export const deregisterImage = defineOperation('DeregisterImage', {
  parameters: { ImageId: z.string(), DeleteAssociatedSnapshots: z.boolean().optional() },
  rate: 'otherMutation',
  authorizations: (subject, { ImageId }) => {
    checkImageId(ImageId);
    const image = subject.region.images.get(ImageId);
    const arn = imageArn(subject.region.name, ImageId);
    return [question(subject, 'DeregisterImage', arn, { resourceTags: image?.tags })];
  },
  apply: (call, input) => {
    const { region } = call;
    const image = region.images.get(input.ImageId);
    if (image === undefined)
      throw new AwsError('InvalidAMIID.NotFound', `The image id '[${input.ImageId}]' does not exist`);
    region.images.remove(image);
    const ids = [...new Set(image.devices.map(({ snapshotId }) => snapshotId))];
    for (const id of ids) {
      const snapshot = region.snapshots.get(id);
      if (snapshot === undefined) continue;
      snapshot.imageIds = snapshot.imageIds.filter((imageId) => imageId !== image.id);
    }
    return {
      output: {
        Return: true,
        ...(input.DeleteAssociatedSnapshots === true && {
          DeleteSnapshotResults: ids.map((SnapshotId) => ({
            SnapshotId,
            ReturnCode: deleteMember(call, SnapshotId),
          })),
        }),
      },
    };
  },
});

/** As DeleteSnapshot by the same caller would end. */
function deleteMember(call: Call, SnapshotId: string): string {
  const snapshot = call.region.snapshots.get(SnapshotId);
  if (snapshot !== undefined && snapshot.imageIds.length > 0) return 'skipped';
  const { account, region, caller } = call;
  const arn = snapshotArn(region.name, SnapshotId);
  const asked = question(call, 'DeleteSnapshot', arn, { resourceTags: snapshot?.tags });
  if (!account.options.isAllowed(caller, [asked])) return 'missing-permissions';
  return orRefusal(() => deleteSnapshot.apply(call, { SnapshotId }));
}

const orRefusal = (deletion: () => Outcome): string => {
  try {
    deletion();
    return 'success';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return 'client-error';
  }
};
