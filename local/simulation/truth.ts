import type { Snapshot } from '@aws-sdk/client-ec2';
import { TAG, tagsFromList, type Tags } from '../../functions/domain/tags';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { regionsOf, type Settings } from '../../infra/settings';
import type { Ec2 } from '../aws/ec2';
import { DAY_MS } from '../kernel/time-units';
import type { Redeployment } from './deployments';
import type { Scenario } from './scenario';
import { beyondPolicy, type Beyond } from './beyond-policy';
import { expectedToKeep, newestFirst, type Dated } from './expected-retention';
import { InstanceHistories } from './instance-histories';
import { BACKUP_TAG } from './other-makers';
import { destinationOf, policyBy } from './policy-by-tag';
import { goodOf, isHeld, surplusCopies, type Point, type StartedCopy } from './points';
import { RestoredSnapshots } from './restored-snapshots';
import { OurImages } from './our-images';
import { isOfPolicyBefore, schedulesNamed, withPromises } from './schedule-promises';
import { Sets } from './sets';
import { VolumeHistories } from './volume-histories';
import { isWantedIn } from './wanted-elsewhere';

/** What retention gives up, and why. */
export type GivenUp = { readonly point: Point; readonly reason: string };

/** Why retention gives up what is good. */
export const BEYOND = 'beyond the policy';

/** So long a failed copy is evidence. */
const EVIDENCE_MS = 14 * DAY_MS;

/** So long a volume has its snapshots taken without faults in the end. */
const QUIET_MS = 3 * DAY_MS;

type Existing = Pick<Ec2, 'snapshots' | 'volumes' | 'instanceTags'>;

/** What is true in EC2, and what follows from it by the settings: who is ours, and what retention gives up. */
export class Truth {
  readonly #ec2: Existing;
  readonly volumes: VolumeHistories;
  readonly instances: InstanceHistories;
  #settings: Settings;
  /** Of the DR Regions, which may be deployed by themselves. */
  #drSettings: Settings;
  readonly restored = new RestoredSnapshots();
  readonly images = new OurImages();
  readonly sets = new Sets();
  readonly #points = new Map<string, readonly Point[]>();
  /** By id, every copy that the stacks have started, those deleted since as well. */
  readonly copies = new Map<string, StartedCopy>();
  /** Ids of all snapshots that a function has adopted: it gave them the tags that name them. */
  readonly adopted = new Set<string>();
  /** Ids of what was taken for other ends than ours: by another service for a scan, by people for an AMI. */
  readonly ofOtherEnds = new Set<string>();
  /** Ids of what people have sent to the archive tier, where it may not have arrived yet. */
  readonly archiving = new Set<string>();
  /** Ids of what EC2 has refused to delete because something uses it. */
  readonly refused = new Set<string>();

  constructor(ec2: Existing, { settings }: Pick<Scenario, 'settings'>) {
    this.#ec2 = ec2;
    this.#settings = settings;
    this.#drSettings = settings;
    this.volumes = new VolumeHistories(settings.selection);
    this.instances = new InstanceHistories(settings.schedules);
  }

  /** Takes note of the volumes that there are. */
  noteVolumes(nowMs: number): void {
    const { region } = this.#settings.primary;
    const volumes = this.#ec2.volumes(region);
    this.volumes.note(nowMs, volumes);
    this.instances.note(nowMs, volumes, (id) => this.#ec2.instanceTags(region, id));
  }

  /** Whether another deployment has adopted it: its name stands there beside the snapshot's own id. */
  isOfOthers({ id, tags }: Pick<Point, 'id' | 'tags'>): boolean {
    const owner = tags[TAG.managedBy];
    return owner !== undefined && owner !== this.#settings.deployment && tags[TAG.snapshot] === id;
  }

  /** For a while. */
  isSelected(volumeId: string, nowMs: number): boolean {
    return this.volumes.wasSelectedThroughout(volumeId, nowMs - QUIET_MS, nowMs);
  }

  hasVolume(volumeId: string): boolean {
    return this.volumeTags(volumeId) !== undefined;
  }

  /** The tags of a volume that is there now. */
  volumeTags(volumeId: string): Tags | undefined {
    const volumes = this.#ec2.volumes(this.#settings.primary.region);
    const volume = volumes.find(({ VolumeId, State }) => VolumeId === volumeId && State !== 'deleting');
    return volume && tagsFromList(volume.Tags);
  }

  /** Says which settings count from now on, in the stacks of one role or in all. */
  deployed(settings: Settings, stacks: Redeployment['stacks'] = 'all'): void {
    if (stacks !== 'dr') this.#settings = settings;
    if (stacks !== 'primary') this.#drSettings = settings;
  }

  get regions(): readonly string[] {
    return regionsOf(this.#settings);
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
  changed = (): void => this.#points.clear();

  /**
   * Who is ours is told by the calls that functions have made; whose data it is and from when, by the facts: of a copy its
   * source's, of any other EC2's. Tags only take away: what a person has disowned is not ours, and what a person has garbled
   * counts for nothing and stays.
   */
  #point(region: string, snapshot: Snapshot): Point {
    const tags = tagsFromList(snapshot.Tags);
    const id = snapshot.SnapshotId ?? '';
    const startMs = snapshot.StartTime?.getTime() ?? 0;
    const copy = this.copies.get(id);
    const volumeId = copy?.volumeId ?? snapshot.VolumeId ?? '';
    const facts = {
      [TAG.volume]: volumeId,
      [TAG.region]: this.#settings.primary.region,
      [TAG.takenAt]: new Date(copy?.takenMs ?? startMs).toISOString(),
      ...(copy === undefined ? {} : { [TAG.sourceSnapshot]: copy.sourceId }),
      // A copy has it once its event has come.
      ...(tags[TAG.snapshot] === undefined ? {} : { [TAG.snapshot]: id }),
    };
    const isAdopted = copy !== undefined || (this.adopted.has(id) && tags[TAG.snapshot] === id);
    const isOurs = isAdopted && tags[TAG.managedBy] === this.#settings.deployment;
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
      isArchived: snapshot.StorageTier === 'archive',
      schedules: schedulesNamed(this.images.descriptionOf(snapshot), this.#settings.deployment),
    };
  }

  /** What retention gives up in a Region at `nowMs`, with the reason. Nobody gives up what is held, nor what is of a set of which another stays. */
  givenUpIn(region: string, nowMs: number): GivenUp[] {
    const all = this.#volumesIn(region).flatMap((points) => this.#givenUpOf(region, points, nowMs));
    const ids = new Set(all.map(({ point }) => point.id));
    const goes = (point: Point): boolean => ids.has(point.id) && !this.restored.mustStay(point, nowMs);
    const staying = this.sets.stayingTogether(this.pointsIn(region), goes);
    return all.filter(({ point }) => !staying.has(point.id));
  }

  /** Of what retention gives up in a Region, the ids of those that may stay all the same, with the sets that they are of. */
  waitingIn(region: string, nowMs: number): Set<string> {
    const blocked = this.blockedIn(region, nowMs);
    const goes = ({ id }: Point): boolean => !blocked.has(id);
    return new Set([...blocked, ...this.sets.stayingTogether(this.pointsIn(region), goes)]);
  }

  /** Of what retention gives up in a Region, the ids of those that the deletion limit or a restore blocks. */
  blockedIn(region: string, nowMs: number): Set<string> {
    return new Set(
      this.#volumesIn(region).flatMap((points) => {
        const guarded = this.#givenUpOf(region, points, nowMs)
          .filter(({ reason, point }) => reason === BEYOND && this.isOfPolicyBefore(point))
          .map(({ point }) => point);
        const allowedCount = this.allowedAtOnce(this.#earlierOf(points, nowMs).length);
        const isTooMuch = this.#earlierBeyondCount(region, points, nowMs) > allowedCount;
        const held = guarded.filter((point) => isTooMuch || this.isOfUnknownPolicy(point));
        const restored = points.filter((point) => this.restored.mayStay(point, nowMs));
        return [...held, ...restored].map(({ id }) => id);
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
  earlierCount(region: string, id: string, nowMs: number): number {
    const points = this.pointsIn(region).filter(({ volumeId }) => volumeId === id);
    return this.#earlierOf(points, nowMs).length;
  }

  #earlierOf(points: readonly Point[], nowMs: number): Point[] {
    return goodOf(points, nowMs).filter((point) => this.isOfPolicyBefore(point));
  }

  /** How many good points of another policy the one in force does not keep, whatever else keeps them for now. */
  #earlierBeyondCount(region: string, points: readonly Point[], nowMs: number): number {
    const policy = this.policyOf(region, points[0]?.volumeId ?? '');
    if (policy === undefined) return 0;
    return this.#earlierOf(points, nowMs).filter(this.#beyond(policy, points, nowMs).isBeyond).length;
  }

  #beyond(policy: RetentionPolicy, points: readonly Point[], nowMs: number): Beyond {
    const all = this.pointsIn(points[0]?.region ?? '');
    const keptOf = withPromises(this.#settings, policy, this.keptBy);
    return beyondPolicy({ points, all, sets: this.sets, keptOf, nowMs });
  }

  /** Whether a point was adopted under another policy than the one that counts now. */
  isOfPolicyBefore(point: Point): boolean {
    return isOfPolicyBefore(point, this.policyOf(point.region, point.volumeId ?? ''), this.#settings);
  }

  /** Whether nobody knows under which policy a point was adopted, so that none may give it up. */
  isOfUnknownPolicy({ tags }: Point): boolean {
    return this.#settings.deletionLimit !== 'none' && tags[TAG.policy] === undefined;
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
    const policy = this.policyOf(region, points[0]?.volumeId ?? '');
    if (policy === undefined) return [];
    const surplus = surplusCopies(points);
    const { newest, isBeyond } = this.#beyond(policy, points, nowMs);
    const reasonFor = (point: Point): string | undefined => {
      const { id, state, tags, takenMs, startMs, sourceId } = point;
      const isArchived = point.isArchived || this.archiving.has(id);
      if (isHeld(tags) || BACKUP_TAG in tags || isArchived || Number.isNaN(takenMs)) return undefined;
      if (surplus.has(id)) return 'a second copy';
      const isSuperseded = sourceId !== undefined && newest !== undefined && newest.takenMs >= takenMs;
      const isEvidence = nowMs - startMs < EVIDENCE_MS;
      if (state === 'error') return isSuperseded && !isEvidence ? 'a failed copy of what exists' : undefined;
      if (!isBeyond(point)) return undefined;
      return this.#isWantedElsewhere(region, point) ? undefined : BEYOND;
    };
    return points.flatMap((point) => {
      const reason = reasonFor(point);
      return reason === undefined ? [] : [{ point, reason }];
    });
  }

  /**
   * The policy of a volume in a Region: what its newest snapshot there repeats of the volume's own tag, or the settings. Whoever
   * may tag that snapshot may tag the volume as well. Undefined where nobody can read what is wanted.
   */
  policyOf(region: string, volumeId: string): RetentionPolicy | undefined {
    const isPrimary = region === this.#settings.primary.region;
    const newest = this.#newestOf(region, volumeId);
    return isPrimary
      ? policyBy(newest, TAG.retain, this.#settings.primary)
      : policyBy(newest, TAG.drRetain, destinationOf(this.#drSettings, region));
  }

  /** What the primary Region knows of the policy of a DR Region, by which it asks for copies. */
  copyPolicyOf(region: string, volumeId: string): RetentionPolicy | undefined {
    const newest = this.#newestOf(this.#settings.primary.region, volumeId);
    return policyBy(newest, TAG.drRetain, destinationOf(this.#settings, region));
  }

  #newestOf(region: string, volumeId: string): Point | undefined {
    const isPoint = (point: Point): boolean =>
      point.volumeId === volumeId && point.state === 'completed' && !Number.isNaN(point.takenMs);
    return newestFirst(this.pointsIn(region).filter(isPoint))[0];
  }

  /** The ids that a policy keeps, in the time zone of the settings. */
  readonly keptBy = (policy: RetentionPolicy, points: readonly Dated[]): Set<string> =>
    expectedToKeep(points, policy, this.#settings.timeZone);

  #isWantedElsewhere(region: string, point: Point): boolean {
    if (region !== this.#settings.primary.region) return false;
    return this.#settings.dr.some((destination) =>
      isWantedIn(destination.region, point, {
        copies: [...this.copies.values()],
        policy: this.copyPolicyOf(destination.region, point.volumeId ?? ''),
        keptBy: this.keptBy,
      }),
    );
  }
}
