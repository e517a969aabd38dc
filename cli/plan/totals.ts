import type { Action, Amount, FleetPlan, PlannedVolume } from './planned';

const NONE: Amount = { count: 0, sizeGib: 0 };

const plus = ({ count, sizeGib }: Amount, more: number): Amount => ({
  count: count + 1,
  sizeGib: sizeGib + more,
});

/** Volumes that the settings select, whether they are protected or not. */
export const selectedCount = (coverage: FleetPlan['totals']['coverage']): number =>
  coverage.protected + coverage.unprotected + coverage['not yet'];

/** Counts and sizes of everything that a plan lists. */
export function totalsOf(volumes: readonly PlannedVolume[]): FleetPlan['totals'] {
  const snapshots: Record<string, Record<Action, Amount>> = {};
  const copies: Record<string, Amount> = {};
  const removal = {
    removedCount: 0,
    blockedByLimitCount: 0,
    afterCopiesCount: 0,
    blockedAfterCopiesCount: 0,
    ofCount: 0,
  };
  const coverage = { protected: 0, unprotected: 0, 'not yet': 0, 'not selected': 0, gone: 0, 'no volume': 0 };
  for (const { coverage: covered } of volumes) coverage[covered.verdict] += 1;
  const unknownTargetCount = volumes.filter((volume) => volume.isTargetUnknown).length;
  let refusedCount = 0;
  for (const { region, retention, snapshots: planned } of volumes.flatMap(({ regions }) => regions)) {
    removal.removedCount += retention?.removal.removedCount ?? 0;
    removal.blockedByLimitCount += retention?.removal.blockedByLimitCount ?? 0;
    removal.afterCopiesCount += retention?.removal.afterCopiesCount ?? 0;
    removal.blockedAfterCopiesCount += retention?.removal.blockedAfterCopiesCount ?? 0;
    removal.ofCount += retention?.removal.ofCount ?? 0;
    if (retention?.refusal !== undefined) refusedCount += 1;
    const actions = (snapshots[region] ??= { keep: NONE, copy: NONE, blocked: NONE, remove: NONE });
    for (const { action, sizeGib, copyTo } of planned) {
      actions[action] = plus(actions[action], sizeGib);
      for (const destination of copyTo) copies[destination] = plus(copies[destination] ?? NONE, sizeGib);
    }
  }
  return { snapshots, copies, removal, coverage, unknownTargetCount, refusedCount };
}
