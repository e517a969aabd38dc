import { AccessDenied, ServiceBusy } from '../domain/errors';
import { guardDeregistration } from '../domain/guard-image';
import type { Deletion } from '../domain/guard';
import { goesAlong } from '../domain/image';
import { isTaggedBy } from '../domain/snapshot';
import { holdOf, TAG } from '../domain/tags';
import { explainDenial } from './explain-denial';
import type { Deps } from './deps';
import type { GivenImage, GivenOf } from './given-images';
import type { Result } from './result';

/** What was read for the plan. */
export type Read = Omit<Deletion, 'snapshotId' | 'volumeId'>;

/**
 * Deregisters an AMI with all that it holds, if the guard lets it. Answers how that ended for each snapshot of it that was given up or goes along, or for `snapshotId` alone where it was not tried; undefined where the AMI
 * is there no more, so that its snapshots are to be deleted one by one. Throws only what is a fault of ours.
 *
 * What it holds is looked at directly before, since a hold may be younger than the read, and IAM, which refuses that snapshot alone, lets the AMI and the others go.
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
    const changed = await changedSince(deps, [...members, ...failed]);
    if (changed !== undefined)
      return new Map([
        [snapshotId, { outcome: 'blocked', reason: `${image.imageId} stays whole: ${changed}` }],
      ]);
    const answer = await images!.deregisterWithSnapshots(image.imageId);
    if (answer.outcome === 'gone') return undefined;
    if (answer.outcome === 'failed') return new Map([[snapshotId, answer]]);
    log.info('deregistered', { imageId: image.imageId, codes: Object.fromEntries(answer.codes) });
    const ended = new Map<string, Result>();
    for (const one of members)
      ended.set(one.snapshotId, await resultOf(deps, one.snapshotId, answer.codes.get(one.snapshotId)));
    for (const one of failed) ended.set(one.snapshotId, resultOfFailed(answer.codes.get(one.snapshotId)));
    return ended;
  } catch (error) {
    if (error instanceof AccessDenied) return denied(deps, snapshotId, image.imageId, error);
    // It may have had its effect all the same, on all of them.
    if (error instanceof ServiceBusy)
      return new Map(members.map((one) => [one.snapshotId, { outcome: 'unfinished', error }]));
    throw error;
  }
}

/** Why one of them must stay by now, which IAM would heed of that one alone; undefined where nothing has changed. */
async function changedSince(
  { snapshots, environment }: Deps,
  members: readonly GivenOf[],
): Promise<string | undefined> {
  const { DEPLOYMENT: deployment } = environment;
  for (const one of await snapshots.byIds(members.map(({ snapshotId }) => snapshotId))) {
    const hold = holdOf(one.tags);
    if (hold !== undefined) return `${one.snapshotId} is held: ${hold || 'no reason given'}`;
    if (!isTaggedBy(one, deployment) && !goesAlong(one, deployment))
      return `${one.snapshotId} is no longer tagged ${TAG.managedBy} = ${deployment}`;
  }
  return undefined;
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
const resultOfFailed = (code: string | undefined): Result =>
  code === 'success'
    ? { outcome: 'deleted' }
    : {
        outcome: 'blocked',
        reason: `it has failed, its AMI is deregistered, and EC2 has not deleted it: ${code ?? 'no code'}`,
      };

/** By the codes of DeleteSnapshotReturnCodes. */
async function resultOf(
  { snapshots, environment }: Deps,
  snapshotId: string,
  code: string | undefined,
): Promise<Result> {
  if (code === 'success') return { outcome: 'deleted' };
  if (code === 'skipped')
    return {
      outcome: 'blocked',
      reason: 'its AMI is deregistered; EC2 has left it, since another AMI uses it',
    };
  if (code === 'missing-permissions') {
    const denial = new AccessDenied(`its AMI is deregistered, and IAM has not let ${snapshotId} be deleted`);
    const why = await explainDenial(snapshots, environment.DEPLOYMENT, snapshotId, denial);
    // By the next plan it stays as a single snapshot, and nobody would hear that its AMI is gone.
    return why.outcome === 'blocked'
      ? { outcome: 'failed', reason: `its AMI is deregistered without it: ${why.reason}` }
      : why;
  }
  const error = new ServiceBusy(
    `its AMI is deregistered, and EC2 has not deleted ${snapshotId}: ${code ?? 'no code'}`,
  );
  return { outcome: 'unfinished', error };
}
