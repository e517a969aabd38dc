import type { Calendar } from './calendar';
import { copyObstacle } from './copy-obstacle';
import type { AtWorst } from './copy-request';
import { isReadable, overriddenCopyPolicies } from './effective-policy';
import { isCopyWanted } from './plan-retention';
import { describePolicy, type RetentionPolicy } from './retention-policy';
import { isCompleted, type ManagedSnapshot } from './snapshot';
import { snapshotTags, type SnapshotTagsQuestion, type TagPlan } from './snapshot-tags';
import { confirmedCopy, TAG, tagsWithKeys } from './tags';

/** What makes a completed snapshot in scope ours: the tags to change, and the snapshot as it is with them. */
export function adoptSnapshot(
  question: SnapshotTagsQuestion,
): TagPlan & { readonly adopted: ManagedSnapshot } {
  const plan = snapshotTags(question);
  const { snapshot } = question;
  const kept = tagsWithKeys(snapshot.tags, (key) => !Object.hasOwn(plan.stray, key));
  return {
    ...plan,
    adopted: { ...snapshot, takenAt: snapshot.startedAt, tags: { ...kept, ...plan.tags } },
  };
}

/** A copy that a DR Region is to have. */
export type WantedCopy = {
  readonly region: string;
  /** In words, the policy under which it is adopted there; empty where nobody knows it. */
  readonly policy: string;
};

export type CopyToAskFor = WantedCopy & { readonly atWorst: AtWorst };

export type CopiesQuestion = {
  readonly adopted: ManagedSnapshot;
  /** Our other snapshots of the volume. */
  readonly siblings: readonly ManagedSnapshot[];
  /** The default policies of the DR Regions. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly calendar: Calendar;
};

/**
 * The copies that an event about a snapshot asks for: in each DR Region whose policy keeps it beside the confirmed ones, which is always
 * true of the newest; also where it is confirmed, since somebody may have deleted it, and whoever starts the copy looks first. Of older data
 * that would be deleted again none is asked for, by which the next copy would be full. Of what EC2 cannot copy none, and where nobody can read
 * what the volume's owner wants, of each: the very copies for which the primary Region keeps it.
 */
export function copiesToAskFor(question: CopiesQuestion): CopyToAskFor[] {
  const { adopted, siblings, copyRetention, calendar } = question;
  const all = [adopted, ...siblings];
  const isKnown = isReadable(all, TAG.drRetain);
  const wanted = copiesWanted(
    adopted,
    overriddenCopyPolicies(all, copyRetention),
    (region, policy) => !isKnown || isCopyWanted(adopted, all, region, policy, calendar),
  );
  return wanted.map(({ region, policy }) => ({
    region,
    policy: isKnown ? policy : '',
    atWorst: atWorstOf(all, siblings, region),
  }));
}

function atWorstOf(
  all: readonly ManagedSnapshot[],
  siblings: readonly ManagedSnapshot[],
  region: string,
): AtWorst {
  if (!all.some((one) => confirmedCopy(one, region) !== undefined)) return 'first';
  return siblings.some((one) => mayBeUnderWay(one, region)) ? 'full' : 'incremental';
}

const mayBeUnderWay = (sibling: ManagedSnapshot, region: string): boolean =>
  isCompleted(sibling) && copyObstacle(sibling) === undefined && confirmedCopy(sibling, region) === undefined;

/** The same, given the policies that count for the volume, and where each keeps it. */
export const copiesWanted = (
  adopted: ManagedSnapshot,
  policies: Readonly<Record<string, RetentionPolicy>>,
  isWanted: (region: string, policy: RetentionPolicy) => boolean,
): WantedCopy[] =>
  Object.entries(copyObstacle(adopted) === undefined ? policies : {})
    .filter(([region, policy]) => isWanted(region, policy))
    .map(([region, policy]) => ({ region, policy: describePolicy(policy) }));
