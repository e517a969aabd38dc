import type { VolumeFigures } from '../../../local/rehearsal/figures';

/** A volume over all Regions. */
export type RankedVolume = {
  readonly volumeId: string;
  /** Its name, or its id where it has none. */
  readonly label: string;
  /** In the worst Region; null where one Region never had a point. */
  readonly worstAgeHours: number | null;
  /** Summed over the Regions. */
  readonly hoursOverTarget: number;
  readonly regions: readonly VolumeFigures[];
};

/** The volumes, those that were longest over the target in any Region first. */
export function rankVolumes(figures: readonly VolumeFigures[]): RankedVolume[] {
  const byVolume = new Map<string, VolumeFigures[]>();
  for (const entry of figures) byVolume.set(entry.volumeId, [...(byVolume.get(entry.volumeId) ?? []), entry]);
  return [...byVolume]
    .map(([volumeId, regions]) => ({
      volumeId,
      label: regions[0]?.name || volumeId,
      worstAgeHours: regions.some(({ worstAgeHours }) => worstAgeHours === null)
        ? null
        : Math.max(...regions.map(({ worstAgeHours }) => worstAgeHours ?? 0)),
      hoursOverTarget: regions.reduce((sum, { hoursOverTarget }) => sum + hoursOverTarget, 0),
      regions,
    }))
    .sort(
      (a, b) =>
        Number(b.worstAgeHours === null) - Number(a.worstAgeHours === null) ||
        b.hoursOverTarget - a.hoursOverTarget,
    );
}
