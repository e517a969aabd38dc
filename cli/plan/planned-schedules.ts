import { covers } from '../../functions/domain/schedule-coverage';
import { calendarOf, nextTime } from '../../functions/domain/schedule-times';
import { isSelected, type TagSelection } from '../../functions/domain/selection';
import { instanceIdsOf, type Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { TaggedInstances } from '../../local/rehearsal/tagged-instances';

/** What the schedules of the settings take. */
export type PlannedSchedules = {
  /** In the order of the settings. */
  readonly each: readonly PlannedSchedule[];
  /** Ids of selected volumes that none of them covers: something else has to take their snapshots. In order. */
  readonly coveredByNone: readonly string[];
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
  readonly mode: 'volume' | 'instance';
  /** The tag of the instances whose volumes it covers, where it goes by one. */
  readonly instances?: TagSelection;
  /** How many of the selected volumes it covers; null where nobody knows which instances bear its tag. */
  readonly volumes: number | null;
};

type Facts = {
  /** Of the primary Region. */
  readonly volumes: readonly Volume[];
  readonly tagged: TaggedInstances;
  readonly now: Date;
};

/** Undefined where the settings have no schedule. */
export function planSchedules(
  { schedules, selection, timeZone: zoneOfSettings }: Settings,
  { volumes, tagged, now }: Facts,
): PlannedSchedules | undefined {
  if (schedules.length === 0) return undefined;
  const selected = volumes.filter(({ tags }) => isSelected(tags, selection));
  const coverages = schedules.map((schedule) => ({
    schedule,
    instanceIds: schedule.instances === undefined ? new Set<string>() : tagged(schedule.instances),
  }));
  return {
    each: coverages.map(({ schedule, instanceIds }) => {
      const { name, schedule: text, timeZone = zoneOfSettings, mode, instances } = schedule;
      const calendar = calendarOf(text);
      return {
        name,
        schedule: text,
        timeZone,
        mode,
        ...(instances && { instances }),
        nextAt: (calendar && nextTime(calendar, timeZone, now)?.toISOString()) ?? null,
        volumes: instanceIds
          ? selected.filter((volume) => covers(schedule, volume, instanceIds)).length
          : null,
      };
    }),
    coveredByNone: selected
      .filter(
        (volume) =>
          // What nobody knows may be covered: any instance may bear the tag.
          !coverages.some(({ schedule, instanceIds = new Set(instanceIdsOf(volume)) }) =>
            covers(schedule, volume, instanceIds),
          ),
      )
      .map(({ volumeId }) => volumeId)
      .sort(),
  };
}
