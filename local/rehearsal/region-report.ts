import { fromEc2 } from '../../functions/aws/snapshots';
import { recognise } from '../../functions/domain/recognise';
import type { Settings } from '../../infra/settings';
import type { World } from '../world/world';
import type { Journal, Blocked, Pruned } from './journal';

/** What happened to snapshots and copies in one Region. */
export type RegionReport = {
  readonly region: string;
  readonly role: 'primary' | 'dr';
  /** Snapshots that were completed here; in a DR Region these are copies. */
  readonly completedCount: number;
  readonly failedCount: number;
  readonly adoptedCount: number;
  readonly copiedCount: number;
  readonly fullCopyCount: number;
  /** How often a copy found no free slot and went on waiting. */
  readonly copyWaitCount: number;
  /** Snapshots that were left alone, counted by reason. */
  readonly notManaged: Readonly<Record<string, number>>;
  readonly pruned: readonly Pruned[];
  /** What no rule keeps and is there all the same, oldest first. */
  readonly blocked: readonly Blocked[];
  /** Snapshots from before the rehearsal, which nobody has adopted. */
  readonly earlierCount: number;
  /** Managed snapshots at the end. */
  readonly heldCount: number;
  /** Snapshots or copies that EC2 is still making at the end. */
  readonly pendingCount: number;
};

export function reportRegion(
  world: World,
  journal: Journal,
  { deployment, primary }: Settings,
  region: string,
  since: Date,
): RegionReport {
  const notes = journal.of(region);
  const present = world.ec2.snapshots(region).map(fromEc2);
  const { managed } = recognise(present, { deployment, primaryRegion: primary.region, region });
  const managedIds = new Set(managed.map(({ snapshotId }) => snapshotId));
  const presentIds = new Set(present.map(({ snapshotId }) => snapshotId));
  const notManaged: Record<string, number> = {};
  for (const reason of notes.notManaged.values()) notManaged[reason] = (notManaged[reason] ?? 0) + 1;
  return {
    region,
    role: region === primary.region ? 'primary' : 'dr',
    completedCount: notes.completedCount,
    failedCount: notes.failedCount,
    adoptedCount: notes.adopted.size,
    copiedCount: notes.copied.size,
    fullCopyCount: notes.fullCopies.size,
    copyWaitCount: notes.copyWaitCount,
    notManaged,
    pruned: [...notes.pruned],
    blocked: [...notes.blocked.values()].filter(({ snapshotId }) => presentIds.has(snapshotId)),
    earlierCount: present.filter(
      ({ snapshotId, startedAt }) => !managedIds.has(snapshotId) && Date.parse(startedAt) < since.getTime(),
    ).length,
    heldCount: managed.length,
    pendingCount: present.filter(({ state }) => state === 'pending').length,
  };
}
