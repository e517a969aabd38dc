import type { DeregisterImageResult, Snapshot } from '@aws-sdk/client-ec2';
import type { ApiRequest, Outcome } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { Truth } from './truth';

type Judged = { readonly rule: string; readonly what: string };

/**
 * Whether a function may deregister an AMI now: one that a function has made, with the snapshots, each of which could be deleted by itself but
 * for what has failed, which holds no data.
 */
export function judgeDeregistration(
  { region, input }: ApiRequest,
  truth: Truth,
  judgeDeletion: (snapshotId: string) => Judged | undefined,
): Judged | undefined {
  const imageId = String(input['ImageId']);
  const image = truth.images.of(imageId);
  if (image === undefined)
    return { rule: 'nothing of others is touched', what: `${imageId} deregistered, which is not ours` };
  if (input['DeleteAssociatedSnapshots'] !== true)
    return { rule: 'an AMI goes with what it holds', what: `${imageId} deregistered without its snapshots` };
  const hasFailed = new Set(truth.pointsIn(region).flatMap(({ id, state }) => (state === 'error' ? id : [])));
  for (const id of image.snapshotIds) {
    const judged = hasFailed.has(id) ? undefined : judgeDeletion(id);
    if (judged !== undefined) return { ...judged, what: `${imageId}: ${judged.what}` };
  }
  return undefined;
}

/** Takes note of what a function has done with an AMI. Answers the snapshots of one that it has made. */
export function noteImage(
  { operation, region, input }: ApiRequest,
  { output }: Outcome,
  { truth, ec2 }: { readonly truth: Truth; readonly ec2: Pick<Ec2, 'snapshotIdsOf' | 'snapshot'> },
): readonly Snapshot[] | undefined {
  if (operation === 'DeregisterImage') {
    const { DeleteSnapshotResults = [] } = output as DeregisterImageResult;
    truth.sets.forget(truth.images.of(String(input['ImageId']))?.snapshotIds ?? []);
    for (const { SnapshotId = '', ReturnCode } of DeleteSnapshotResults)
      if (ReturnCode !== 'success') truth.refused.add(SnapshotId);
    return undefined;
  }
  if (operation !== 'CreateImage') return undefined;
  const imageId = String(output['ImageId']);
  const snapshotIds = ec2.snapshotIdsOf(region, imageId);
  truth.images.made(imageId, { description: String(input['Description']), snapshotIds });
  return snapshotIds.flatMap((id) => ec2.snapshot(region, id) ?? []);
}
