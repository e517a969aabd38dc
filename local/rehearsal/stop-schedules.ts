import {
  GetScheduleCommand,
  ListSchedulesCommand,
  type SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { schedulerName } from '../../functions/domain/scheduled-run';
import { nameOf } from '../../infra/names';
import type { Settings } from '../../infra/settings';
import type { World } from '../world/world';

/** Has the deployment's schedules of backups disabled now, so that no run begins from now on. */
export function stopSchedules(world: World, settings: Settings): void {
  const scheduler = world.as('rehearsal').scheduler(settings.primary.region);
  world.loop.schedule(world.loop.nowMs(), 'the schedules are disabled', () => {
    disable(scheduler, nameOf(settings)).catch((error: unknown) => world.loop.fail(error));
  });
}

async function disable(scheduler: SchedulerClient, GroupName: string): Promise<void> {
  const { Schedules = [] } = await scheduler.send(
    new ListSchedulesCommand({ GroupName, NamePrefix: schedulerName('') }),
  );
  for (const { Name } of Schedules) {
    const found = await scheduler.send(new GetScheduleCommand({ GroupName, Name }));
    // What is left out would fall back to its default.
    await scheduler.send(
      new UpdateScheduleCommand({
        ...{ GroupName, Name, State: 'DISABLED' },
        Description: found.Description,
        ScheduleExpression: found.ScheduleExpression,
        ScheduleExpressionTimezone: found.ScheduleExpressionTimezone,
        FlexibleTimeWindow: found.FlexibleTimeWindow,
        Target: found.Target,
      }),
    );
  }
}
