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
import { ALONE, type Starter } from './starter';

/** A client of one Region. */
export type ScheduleClient = { readonly scheduler: SchedulerClient };

/**
 * What starts a machine by schedules in a Region, by the name of the machine: the one of the sweep and of the drills each, and all those of the backups as one.
 * Those that are not there are passed over.
 */
export async function schedulesIn(
  clients: ScheduleClient,
  settings: Deployment,
  now: () => Date = () => new Date(),
): Promise<[machine: string, starter: Starter][]> {
  const group = nameOf(settings);
  const alone = ALONE.map((machine) => nameOf(settings, machine));
  const switching: Switching = { scheduler: clients.scheduler, now };
  const starters: [string, Starter][] = [];
  for (const name of alone)
    for (const found of (await scheduleIn(clients, group, name)) ?? [])
      starters.push([name, starterOf(switching, found)]);
  const ofBackups: GetScheduleOutput[] = [];
  for (const name of await backupNames(clients, group, alone))
    ofBackups.push(...((await scheduleIn(clients, group, name)) ?? []));
  if (ofBackups.length > 0) starters.push([nameOf(settings, 'backup'), together(switching, ofBackups)]);
  return starters;
}

/** In Scheduler; none where the group is gone. The settings may know others by now. */
async function backupNames(
  { scheduler }: ScheduleClient,
  GroupName: string,
  others: readonly string[],
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
  // Those of the sweep and the drills may begin so, too, where the deployment does.
  return (names ?? []).filter((name) => !others.includes(name));
}

/** None where it is gone. */
async function scheduleIn(
  { scheduler }: ScheduleClient,
  GroupName: string,
  Name: string,
): Promise<[GetScheduleOutput] | undefined> {
  const found = await unlessGone('scheduler:GetSchedule', () =>
    scheduler.send(new GetScheduleCommand({ Name, GroupName })),
  );
  return found && [found];
}

type Switching = ScheduleClient & { readonly now: () => Date };

const starterOf = (switching: Switching, found: GetScheduleOutput): Starter => ({
  arn: found.Arn ?? '',
  isOff: isOff(found),
  switchTo: (to) => switchSchedule(switching, found, to),
});

const isOff = ({ State }: GetScheduleOutput): boolean => State === ScheduleState.DISABLED;

/** Stands at the end of the description of a schedule of backups that a drain has switched off. */
const DRAINED = ' (drained)';

/** Scheduler takes no longer description (EventBridge Scheduler API reference, "UpdateSchedule"). */
const DESCRIPTION_MAX = 512;

const isDrained = ({ Description = '' }: GetScheduleOutput): boolean => Description.endsWith(DRAINED);

/**
 * Off where any is; gone where all are. What a person has switched off, as since its reboots hurt, is switched on by nobody else; but where a drain has marked none,
 * nobody knows who has switched them off, and backups go on.
 */
function together(switching: Switching, schedules: readonly GetScheduleOutput[]): Starter {
  const byPerson = schedules.some(isDrained)
    ? schedules.filter((one) => isOff(one) && !isDrained(one))
    : schedules.every(isOff)
      ? []
      : schedules.filter(isOff);
  return {
    arn: schedules[0]?.Arn ?? '',
    isOff: schedules.some(isOff),
    stays: byPerson.map(({ Name = '' }) => Name),
    switchTo: async (to) => {
      const meant = schedules.filter((found) => to === 'off' || !byPerson.includes(found));
      const answers = [];
      const refusals: unknown[] = [];
      for (const found of meant)
        try {
          answers.push(await switchSchedule(switching, marked(found, to), to));
        } catch (error) {
          refusals.push(error);
        }
      // The others are switched by then. Of several refusals the next attempt tells the others.
      if (refusals.length > 0) throw refusals[0];
      return answers.includes(to) ? to : undefined;
    },
  };
}

/** With the mark where it is to be switched off, and without it where on. */
const marked = ({ Description = '', ...found }: GetScheduleOutput, to: 'on' | 'off'): GetScheduleOutput => {
  const plain = Description.endsWith(DRAINED) ? Description.slice(0, -DRAINED.length) : Description;
  return {
    ...found,
    Description: to === 'off' ? `${plain.slice(0, DESCRIPTION_MAX - DRAINED.length)}${DRAINED}` : plain,
  };
};

async function switchSchedule(
  { scheduler, now }: Switching,
  found: GetScheduleOutput,
  to: 'on' | 'off',
): Promise<'on' | 'off' | undefined> {
  const State = to === 'on' ? 'ENABLED' : 'DISABLED';
  if (found.State === State) return to;
  const answer = await unlessGone('scheduler:UpdateSchedule', () =>
    scheduler.send(new UpdateScheduleCommand({ ...everyFieldOf(found, now()), State })),
  );
  return answer && to;
}

/**
 * UpdateSchedule replaces everything: a field that is left out, or that a later SDK adds and nobody adds here, would fall back to its default.
 * A start that is past is left out, since Scheduler refuses one of more than five minutes ago.
 */
const everyFieldOf = (
  found: GetScheduleOutput,
  now: Date,
): Required<Omit<UpdateScheduleInput, 'ClientToken'>> => ({
  Name: found.Name,
  GroupName: found.GroupName,
  Description: found.Description,
  ScheduleExpression: found.ScheduleExpression,
  ScheduleExpressionTimezone: found.ScheduleExpressionTimezone,
  StartDate: found.StartDate !== undefined && found.StartDate <= now ? undefined : found.StartDate,
  EndDate: found.EndDate,
  FlexibleTimeWindow: found.FlexibleTimeWindow,
  State: found.State,
  Target: found.Target,
  KmsKeyArn: found.KmsKeyArn,
  ActionAfterCompletion: found.ActionAfterCompletion,
});
