import { describePolicy, type RetentionPolicy } from '../../functions/domain/retention-policy';
import { describeInForce, type ScheduleRetention } from '../../functions/domain/schedule-retention';
import { estimateCost, sentGib, type CostLine, type Price } from './cost-estimate';
import { judgeRecoverability, type Recoverability } from './recoverability';
import type { SizeAssumptions } from './snapshot-size';
import type { CopySample, HeldSample, NewestPoint, Timeline } from './timeline';
import type { VolumeVerdict } from './volume-verdict';

/** AWS charges by the month, whose length varies: a twelfth of a year. */
const DAYS_PER_MONTH = 365 / 12;

/** One volume in one Region over time. */
export type VolumeFigures = Recoverability & {
  readonly volumeId: string;
  readonly name: string;
  readonly region: string;
  /** When the volume was deleted; what it is after that is not judged. */
  readonly goneAt?: string;
  readonly steps: readonly NewestPoint[];
};

/** What one retention costs in a month, by what the Regions hold at the end of the played days. */
export type PlanCost = {
  readonly name: string;
  readonly primary: string;
  readonly dr: string;
  readonly lines: readonly CostLine[];
  readonly usdPerMonth: number;
  /** To send the first copies of each volume, which are full: once, and in no month's sum. */
  readonly firstCopiesUsd: number;
  readonly snapshotCount: number;
  readonly storedGib: number;
  /** Rules that reach further back than the played days: they will keep more than is counted here. */
  readonly unfilledRules: readonly string[];
};

/** What a report draws beside the rehearsal's own facts. */
export type Figures = {
  readonly targetHours: number;
  readonly assumptions: SizeAssumptions;
  readonly intervalHours: number;
  /** Volumes in scope: by Region, the primary one first, then the worst first. */
  readonly recoverability: readonly VolumeFigures[];
  readonly held: readonly HeldSample[];
  readonly copies: readonly CopySample[];
  /** The settings' own first, then the alternatives. */
  readonly costs: readonly PlanCost[];
};

export type RecoverabilityScope = {
  readonly volumes: readonly VolumeVerdict[];
  /** The primary one first. */
  readonly regions: readonly string[];
  readonly fromMs: number;
  readonly days: number;
  readonly targetHours: number;
};

/** Every volume in scope in every Region. */
export function volumeFigures(timeline: Timeline, scope: RecoverabilityScope): VolumeFigures[] {
  const { volumes, regions, ...question } = scope;
  return regions.flatMap((region) =>
    volumes
      .filter(({ inScope }) => inScope)
      .map(({ volumeId, name }): VolumeFigures => {
        const steps = timeline.newestPoints.get(region)?.get(volumeId) ?? [];
        const goneAt = timeline.goneVolumes.get(volumeId);
        const { intervalHours } = timeline;
        const judged = judgeRecoverability({ ...question, intervalHours, steps, goneAt });
        return { volumeId, name, region, ...judged, ...(goneAt === undefined ? {} : { goneAt }), steps };
      })
      .sort(worstFirst),
  );
}

/** Longest over the target first, then longest without a point, then by the worst age. Equal ones stay as they are. */
const worstFirst = (a: Recoverability, b: Recoverability): number =>
  b.hoursOverTarget - a.hoursOverTarget ||
  b.hoursWithoutPoint - a.hoursWithoutPoint ||
  (b.worstAgeHours ?? 0) - (a.worstAgeHours ?? 0);

/** A retention in the primary Region and in the DR Regions, in that order. */
export type Plan = {
  readonly name: string;
  readonly primary: { readonly region: string; readonly retention: RetentionPolicy };
  /** What schedules keep in the primary Region beside it. */
  readonly scheduleRetention: ScheduleRetention;
  readonly dr: readonly { readonly region: string; readonly retention: RetentionPolicy }[];
};

/** What a plan costs in a month, going by `days` days that were played with it. */
export function planCost(
  plan: Plan,
  timeline: Timeline,
  days: number,
  assumptions: SizeAssumptions,
  prices: readonly Price[],
): PlanCost {
  const { primary, scheduleRetention, dr } = plan;
  const perMonth = DAYS_PER_MONTH / days;
  const held = timeline.held.slice(-(1 + dr.length));
  const sent = dr.map(({ region }) => ({
    to: region,
    ...sentGib(
      timeline.finishedCopies.filter((copy) => copy.region === region),
      timeline.earlierCopies.filter((copy) => copy.region === region),
      assumptions,
    ),
  }));
  const lines = estimateCost(
    {
      storedGib: held.map(({ region, storedGib }) => ({ region, gib: storedGib })),
      transferredGib: sent.map(({ to, later }) => ({ from: primary.region, to, gib: later * perMonth })),
      stateTransitionCount: timeline.stateTransitionCount * perMonth,
      lambdaRequestCount: timeline.lambdaRequestCount * perMonth,
    },
    prices,
  );
  const first = estimateCost(
    {
      storedGib: [],
      transferredGib: sent.map(({ to, first: gib }) => ({ from: primary.region, to, gib })),
      stateTransitionCount: 0,
      lambdaRequestCount: 0,
    },
    prices,
  );
  return {
    name: plan.name,
    primary: describeInForce(primary.retention, { retention: scheduleRetention }),
    dr: [...new Set(dr.map(({ retention }) => describePolicy(retention)))].join(' or '),
    lines,
    usdPerMonth: sum(lines.map(({ usd }) => usd)),
    firstCopiesUsd: sum(first.map(({ usd }) => usd)),
    snapshotCount: sum(held.map(({ snapshotCount }) => snapshotCount)),
    storedGib: sum(held.map(({ storedGib }) => storedGib)),
    unfilledRules: [
      ...new Set(
        [...[primary, ...dr].map(({ retention }) => retention), ...Object.values(scheduleRetention)].flatMap(
          (retention) => unfilledRules(retention, days),
        ),
      ),
    ],
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Rules that reach further back than `days`, such as `monthly 12`. A volume has at least one snapshot a day. */
export const unfilledRules = (retention: RetentionPolicy, days: number): string[] =>
  (Object.entries(retention) as [keyof RetentionPolicy, number | string][])
    .filter(([rule, value]) => reachDays(rule, value) > days)
    .map(([rule, value]) => `${rule} ${value}`);

const PERIOD_DAYS = {
  hourly: 1 / 24,
  last: 1,
  daily: 1,
  weekly: 7,
  monthly: DAYS_PER_MONTH,
  yearly: 365,
} as const;
const UNIT_DAYS: Readonly<Record<string, number>> = { h: 1 / 24, d: 1, w: 7, m: DAYS_PER_MONTH, y: 365 };

function reachDays(rule: keyof RetentionPolicy, value: number | string): number {
  if (rule === 'within') return parseInt(String(value), 10) * (UNIT_DAYS[String(value).slice(-1)] ?? 0);
  return Number(value) * PERIOD_DAYS[rule];
}
