import { AccessDenied, ServiceBusy } from '../domain/errors';
import { leftByImage, mayRemember, noticesOfLeft, type Left } from '../domain/left-by-image';
import type { Notice } from '../domain/notices';
import type { Snapshot } from '../domain/snapshot';
import type { Deps } from './deps';
import type { GivenImage } from './given-images';
import type { Result } from './result';

/** Tells a person of something once, and remembers it. Throws where it cannot be told. */
export type Tell = (notice: Notice) => Promise<boolean>;

type Known = {
  /** How the deregistration ended for each snapshot; empty where nobody has seen its answer. */
  readonly codes: ReadonlyMap<string, string>;
  /** All that was read for the plan. */
  readonly shown: readonly Snapshot[];
  readonly tell: Tell;
};

/**
 * Tells of what has stayed of an AMI that is gone, at once: the next plan, be it of a retry, finds no AMI, and has nothing to tell. Answers how it ended for each of these: what
 * cannot be told is `failed`, so that the execution says it.
 */
export async function tellOfLeft(
  deps: Deps,
  of: GivenImage,
  { codes, shown, tell }: Known,
): Promise<ReadonlyMap<string, Result>> {
  const { DEPLOYMENT: deployment } = deps.environment;
  const { imageId } = of.image;
  const snapshotIds = idsOf(of).filter((id) => codes.get(id) !== 'success');
  if (snapshotIds.length === 0) return new Map();
  const others = othersOf(of, shown);
  const remembering = others.filter((one) => mayRemember(one, deployment)).slice(0, snapshotIds.length);
  const seen = await lookAt(deps, [...snapshotIds, ...remembering.map(({ snapshotId }) => snapshotId)]);
  const left = leftByImage({ deployment, snapshotIds, codes, shown: seen ?? shown });
  // The execution of another volume may have told it since the read.
  const fresh = new Map(seen?.map((one) => [one.snapshotId, one]));
  const memory = { deployment, others: others.map((one) => fresh.get(one.snapshotId) ?? one) };
  const untold = new Set<string>();
  for (const notice of noticesOfLeft(imageId, left, memory))
    if (!(await isTold(deps, tell, notice))) untold.add(notice.about ?? '');
  return new Map(
    left.map((one) => [one.snapshot.snapshotId, resultOf(one, untold.has(one.snapshot.snapshotId))]),
  );
}

/** One that may be deleted asks for a new plan, which tries that. */
function resultOf({ reason, isLasting }: Left, isUntold: boolean): Result {
  const text = `its AMI is deregistered without it: ${reason}`;
  if (!isLasting) return { outcome: 'unfinished', error: new AccessDenied(text) };
  return { outcome: isUntold ? 'failed' : 'blocked', reason: text };
}

/** What the plan knows that the AMI holds. */
export const idsOf = ({ members, failed }: GivenImage): string[] =>
  [...members, ...failed].map(({ snapshotId }) => snapshotId);

/** What EC2 shows of these; undefined where it does not answer. */
export async function lookAt(
  { snapshots, log }: Deps,
  snapshotIds: readonly string[],
): Promise<readonly Snapshot[] | undefined> {
  try {
    return await snapshots.byIds(snapshotIds);
  } catch (error) {
    if (!(error instanceof ServiceBusy || error instanceof AccessDenied)) throw error;
    log.warn('cannot look what is left', { snapshotIds, error: String(error) });
    return undefined;
  }
}

/** What else was read, the newest first: that stays longest, and remembers longest what is told. */
export function othersOf(of: GivenImage, shown: readonly Snapshot[]): Snapshot[] {
  const own = new Set(idsOf(of));
  return shown
    .filter(({ snapshotId }) => !own.has(snapshotId))
    .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Whether it could be told. */
export async function isTold({ log }: Deps, tell: Tell, notice: Notice): Promise<boolean> {
  try {
    await tell(notice);
    return true;
  } catch (error) {
    log.error('cannot be told', { ...notice, error: String(error) });
    return false;
  }
}
