import type { Snapshot } from '@aws-sdk/client-ec2';
import { TAG, tagsFromList, type Tags } from '../../functions/domain/tags';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Settings } from '../../infra/settings';
import type { Ec2 } from '../aws/ec2';
import type { Scenario } from './scenario';
import { expectedToKeep, newestFirst, policyOfTag, type Dated } from './expected-retention';

/** A snapshot or copy as it really is, whatever anybody was told of it. */
export type Point = Dated & {
  readonly region: string;
  readonly state: string;
  readonly tags: Tags;
  /** By our tags, the volume whose data it is; undefined where it is not ours. */
  readonly volumeId: string | undefined;
  /** As EC2 shows it; of copies it means nothing. */
  readonly ec2VolumeId: string;
  /** Of a copy that we started, its source. */
  readonly sourceId: string | undefined;
};

/** A copy that the stacks have started. */
export type StartedCopy = {
  readonly id: string;
  readonly sourceId: string;
  readonly region: string;
  readonly startMs: number;
  /** Of its data: whose and from when. */
  readonly volumeId: string;
  readonly takenMs: number;
  /** Undefined while it runs and where it failed. */
  completedMs: number | undefined;
};

/** What retention gives up, and why. */
export type GivenUp = { readonly point: Point; readonly reason: string };

/** Why retention gives up what is good. */
export const BEYOND = 'beyond the policy';

/** So long a failed copy is evidence. */
const EVIDENCE_MS = 14 * 86_400_000;

/** AWS Backup's mark, under which nobody else may delete. */
export const BACKUP_TAG = 'aws:backup:source-resource';

/** Everything that exists in a Region. */
type Snapshots = Pick<Ec2, 'snapshots'>;

/** Whose snapshots are to be kept, and by which settings. */
type Fleet = Pick<Scenario, 'settings' | 'volumes' | 'selected'>;

/** What is true in EC2, and what follows from it by the settings: who is ours, and what retention gives up. */
export class Truth {
  readonly #ec2: Snapshots;
  readonly #scenario: Fleet;
  #settings: Settings;
  readonly #points = new Map<string, readonly Point[]>();
  /** By id, every copy that the stacks have started, those deleted since as well. */
  readonly copies = new Map<string, StartedCopy>();

  constructor(ec2: Snapshots, scenario: Fleet) {
    this.#ec2 = ec2;
    this.#scenario = scenario;
    this.#settings = scenario.settings;
  }

  /** Says which settings count from now on. */
  deployed(settings: Settings): void {
    this.#settings = settings;
  }

  get regions(): readonly string[] {
    return [this.#settings.primary.region, ...this.#settings.dr.map(({ region }) => region)];
  }

  /** Everything in a Region, as it was at the last `changed`. */
  pointsIn(region: string): readonly Point[] {
    const known = this.#points.get(region);
    if (known !== undefined) return known;
    const points = this.#ec2.snapshots(region).map((snapshot) => this.#point(region, snapshot));
    this.#points.set(region, points);
    return points;
  }

  /** Says that something in EC2 may have changed. */
  changed(): void {
    this.#points.clear();
  }

  /**
   * Who is ours is said by the tags; whose data it is and from when, by the facts: a copy by its source's, any other by EC2's.
   * Where a person has garbled what our tags say, it counts for nothing and stays.
   */
  #point(region: string, snapshot: Snapshot): Point {
    const tags = tagsFromList(snapshot.Tags);
    const id = snapshot.SnapshotId ?? '';
    const startMs = snapshot.StartTime?.getTime() ?? 0;
    const copy = this.copies.get(id);
    const volumeId = copy?.volumeId ?? snapshot.VolumeId ?? '';
    const facts = {
      [TAG.volume]: volumeId,
      [TAG.region]: this.#scenario.settings.primary.region,
      [TAG.takenAt]: new Date(copy?.takenMs ?? startMs).toISOString(),
      ...(copy === undefined ? {} : { [TAG.sourceSnapshot]: copy.sourceId }),
    };
    const isAdopted = copy !== undefined || tags[TAG.snapshot] === id;
    const isOurs =
      tags[TAG.managedBy] === this.#scenario.settings.deployment &&
      isAdopted &&
      this.#scenario.selected.has(volumeId);
    const isGarbled = Object.entries(facts).some(([key, fact]) => tags[key] !== fact);
    return {
      id,
      region,
      state: snapshot.State ?? '',
      tags,
      startMs,
      takenMs: isGarbled ? NaN : (copy?.takenMs ?? startMs),
      volumeId: isOurs ? volumeId : undefined,
      ec2VolumeId: snapshot.VolumeId ?? '',
      sourceId: copy?.sourceId,
    };
  }

  /** What retention gives up in a Region at `nowMs`, with the reason. Nobody gives up what is held. */
  givenUpIn(region: string, nowMs: number): GivenUp[] {
    return this.#volumesIn(region).flatMap((points) => this.#givenUpOf(region, points, nowMs));
  }

  /** Of what retention gives up in a Region, the ids of those that the deletion limit holds back. */
  heldBackIn(region: string, nowMs: number): Set<string> {
    return new Set(
      this.#volumesIn(region).flatMap((points) => {
        const guarded = this.#givenUpOf(region, points, nowMs)
          .filter(({ reason, point }) => reason === BEYOND && this.isOfPolicyBefore(point))
          .map(({ point }) => point.id);
        return guarded.length > this.allowedAtOnce(this.#earlierOf(points, nowMs).length) ? guarded : [];
      }),
    );
  }

  /** How many of `earlierCount` good points that another policy adopted a changed one may remove at once. */
  allowedAtOnce(earlierCount: number): number {
    const { deletionLimit } = this.#settings;
    if (deletionLimit === 'none') return Infinity;
    return Math.max(deletionLimit.count, Math.floor(deletionLimit.share * earlierCount));
  }

  /** How many good points a volume has in a Region that another policy adopted. */
  earlierCount(region: string, volumeId: string, nowMs: number): number {
    const points = this.pointsIn(region).filter((point) => point.volumeId === volumeId);
    return this.#earlierOf(points, nowMs).length;
  }

  #earlierOf(points: readonly Point[], nowMs: number): Point[] {
    return goodOf(points, nowMs).filter((point) => this.isOfPolicyBefore(point));
  }

  /** Whether a point was adopted under another policy than the one that counts now. */
  isOfPolicyBefore({ region, volumeId = '', tags }: Point): boolean {
    const rules = Object.entries(this.policyOf(region, volumeId));
    return tags[TAG.policy] !== rules.map(([rule, count]) => `${rule} ${count}`).join(', ');
  }

  /** By volume, what is ours. */
  #volumesIn(region: string): Point[][] {
    const byVolume = new Map<string, Point[]>();
    for (const point of this.pointsIn(region)) {
      if (point.volumeId === undefined) continue;
      byVolume.set(point.volumeId, [...(byVolume.get(point.volumeId) ?? []), point]);
    }
    return [...byVolume.values()];
  }

  #givenUpOf(region: string, points: readonly Point[], nowMs: number): GivenUp[] {
    const surplus = surplusCopies(points);
    const good = goodOf(points, nowMs);
    const kept = expectedToKeep(good, this.policyOf(region, points[0]?.volumeId ?? ''));
    const newest = newestFirst(good)[0];
    const reasonFor = (point: Point): string | undefined => {
      const { id, state, tags, takenMs, startMs, sourceId } = point;
      if (TAG.hold in tags || BACKUP_TAG in tags || Number.isNaN(takenMs)) return undefined;
      if (surplus.has(id)) return 'a second copy';
      const isSuperseded = sourceId !== undefined && newest !== undefined && newest.takenMs >= takenMs;
      const isEvidence = nowMs - startMs < EVIDENCE_MS;
      if (state === 'error') return isSuperseded && !isEvidence ? 'a failed copy of what exists' : undefined;
      if (!good.includes(point) || kept.has(id) || point === newest) return undefined;
      return this.#isWantedElsewhere(region, point) ? undefined : BEYOND;
    };
    return points.flatMap((point) => {
      const reason = reasonFor(point);
      return reason === undefined ? [] : [{ point, reason }];
    });
  }

  /** The policy of a volume in a Region: what its own tag asks for, or the settings. */
  policyOf(region: string, volumeId: string): RetentionPolicy {
    const { primary, dr } = this.#settings;
    const isPrimary = region === primary.region;
    const settings = isPrimary ? primary : dr.find((destination) => destination.region === region)!;
    const volume = this.#scenario.volumes.find(({ VolumeId }) => VolumeId === volumeId);
    const override = tagsFromList(volume?.Tags)[isPrimary ? TAG.retain : TAG.drRetain];
    return policyOfTag(override, settings.retention);
  }

  /** Whether a DR Region has not got this data yet and would keep it beside all that it ever got of the volume. */
  #isWantedElsewhere(region: string, point: Point): boolean {
    if (region !== this.#settings.primary.region) return false;
    return this.#settings.dr.some((destination) => {
      const reached = [...this.copies.values()].filter(
        (copy) =>
          copy.region === destination.region &&
          copy.volumeId === point.volumeId &&
          copy.completedMs !== undefined,
      );
      if (reached.some(({ sourceId }) => sourceId === point.id)) return false;
      const there = reached.map(({ sourceId, takenMs }) => ({ id: sourceId, takenMs, startMs: takenMs }));
      const policy = this.policyOf(destination.region, point.volumeId ?? '');
      return expectedToKeep([...there, point], policy).has(point.id);
    });
  }
}

/** Those that retention counts. */
function goodOf(points: readonly Point[], nowMs: number): Point[] {
  const surplus = surplusCopies(points);
  return points.filter(
    ({ id, state, takenMs }) =>
      state === 'completed' && !Number.isNaN(takenMs) && takenMs <= nowMs && !surplus.has(id),
  );
}

/** Of several completed copies of one source, all but the one that began first. */
function surplusCopies(points: readonly Point[]): Set<string> {
  const completed = points.filter(({ state }) => state === 'completed');
  const first = new Map<string, Point>();
  const inOrder = [...completed].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  const surplus = new Set<string>();
  for (const point of inOrder) {
    if (point.sourceId === undefined) continue;
    if (first.has(point.sourceId)) surplus.add(point.id);
    else first.set(point.sourceId, point);
  }
  return surplus;
}
