import { coveringOf, linesThatAdd, type Entry, type Given, type Pasted } from './covering';
import type { Look } from './look';
import { rolesOf, selectionsIn, type Roles } from './roles';

export type RegionCoverage = Roles & {
  readonly region: string;
  /** The volumes that the settings select; absent where nobody was to look, or could. */
  readonly volumeIds?: readonly string[];
  /** Why nobody could look. */
  readonly why?: string;
  /** Only where no stack protects the volumes: the entry of `primary` that would make one do so. */
  readonly covering?: Entry;
  /** Of these volumes those that the selection of that entry does not take. */
  readonly left?: readonly string[];
};

export type RegionsCoverage = {
  readonly deployment: string;
  /** Whether every Region was looked at, and every selected volume is in one that is primary or ignored. */
  readonly isCovered: boolean;
  /** What needs a person first, then as the settings have them, then the others. */
  readonly regions: readonly RegionCoverage[];
  /** Only where something is not covered. */
  readonly settings?: Pasted;
};

/** What nobody has looked at because the account has not enabled it. */
export const NOT_ENABLED = 'the account has not enabled this Region, and the settings name it.';

/** Puts together what the settings say of each Region and what was seen there. */
export function coverageOf(given: Given, looks: ReadonlyMap<string, Look>): RegionsCoverage {
  const regions = [...looks].map(([region, look]) => coverageIn(region, look, given)).sort(byNeed);
  const entries = regions.flatMap(({ covering = [] }) => covering);
  return {
    deployment: given.primaries[0].deployment,
    isCovered: entries.length === 0 && regions.every(({ why }) => why === undefined),
    regions,
    ...(entries.length > 0 && { settings: linesThatAdd(entries, given.written) }),
  };
}

function coverageIn(region: string, look: Look, given: Given): RegionCoverage {
  const roles = { region, ...rolesOf(region, given.primaries) };
  if ('why' in look) return { ...roles, why: look.why };
  if (selectionsIn(region, given.primaries).length === 0) return roles;
  const { volumes } = look;
  const seen = { ...roles, volumeIds: volumes.map(({ volumeId }) => volumeId).sort() };
  if (roles.isPrimary || volumes.length === 0) return seen;
  const { entry, left } = coveringOf(region, volumes, given);
  return { ...seen, covering: entry, ...(left.length > 0 && { left }) };
}

const byNeed = (one: RegionCoverage, other: RegionCoverage): number =>
  rank(one) - rank(other) || (one.region < other.region ? -1 : 1);

function rank({ covering, why, isPrimary, copiesOf, isIgnored }: RegionCoverage): number {
  const first = [covering !== undefined, why !== undefined, isPrimary, copiesOf.length > 0, isIgnored];
  const place = first.indexOf(true);
  return place === -1 ? first.length : place;
}
