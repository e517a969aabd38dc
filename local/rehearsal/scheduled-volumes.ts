import type { Volume } from '@aws-sdk/client-ec2';
import { isSelected } from '../../functions/domain/selection';
import { tagsFromList } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';

type Scheduling = Pick<Settings, 'selection' | 'schedules' | 'timeZone'>;

/** The schedules of the settings that take snapshots of a volume. */
export function schedulesOf({ Tags }: Volume, { selection, schedules }: Scheduling): Settings['schedules'] {
  const tags = tagsFromList(Tags);
  return isSelected(tags, selection) ? schedules.filter((one) => isSelected(tags, one.selection)) : [];
}

/** In words, when each schedule of the settings is due, and of how many of the volumes. */
export const describeSchedules = (volumes: readonly Volume[], settings: Scheduling): string[] =>
  settings.schedules.map(({ name, schedule, timeZone = settings.timeZone }) => {
    const count = volumes.filter((one) => schedulesOf(one, settings).some((its) => its.name === name)).length;
    const zone = schedule.startsWith('rate(') ? '' : ` in ${timeZone}`;
    return `${count.toLocaleString('en-US')} ${count === 1 ? 'volume' : 'volumes'}: Snapshot Keeper, schedule ${name}, ${schedule}${zone}`;
  });
