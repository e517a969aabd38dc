import {
  GetScheduleCommand,
  ListSchedulesCommand,
  type GetScheduleOutput,
  type SchedulerClient,
  ScheduleState,
  UpdateScheduleCommand,
  type UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { schedulerName } from '../../functions/domain/scheduled-run';
import { nameOf } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { everyPage, unlessGone } from '../deployed/calls';
import type { Starter } from './starter';

/** A client of one Region. */
export type ScheduleClient = { readonly scheduler: SchedulerClient };

/**
 * What starts a machine by schedules in a Region, by the name of the machine: the sweep's one, and all those of the backups as one. Those that
 * are not there are passed over.
 */
export async function schedulesIn(
  clients: ScheduleClient,
  settings: Deployment,
): Promise<[machine: string, starter: Starter][]> {
  const group = nameOf(settings);
  const sweep = nameOf(settings, 'sweep');
  const ofSweep = await scheduleIn(clients, group, sweep);
  const ofBackups: Starter[] = [];
  for (const name of await backupNames(clients, group, sweep))
    ofBackups.push(...((await scheduleIn(clients, group, name)) ?? []));
  return [
    ...(ofSweep ?? []).map((starter): [string, Starter] => [sweep, starter]),
    ...(ofBackups.length === 0
      ? []
      : [[nameOf(settings, 'backup'), together(ofBackups)] as [string, Starter]]),
  ];
}

/** In Scheduler; none where the group is gone. The settings may know others by now. */
async function backupNames(
  { scheduler }: ScheduleClient,
  GroupName: string,
  sweep: string,
): Promise<string[]> {
  const names = await unlessGone('scheduler:ListSchedules', () =>
    everyPage(async (NextToken) => {
      const page = await scheduler.send(
        new ListSchedulesCommand({
          GroupName,
          NamePrefix: schedulerName(''),
          ...(NextToken && { NextToken }),
        }),
      );
      return { items: (page.Schedules ?? []).map(({ Name = '' }) => Name), next: page.NextToken };
    }),
  );
  // The sweep's own may begin so, too, where the deployment does.
  return (names ?? []).filter((name) => name !== sweep);
}

/** None where it is gone. */
async function scheduleIn(
  { scheduler }: ScheduleClient,
  GroupName: string,
  Name: string,
): Promise<[Starter] | undefined> {
  const found = await unlessGone('scheduler:GetSchedule', () =>
    scheduler.send(new GetScheduleCommand({ Name, GroupName })),
  );
  if (found === undefined) return undefined;
  const isOff = found.State === ScheduleState.DISABLED;
  return [{ arn: found.Arn ?? '', isOff, switchTo: (to) => switchSchedule(scheduler, found, to) }];
}

/** Off where any is; gone where all are. */
const together = (starters: readonly Starter[]): Starter => ({
  arn: starters[0]?.arn ?? '',
  isOff: starters.some(({ isOff }) => isOff),
  switchTo: async (to) => {
    const answers = [];
    for (const starter of starters) answers.push(await starter.switchTo(to));
    return answers.includes(to) ? to : undefined;
  },
});

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
