import {
  GetScheduleCommand,
  type GetScheduleOutput,
  type SchedulerClient,
  ScheduleState,
  UpdateScheduleCommand,
  type UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { unlessGone } from '../deployed/calls';
import type { Starter } from './starter';

/** A client of one Region. */
export type ScheduleClient = { readonly scheduler: SchedulerClient };

/** The schedule that starts the sweep in a Region, by its name, which is its machine's; none where it is gone. */
export async function sweepScheduleIn(
  { scheduler }: ScheduleClient,
  settings: Deployment,
): Promise<[name: string, schedule: Starter][]> {
  const Name = nameOf(settings, 'sweep');
  const found = await unlessGone('scheduler:GetSchedule', () =>
    scheduler.send(new GetScheduleCommand({ Name, GroupName: nameOf(settings) })),
  );
  if (found === undefined) return [];
  const isOff = found.State === ScheduleState.DISABLED;
  return [[Name, { arn: found.Arn ?? '', isOff, switchTo: (to) => switchSchedule(scheduler, found, to) }]];
}

async function switchSchedule(
  scheduler: SchedulerClient,
  found: GetScheduleOutput,
  to: 'on' | 'off',
): Promise<'on' | 'off' | undefined> {
  const State = to === 'on' ? 'ENABLED' : 'DISABLED';
  if (found.State === State) return to;
  const answer = await unlessGone('scheduler:UpdateSchedule', () =>
    scheduler.send(new UpdateScheduleCommand({ ...everyFieldOf(found), State })),
  );
  return answer && to;
}

/** UpdateSchedule replaces everything: a field that is left out, or that a later SDK adds and nobody adds here, would fall back to its default. */
const everyFieldOf = (found: GetScheduleOutput): Required<Omit<UpdateScheduleInput, 'ClientToken'>> => ({
  Name: found.Name,
  GroupName: found.GroupName,
  Description: found.Description,
  ScheduleExpression: found.ScheduleExpression,
  ScheduleExpressionTimezone: found.ScheduleExpressionTimezone,
  StartDate: found.StartDate,
  EndDate: found.EndDate,
  FlexibleTimeWindow: found.FlexibleTimeWindow,
  State: found.State,
  Target: found.Target,
  KmsKeyArn: found.KmsKeyArn,
  ActionAfterCompletion: found.ActionAfterCompletion,
});
