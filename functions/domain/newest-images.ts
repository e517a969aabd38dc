import { instanceInName } from './image-name';
import { takenAtMs, type ManagedSnapshot } from './snapshot';
import { isOfBroken } from './snapshot-set';

/**
 * Ids of the AMIs than which no newer one of their instance can be launched. `managed` is all that is ours of the volumes that share sets in a Region; `broken` are the sets
 * of it that lack a member, and the AMIs that cannot be launched.
 */
export function newestImages(
  managed: readonly ManagedSnapshot[],
  broken: ReadonlySet<string>,
): ReadonlySet<string> {
  const newest = new Map<string, { readonly imageId: string; readonly takenMs: number }>();
  for (const snapshot of managed) {
    const { image } = snapshot;
    const instanceId = instanceInName(image?.name ?? '');
    if (image === undefined || instanceId === undefined || isOfBroken(snapshot, broken)) continue;
    const takenMs = takenAtMs(snapshot);
    if (takenMs > (newest.get(instanceId)?.takenMs ?? -Infinity))
      newest.set(instanceId, { imageId: image.imageId, takenMs });
  }
  return new Set([...newest.values()].map(({ imageId }) => imageId));
}
