import { ageFigures, worstFirst } from '../../functions/domain/recovery-point-age';
import { HOUR_MS } from '../../local/kernel/time-units';
import type { UnreadRegion } from '../../local/rehearsal/inventory';
import type { CauseCode } from '../plan/cause-code';
import type { NextSweep, SweptRegion } from '../plan/next-sweep';
import type { PlannedSchedules } from '../plan/planned-schedules';
import type { FleetPlan, PlannedVolume, RegionPoint, Why } from '../plan/planned';
import { targetWords } from '../plan/target-words';
import { selectedCount } from '../plan/totals';
import { keeperLine } from '../terminal/keeper-line';
import { drainedIn } from './drained';
import type { LastDrills } from './last-drills';
import type { Proposal } from './proposals';
import type { RightNow } from './right-now';

/** How the selected volumes of one primary Region are protected. */
export type Status = {
  readonly deployment: string;
  readonly at: string;
  /** Whether every selected volume is protected, or too young to be, some volume is selected, and something is deployed and in work, as far as anybody has looked. */
  readonly isProtected: boolean;
  /** Where the settings select no volume: why, in a sentence. */
  readonly nothingSelected?: string;
  /** In words. */
  readonly target: string;
  readonly volumes: {
    readonly selected: number;
    readonly protected: number;
    readonly unprotected: number;
    readonly notYet: number;
    /** Whose instance may bear another target, where the files do not tell what instances bear; absent where there is none. */
    readonly targetUnknown?: number;
  };
  /** The primary one first. */
  readonly regions: readonly RegionStatus[];
  /** DR Regions that could not be read, and why: what is there nobody knows, and the figures are those of the others. Absent where all were read. */
  readonly unread?: readonly UnreadRegion[];
  /** Why volumes are not protected: the cause of the worst first. */
  readonly causes: readonly Cause[];
  /** Volumes whose own target cannot be read, with its value. */
  readonly unreadableTargets: readonly { readonly volumeId: string; readonly value: string }[];
  /** Absent where the settings have no schedule. */
  readonly schedules?: PlannedSchedules;
  /** Absent where the settings drill nothing. */
  readonly drills?: readonly LastDrills[];
  /** Settings of the schedules, and the target, that differ much from what there is; absent where none does. */
  readonly proposals?: readonly Proposal[];
  /** What the next sweep finds, in counts alone; absent where nothing is deployed. */
  readonly nextSweep?: Omit<NextSweep, 'regions'> & {
    readonly regions: readonly Omit<SweptRegion, 'repairs'>[];
  };
  /** What is not looked at, in sentences: a verdict may be too good there. */
  readonly notLookedAt: readonly string[];
  /** Absent where files were read. */
  readonly rightNow?: RightNow;
};

/** The figures of the metrics, of one Region. */
export type RegionStatus = {
  readonly region: string;
  readonly met: number;
  readonly overTarget: number;
  readonly uncovered: number;
  readonly notYet: number;
  /** Of the oldest of all newest points; null where there is none. */
  readonly worstHours: number | null;
};

export type Cause = {
  /** For programs; `docs/status.md` has them all. */
  readonly code: CauseCode;
  readonly cause: string;
  readonly next: string;
  /** What the worst of them is about. */
  readonly snapshotId?: string;
  /** The volumes whose members the set of that lacks, as far as known. */
  readonly lacking?: readonly string[];
  /** Worst first. */
  readonly volumes: readonly Missed[];
};

/** A volume that misses its target in some Region for one cause. */
export type Missed = {
  readonly volumeId: string;
  readonly name: string;
  readonly targetHours: number;
  /** Where it misses it for this cause. */
  readonly missedIn: readonly string[];
  /** By Region, the age of its newest point; null where it has none. */
  readonly ageHours: Readonly<Record<string, number | null>>;
};

/** The plan's coverage as somebody reads it who asks whether all is well. The settings stand in `settingsFile`, or in cdk.json where that is undefined. */
export function statusOf(
  plan: FleetPlan,
  regions: readonly string[],
  rightNow?: RightNow,
  unread: readonly UnreadRegion[] = [],
  settingsFile?: string,
): Status {
  const { deployment, at, volumes, totals, nothingSelected, notLookedAt, schedules, nextSweep } = plan;
  const { coverage, unknownTargetCount } = totals;
  const isDrained = drainedIn(rightNow).length > 0;
  const causes = causesOf(volumes);
  return {
    deployment,
    at,
    isProtected:
      coverage.unprotected === 0 &&
      unknownTargetCount === 0 &&
      nothingSelected === undefined &&
      rightNow?.absent === undefined &&
      !isDrained &&
      unread.length === 0,
    ...(nothingSelected !== undefined && { nothingSelected }),
    target: targetWords(plan),
    volumes: {
      selected: selectedCount(coverage),
      protected: coverage.protected,
      unprotected: coverage.unprotected,
      notYet: coverage['not yet'],
      ...(unknownTargetCount > 0 && { targetUnknown: unknownTargetCount }),
    },
    regions: regions.map((region) => regionStatus(region, volumes)),
    ...(unread.length > 0 && { unread }),
    causes: isDrained
      ? causes.map((cause) => ({ ...cause, next: onceUndone(cause.next, settingsFile) }))
      : causes,
    unreadableTargets: volumes.flatMap(({ volumeId, points }) => {
      const value = points[0]?.unreadableTarget;
      return value === undefined ? [] : [{ volumeId, value }];
    }),
    ...(schedules && { schedules }),
    ...(rightNow?.absent === undefined && {
      nextSweep: {
        ...nextSweep,
        regions: nextSweep.regions.map(({ region, found }) => ({ region, found })),
      },
    }),
    notLookedAt,
    ...(rightNow && { rightNow }),
  };
}

/** What comes next comes only once somebody has switched on again what does it. */
const onceUndone = (next: string, settingsFile: string | undefined): string =>
  `"${keeperLine('drain --undo', settingsFile)}", since events or sweeps are off. Then: ${next}`;

function regionStatus(region: string, volumes: readonly PlannedVolume[]): RegionStatus {
  const points = volumes.flatMap((volume) => volume.points.filter((point) => point.region === region));
  const { worstMs, overTarget, uncovered } = ageFigures(points);
  const countOf = (verdict: RegionPoint['verdict']): number =>
    points.filter((point) => point.verdict === verdict).length;
  return {
    region,
    met: countOf('met'),
    overTarget,
    uncovered,
    notYet: countOf('not yet'),
    worstHours: worstMs === undefined ? null : worstMs / HOUR_MS,
  };
}

function causesOf(volumes: readonly PlannedVolume[]): Cause[] {
  const unprotected = volumes.filter(({ coverage }) => coverage.verdict === 'unprotected');
  const byId = new Map(unprotected.map((volume) => [volume.volumeId, volume]));
  const points = unprotected.flatMap((volume) => volume.points);
  // Of a young volume too, which is not protected for what stands there already.
  const ranked = [...worstFirst(points), ...points.filter(({ verdict }) => verdict === 'not yet')];
  const causes = new Map<string, { why: Why; missedIn: Map<string, string[]> }>();
  for (const { why, volumeId, region } of ranked) {
    if (why === undefined) continue;
    const key = `${why.cause}\n${why.next}`;
    const known = causes.get(key) ?? { why, missedIn: new Map<string, string[]>() };
    known.missedIn.set(volumeId, [...(known.missedIn.get(volumeId) ?? []), region]);
    causes.set(key, known);
  }
  return [...causes.values()].map(({ why, missedIn }) => ({
    ...why,
    volumes: [...missedIn].map(([volumeId, regions]) => missedBy(byId.get(volumeId)!, regions)),
  }));
}

const missedBy = ({ volumeId, name, targetHours, points }: PlannedVolume, missedIn: string[]): Missed => ({
  volumeId,
  name,
  targetHours,
  missedIn,
  ageHours: Object.fromEntries(
    points.map(({ region, point }) => [region, point === undefined ? null : point.ageMs / HOUR_MS]),
  ),
});
