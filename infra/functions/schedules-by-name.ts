import type * as z from 'zod';
import type { TakeSnapshotsEnvironment } from '../../functions/domain/environment';
import type { Settings } from '../settings';

/** The schedules of the settings by their names, as TakeSnapshots reads them. */
export const schedulesByName = ({
  schedules,
  timeZone: zoneOfSettings,
}: Pick<Settings, 'schedules' | 'timeZone'>): z.output<typeof TakeSnapshotsEnvironment>['SCHEDULES'] =>
  Object.fromEntries(
    schedules.map(({ name, schedule, timeZone = zoneOfSettings, reboot, endsWithinMinutes, ...others }) => {
      const { selection, instances, mode, freeze, digest } = others;
      const reboots = reboot === true && { rebootsForMinutes: endsWithinMinutes };
      return [
        name,
        { expression: schedule, timeZone, selection, instances, mode, ...reboots, freeze, digest },
      ];
    }),
  );
