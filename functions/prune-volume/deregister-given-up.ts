import { AccessDenied, ServiceBusy } from '../domain/errors';
import type { Deletion } from '../domain/guard';
import { guardDeregistration } from '../domain/guard-image';
import { goesAlong } from '../domain/image';
import { keptByTags, noticeOfUntagged, untagged } from '../domain/left-by-image';
import { explainDenial } from './explain-denial';
import type { Deps } from './deps';
import type { GivenImage } from './given-images';
import type { Result } from './result';
import { idsOf, isTold, lookAt, othersOf, tellOfLeft, type Tell } from './tell-of-left';

/** What was read for the plan. */
export type Read = Omit<Deletion, 'snapshotId' | 'volumeId'>;

export type Deregistering = {
  /** How that ended, by snapshot. Where the one for which it was asked is not among them, it is to be deleted by itself. */
  readonly ended: ReadonlyMap<string, Result>;
  /** Whether the AMI went by another call, or by one without an answer: what it held may have gone with it, whatever EC2 shows. */
  readonly isFoundGone: boolean;
};

type Asked = Read & { readonly of: GivenImage; readonly tell: Tell };

/**
 * Deregisters an AMI with all that it holds, if the guard lets it. Answers how that ended for each snapshot of it that was given up or goes along; for `snapshotId` alone where it was not
 * tried; and for what is left alone where the AMI is there no more. Throws only what is a fault of ours.
 *
 * What it holds is looked at directly before, since a hold may be younger than the read, and IAM, which refuses that snapshot alone, lets the AMI and the others go.
 * The AMI goes though EC2 does not delete all that it holds. What is left for a reason of its own, is given up by the next plan as a single snapshot, and EC2 says then why;
 * of what no plan gives up then, a person is told here.
 */
export async function deregister(deps: Deps, snapshotId: string, asked: Asked): Promise<Deregistering> {
  const { images, log } = deps;
  const { of, tell, ...read } = asked;
  const { image, members, failed } = of;
  const { imageId } = image;
  const only = (result: Result): Deregistering => ({
    ended: new Map([[snapshotId, result]]),
    isFoundGone: false,
  });
  const refusal = guardDeregistration({ ...read, image, given: members });
  if (refusal !== undefined) return only({ outcome: 'guarded', reason: refusal });
  const lost = untagged(image, read);
  if (lost !== undefined) return only(await staysUntagged(deps, asked, lost));
  let isSent = false;
  try {
    const changed = await changedSince(deps, of);
    if (changed !== undefined)
      return only({ outcome: 'blocked', reason: `${imageId} stays whole: ${changed}` });
    isSent = true;
    const answer = await images!.deregisterWithSnapshots(imageId);
    if (answer.outcome === 'gone') return await foundGone(deps, asked);
    if (answer.outcome === 'failed') return only(answer);
    const { codes } = answer;
    log.info('deregistered', { imageId, codes: Object.fromEntries(codes) });
    const ended = new Map([
      ...members.map(({ snapshotId: id }) => [id, resultOf(id, codes.get(id))] as const),
      ...failed.map(({ snapshotId: id }) => [id, resultOfFailed(codes.get(id))] as const),
      ...(await tellOfLeft(deps, of, { codes, shown: read.shown, tell })),
    ]);
    return { ended, isFoundGone: false };
  } catch (error) {
    if (error instanceof AccessDenied) {
      const why = await denied(deps, snapshotId, asked, error);
      return why === 'gone' ? foundGone(deps, asked) : only(why);
    }
    if (!(error instanceof ServiceBusy)) throw error;
    // It may have had its effect all the same, on all of them.
    const isFoundGone = isSent && (await seemsGone(deps, of));
    const ended = new Map(
      members.map((one): [string, Result] => [one.snapshotId, { outcome: 'unfinished', error }]),
    );
    if (!isFoundGone) return { ended, isFoundGone };
    const left = await foundGone(deps, asked);
    return { ...left, ended: new Map([...ended, ...left.ended]) };
  }
}

const foundGone = async (deps: Deps, { of, tell, shown }: Asked): Promise<Deregistering> => ({
  ended: await tellOfLeft(deps, of, { codes: new Map(), shown, tell }),
  isFoundGone: true,
});

/** Whether EC2 shows that the AMI is gone: itself no more, or not all that it held, of which nothing can be deleted before. */
async function seemsGone(deps: Deps, of: GivenImage): Promise<boolean> {
  const ids = idsOf(of);
  const seen = await lookAt(deps, ids);
  if (seen !== undefined && seen.length < ids.length) return true;
  try {
    return (await deps.images!.byIds([of.image.imageId])).length === 0;
  } catch (error) {
    if (error instanceof ServiceBusy || error instanceof AccessDenied) return false;
    throw error;
  }
}

/** Why one of them must stay by now, which IAM would heed of that one alone; undefined where nothing has changed. */
async function changedSince({ snapshots, environment }: Deps, of: GivenImage): Promise<string | undefined> {
  const { DEPLOYMENT: deployment } = environment;
  for (const one of await snapshots.byIds(idsOf(of))) {
    const why = goesAlong(one, deployment) ? undefined : keptByTags(one, deployment);
    if (why !== undefined) return `${one.snapshotId} is ${why}`;
  }
  return undefined;
}

/** A person is told, once: nothing but tags that somebody puts back lets it go. */
async function staysUntagged(deps: Deps, { of, shown, tell }: Asked, reason: string): Promise<Result> {
  const given = new Set(of.members.map(({ snapshotId }) => snapshotId));
  const notice = noticeOfUntagged(of.image.imageId, reason, {
    deployment: deps.environment.DEPLOYMENT,
    members: shown.filter(({ snapshotId }) => given.has(snapshotId)),
    others: othersOf(of, shown),
  });
  const isKnown = notice === undefined || (await isTold(deps, tell, notice));
  return { outcome: isKnown ? 'blocked' : 'failed', reason };
}

/** IAM refuses what has just been deregistered, too, and with it the tags that allow the call. */
async function denied(
  deps: Deps,
  snapshotId: string,
  asked: Asked,
  denial: AccessDenied,
): Promise<Result | 'gone'> {
  const { images, snapshots, environment } = deps;
  const { imageId } = asked.of.image;
  try {
    const [image] = await images!.byIds([imageId]);
    if (image === undefined) return 'gone';
    const { hold } = image;
    if (hold !== undefined)
      return { outcome: 'blocked', reason: `${imageId} is held: ${hold || 'no reason given'}` };
    const lost = untagged(image, asked);
    if (lost !== undefined) return await staysUntagged(deps, asked, lost);
  } catch (error) {
    if (error instanceof ServiceBusy || error instanceof AccessDenied)
      return { outcome: 'unfinished', error };
    throw error;
  }
  return explainDenial(snapshots, environment.DEPLOYMENT, snapshotId, denial);
}

/** By the codes of DeleteSnapshotReturnCodes. What EC2 shows no more, IAM has refused for lack of the tags that went with it. */
function resultOf(snapshotId: string, code: string | undefined): Result {
  if (code === 'success') return { outcome: 'deleted' };
  if (code === 'missing-permissions') return { outcome: 'gone' };
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

/** A new plan gives up no failed one at once, and none at all that was never adopted. */
const resultOfFailed = (code: string | undefined): Result =>
  code === 'success'
    ? { outcome: 'deleted' }
    : {
        outcome: 'blocked',
        reason: `it has failed, its AMI is deregistered, and EC2 has not deleted it: ${code ?? 'no code'}`,
      };
