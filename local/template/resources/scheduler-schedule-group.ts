import * as z from 'zod';
import { arn, type ResourceType } from '../resource-type';

/** What Scheduler takes for the name of a group or a schedule. */
export const SchedulerName = z.string().regex(/^[0-9a-zA-Z\-_.]{1,64}$/);

const properties = z.strictObject({ Name: SchedulerName.optional() });

export const schedulerScheduleGroup: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Scheduler::ScheduleGroup',
  nameProperty: 'Name',
  attributes: { Arn: arn('scheduler', ({ name }) => `schedule-group/${name}`) },
  properties,
  create(group, { scheduler }) {
    scheduler.createScheduleGroup(group.attribute('Arn'));
  },
};
