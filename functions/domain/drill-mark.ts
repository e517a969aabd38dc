import { isSnapshotId } from './ids';

/**
 * How a drill ended. `same`: a volume was made of the copy, and what was compared is as in its source. `differs`: something is not. `failed`: no volume could be
 * made, or nothing read.
 */
export type DrillVerdict = 'same' | 'differs' | 'failed';

/** What a volume remembers of its last drill in a Region. An index for whose turn it is; the evidence is the line in the log. */
export type DrillMark = {
  readonly verdict: DrillVerdict;
  readonly copyId: string;
  /** ISO 8601 in UTC. */
  readonly endedAt: string;
};

export const writeDrillMark = ({ verdict, copyId, endedAt }: DrillMark): string =>
  `${verdict}: ${copyId} at ${endedAt}`;

/** Undefined where there is none, or somebody has written something else there: then the volume counts as never drilled. */
export function readDrillMark(value: string | undefined): DrillMark | undefined {
  const [, verdict, copyId = '', endedAt = ''] =
    /^(same|differs|failed): (\S+) at (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z)$/.exec(value ?? '') ?? [];
  if (verdict === undefined || !isSnapshotId(copyId) || Number.isNaN(Date.parse(endedAt))) return undefined;
  return { verdict: verdict as DrillVerdict, copyId, endedAt };
}
