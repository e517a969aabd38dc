import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 as volumeFromEc2 } from '../../functions/aws/volumes';
import { calendarOf } from '../../functions/domain/calendar';
import { ManagedVolumes } from '../../functions/domain/managed-volumes';
import { planTogether } from '../../functions/domain/plan-together';
import { judgeScope } from '../../functions/domain/scope';
import { isSelected } from '../../functions/domain/selection';
import {
  isCompleted,
  newestFirst,
  type ManagedSnapshot,
  type Snapshot,
} from '../../functions/domain/snapshot';
import { isOfBroken } from '../../functions/domain/snapshot-set';
import { TAG, tagsFromList } from '../../functions/domain/tags';
import { schedulesIn } from '../../infra/schedule-retention';
import type { Settings } from '../../infra/settings';
import { ageHoursAt } from './age';

/** One volume's recovery points in one Region at one time. */
export type RegionPoints = {
  readonly region: string;
  readonly policy: string;
  /** Good snapshots or copies of ours, newest data first. */
  readonly points: readonly { readonly snapshotId: string; readonly takenAt: string }[];
  /** How old the data of the newest is, to two decimals; null where there is none. */
  readonly newestAgeHours: number | null;
  /** How many of them no rule keeps but something blocks: a hold, an AMI, a pending copy. */
  readonly blockedCount: number;
  /** How many snapshots or copies have begun here, or wait for their turn, and have not ended. */
  readonly underWayCount: number;
};

export type RegionLook = RegionPoints & {
  /** How many no rule keeps and nothing blocks, while nothing that would delete them is under way. */
  readonly overCount: number;
  /** Of a DR Region: that the newest point of the primary one is not here, nor on its way. */
  readonly isNewestMissing: boolean;
};

/** What can be seen of one volume at one time. */
export type VolumeLook = {
  readonly volumeId: string;
  readonly name: string;
  readonly inScope: boolean;
  /** Whether it has been deleted. */
  readonly isGone: boolean;
  /** The primary Region first. */
  readonly regions: readonly RegionLook[];
  /** How many completed snapshots the settings put in scope and nothing has protected, nor is about to. */
  readonly missedCount: number;
  /** The newest snapshot that was left alone, where no point is as new. */
  readonly leftAloneId?: string;
};

export type HeldSnapshot = {
  readonly snapshot: Snapshot;
  /** The same where it is proven to be ours. */
  readonly managed?: ManagedSnapshot;
};

export type VolumeQuestion = {
  readonly volume: Volume;
  readonly isGone: boolean;
  /** Every snapshot and copy of the volume, by Region, managed or not. */
  readonly snapshots: ReadonlyMap<string, readonly HeldSnapshot[]>;
  /** By Region, what is ours of all volumes: some share sets. */
  readonly managedIn: ReadonlyMap<string, ManagedVolumes>;
  /** By Region, ids of the sets that lack a member there. */
  readonly brokenIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** Ids of snapshots that EC2 or a person's hold keeps, whatever the plan says. */
  readonly blocked: ReadonlySet<string>;
  /** Ids of snapshots and copies with an execution that has not ended. */
  readonly running: ReadonlySet<string>;
  readonly settings: Settings;
  /** Snapshots from before are left alone: only new ones are adopted. */
  readonly since: Date;
  readonly now: Date;
};

/** Looks at a volume: how many points each Region keeps, how old they are, and what is on its way. */
export function lookAtVolume(question: VolumeQuestion): VolumeLook {
  const { volume, isGone, snapshots, settings, since } = question;
  const { primary, dr } = settings;
  const tags = tagsFromList(volume.Tags);
  const home = snapshots.get(primary.region) ?? [];
  const newest = newestFirst(managedOf(home).filter(isCompleted))[0];
  const fresh = home.filter(({ snapshot }) => Date.parse(snapshot.startedAt) >= since.getTime());
  const leftAlone = fresh
    .filter(({ snapshot, managed }) => managed === undefined && isCompleted(snapshot))
    .map(({ snapshot }) => snapshot)
    .filter(({ startedAt }) => newest === undefined || startedAt > newest.takenAt)
    .sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt))[0];
  return {
    volumeId: volume.VolumeId ?? '',
    name: tags['Name'] ?? '',
    inScope: isSelected(tags, settings.selection),
    isGone,
    regions: [
      {
        ...pointsIn(question, primary, TAG.retain),
        underWayCount: fresh.filter(({ snapshot }) => snapshot.state === 'pending').length,
        isNewestMissing: false,
      },
      ...dr.map((destination) => {
        const waiting = sourcesUnderWay(question, destination.region);
        const copies = managedOf(snapshots.get(destination.region) ?? []).filter(isCompleted);
        return {
          ...pointsIn(question, destination, TAG.drRetain),
          underWayCount: waiting.size,
          isNewestMissing:
            newest !== undefined &&
            !waiting.has(newest.snapshotId) &&
            newestFirst(copies)[0]?.takenAt !== newest.takenAt,
        };
      }),
    ],
    missedCount: fresh.filter((held) => isMissed(question, held)).length,
    ...(leftAlone && { leftAloneId: leftAlone.snapshotId }),
  };
}

const managedOf = (held: readonly HeldSnapshot[]): ManagedSnapshot[] =>
  held.flatMap(({ managed }) => (managed === undefined ? [] : [managed]));

type Place = Pick<Settings['primary'], 'region' | 'retention'>;

function pointsIn(
  { volume, snapshots, managedIn, brokenIn, blocked, running, settings, now }: VolumeQuestion,
  { region, retention }: Place,
  overrideTag: string,
): Omit<RegionLook, 'underWayCount' | 'isNewestMissing'> {
  const managed = managedOf(snapshots.get(region) ?? []);
  const { VolumeId: volumeId = '' } = volume;
  const { inForce, verdicts } = planTogether({
    volumeId,
    managed: managedIn.get(region) ?? new ManagedVolumes([]),
    overrideTag,
    retention,
    schedules: schedulesIn(region, settings),
    copyRetention:
      region === settings.primary.region
        ? Object.fromEntries(settings.dr.map((destination) => [destination.region, destination.retention]))
        : {},
    deletionLimit: settings.deletionLimit,
    calendar: calendarOf(settings.timeZone),
    now,
  }).get(volumeId)!;
  const broken = brokenIn.get(region) ?? new Set<string>();
  const points = newestFirst(managed.filter((one) => isCompleted(one) && !isOfBroken(one, broken)));
  const isPruning = managed.some(({ snapshotId }) => running.has(snapshotId));
  return {
    region,
    policy: inForce,
    points: points.map(({ snapshotId, takenAt }) => ({ snapshotId, takenAt })),
    newestAgeHours: points[0] === undefined ? null : ageHoursAt(points[0].takenAt, now.getTime()),
    blockedCount: verdicts.filter(({ action, snapshotId }) => action === 'blocked' || blocked.has(snapshotId))
      .length,
    overCount: isPruning
      ? 0
      : verdicts.filter(({ action, snapshotId }) => action === 'remove' && !blocked.has(snapshotId)).length,
  };
}

/** Ids of the sources whose copy to `region` runs, or waits for its turn. */
function sourcesUnderWay({ snapshots, running, settings }: VolumeQuestion, region: string): Set<string> {
  const copies = managedOf(snapshots.get(region) ?? []);
  const done = new Set(copies.filter(isCompleted).map(({ sourceSnapshotId }) => sourceSnapshotId));
  const begun = copies
    .filter(({ state }) => state === 'pending')
    .map(({ sourceSnapshotId }) => sourceSnapshotId);
  const waiting = managedOf(snapshots.get(settings.primary.region) ?? [])
    .filter((source) => isCompleted(source) && running.has(source.snapshotId))
    .map(({ snapshotId }) => snapshotId);
  return new Set([...begun, ...waiting].flatMap((id) => (id === undefined || done.has(id) ? [] : [id])));
}

const isMissed = (
  { volume, running, settings }: VolumeQuestion,
  { snapshot, managed }: HeldSnapshot,
): boolean =>
  managed === undefined &&
  isCompleted(snapshot) &&
  !running.has(snapshot.snapshotId) &&
  judgeScope({
    snapshot,
    hasManagedSnapshots: false,
    volume: volumeFromEc2(volume),
    deployment: settings.deployment,
    selection: settings.selection,
    adoption: settings.adopt,
  }).verdict === 'managed';
