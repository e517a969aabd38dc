import type * as z from 'zod';
import { ScheduleFields, scheduleOf } from '../../aws/schedule-fields';
import { groupArnOf } from '../../aws/scheduler';
import { arn, type ResourceType } from '../resource-type';
import { SchedulerName } from './scheduler-schedule-group';

const properties = ScheduleFields.extend({ Name: SchedulerName.optional() });

export const schedulerSchedule: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Scheduler::Schedule',
  nameProperty: 'Name',
  properties,
  create(schedule, { iam, scheduler, carryOut, nowMs }) {
    const fields = schedule.properties;
    const scheduleArn = arn('scheduler', ({ name }) => `schedule/${fields.GroupName}/${name}`)(schedule);
    iam.passRole(fields.Target.RoleArn, 'scheduler.amazonaws.com', schedule.name, {
      sourceArn: groupArnOf({ arn: scheduleArn }),
    });
    carryOut('scheduler', scheduler.createSchedule(nowMs, scheduleOf(scheduleArn, fields)));
  },
};
