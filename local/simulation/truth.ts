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
  readonly #points = new Map<string, readonly Point[]>();
  /** By id, every copy that the stacks have started, those deleted since as well. */
  readonly copies = new Map<string, StartedCopy>();

  constructor(ec2: Snapshots, scenario: Fleet) {
    this.#ec2 = ec2;
    this.#scenario = scenario;
  }

  get #settings(): Settings {
    return this.#scenario.settings;
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
   * Who is ours is said by the tag; whose data it is and from when, by the facts: a copy by its source's, any other by EC2's.
   * Where a person has garbled the time, nobody is asked to know it.
   */
  #point(region: string, snapshot: Snapshot): Point {
    const tags = tagsFromList(snapshot.Tags);
    const id = snapshot.SnapshotId ?? '';
    const startMs = snapshot.StartTime?.getTime() ?? 0;
    const copy = this.copies.get(id);
    const volumeId = copy?.volumeId ?? snapshot.VolumeId ?? '';
    const isOurs =
      tags[TAG.managedBy] === this.#scenario.settings.deployment && this.#scenario.selected.has(volumeId);
    const isGarbled = Number.isNaN(Date.parse(tags[TAG.takenAt] ?? ''));
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
    const byVolume = new Map<string, Point[]>();
    for (const point of this.pointsIn(region)) {
      if (point.volumeId === undefined) continue;
      byVolume.set(point.volumeId, [...(byVolume.get(point.volumeId) ?? []), point]);
    }
    return [...byVolume.values()].flatMap((points) => this.#givenUpOf(region, points, nowMs));
  }

  #givenUpOf(region: string, points: readonly Point[], nowMs: number): GivenUp[] {
    const completed = points.filter(({ state }) => state === 'completed');
    const surplus = surplusCopies(completed);
    const good = completed.filter(
      ({ id, takenMs }) => !Number.isNaN(takenMs) && takenMs <= nowMs && !surplus.has(id),
    );
    const kept = expectedToKeep(good, this.policyOf(region, points[0]?.volumeId ?? ''));
    const newest = newestFirst(good)[0];
    const reasonFor = (point: Point): string | undefined => {
      const { id, state, tags, takenMs, sourceId } = point;
      if (TAG.hold in tags || BACKUP_TAG in tags || Number.isNaN(takenMs)) return undefined;
      if (surplus.has(id)) return 'a second copy';
      const isSuperseded = sourceId !== undefined && newest !== undefined && newest.takenMs >= takenMs;
      if (state === 'error') return isSuperseded ? 'a failed copy of what exists' : undefined;
      if (!good.includes(point) || kept.has(id) || point === newest) return undefined;
      return this.#isWantedElsewhere(region, point) ? undefined : 'beyond the policy';
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

/** Of several completed copies of one source, all but the one that began first. */
function surplusCopies(completed: readonly Point[]): Set<string> {
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
