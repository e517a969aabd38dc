import { Consistency } from '../../functions/domain/freeze';
import type { ManagedVolumes } from '../../functions/domain/managed-volumes';
import { describePolicy } from '../../functions/domain/retention-policy';
import { covers } from '../../functions/domain/schedule-coverage';
import { mostMinutesBetween } from '../../functions/domain/schedule-distance';
import { calendarOf, nextTime } from '../../functions/domain/schedule-times';
import { isTakenFor } from '../../functions/domain/scheduled-run';
import { isSelected, type TagSelection } from '../../functions/domain/selection';
import { isCompleted, newestFirst, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { TaggedInstances } from '../../local/rehearsal/tagged-instances';
import { coveringSchedules, type Covering } from './covering-schedules';

/** What the schedules of the settings take. */
export type PlannedSchedules = {
  /** In the order of the settings. */
  readonly each: readonly PlannedSchedule[];
  /** Ids of selected volumes that none of them covers: something else has to take their snapshots. In order. */
  readonly coveredByNone: readonly string[];
  /** By their times, how many hours lie at most between two snapshots of a covered volume; absent where nobody knows. */
  readonly hoursApart?: number;
};

export type PlannedSchedule = {
  readonly name: string;
  /** Its times, as the settings have them. */
  readonly schedule: string;
  /** Whose clocks they mean. */
  readonly timeZone: string;
  /** ISO 8601 in UTC; null where it has run for the last time, or has its times from Scheduler alone. */
  readonly nextAt: string | null;
  /** How it takes them. */
  readonly mode: 'volume' | 'instance' | 'image';
  /** Where instances are rebooted meanwhile. */
  readonly reboot?: true;
  /** The tag of the instances whose volumes it covers, where it goes by one. */
  readonly instances?: TagSelection;
  /**
   * Of one that freezes, how the newest snapshots stand that it has taken of the volumes that it covers, one of each: how many by the tag
   * `snapshot-keeper:consistency`, or `unknown` without.
   */
  readonly newest?: Readonly<Partial<Record<Consistency | 'unknown', number>>>;
  /** What it keeps of its snapshots beside the policy of each volume, in words; absent where it keeps no more. */
  readonly retention?: string;
  /** How many of the selected volumes it covers; null where nobody knows which instances bear its tag. */
  readonly volumes: number | null;
};

type Facts = {
  /** Of the primary Region. */
  readonly volumes: readonly Volume[];
  readonly tagged: TaggedInstances;
  /** Ours there. */
  readonly managed: ManagedVolumes;
  readonly now: Date;
};

/** Undefined where the settings have no schedule. */
export function planSchedules(
  { deployment, schedules, selection, timeZone: zoneOfSettings }: Settings,
  { volumes, tagged, managed, now }: Facts,
): PlannedSchedules | undefined {
  if (schedules.length === 0) return undefined;
  const selected = volumes.filter(({ tags }) => isSelected(tags, selection));
  const coveringOf = coveringSchedules(schedules, tagged);
  const coverages = schedules.map((schedule) => ({
    schedule,
    instanceIds: schedule.instances === undefined ? new Set<string>() : tagged(schedule.instances),
  }));
  const hoursApart = hoursApartIn(
    selected.map((volume) => coveringOf(volume).surely),
    zoneOfSettings,
    now,
  );
  return {
    ...(hoursApart !== undefined && { hoursApart }),
    each: coverages.map(({ schedule, instanceIds }) => {
      const { name, schedule: text, timeZone = zoneOfSettings, mode, reboot, instances } = schedule;
      const calendar = calendarOf(text);
      const covered = instanceIds && selected.filter((volume) => covers(schedule, volume, instanceIds));
      const newest = (covered ?? []).flatMap(
        ({ volumeId }) => newestTakenFor(managed.of(volumeId), deployment, name) ?? [],
      );
      return {
        name,
        schedule: text,
        timeZone,
        mode,
        ...(reboot && { reboot }),
        ...(instances && { instances }),
        ...(schedule.retention && { retention: describePolicy(schedule.retention) }),
        nextAt: (calendar && nextTime(calendar, timeZone, now)?.toISOString()) ?? null,
        ...(schedule.freeze && { newest: byConsistency(newest) }),
        volumes: covered?.length ?? null,
      };
    }),
    coveredByNone: selected
      .filter((volume) => {
        const { surely, perhaps } = coveringOf(volume);
        return surely.length === 0 && perhaps.length === 0;
      })
      .map(({ volumeId }) => volumeId)
      .sort(),
  };
}

/** `covering` are the schedules of each volume. What covers the same together has the same times. */
function hoursApartIn(
  covering: readonly Covering['surely'][],
  zoneOfSettings: string,
  now: Date,
): number | undefined {
  const together = new Map(
    covering.map((schedules) => [schedules.map(({ name }) => name).join(), schedules]),
  );
  const minutes = [...together.values()].flatMap(
    (schedules) =>
      mostMinutesBetween(
        schedules.map(({ schedule, timeZone = zoneOfSettings }) => ({ schedule, timeZone })),
        now,
      ) ?? [],
  );
  return minutes.length === 0 ? undefined : Math.ceil(Math.max(...minutes) / 60);
}

const newestTakenFor = (
  snapshots: readonly ManagedSnapshot[],
  deployment: string,
  schedule: string,
): ManagedSnapshot | undefined =>
  newestFirst(snapshots).find((one) => isCompleted(one) && isTakenFor(one, deployment, schedule) === 'yes');

function byConsistency(newest: readonly ManagedSnapshot[]): NonNullable<PlannedSchedule['newest']> {
  const counts: Partial<Record<Consistency | 'unknown', number>> = {};
  for (const { tags } of newest) {
    const { data: level = 'unknown' } = Consistency.safeParse(tags[TAG.consistency]);
    counts[level] = (counts[level] ?? 0) + 1;
  }
  return counts;
}
