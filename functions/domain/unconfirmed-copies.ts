import { survivingCopies } from './plan-retention';
import { isCompleted, type ManagedSnapshot } from './snapshot';
import { confirmedCopy } from './tags';

/** The finished copies in a DR Region, one of each source, that the source does not say to be there. */
export function unconfirmedCopies(
  sources: readonly ManagedSnapshot[],
  copies: readonly ManagedSnapshot[],
  region: string,
): ManagedSnapshot[] {
  const survivors = survivingCopies(copies);
  const byId = new Map(copies.map((copy) => [copy.snapshotId, copy]));
  return sources.filter(isCompleted).flatMap((source) => {
    const copyId = survivors.get(source.snapshotId);
    if (copyId === undefined || confirmedCopy(source, region) === copyId) return [];
    return [byId.get(copyId) ?? []].flat();
  });
}
