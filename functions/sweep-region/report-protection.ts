import type * as z from 'zod';
import type { SweepRegionEnvironment } from '../domain/environment';
import { byVolume } from '../domain/by-volume';
import { withInstanceOverrides } from '../domain/instance-overrides';
import { recognise } from '../domain/recognise';
import {
  ageFigures,
  atRiskMs,
  pointAge,
  worstFirst,
  type PointAge,
  type ProtectedVolume,
} from '../domain/recovery-point-age';
import { isSelected } from '../domain/selection';
import { isCompleted, newestFirst, type ManagedSnapshot, type Snapshot } from '../domain/snapshot';
import { ofWholeSets } from '../domain/snapshot-set';
import { unconfirmedCopies } from '../domain/unconfirmed-copies';
import type { Tags } from '../domain/tags';
import { DAY_MS, HOUR_MS } from '../domain/time-units';
import type { Log, Metrics } from '../runtime/log';
import type { Sources } from './read-region';

export type Reporting = {
  readonly environment: Pick<
    z.output<typeof SweepRegionEnvironment>,
    'DEPLOYMENT' | 'PRIMARY_REGION' | 'SELECTION' | 'TARGET_HOURS' | 'COPY_HOURS' | 'METRICS_PER_VOLUME'
  >;
  /** This one. */
  readonly region: string;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** So many volumes one sweep names in its log, the worst; how many there are, the metrics say. */
const NAMED_MAX = 1000;

export type SourcesReport = Pick<Sources, 'volumes' | 'snapshots' | 'copies'> & {
  /** When the stack was created: no volume has a point of ours from before. */
  readonly deployedAt: Date;
  /** By Region, the keys without which points there cannot be restored. */
  readonly unusableKeys: ReadonlyMap<string, ReadonlySet<string>>;
  /** By instance, its tags; absent where its overrides do not count for its volumes. */
  readonly instances?: ReadonlyMap<string, Tags>;
  /** When EC2 was read. */
  readonly now: Date;
};

/**
 * Says how the volumes of the primary Region are protected: there, and in each DR Region that could be read. Only here is it known which volumes
 * there are, so that what is said of a DR Region is said here, too.
 */
export function reportSources(
  deps: Reporting,
  { volumes, snapshots, copies, deployedAt, unusableKeys, instances, now }: SourcesReport,
): void {
  const { environment, region } = deps;
  const { DEPLOYMENT: deployment, SELECTION: selection } = environment;
  const { managed } = recognise(snapshots, { deployment, primaryRegion: region, region });
  const sources = byVolume(managed);
  const selected = [...volumes.values()]
    .filter(({ tags, unfit }) => isSelected(tags, selection) && unfit !== 'deleting')
    .map((volume) =>
      instances === undefined
        ? volume
        : withInstanceOverrides(volume, { instances, snapshots: sources.get(volume.volumeId) ?? [] }),
    )
    .map(({ volumeId, tags, createdAt }): ProtectedVolume => ({
      volumeId,
      tags,
      since: laterOf(deployedAt, createdAt),
    }));
  const placeIn = (ofRegion: string): Place => ({
    region: ofRegion,
    unusableKeys: unusableKeys.get(ofRegion) ?? NO_KEYS,
  });
  const here = reportAges(deps, placeIn(region), selected, managed, now);
  const unreadable = here.filter(({ unreadableTarget }) => unreadableTarget !== undefined);
  deps.metrics.gauge('TargetsUnreadable', { value: unreadable.length, unit: 'Count', ofRegion: region });
  reportStored(deps, region, managed);

  const ages = [here];
  // As a sweep sees it, which confirms what it can.
  const isInScope = (volumeId: string): boolean => {
    const volume = volumes.get(volumeId);
    return volume === undefined || isSelected(volume.tags, selection);
  };
  for (const [drRegion, shown] of copies) {
    const home = { deployment, primaryRegion: region, region: drRegion };
    const { managed: copied } = recognise(shown, home);
    ages.push(reportAges(deps, placeIn(drRegion), selected, copied, now));
    reportUnconfirmed(deps, { region: drRegion, sources, copies: byVolume(copied) }, isInScope, now);
  }
  logWorst(deps, ages.flat(), now);
}

export type CopiesReport = {
  /** What bears the deployment's tag in this DR Region. */
  readonly copies: readonly Snapshot[];
  /** When the Region's stack was created. */
  readonly deployedAt: Date;
  readonly unusableKeys: ReadonlySet<string>;
  readonly now: Date;
};

/**
 * Says what a DR Region knows by itself, with the primary Region down as well: how old the newest data is, and whether anything still comes.
 * Of single volumes nothing, since a volume that is gone keeps its last copy, and nothing here tells that it is gone.
 */
export function reportCopies(deps: Reporting, { copies, deployedAt, unusableKeys, now }: CopiesReport): void {
  const { environment, region, metrics } = deps;
  const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion } = environment;
  const { managed } = recognise(copies, { deployment, primaryRegion, region });
  reportStored(deps, region, managed);
  reportPending(deps, managed, now);
  const ages = [...byVolume(managed)].map(([volumeId, points]) =>
    pointAge({
      volume: { volumeId, tags: newestFirst(points)[0]!.tags },
      points,
      defaultTargetHours: environment.TARGET_HOURS,
      unusableKeys,
      now,
    }),
  );
  const freshestMs = ages.reduce(
    (freshest, { point }) => Math.min(freshest, point?.ageMs ?? Infinity),
    Infinity,
  );
  if (freshestMs !== Infinity)
    metrics.gauge('FreshestCopyAge', { value: seconds(freshestMs), unit: 'Seconds', ofRegion: region });
  const hasArrived =
    freshestMs <= targetOfFreshestHours(ages, freshestMs, environment.TARGET_HOURS) * HOUR_MS;
  // The first one has time until then, and for as long as it runs.
  const isYoung = now.getTime() - deployedAt.getTime() <= environment.TARGET_HOURS * HOUR_MS;
  if (!managed.some(isCompleted) && (isYoung || managed.some(({ state }) => state === 'pending'))) return;
  metrics.gauge('NothingArrives', { value: hasArrived ? 0 : 1, unit: 'Count', ofRegion: region });
}

/**
 * The shortest target of the volumes of which something has come within the last day in which anything has: by a single volume with a target of a
 * month nothing would be missed for a month, and a volume that is gone keeps its last copy and its target for ever.
 */
function targetOfFreshestHours(
  ages: readonly PointAge[],
  freshestMs: number,
  defaultTargetHours: number,
): number {
  const targets = ages
    .filter(({ point }) => point !== undefined && point.ageMs - freshestMs <= DAY_MS)
    .map(({ targetHours }) => targetHours);
  return targets.length === 0 ? defaultTargetHours : Math.min(...targets);
}

type LocatedAge = PointAge & { readonly region: string };

/** Where points are, and the keys without which some of them cannot be restored. */
type Place = { readonly region: string; readonly unusableKeys: ReadonlySet<string> };

const NO_KEYS: ReadonlySet<string> = new Set();

function reportAges(
  { environment, metrics }: Reporting,
  { region: ofRegion, unusableKeys }: Place,
  volumes: readonly ProtectedVolume[],
  managed: readonly ManagedSnapshot[],
  now: Date,
): LocatedAge[] {
  const pointsOf = byVolume(ofWholeSets(managed, now));
  const ages = volumes.map((volume) =>
    pointAge({
      volume,
      points: pointsOf.get(volume.volumeId) ?? [],
      defaultTargetHours: environment.TARGET_HOURS,
      unusableKeys,
      now,
    }),
  );
  const { worstMs, overTarget, uncovered } = ageFigures(ages);
  if (worstMs !== undefined)
    metrics.gauge('WorstRecoveryPointAge', { value: seconds(worstMs), unit: 'Seconds', ofRegion });
  metrics.gauge('VolumesOverTarget', { value: overTarget, unit: 'Count', ofRegion });
  metrics.gauge('VolumesUncovered', { value: uncovered, unit: 'Count', ofRegion });
  if (environment.METRICS_PER_VOLUME)
    volumes.forEach((volume, index) => reportVolume(metrics, ofRegion, volume, ages[index]!, now));
  return ages.map((age) => ({ ...age, region: ofRegion }));
}

/** Of a volume without any point as well: see `atRiskMs`. */
function reportVolume(
  metrics: Metrics,
  ofRegion: string,
  volume: ProtectedVolume,
  age: PointAge,
  now: Date,
): void {
  const ms = atRiskMs(volume, age, now);
  if (ms === undefined) return;
  const { volumeId: ofVolume } = volume;
  metrics.gauge('RecoveryPointAge', { value: seconds(ms), unit: 'Seconds', ofRegion, ofVolume });
}

function reportStored({ metrics }: Reporting, ofRegion: string, managed: readonly ManagedSnapshot[]): void {
  const gib = managed.reduce((sum, { sizeGib }) => sum + sizeGib, 0);
  metrics.gauge('ManagedSnapshots', { value: managed.length, unit: 'Count', ofRegion });
  metrics.gauge('ManagedSize', { value: gib, unit: 'Gigabytes', ofRegion });
}

/** A copy that does not end is waited for all the same: the volume's next ones wait for the first, and its slot is taken. */
function reportPending(
  { environment, region: ofRegion, log, metrics }: Reporting,
  copies: readonly ManagedSnapshot[],
  now: Date,
): void {
  let oldestMs = 0;
  for (const { state, snapshotId, volumeId, sourceSnapshotId, sizeGib, startedAt } of copies) {
    if (state !== 'pending') continue;
    const ageMs = now.getTime() - Date.parse(startedAt);
    oldestMs = Math.max(oldestMs, ageMs);
    if (ageMs > environment.COPY_HOURS * HOUR_MS)
      log.warn('copy does not end', {
        snapshotId,
        volumeId,
        sourceSnapshotId,
        sizeGib,
        ageHours: hours(ageMs),
      });
  }
  metrics.gauge('OldestPendingCopy', { value: seconds(oldestMs), unit: 'Seconds', ofRegion });
}

type Copied = {
  readonly region: string;
  readonly sources: ReadonlyMap<string, readonly ManagedSnapshot[]>;
  readonly copies: ReadonlyMap<string, readonly ManagedSnapshot[]>;
};

function reportUnconfirmed(
  { metrics }: Reporting,
  copied: Copied,
  isInScope: (volumeId: string) => boolean,
  now: Date,
): void {
  const { region: ofRegion, sources, copies } = copied;
  const unconfirmed = [...copies].flatMap(([volumeId, ofVolume]) =>
    isInScope(volumeId) ? unconfirmedCopies(sources.get(volumeId) ?? [], ofVolume, ofRegion) : [],
  );
  const oldestMs = unconfirmed.reduce(
    (oldest, { completedAt, startedAt }) =>
      Math.max(oldest, now.getTime() - Date.parse(completedAt ?? startedAt)),
    0,
  );
  metrics.gauge('UnconfirmedCopies', { value: unconfirmed.length, unit: 'Count', ofRegion });
  metrics.gauge('OldestUnconfirmedCopy', { value: seconds(oldestMs), unit: 'Seconds', ofRegion });
}

/** A line that counts the volumes, and one for each of the worst; the saved query of the stack shows them as a table. */
function logWorst({ log }: Reporting, ages: readonly LocatedAge[], now: Date): void {
  const worst = worstFirst(ages);
  const named = worst.slice(0, NAMED_MAX);
  log.info('targets looked at', { missed: worst.length, place: placeOf(now, 0) });
  named.forEach(({ point, verdict, ...age }, index) =>
    log.warn('target missed', {
      ...age,
      verdict,
      ...(point && { snapshotId: point.snapshotId, takenAt: point.takenAt, ageHours: hours(point.ageMs) }),
      place: placeOf(now, index + 1),
    }),
  );
}

/** Sorted by this the other way around, as CloudWatch Logs Insights sorts by one field, the lines of the newest sweep come first, in their order. */
const placeOf = (now: Date, index: number): string =>
  `${now.toISOString()} ${String(NAMED_MAX - index).padStart(4, '0')}`;

const laterOf = (deployedAt: Date, createdAt: string | undefined): string =>
  createdAt !== undefined && Date.parse(createdAt) > deployedAt.getTime()
    ? createdAt
    : deployedAt.toISOString();

const seconds = (ms: number): number => Math.round(ms / 1000);

const hours = (ms: number): number => Math.round(ms / 360_000) / 10;
