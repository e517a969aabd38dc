import type { Calendar } from './calendar';
import { copyObstacle } from './copy-obstacle';
import type { AtWorst } from './copy-request';
import { isReadable, overriddenCopyPolicies } from './effective-policy';
import { describePolicy, keptCopies } from './plan-retention';
import type { RetentionPolicy } from './retention-policy';
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
  /** Whether this is the first event about the snapshot. */
  readonly isFirst: boolean;
  /** The default policies of the DR Regions. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly calendar: Calendar;
};

/**
 * The copies that an event about a snapshot asks for: to all DR Regions where it is the first one. The newest point belongs in every
 * Region, and the others are pruned there. Later, where no copy is confirmed, and where one is that the policy there keeps: somebody
 * may have deleted it, and whoever starts the copy looks first. Of what EC2 cannot copy none is asked for.
 */
export function copiesToAskFor(question: CopiesQuestion): CopyToAskFor[] {
  const { adopted, siblings, isFirst, copyRetention, calendar } = question;
  const all = [adopted, ...siblings];
  const wanted = copiesWanted(
    adopted,
    isFirst,
    overriddenCopyPolicies(all, copyRetention),
    (region, policy) => keptCopies(all, region, policy, calendar),
  );
  const isKnown = isReadable(all, TAG.drRetain);
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

/** The same, given the policies that count for the volume and what each keeps of the confirmed copies, by their sources' ids. */
export const copiesWanted = (
  adopted: ManagedSnapshot,
  isFirst: boolean,
  policies: Readonly<Record<string, RetentionPolicy>>,
  kept: (region: string, policy: RetentionPolicy) => ReadonlySet<string>,
): WantedCopy[] =>
  Object.entries(copyObstacle(adopted) === undefined ? policies : {})
    .filter(
      ([region, policy]) =>
        isFirst ||
        confirmedCopy(adopted, region) === undefined ||
        kept(region, policy).has(adopted.snapshotId),
    )
    .map(([region, policy]) => ({ region, policy: describePolicy(policy) }));
