import * as z from 'zod';

const NAME = 'expected up to 30 of a-z, 0-9 and -, beginning with a letter';

/** Of a schedule: part of names, descriptions and filters of EC2, which take wildcards. */
export const ScheduleName = z.string(NAME).regex(/^[a-z][a-z0-9-]{0,29}$/, NAME);

/** A run that begins later than so long after its time is left to the next one. */
export const LATEST_HOURS = 12;

/** What one schedule takes at one of its times. */
export type ScheduledRun = {
  readonly deployment: string;
  /** See `ScheduleName`. */
  readonly schedule: string;
  /** The time for which it is, by the schedule and not by when it came; ISO 8601 in UTC. */
  readonly scheduledAt: string;
};

/**
 * The description of every snapshot that a run takes. It is how a repeated run finds what it has taken: unlike a tag, nobody can change it
 * afterwards. At most 130 of the 255 characters that EC2 takes.
 */
export const describeRun = ({ deployment, schedule, scheduledAt }: ScheduledRun): string =>
  `snapshot-keeper ${deployment}: schedule ${schedule}, due ${scheduledAt}`;

/** The schedule in such a description; undefined where it is another text. */
export const scheduleOf = (description: string): string | undefined =>
  /^snapshot-keeper \S+: schedule ([a-z][a-z0-9-]*), due \S+$/.exec(description)?.[1];

/** As a filter of EC2's: the descriptions of what all schedules of a deployment take at one time. */
export const runsDueAt = ({ deployment, scheduledAt }: Omit<ScheduledRun, 'schedule'>): string =>
  describeRun({ deployment, schedule: '*', scheduledAt });

/** A time as Scheduler writes it: whole seconds. */
export const timeOfRun = (at: Date): string => at.toISOString().replace(/\.\d+/, '');

/** Its name in EventBridge Scheduler, in the group of the deployment. */
export const schedulerName = (schedule: string): string => `backup-${schedule}`;

/** The name of its execution, which Step Functions gives out once: a schedule may tell of one time more than once. */
export const nameOfRun = ({ schedule, scheduledAt }: Omit<ScheduledRun, 'deployment'>): string =>
  `backup-${schedule}-${scheduledAt.replace(/[:.]/g, '-')}`;
