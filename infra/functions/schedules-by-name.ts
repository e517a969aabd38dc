import type * as z from 'zod';
import type { TakeSnapshotsEnvironment } from '../../functions/domain/environment';
import type { Settings } from '../settings';

/** The schedules of the settings by their names, as TakeSnapshots reads them. */
export const schedulesByName = ({
  schedules,
  timeZone: zoneOfSettings,
}: Pick<Settings, 'schedules' | 'timeZone'>): z.output<typeof TakeSnapshotsEnvironment>['SCHEDULES'] =>
  Object.fromEntries(
    schedules.map(
      ({ name, schedule, timeZone = zoneOfSettings, selection, instances, mode, reboot, freeze, digest }) => [
        name,
        {
          expression: schedule,
          timeZone,
          selection,
          instances,
          mode,
          ...(reboot && { reboot }),
          freeze,
          digest,
        },
      ],
    ),
  );
