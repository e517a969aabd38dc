/** What an AMI is made for; see `ScheduledRun`. */
type Run = { readonly deployment: string; readonly scheduledAt: string };

/** EC2 takes so many characters of a name, of letters, digits, spaces and ()[]./-'@_ */
const NAME_MAX = 128;

/**
 * The name of the AMI that a run makes of an instance, for the schedules that cover it. EC2 gives each name out once, so that a call that is repeated
 * makes none, and has no call that changes it. Where the names of the schedules are too long, the last ones are cut off, and with them a space at the end, which EC2 might take off.
 */
export const nameOfImage = (run: Run, instanceId: string, schedules: readonly string[]): string =>
  `${beginningOf(run.deployment)}${instanceId} ${timeIn(run)} by ${schedules.join(' ')}`
    .slice(0, NAME_MAX)
    .trimEnd();

/** As a filter of EC2's: the names of what runs of the deployment have made for one time. */
export const namesOfRun = (run: Run): string => `${beginningOf(run.deployment)}i-* ${timeIn(run)} by *`;

/** As a filter of EC2's: the names of all that the deployment has made. */
export const namesOfDeployment = (deployment: string): string => `${beginningOf(deployment)}i-*`;

const beginningOf = (deployment: string): string => `snapshot-keeper ${deployment} `;

/** A name may have no colons. */
const timeIn = ({ scheduledAt }: Run): string => scheduledAt.replaceAll(':', '.');

const NAME =
  /^snapshot-keeper ([a-z][a-z0-9-]{0,29}) (i-[0-9a-f]{8}(?:[0-9a-f]{9})?) \d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d(?:\.\d+)?Z by ([a-z0-9 -]*)$/;

/** Whether a run of the deployment has made an AMI of this name. */
export const isNameOf = (name: string, deployment: string): boolean => NAME.exec(name)?.[1] === deployment;

/** The instance of which an AMI of this name was made. */
export const instanceInName = (name: string): string | undefined => NAME.exec(name)?.[2];

/** Whether an AMI of this name was made for a schedule. `perhaps`: it is as long as EC2 takes, or by a space less, so that names may have been cut off. */
export function isNamedFor(name: string, schedule: string): 'yes' | 'no' | 'perhaps' {
  if (name.length >= NAME_MAX - 1) return 'perhaps';
  return (NAME.exec(name)?.[3] ?? '').split(' ').includes(schedule) ? 'yes' : 'no';
}
