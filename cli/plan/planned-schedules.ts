import { calendarOf, nextTime } from '../../functions/domain/schedule-times';
import { isSelected } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';

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
  /** How many of the selected volumes it covers. */
  readonly volumes: number;
};

/** Undefined where the settings have no schedule. `volumes` are those of the primary Region. */
export function planSchedules(
  { schedules, selection, timeZone: zoneOfSettings }: Settings,
  volumes: readonly Volume[],
  now: Date,
): PlannedSchedules | undefined {
  if (schedules.length === 0) return undefined;
  const selected = volumes.filter(({ tags }) => isSelected(tags, selection));
  return {
    each: schedules.map((schedule) => {
      const { name, schedule: text, timeZone = zoneOfSettings } = schedule;
      const calendar = calendarOf(text);
      return {
        name,
        schedule: text,
        timeZone,
        mode: schedule.mode,
        nextAt: (calendar && nextTime(calendar, timeZone, now)?.toISOString()) ?? null,
        volumes: selected.filter(({ tags }) => isSelected(tags, schedule.selection)).length,
      };
    }),
    coveredByNone: selected
      .filter(({ tags }) => !schedules.some((schedule) => isSelected(tags, schedule.selection)))
      .map(({ volumeId }) => volumeId)
      .sort(),
  };
}
