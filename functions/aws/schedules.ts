import { GetScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import type { KnownSchedule } from '../domain/due-run';
import { codeOf, translated } from './aws-errors';

export type Schedules = ReturnType<typeof schedulesIn>;

/** Schedules of one group of EventBridge Scheduler in the client's Region. Errors come translated. */
export const schedulesIn = (scheduler: SchedulerClient, group: string) => ({
  /** Undefined where there is none of that name. */
  async byName(name: string): Promise<KnownSchedule | undefined> {
    try {
      const found = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
      const changedAt = found.LastModificationDate ?? found.CreationDate;
      if (changedAt === undefined)
        throw new TypeError(`Scheduler described no creation of the schedule ${name}`);
      const expression = found.ScheduleExpression ?? '';
      // Scheduler ignores both dates of a single time.
      const { StartDate, EndDate } = expression.startsWith('at(') ? {} : found;
      return {
        isOn: found.State !== 'DISABLED',
        expression,
        timeZone: found.ScheduleExpressionTimezone ?? 'UTC',
        windowMinutes: found.FlexibleTimeWindow?.MaximumWindowInMinutes ?? 0,
        changedAt,
        ...(StartDate && { startsAt: StartDate }),
        ...(EndDate && { endsAt: EndDate }),
      };
    } catch (error) {
      if (codeOf(error) === 'ResourceNotFoundException') return undefined;
      throw translated(error);
    }
  },

  /** When it was made, whatever was changed of it since; undefined where there is none of that name. */
  async createdAt(name: string): Promise<Date | undefined> {
    try {
      return (await scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }))).CreationDate;
    } catch (error) {
      if (codeOf(error) === 'ResourceNotFoundException') return undefined;
      throw translated(error);
    }
  },
});
