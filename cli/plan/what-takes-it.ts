import { calendarOf, nextTime } from '../../functions/domain/schedule-times';
import type { Settings } from '../../infra/settings';
import { listed } from '../../local/rehearsal/listed';
import type { Covering } from './covering-schedules';

type Question = {
  readonly covering: Covering;
  readonly settings: Settings;
  /** False where it is known that nothing is deployed. */
  readonly isDeployed: boolean;
  readonly now: Date;
};

const OTHERS = 'See what takes snapshots of it, such as a policy of Data Lifecycle Manager or a script';

/**
 * Whom to look at where a volume has no snapshot since `since`: the schedules that cover it, where they were due or are to be, or else somebody
 * else. Undefined where nobody knows since when it could have had one: then all times of a schedule count.
 */
export function whatTakesIt(
  { covering: { surely, perhaps }, settings, isDeployed, now }: Question,
  since: Date | undefined,
): string {
  if (surely.length === 0 && perhaps.length === 0)
    return `${OTHERS}: ${settings.schedules.length === 0 ? 'Snapshot Keeper takes none' : 'no schedule covers it'}.`;
  if (surely.length === 0)
    return `Add the output of describe-instances: nobody knows here whether a schedule (${namesOf(perhaps)}) covers it. If none does, see what else takes snapshots of it.`;
  if (!isDeployed) return 'Deploy Snapshot Keeper first: until then its schedules take none.';
  const times = surely.map((schedule) => ({ schedule, dueMs: dueMsOf(schedule, settings, since) }));
  const due = times.filter(({ dueMs }) => dueMs <= now.getTime()).map(({ schedule }) => schedule);
  if (due.length > 0)
    return `One was due by schedule (${namesOf(due)}): see whether that is off (docs/runbooks/schedule-off.md) or the run did not come (docs/runbooks/backup-missed.md), or else what the run says of it.`;
  const nextMs = Math.min(...times.map(({ dueMs }) => dueMs));
  return nextMs === Infinity
    ? `Give it another schedule: the last time of those that cover it (${namesOf(surely)}) has passed.`
    : `Take one by hand ("keeper backup"): by schedule (${namesOf(surely)}) none is due before ${minuteOf(nextMs)} UTC. If that is early enough, the target is too short (docs/status.md, "Settings to think about").`;
}

/** When it was due first after `since`; Infinity for never. The times of a rate only Scheduler knows: it is due all the time. */
function dueMsOf(
  { schedule, timeZone }: Settings['schedules'][number],
  settings: Settings,
  since: Date | undefined,
): number {
  const calendar = calendarOf(schedule);
  if (calendar === undefined) return -Infinity;
  return nextTime(calendar, timeZone ?? settings.timeZone, since ?? new Date(0))?.getTime() ?? Infinity;
}

const namesOf = (schedules: Covering['surely']): string => listed(schedules.map(({ name }) => name));

const minuteOf = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
