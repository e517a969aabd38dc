import type { Selection } from '../../functions/domain/selection';
import type { Settings } from '../../infra/settings';

/** What a Region is in the settings; nothing of it where they do not name it. */
export type Roles = {
  /** Whether the volumes that are selected here are protected by a stack of the deployment. */
  readonly isPrimary: boolean;
  /** The primary Regions whose copies come here. */
  readonly copiesOf: readonly string[];
  /** Whether its volumes are somebody else's matter. */
  readonly isIgnored: boolean;
};

export const rolesOf = (region: string, primaries: readonly Settings[]): Roles => ({
  isPrimary: primaries.some(({ primary }) => primary.region === region),
  copiesOf: primaries.flatMap(({ primary, dr }) =>
    dr.some((one) => one.region === region) ? [primary.region] : [],
  ),
  isIgnored: primaries.some(({ ignoreRegions }) => ignoreRegions.includes(region)),
});

/**
 * By which selections volumes of a Region are looked for: in a primary Region by its own, elsewhere by those of all. Where all volumes are selected,
 * those of the primary Regions are meant. None in a Region that is ignored.
 */
export function selectionsIn(region: string, primaries: readonly Settings[]): Selection[] {
  const own = primaries.find(({ primary }) => primary.region === region);
  if (own !== undefined) return [own.selection];
  if (rolesOf(region, primaries).isIgnored) return [];
  const byTag = primaries.map(({ selection }) => selection).filter((selection) => selection !== 'all');
  return [...new Map(byTag.map((selection) => [JSON.stringify(selection), selection])).values()];
}
