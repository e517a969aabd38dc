import { AccessDenied, ServiceBusy } from '../domain/errors';
import { guardDeregistration } from '../domain/guard-image';
import type { Deletion } from '../domain/guard';
import { explainDenial } from './explain-denial';
import type { Deps } from './deps';
import type { Given, GivenImage } from './given-images';
import type { Result } from './result';

/** What was read for the plan. */
export type Read = Omit<Deletion, 'snapshotId' | 'volumeId'>;

/**
 * Deregisters an AMI with all that it holds, if the guard lets it. Answers how that ended for each snapshot of it that was given up or goes along, or for `snapshotId` alone where it was not tried; undefined where the AMI
 * is there no more, so that its snapshots are to be deleted one by one. Throws only what is a fault of ours.
 *
 * The AMI goes though EC2 does not delete all that it holds. What is left for a reason of its own, is given up by the next plan as a single snapshot, and EC2 says then why.
 */
export async function deregister(
  deps: Deps,
  snapshotId: string,
  { image, members, failed }: GivenImage,
  read: Read,
): Promise<ReadonlyMap<string, Result> | undefined> {
  const { images, log } = deps;
  const refusal = guardDeregistration({ ...read, image, given: members });
  if (refusal !== undefined) return new Map([[snapshotId, { outcome: 'guarded', reason: refusal }]]);
  try {
    const answer = await images!.deregisterWithSnapshots(image.imageId);
    if (answer.outcome === 'gone') return undefined;
    if (answer.outcome === 'failed') return new Map([[snapshotId, answer]]);
    log.info('deregistered', { imageId: image.imageId, codes: Object.fromEntries(answer.codes) });
    const ended = (one: Given, result: typeof resultOf): [string, Result] => [
      one.snapshotId,
      result(one.snapshotId, answer.codes.get(one.snapshotId)),
    ];
    return new Map([
      ...members.map((one) => ended(one, resultOf)),
      ...failed.map((one) => ended(one, resultOfFailed)),
    ]);
  } catch (error) {
    if (error instanceof AccessDenied) return denied(deps, snapshotId, image.imageId, error);
    if (error instanceof ServiceBusy) return new Map([[snapshotId, { outcome: 'unfinished', error }]]);
    throw error;
  }
}

/** IAM refuses what has just been deregistered, too, and with it the tags that allow the call. */
async function denied(
  { images, snapshots, environment }: Deps,
  snapshotId: string,
  imageId: string,
  denial: AccessDenied,
): Promise<ReadonlyMap<string, Result> | undefined> {
  try {
    const [image] = await images!.byIds([imageId]);
    if (image === undefined) return undefined;
    const { hold } = image;
    if (hold !== undefined)
      return new Map([
        [snapshotId, { outcome: 'blocked', reason: `${imageId} is held: ${hold || 'no reason given'}` }],
      ]);
  } catch (error) {
    if (error instanceof ServiceBusy || error instanceof AccessDenied)
      return new Map([[snapshotId, { outcome: 'unfinished', error }]]);
    throw error;
  }
  return new Map([[snapshotId, await explainDenial(snapshots, environment.DEPLOYMENT, snapshotId, denial)]]);
}

/** No later plan comes across what has failed: it may never have been adopted, so that IAM keeps it. */
const resultOfFailed = (_: string, code: string | undefined): Result =>
  code === 'success'
    ? { outcome: 'deleted' }
    : {
        outcome: 'blocked',
        reason: `it has failed, its AMI is deregistered, and EC2 has not deleted it: ${code ?? 'no code'}`,
      };

/** By the codes of DeleteSnapshotReturnCodes. */
function resultOf(snapshotId: string, code: string | undefined): Result {
  if (code === 'success') return { outcome: 'deleted' };
  if (code === 'skipped')
    return {
      outcome: 'blocked',
      reason: 'its AMI is deregistered; EC2 has left it, since another AMI uses it',
    };
  const error = new ServiceBusy(
    `its AMI is deregistered, and EC2 has not deleted ${snapshotId}: ${code ?? 'no code'}`,
  );
  return { outcome: 'unfinished', error };
}
