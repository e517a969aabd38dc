import type { Volume } from '@aws-sdk/client-ec2';
import { fromEc2 } from '../../functions/aws/volumes';
import { covers } from '../../functions/domain/schedule-coverage';
import { isSelected } from '../../functions/domain/selection';
import type { Settings } from '../../infra/settings';
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

/** In words, when each schedule of the settings is due, and of how many of the volumes. */
export const describeSchedules = (
  volumes: readonly Volume[],
  settings: Scheduling,
  tagged: TaggedInstances,
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
    return `${count.toLocaleString('en-US')} ${count === 1 ? 'volume' : 'volumes'}: Snapshot Keeper, schedule ${name}, ${schedule}${zone}${unknown}`;
  });
