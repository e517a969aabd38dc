import type { Calendar } from '../../functions/domain/calendar';
import { countsByLack, isToldOnce, type Lack, type Repair } from '../../functions/domain/repair';
import type { Snapshot } from '../../functions/domain/snapshot';
import { sweepCopies } from '../../functions/domain/sweep-copies';
import { isSwept, sweepSources } from '../../functions/domain/sweep-sources';
import type { Tags } from '../../functions/domain/tags';
import type { UnderWay } from '../../functions/domain/under-way';
import type { Volume } from '../../functions/domain/volume';
import { scheduleRetentionOf } from '../../infra/schedule-retention';
import { adoptionOf, copyRetentionOf, type Settings } from '../../infra/settings';

/** What is known of a deployment beside what EC2 shows. */
export type Deployed = {
  /** When the stack of the primary Region was created; undefined where there is none, or nobody knows. */
  readonly deployedAt?: Date;
  /** Where somebody has asked, and nothing is deployed, how that shows: then there is no sweep, and no event is handled. */
  readonly absent?: string;
  /** Why it is not known, in a sentence, where somebody has asked. */
  readonly whyUnknown?: string;
  /** Undefined where nobody has looked. */
  readonly underWay?: UnderWay;
};

export type NextSweep = {
  /** From when on snapshots are adopted that no event has told of, ISO 8601 in UTC; null where none is. */
  readonly adoptsFrom: string | null;
  /** Why nobody knows when the deployment began, where that matters and somebody has asked. */
  readonly whyUnknown?: string;
  /** Whether it is known what runs, which a sweep leaves alone. */
  readonly knowsWhatRuns: boolean;
  /** The primary one first. */
  readonly regions: readonly SweptRegion[];
};

/** What the sweep of one Region would find. */
export type SweptRegion = {
  readonly region: string;
  /** How often each lack is found; those that are not are absent. */
  readonly found: Readonly<Partial<Record<Lack, number>>>;
  /** What it would start, most urgent first. */
  readonly repairs: readonly Repair[];
};

export type SweepQuestion = {
  readonly settings: Settings;
  readonly calendar: Calendar;
  readonly now: Date;
  readonly deployed: Deployed;
  /** Of the primary Region. */
  readonly volumes: readonly Volume[];
  /** By instance there, its tags; undefined where they do not count for its volumes. */
  readonly instances: ReadonlyMap<string, Tags> | undefined;
  /** What EC2 shows, by Region. */
  readonly shown: ReadonlyMap<string, readonly Snapshot[]>;
};

/** What the next sweeps find and start, by the very functions with which they decide, in all Regions of a primary one. */
export function nextSweep(question: SweepQuestion): NextSweep {
  const { settings, calendar, now, deployed, volumes, instances, shown } = question;
  const { deployment, primary, dr, selection, deletionLimit } = settings;
  const { underWay = new Map() } = deployed;
  const adoptFrom = adoptFromOf(settings, deployed);
  const shownIn = (region: string): readonly Snapshot[] => shown.get(region) ?? [];
  const common = { deployment, deletionLimit, calendar, now, underWay };
  const ofSources = sweepSources({
    ...common,
    region: primary.region,
    selection,
    adoption: adoptionOf(settings),
    adoptFrom: adoptFrom ?? now,
    sweepHours: settings.sweep.everyHours,
    retention: primary.retention,
    scheduleRetention: scheduleRetentionOf(settings),
    copyRetention: copyRetentionOf(dr),
    volumes: new Map(volumes.map((volume) => [volume.volumeId, volume])),
    ...(instances && { instances }),
    snapshots: shownIn(primary.region).filter((snapshot) =>
      isSwept(snapshot, { deployment, adoptFrom: adoptFrom ?? now }),
    ),
    copies: new Map(dr.map(({ region }) => [region, shownIn(region)])),
  });
  const ofCopies = dr.map(({ region, retention }) =>
    swept(
      region,
      sweepCopies({ ...common, primaryRegion: primary.region, region, retention, copies: shownIn(region) }),
    ),
  );
  return {
    adoptsFrom: adoptFrom?.toISOString() ?? null,
    ...(adoptFrom === undefined && deployed.whyUnknown !== undefined && { whyUnknown: deployed.whyUnknown }),
    knowsWhatRuns: deployed.underWay !== undefined,
    regions: [swept(primary.region, ofSources), ...ofCopies],
  };
}

/**
 * How much it repairs beside what retention gives up, of which a plan tells all by itself, and knows more: AMIs and locks; and beside
 * what people are told of once, since a plan does not know whether they have been.
 */
export const repairCount = ({ regions }: Pick<NextSweep, 'regions'>): number =>
  regions
    .flatMap(({ repairs }) => repairs)
    .filter((repair) => repair.lack !== 'over retention' && !isToldOnce(repair)).length;

/** Undefined where nothing is adopted that no event has told of. */
function adoptFromOf({ adopt: { from } }: Settings, { deployedAt }: Deployed): Date | undefined {
  if (from === 'deployment') return deployedAt;
  return new Date(from === 'all' ? 0 : from);
}

const swept = (region: string, repairs: readonly Repair[]): SweptRegion => ({
  region,
  found: countsByLack(repairs),
  repairs,
});
