import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 as volumeFromEc2 } from '../../functions/aws/volumes';
import { calendarOf } from '../../functions/domain/calendar';
import { planRegion } from '../../functions/domain/plan-region';
import { describePolicy } from '../../functions/domain/plan-retention';
import { judgeScope } from '../../functions/domain/scope';
import { isSelected } from '../../functions/domain/selection';
import {
  isCompleted,
  newestFirst,
  type ManagedSnapshot,
  type Snapshot,
} from '../../functions/domain/snapshot';
import { TAG, tagsFromList } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';

/** One volume's recovery points in one Region at the end of a rehearsal. */
export type RegionPoints = {
  readonly region: string;
  readonly policy: string;
  /** Good snapshots or copies of ours, newest data first. */
  readonly points: readonly { readonly snapshotId: string; readonly takenAt: string }[];
  /** How many of them no rule keeps but something blocks: a hold, an AMI, a pending copy. */
  readonly blockedCount: number;
};

export type VolumeVerdict = {
  readonly volumeId: string;
  readonly name: string;
  readonly inScope: boolean;
  /** The primary Region first. */
  readonly regions: readonly RegionPoints[];
  /** What contradicts the settings; empty where all is as promised. */
  readonly problems: readonly string[];
};

export type HeldSnapshot = {
  readonly snapshot: Snapshot;
  /** The same where it is proven to be ours. */
  readonly managed?: ManagedSnapshot;
};

export type VolumeQuestion = {
  readonly volume: Volume;
  /** Every snapshot and copy of the volume, by Region, managed or not. */
  readonly snapshots: ReadonlyMap<string, readonly HeldSnapshot[]>;
  /** Ids of snapshots that EC2 or a person's hold keeps, whatever the plan says. */
  readonly blocked: ReadonlySet<string>;
  readonly settings: Settings;
  /** Snapshots from before are left alone: only new ones are adopted. */
  readonly since: Date;
  /** How many snapshots somebody had to take of it since then, where that is known. */
  readonly due?: number | 'none is taken';
  readonly now: Date;
};

/** Holds the end of a rehearsal against the settings: how many points each Region keeps, and whether the newest is copied. */
export function judgeVolume({
  volume,
  snapshots,
  blocked,
  settings,
  since,
  due = 0,
  now,
}: VolumeQuestion): VolumeVerdict {
  const { primary, dr } = settings;
  const tags = tagsFromList(volume.Tags);
  const inScope = isSelected(tags, settings.selection);
  const managedIn = (region: string): ManagedSnapshot[] =>
    (snapshots.get(region) ?? []).flatMap(({ managed }) => (managed === undefined ? [] : [managed]));

  const judged = [
    { region: primary.region, retention: primary.retention, overrideTag: TAG.retain },
    ...dr.map(({ region, retention }) => ({ region, retention, overrideTag: TAG.drRetain })),
  ].map(({ region, retention, overrideTag }) => {
    const managed = managedIn(region);
    const { policy, verdicts } = planRegion({
      snapshots: managed,
      overrideTag,
      retention,
      copyRetention:
        region === primary.region
          ? Object.fromEntries(dr.map((destination) => [destination.region, destination.retention]))
          : {},
      deletionLimit: settings.deletionLimit,
      calendar: calendarOf(settings.timeZone),
      now,
    });
    const over = verdicts.filter(({ action, snapshotId }) => action === 'remove' && !blocked.has(snapshotId));
    const points = newestFirst(managed.filter(isCompleted));
    return {
      over,
      points: {
        region,
        policy: describePolicy(policy),
        points: points.map((point) => ({ snapshotId: point.snapshotId, takenAt: point.takenAt })),
        blockedCount: verdicts.filter(
          ({ action, snapshotId }) => action === 'blocked' || blocked.has(snapshotId),
        ).length,
      },
    };
  });

  return {
    volumeId: volume.VolumeId ?? '',
    name: tags['Name'] ?? '',
    inScope,
    regions: judged.map(({ points }) => points),
    problems: inScope
      ? [
          ...missedProblems(volume, snapshots.get(primary.region) ?? [], settings, since),
          ...scopeProblems(judged),
          ...unprotectedProblems(judged[0]?.points, due),
        ]
      : touchProblems(judged.map(({ points }) => points)),
  };
}

/** Snapshots that the settings put in scope and that nothing has protected. */
function missedProblems(
  volume: Volume,
  snapshots: readonly HeldSnapshot[],
  settings: Settings,
  since: Date,
): string[] {
  const { deployment, selection, adopt, primary } = settings;
  const missed = snapshots.filter(
    ({ snapshot, managed }) =>
      isCompleted(snapshot) &&
      Date.parse(snapshot.startedAt) >= since.getTime() &&
      managed === undefined &&
      judgeScope({
        snapshot,
        hasManagedSnapshots: false,
        volume: volumeFromEc2(volume),
        deployment,
        selection,
        adoption: adopt,
      }).verdict === 'managed',
  );
  return missed.length > 0 ? [`${missed.length} never protected in ${primary.region}`] : [];
}

/** That there is nothing to recover from, where there should be something. */
function unprotectedProblems(
  primary: RegionPoints | undefined,
  due: NonNullable<VolumeQuestion['due']>,
): string[] {
  if (primary === undefined || primary.points.length > 0 || due === 0) return [];
  return due === 'none is taken'
    ? ['unprotected: nobody takes snapshots of it']
    : [
        `unprotected: of ${due} ${due === 1 ? 'snapshot' : 'snapshots'} due, none was taken, completed and adopted`,
      ];
}

type Judged = { readonly over: readonly unknown[]; readonly points: RegionPoints };

function scopeProblems(judged: readonly Judged[]): string[] {
  const newest = judged[0]?.points.points[0];
  return judged.flatMap(({ over, points }) => [
    ...(over.length > 0 ? [`${over.length} over retention in ${points.region}`] : []),
    ...(newest !== undefined && points.points[0]?.takenAt !== newest.takenAt
      ? [`newest not in ${points.region}`]
      : []),
  ]);
}

const touchProblems = (regions: readonly RegionPoints[]): string[] =>
  regions
    .filter(({ points }) => points.length > 0)
    .map(({ region }) => `out of scope, yet managed in ${region}`);
