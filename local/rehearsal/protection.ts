import { age } from './age';
import { listed } from './listed';
import type { Protection, VolumeVerdict } from './volume-verdict';

/** Volumes with the same problem. */
export type Cause = {
  readonly cause: string;
  readonly volumes: readonly { readonly volumeId: string; readonly name: string; readonly detail?: string }[];
};

/** The fleet's verdict, for whoever wants to know first whether it is protected. */
export type FleetProtection = {
  /** Volumes that the settings select and that are there at the end. */
  readonly selectedCount: number;
  readonly unprotectedCount: number;
  /** Those of which it was too early to tell. */
  readonly notYetCount: number;
  /** Why volumes are not protected, the most volumes first. */
  readonly unprotected: readonly Cause[];
  /** What else is not as the settings promise. */
  readonly otherwise: readonly Cause[];
};

/** Groups what is wrong with volumes by its cause. */
export function protectionOf(volumes: readonly VolumeVerdict[]): FleetProtection {
  const countOf = (protection: Protection): number =>
    volumes.filter((volume) => volume.protection === protection).length;
  return {
    selectedCount: volumes.length - countOf('not judged'),
    unprotectedCount: countOf('unprotected'),
    notYetCount: countOf('not yet'),
    unprotected: causesOf(volumes, ({ protection, problems }) =>
      protection === 'unprotected' ? problems.slice(0, 1) : [],
    ),
    otherwise: causesOf(volumes, ({ protection, problems }) =>
      protection === 'unprotected' ? problems.slice(1) : problems,
    ),
  };
}

/** The verdict in a sentence. */
export function verdictOf(
  { selectedCount, unprotectedCount, notYetCount }: FleetProtection,
  regions: readonly { readonly region: string }[],
  targetHours: number,
): string {
  const point = `a point of at most ${age(targetHours)} in ${listed(regions.map(({ region }) => region))}`;
  const selected = selectedCount === 1 ? '1 selected volume' : `${grouped(selectedCount)} selected volumes`;
  if (selectedCount === 0) return 'Nothing is protected: the settings select no volume.';
  if (unprotectedCount > 0)
    return `NOT PROTECTED: ${grouped(unprotectedCount)} of ${selected}. Each should end with ${point}.`;
  if (notYetCount > 0)
    return (
      `Protected: ${grouped(selectedCount - notYetCount)} of ${selected}, each with ${point}. ` +
      `Of the other ${grouped(notYetCount)}, the first snapshot or copy is not due yet, or under way.`
    );
  return selectedCount === 1
    ? `Protected: the selected volume ends with ${point}.`
    : `Protected: all ${selected} end with ${point}.`;
}

const grouped = (count: number): string => count.toLocaleString('en-US');

function causesOf(
  volumes: readonly VolumeVerdict[],
  problemsOf: (volume: VolumeVerdict) => VolumeVerdict['problems'],
): Cause[] {
  const byCause = new Map<string, Cause['volumes'][number][]>();
  for (const volume of volumes)
    for (const { cause, detail } of problemsOf(volume)) {
      const { volumeId, name } = volume;
      const entry = { volumeId, name, ...(detail !== undefined && { detail }) };
      const known = byCause.get(cause);
      if (known === undefined) byCause.set(cause, [entry]);
      else known.push(entry);
    }
  return [...byCause]
    .map(([cause, entries]) => ({ cause, volumes: entries }))
    .sort((a, b) => b.volumes.length - a.volumes.length);
}
