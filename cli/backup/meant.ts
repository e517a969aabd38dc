import { nearest } from '../../infra/input/nearest';
import { takesSnapshots } from '../../infra/schedules-setting';
import type { Primaries, Settings } from '../../infra/settings';
import { UsageError } from '../flags/usage-error';
import type { Wanted } from './back-up';

export type Flags = {
  readonly schedule?: string;
  readonly volume?: string;
  readonly instance?: string;
  readonly region?: string[];
};

export type Meant = {
  readonly wanted: Wanted;
  /** Of the primary Regions in which it is taken. */
  readonly settings: readonly Settings[];
};

/** What the flags of `backup` mean by these settings. Throws UsageError. */
export function meant(primaries: Primaries, flags: Flags): Meant {
  const wanted = wantedBy(primaries, flags);
  if (!takesSnapshots(primaries[0]))
    throw new UsageError(
      'backup: expected settings with schedules, or with "backupRunbook": true: else a deployment takes no snapshots itself.',
    );
  const settings = ofRegions(primaries, flags.region);
  const { volume, instance } = flags;
  const [flag, id] = volume === undefined ? ['--instance', instance] : ['--volume', volume];
  if (id !== undefined && settings.length > 1)
    throw new UsageError(
      `${flag}: expected --region too, the one in which ${id} is: ${regionsOf(settings).join(' or ')}.`,
    );
  return { wanted, settings };
}

function wantedBy(primaries: Primaries, { schedule, volume, instance }: Flags): Wanted {
  const given: Wanted[] = [
    ...(schedule === undefined ? [] : [{ schedule }]),
    ...(volume === undefined ? [] : [{ volumeId: volume }]),
    ...(instance === undefined ? [] : [{ instanceId: instance }]),
  ];
  const [wanted] = given;
  if (wanted === undefined || given.length > 1)
    throw new UsageError('backup: expected one of --schedule, --volume and --instance.');
  if (schedule !== undefined) refuseUnknown(primaries, schedule);
  return wanted;
}

/** The schedules are the same in all primary Regions. */
function refuseUnknown([{ schedules }]: Primaries, name: string): void {
  const names = schedules.map((schedule) => schedule.name);
  if (names.includes(name)) return;
  const near = nearest(name, names);
  throw new UsageError(
    `--schedule: expected a schedule of the settings${names.length === 0 ? ', which have none' : ` (${names.join(', ')})`}, found "${name}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

function ofRegions(primaries: Primaries, named: readonly string[] | undefined): readonly Settings[] {
  if (named === undefined) return primaries;
  const all = regionsOf(primaries);
  for (const region of named)
    if (!all.includes(region))
      throw new UsageError(
        `--region: expected a primary Region of the deployment ${primaries[0].deployment}, ${all.join(' or ')}, found "${region}".`,
      );
  return primaries.filter(({ primary }) => named.includes(primary.region));
}

const regionsOf = (settings: readonly Settings[]): string[] => settings.map(({ primary }) => primary.region);
