import type { ManagedVolumes } from './managed-volumes';
import { newestImages } from './newest-images';
import { planRegion, type RegionPlan, type RegionQuestion } from './plan-region';
import type { Verdict } from './plan-retention';
import type { ManagedSnapshot } from './snapshot';
import { brokenSets, setOf } from './snapshot-set';

export type TogetherQuestion = Omit<RegionQuestion, 'snapshots' | 'broken' | 'newestImages'> & {
  /** Ours in one Region: at least those of `volumeId`, and of all volumes that share sets with it. */
  readonly managed: ManagedVolumes;
  readonly volumeId: string;
};

/**
 * By volume, what becomes of the snapshots of `volumeId` and of the volumes that share sets with it, that one first. A set goes as a whole or not at all: each
 * volume decides for its own members, by its own policy, and where one of them stays, whatever the reason, the others are blocked.
 */
export function planTogether({
  managed,
  volumeId,
  ...common
}: TogetherQuestion): ReadonlyMap<string, RegionPlan> {
  const volumeIds = [volumeId, ...managed.sharingSetsWith(volumeId)];
  const all = volumeIds.flatMap((id) => managed.of(id));
  const broken = brokenSets(all, common.now);
  const known = { ...common, broken, newestImages: newestImages(all, broken) };
  const plans = new Map(
    volumeIds.map((id) => [id, planRegion({ ...known, snapshots: managed.of(id) })] as const),
  );
  const holdingOthers = imagesHoldingOthers(all);
  if (volumeIds.length === 1 && holdingOthers.size === 0) return plans;
  const verdicts = new Map(
    [...plans.values()].flatMap((plan) => plan.verdicts.map((one) => [one.snapshotId, one])),
  );
  const staying = membersThatStay(all, verdicts);
  return new Map(
    [...plans].map(([id, plan]) => [id, together(plan, managed.of(id), { staying, holdingOthers })]),
  );
}

/** The same of one volume after the other: those that share sets are planned once. */
export function planningTogether(
  question: Omit<TogetherQuestion, 'volumeId'>,
): (volumeId: string) => RegionPlan {
  const known = new Map<string, RegionPlan>();
  return (volumeId) => {
    const before = known.get(volumeId);
    if (before !== undefined) return before;
    const plans = planTogether({ ...question, volumeId });
    if (plans.size > 1) for (const [id, plan] of plans) known.set(id, plan);
    return plans.get(volumeId)!;
  };
}

type Staying = { readonly snapshotId: string; readonly volumeId: string; readonly reason: string };

/** By set, the first member that is not removed. What the rules do not count, such as a second copy, is no member. */
function membersThatStay(
  snapshots: readonly ManagedSnapshot[],
  verdicts: ReadonlyMap<string, Verdict>,
): ReadonlyMap<string, Staying> {
  const staying = new Map<string, Staying>();
  for (const snapshot of snapshots) {
    const { snapshotId, volumeId } = snapshot;
    const set = setOf(snapshot);
    const verdict = verdicts.get(snapshotId);
    if (set === undefined || staying.has(set.id) || verdict?.counted !== true) continue;
    if (verdict.action !== 'remove')
      staying.set(set.id, { snapshotId, volumeId, reason: verdict.reasons.join('; ') });
  }
  return staying;
}

/** Ids of the AMIs that hold more than what is ours and what goes along: nothing but a person ever gives that up. */
function imagesHoldingOthers(snapshots: readonly ManagedSnapshot[]): ReadonlySet<string> {
  const own = new Map<string, number>();
  for (const { image, state } of snapshots)
    if (image !== undefined && state !== 'error') own.set(image.imageId, (own.get(image.imageId) ?? 0) + 1);
  return new Set(
    snapshots.flatMap(({ image }) =>
      image?.size !== undefined && (own.get(image.imageId) ?? 0) + (image.alongCount ?? 0) < image.size
        ? image.imageId
        : [],
    ),
  );
}

/** Why what is ours of such an AMI stays. */
export const holdsOthers = (imageId: string): string =>
  `${imageId} stays whole: it holds a snapshot that is not ours to delete`;

type Together = {
  readonly staying: ReadonlyMap<string, Staying>;
  readonly holdingOthers: ReadonlySet<string>;
};

function together(
  plan: RegionPlan,
  snapshots: readonly ManagedSnapshot[],
  { staying, holdingOthers }: Together,
): RegionPlan {
  const imageIds = new Map(snapshots.map(({ snapshotId, image }) => [snapshotId, image?.imageId ?? '']));
  const sets = new Map(snapshots.map((snapshot) => [snapshot.snapshotId, setOf(snapshot)?.id ?? '']));
  return {
    ...plan,
    verdicts: plan.verdicts.map((verdict) => {
      const imageId = imageIds.get(verdict.snapshotId) ?? '';
      if (verdict.action === 'remove' && holdingOthers.has(imageId))
        return { ...verdict, action: 'blocked', reasons: [holdsOthers(imageId)] };
      const other = staying.get(sets.get(verdict.snapshotId) ?? '');
      if (verdict.action !== 'remove' || !verdict.counted || other === undefined) return verdict;
      const { snapshotId, volumeId, reason } = other;
      return {
        ...verdict,
        action: 'blocked',
        reasons: [`its set stays whole: ${snapshotId} of ${volumeId} is kept (${reason})`],
      };
    }),
  };
}
