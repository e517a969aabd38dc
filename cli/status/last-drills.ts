import { readDrillMark, type DrillVerdict } from '../../functions/domain/drill-mark';
import { drilledTag, tagsFromList } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import { DAY_MS } from '../../local/kernel/time-units';
import { volumesIn, type Inventory } from '../../local/rehearsal/inventory';

/** How the copies of the volumes in one DR Region were drilled last. */
export type LastDrills = {
  readonly region: string;
  readonly withinDays: number;
  /** Those whose last drill was within these days and has ended as `same`. */
  readonly inTimeCount: number;
  /** Worst first: what has never been drilled, what has not ended as `same`, and then what was drilled longest ago. */
  readonly volumes: readonly LastDrill[];
};

export type LastDrill = {
  readonly volumeId: string;
  readonly verdict: DrillVerdict | 'never';
  /** ISO 8601 in UTC, and the copy; absent where there was none. */
  readonly endedAt?: string;
  readonly copyId?: string;
  readonly isInTime: boolean;
};

const RANK = { never: 0, failed: 1, differs: 1, same: 2 } as const;

/** By what the tags of the volumes say, of these volumes in each DR Region; undefined where the settings drill nothing. */
export function lastDrillsOf(
  inventory: Inventory,
  { primary, dr, drill }: Pick<Settings, 'primary' | 'dr' | 'drill'>,
  volumeIds: readonly string[],
  now: Date,
): LastDrills[] | undefined {
  if (drill === undefined) return undefined;
  const { withinDays } = drill;
  const wanted = new Set(volumeIds);
  const shown = volumesIn(inventory, primary.region).filter(({ VolumeId = '' }) => wanted.has(VolumeId));
  return dr.map(({ region }) => {
    const volumes = shown.map(({ VolumeId: volumeId = '', Tags }): LastDrill => {
      const mark = readDrillMark(tagsFromList(Tags)[drilledTag(region)]);
      if (mark === undefined) return { volumeId, verdict: 'never', isInTime: false };
      const isLate = now.getTime() - Date.parse(mark.endedAt) > withinDays * DAY_MS;
      return { volumeId, ...mark, isInTime: mark.verdict === 'same' && !isLate };
    });
    return {
      region,
      withinDays,
      inTimeCount: volumes.filter(({ isInTime }) => isInTime).length,
      volumes: volumes.sort(
        (a, b) =>
          RANK[a.verdict] - RANK[b.verdict] ||
          (a.endedAt ?? '').localeCompare(b.endedAt ?? '', 'en') ||
          (a.volumeId < b.volumeId ? -1 : 1),
      ),
    };
  });
}
