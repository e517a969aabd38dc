import type { Snapshot } from './snapshot';

/**
 * Why EC2 does not copy a snapshot to another Region, in words; undefined where it does (API reference, CopySnapshot): from an Outpost
 * it copies nothing, out of a Local Zone only to the Region that the zone belongs to, and from the archive tier nothing before it is restored.
 */
export function copyObstacle({
  outpostArn,
  zone,
  storageTier,
}: Pick<Snapshot, 'outpostArn' | 'zone' | 'storageTier'>): string | undefined {
  if (outpostArn !== undefined) return 'it is stored on an Outpost';
  if (zone !== undefined && !ZONE_OF_A_REGION.test(zone)) return `it is stored in the Local Zone ${zone}`;
  return storageTier === 'archive' ? 'it is in the archive tier' : undefined;
}

/** Such as `us-west-2a`. A Local Zone is called `us-west-2-lax-1a`. */
const ZONE_OF_A_REGION = /^[a-z]+(-[a-z]+)+-[0-9]+[a-z]$/;

/** The value of the tag `told` by which a volume's snapshots remember that people know of it; undefined where nothing stands in the way. */
export function markOfImpossibleCopy(snapshot: Parameters<typeof copyObstacle>[0]): string | undefined {
  const obstacle = copyObstacle(snapshot);
  return obstacle === undefined ? undefined : `not copied: ${obstacle}`;
}
