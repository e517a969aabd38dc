import { hasOurPrefix, type Tags } from '../../../functions/domain/tags';

const KEYS_MAX = 6;
/** More groups are no groups, and of fewer there is nothing to compare. */
const GROUPS = { least: 2, most: 50 };
/** A key that only few volumes have leaves nearly all in one group. */
const SHARE_MIN = 0.1;

/** The keys of tags by which volumes can be told apart in groups, such as Team: that one first, then those that most volumes have. */
export function groupKeys(volumes: readonly Tags[]): string[] {
  const known = new Map<string, { readonly values: Set<string>; count: number }>();
  for (const tags of volumes)
    for (const [key, value] of Object.entries(tags)) {
      if (key === 'Name' || key.startsWith('aws:') || hasOurPrefix(key)) continue;
      const entry = known.get(key) ?? { values: new Set(), count: 0 };
      entry.values.add(value);
      entry.count += 1;
      known.set(key, entry);
    }
  const isTeam = (key: string): boolean => key.toLowerCase() === 'team';
  return [...known]
    .filter(
      ([, { values, count }]) =>
        values.size >= GROUPS.least && values.size <= GROUPS.most && count >= SHARE_MIN * volumes.length,
    )
    .sort(
      ([a, { count: ofA }], [b, { count: ofB }]) =>
        Number(isTeam(b)) - Number(isTeam(a)) || ofB - ofA || (a < b ? -1 : 1),
    )
    .slice(0, KEYS_MAX)
    .map(([key]) => key);
}
