import type * as z from 'zod';
import type { Instances } from '../aws/instances';
import type { Volumes } from '../aws/volumes';
import { isDueAt } from '../domain/due-run';
import type { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import type { BackupMode } from '../domain/scheduled-run';
import { MINUTE_MS } from '../domain/time-units';
import type { Volume } from '../domain/volume';
import type { Named } from './by-hand';
import { coveringSchedules } from './covering-schedules';
import type { Covered } from './units';

type Environment = Pick<z.output<typeof TakeSnapshotsEnvironment>, 'SCHEDULES' | 'SELECTION'>;

type Deps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy'>;
  readonly instances: Pick<Instances, 'taggedWith'>;
  readonly environment: Environment;
};

/** Throws InvalidInput where a deploy has taken it away while its run goes on: of the volumes that are left nobody knows any more. */
function scheduleOf({ SCHEDULES }: Environment, name: string) {
  const schedule = SCHEDULES[name];
  if (schedule === undefined)
    throw new InvalidInput(`the schedule ${name} was taken away while its run went on`);
  return schedule;
}

/** The volumes that any of `names` covers, in order of their ids. */
export async function coveredBy(
  { volumes, instances, environment }: Deps,
  names: readonly string[],
): Promise<Covered[]> {
  const { SELECTION: selection } = environment;
  const covering = await coveringSchedules(
    instances,
    names.map((name) => [name, scheduleOf(environment, name)]),
  );
  const found: Volume[] = [];
  if (selection === 'all') for await (const page of volumes.pages()) found.push(...page);
  else found.push(...(await volumes.selectedBy(selection)));
  return found
    .map((volume) => ({ volume, schedules: covering(volume) }))
    .filter((covered) => covered.schedules.length > 0)
    .sort((a, b) => (a.volume.volumeId < b.volume.volumeId ? -1 : 1));
}

/**
 * Whether any of these schedules has an instance rebooted of which an AMI is made: at its own time, and as long after that as its runs may last. No run by hand
 * does, nor one that is late: nobody expects a reboot then.
 */
export const rebootingBy =
  (environment: Environment, scheduledAt: string, now: () => Date) =>
  (names: readonly string[]): boolean => {
    const dueAt = new Date(scheduledAt);
    return names.some((name) => {
      const { rebootsForMinutes, ...times } = scheduleOf(environment, name);
      const lateMs = now().getTime() - dueAt.getTime();
      return (
        rebootsForMinutes !== undefined && isDueAt(times, dueAt) && lateMs <= rebootsForMinutes * MINUTE_MS
      );
    });
  };

/** How it is taken: as the schedules that cover it say which say most, or of what a person has named. */
export function modeOf(
  { environment }: Pick<Deps, 'environment'>,
  { schedules }: Covered,
  named: Named | undefined,
): BackupMode {
  if (named !== undefined) return 'instanceId' in named ? 'instance' : 'volume';
  const modes = schedules.map((name) => scheduleOf(environment, name).mode);
  return (['image', 'instance'] as const).find((mode) => modes.includes(mode)) ?? 'volume';
}
