import type { FleetPlan, PlannedRegion, PlannedSnapshot, PlannedVolume } from './planned';

/** One snapshot of a plan with what was decided about its volume and in its Region. */
export type Explanation = {
  readonly volume: Omit<PlannedVolume, 'regions'>;
  readonly region: Omit<PlannedRegion, 'snapshots'>;
  readonly snapshot: PlannedSnapshot;
};

/** Undefined where the plan lists no such snapshot. */
export function explain({ volumes }: FleetPlan, snapshotId: string): Explanation | undefined {
  for (const { regions, ...volume } of volumes)
    for (const { snapshots, ...region } of regions) {
      const snapshot = snapshots.find((listed) => listed.snapshotId === snapshotId);
      if (snapshot !== undefined) return { volume, region, snapshot };
    }
  return undefined;
}

/** Undefined where the plan knows no such volume. */
export const explainVolume = ({ volumes }: FleetPlan, volumeId: string): PlannedVolume | undefined =>
  volumes.find((volume) => volume.volumeId === volumeId);
