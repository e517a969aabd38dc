import { isDueAt } from '../../functions/domain/due-run';
import { LATEST_HOURS } from '../../functions/domain/scheduled-run';
import { MINUTE_MS } from '../../functions/domain/time-units';
import type { Settings } from '../../infra/settings';
import type { PlannedSchedules } from '../plan/planned-schedules';
import { counted } from '../terminal/counted';
import type { EndedRun } from './last-runs';

/** A setting that differs much from what there is. Nobody but a person sets it. */
export type Proposal = {
  /** Such as `target.hours`, or `schedules[nightly].endsWithinMinutes`. */
  readonly setting: string;
  readonly set: number;
  readonly proposed: number;
  /** In words. */
  readonly because: string;
};

/** So many runs of a schedule are looked at; of fewer than the least, nothing is proposed. */
const RUNS = { least: 3, most: 10 } as const;

/** Where EC2 loses an answer, a run waits for ten minutes, up to three times. */
const LEAST_MINUTES = 60;
const STEP_MINUTES = 15;

/** Ordinary runs may vary so much, and a setting may be larger by so much, before anything is proposed. */
const ROOM = 2;
const MUCH = 4;

/** As the default has it beyond a day: for the snapshot and its copy to be completed. */
const COMPLETED_HOURS = 2;

type Known = { readonly schedules: PlannedSchedules | undefined; readonly runs: readonly EndedRun[] };

/** What the last runs and the times of the schedules speak for, where the settings have something quite different. */
export function proposalsOf(
  settings: Pick<Settings, 'schedules' | 'target' | 'timeZone'>,
  { schedules, runs }: Known,
): Proposal[] {
  return [
    ...settings.schedules.flatMap((schedule) => endOf(schedule, settings.timeZone, runs) ?? []),
    ...(targetOf(settings, schedules) ?? []),
  ];
}

function endOf(
  {
    name,
    schedule: expression,
    timeZone,
    flexibleMinutes,
    endsWithinMinutes: set,
  }: Settings['schedules'][number],
  zoneOfSettings: string,
  runs: readonly EndedRun[],
): Proposal | undefined {
  const times = { expression, timeZone: timeZone ?? zoneOfSettings };
  const own = runs
    .filter(({ schedule, scheduledAt }) =>
      schedule === undefined ? isDueAt(times, new Date(scheduledAt)) : schedule === name,
    )
    .slice(0, RUNS.most);
  if (own.length < RUNS.least) return undefined;
  const longest = Math.ceil(Math.max(...own.map(({ tookMs }) => tookMs)) / MINUTE_MS);
  const needed = Math.max(LEAST_MINUTES, Math.ceil((ROOM * longest) / STEP_MINUTES) * STEP_MINUTES);
  const proposed = Math.min(LATEST_HOURS * 60, flexibleMinutes + needed);
  const isShort = set < flexibleMinutes + ROOM * longest && set < proposed;
  if (!isShort && set <= MUCH * proposed) return undefined;
  return {
    setting: `schedules[${name}].endsWithinMinutes`,
    set,
    proposed,
    because: `its last ${own.length} runs took ${counted(longest, 'minute')} at most${flexibleMinutes > 0 ? `, after a window of ${flexibleMinutes}` : ''}`,
  };
}

function targetOf(
  { schedules: set, target: { hours } }: Pick<Settings, 'schedules' | 'target'>,
  planned: PlannedSchedules | undefined,
): Proposal[] | undefined {
  if (planned?.hoursApart === undefined) return undefined;
  const windows = Math.ceil(Math.max(...set.map(({ flexibleMinutes }) => flexibleMinutes)) / 60);
  const proposed = planned.hoursApart + windows + COMPLETED_HOURS;
  // What no schedule covers may need the longer one.
  const isLong = hours > ROOM * proposed && planned.coveredByNone.length === 0;
  if (hours >= planned.hoursApart && !isLong) return undefined;
  return [
    {
      setting: 'target.hours',
      set: hours,
      proposed,
      because: `by the schedules up to ${counted(planned.hoursApart, 'hour')} lie between two snapshots of a volume`,
    },
  ];
}
