import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 } from '../../functions/aws/volumes';
import { covers } from '../../functions/domain/schedule-coverage';
import { calendarOf, timesBetween } from '../../functions/domain/schedule-times';
import { isSelected } from '../../functions/domain/selection';
import type { Settings } from '../../infra/settings';
import { DAY_MS } from '../kernel/time-units';
import type { TaggedInstances } from './tagged-instances';

type Scheduling = Pick<Settings, 'selection' | 'schedules' | 'timeZone'>;

/** The schedules of the settings that take snapshots of a volume. Where nobody knows which instances bear a tag, none does. */
export function schedulesOf(
  described: Volume,
  { selection, schedules }: Scheduling,
  tagged: TaggedInstances,
): Settings['schedules'] {
  const volume = fromEc2(described);
  if (!isSelected(volume.tags, selection)) return [];
  return schedules.filter((one) =>
    covers(one, volume, (one.instances && tagged(one.instances)) ?? new Set<string>()),
  );
}

/** The days that are played. */
type Days = { readonly startMs: number; readonly days: number };

/** In words, when each schedule of the settings is due, whether it is in the days that are played, and of how many of the volumes. */
export const describeSchedules = (
  volumes: readonly Volume[],
  settings: Scheduling,
  tagged: TaggedInstances,
  played: Days,
): string[] =>
  settings.schedules.map(({ name, schedule, timeZone = settings.timeZone, instances }) => {
    const count = volumes.filter((one) =>
      schedulesOf(one, settings, tagged).some((its) => its.name === name),
    ).length;
    const zone = schedule.startsWith('rate(') ? '' : ` in ${timeZone}`;
    const unknown =
      instances !== undefined && tagged(instances) === undefined
        ? ': the inventory has no list of instances, and so none with its tag'
        : '';
    const never = isDueIn(played, schedule, timeZone) ? '' : ', which is never due in these days';
    return `${count.toLocaleString('en-US')} ${count === 1 ? 'volume' : 'volumes'}: Snapshot Keeper, schedule ${name}, ${schedule}${zone}${never}${unknown}`;
  });

/** A rate begins when it is deployed. */
function isDueIn({ startMs, days }: Days, schedule: string, timeZone: string): boolean {
  const calendar = calendarOf(schedule);
  const [from, to] = [new Date(startMs), new Date(startMs + days * DAY_MS)];
  return calendar === undefined || timesBetween(calendar, timeZone, from, to).length > 0;
}
