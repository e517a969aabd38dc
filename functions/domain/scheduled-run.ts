import * as z from 'zod';
import { InvalidInput } from './errors';
import { MINUTE_MS } from './time-units';
import { wasTakenWithImage } from './image';
import { isNamedFor, isNameOf } from './image-name';
import type { Snapshot } from './snapshot';
import { endingOfSet, type SnapshotSet } from './snapshot-set';

const NAME = 'expected up to 30 of a-z, 0-9 and -, beginning with a letter';

/** Of a schedule: part of names, descriptions and filters of EC2, which take wildcards. */
export const ScheduleName = z.string(NAME).regex(/^[a-z][a-z0-9-]{0,29}$/, NAME);

const MODE = 'expected "volume", "instance" or "image"';

/** `volume`: each by itself. `instance`: those of one instance at one moment. `image`: the same, with an AMI of the instance. */
export const BackupMode = z.enum(['volume', 'instance', 'image'], MODE);

export type BackupMode = z.output<typeof BackupMode>;

/** A run that begins later than so long after its time is left to the next one. */
export const LATEST_HOURS = 12;

/**
 * What is taken for one time: by all schedules that the calendar makes due at it, so that a volume that several cover has one snapshot
 * taken, although EC2's answers may be minutes old; by one alone, of a rate or by hand; or of one volume, by hand.
 */
export type ScheduledRun = {
  readonly deployment: string;
  /** The time for which it is, by the schedules and not by when it came; ISO 8601 in UTC. */
  readonly scheduledAt: string;
};

/** EC2 takes so many characters of a description. */
const DESCRIPTION_MAX = 255;

/**
 * The description of a snapshot that a run takes for `schedules`, or by hand where there is none, as a single one or as a member of a set. It is how a repeated run finds what it has taken: unlike a tag, nobody can
 * change it afterwards. Where the names are too long for EC2, the last ones are cut off.
 */
export function describeRun(run: ScheduledRun, schedules: readonly string[], set?: SnapshotSet): string {
  const ending = set === undefined ? '' : endingOfSet(set);
  const names = `${beginningOf(run)}${schedules.length === 0 ? 'hand' : schedules.join(', ')}`;
  return names.slice(0, DESCRIPTION_MAX - ending.length) + ending;
}

/**
 * Whether a snapshot was taken for a schedule of the deployment, by its description or the name of its AMI. `perhaps`: that is as long as EC2 takes, so that names may
 * have been cut off it, or somebody has deregistered the AMI that bore them. Who may take snapshots may describe them so.
 */
export function isTakenFor(
  { description, image }: Pick<Snapshot, 'description' | 'image'>,
  deployment: string,
  schedule: string,
): 'yes' | 'no' | 'perhaps' {
  if (image?.name !== undefined) return isNamedFor(image.name, schedule);
  if (!isDescribedAsOfRun(description, deployment))
    return wasTakenWithImage({ description }) ? 'perhaps' : 'no';
  const said = description.slice(beginningOfRuns(deployment).length);
  const [, names = ''] = /^\S+ by (.*?)(?:, set \S+)?$/.exec(said) ?? [];
  if (description.length >= DESCRIPTION_MAX) return 'perhaps';
  return names.split(', ').includes(schedule) ? 'yes' : 'no';
}

/** EC2's clock and Scheduler's differ by minutes at most. */
const EC2_CLOCK_MS = 10 * MINUTE_MS;

/** Anybody may write the description or the name that a run to come gives: what was taken before it was due is not its own. */
export const isSince = (takenAt: Date | undefined, { scheduledAt }: ScheduledRun): boolean =>
  takenAt !== undefined && takenAt.getTime() >= Date.parse(scheduledAt) - EC2_CLOCK_MS;

/** As a filter of EC2's: the descriptions of what is taken for one time, by whatever run of the deployment. */
export const descriptionsOf = (run: ScheduledRun): string => `${beginningOf(run)}*`;

const beginningOf = ({ deployment, scheduledAt }: ScheduledRun): string =>
  `${beginningOfRuns(deployment)}${scheduledAt} by `;

const beginningOfRuns = (deployment: string): string => `snapshot-keeper ${deployment}: due `;

/** Whether a run of the deployment has taken it, by its description or the name of its AMI. */
export const isOfRun = (
  { description, image }: Pick<Snapshot, 'description' | 'image'>,
  deployment: string,
): boolean =>
  image?.name === undefined ? isDescribedAsOfRun(description, deployment) : isNameOf(image.name, deployment);

const isDescribedAsOfRun = (description: string, deployment: string): boolean =>
  description.startsWith(beginningOfRuns(deployment));

/** A time as Scheduler writes it: whole seconds. */
export const timeOfRun = (at: Date): string => at.toISOString().replace(/\.\d+/, '');

/** A schedule's name in EventBridge Scheduler, in the group of the deployment. */
export const schedulerName = (schedule: string): string => `backup-${schedule}`;

/** One time of the calendar, or of one schedule alone. */
export type Occasion = { readonly scheduledAt: string; readonly schedule?: string };

/** So much the clocks of Scheduler, Step Functions and Lambda may differ. */
const CLOCKS_MS = 5 * MINUTE_MS;

/**
 * Throws InvalidInput where an execution bears the name of a run, and is another one or of a time that is yet to come. Names are given out once, so
 * that the run itself would pass for a repeated one, and nobody would hear that it never came.
 */
export function refuseNameOfRun(executionName: string, occasion: Partial<Occasion>, now: Date): void {
  const named = occasionIn(executionName);
  if (named === undefined) return;
  if (named.scheduledAt !== occasion.scheduledAt || named.schedule !== occasion.schedule)
    throw new InvalidInput(
      `the execution bears the name ${executionName} of a run, and its input is none of that run: the run itself cannot begin any more; start it by hand at its time`,
    );
  if (now.getTime() < Date.parse(named.scheduledAt) - CLOCKS_MS)
    throw new InvalidInput(
      `scheduledAt: the run of ${named.scheduledAt} is yet to come, and cannot begin any more under its name; start it by hand at its time`,
    );
}

/** The name of its execution, which Step Functions gives out once: a schedule may tell of one time more than once, as may several. */
export const nameOfRun = ({ scheduledAt, schedule }: Occasion): string =>
  ['backup', ...(schedule === undefined ? [] : [schedule]), scheduledAt.replace(/[:.]/g, '-')].join('-');

/** What the name of an execution says that it is for; undefined of one that a person has started. */
export function occasionIn(name: string): Occasion | undefined {
  const [, schedule, day, hour, minute, second] =
    /^backup-(?:([a-z][a-z0-9-]*)-)?(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\dZ)$/.exec(name) ?? [];
  if (day === undefined) return undefined;
  const scheduledAt = `${day}T${hour}:${minute}:${second}`;
  return schedule === undefined ? { scheduledAt } : { scheduledAt, schedule };
}
