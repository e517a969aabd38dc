import type { Range } from './volume-types';

/** MiB a second at which EC2 reads a new volume from its snapshot, where it is asked to (EBS user guide, "Initialize Amazon EBS volumes"). */
export const INITIALIZATION_RATE_MIBPS: Range = [100, 300];

/** Why EC2 does not read a volume at this rate in this zone, in one sentence; undefined where it does. */
export function whyNotInitialized(rateMibps: number, zone: string, region: string): string | undefined {
  const [least, most] = INITIALIZATION_RATE_MIBPS;
  if (!Number.isInteger(rateMibps) || rateMibps < least || rateMibps > most)
    return `volumes are initialised at ${least} to ${most} MiB/s, found ${rateMibps}.`;
  return zone.slice(region.length).length > 1
    ? `EC2 initialises no volumes at a rate in a Local Zone such as ${zone}.`
    : undefined;
}

/** What it brings, in words: within ten per cent AWS keeps to it, and a snapshot holds no more than the size of its volume. */
export function initializedInWords(rateMibps: number, largestGib: number): string {
  const minutes = Math.ceil((largestGib * 1024) / rateMibps / 60);
  return `Initialised at ${rateMibps} MiB/s, after which nothing is slow any more: after ${minutes} min or less. AWS bills it by the GiB that a snapshot holds, at once.`;
}
