import type { Settings } from '../../infra/settings';
import { estimateCost, type Price } from '../../local/rehearsal/cost-estimate';
import {
  changedGib,
  writtenGib,
  type SizeAssumptions,
  type SizedPoint,
} from '../../local/rehearsal/snapshot-size';
import type { CopyingCost, PlannedVolume } from './planned';

/** Copies that run at once into a destination Region (EC2 API reference, ResourceLimitExceeded). */
const SLOTS = 20;

/** What one copy sends in a second, and what each takes beside that: assumptions, as in a rehearsal. */
const MIB_PER_SECOND = { least: 50, most: 150 } as const;
const OVERHEAD_SECONDS = 75;

type Sent = { readonly copyCount: number; readonly sentGib: number; readonly largestGib: number };

const NOTHING: Sent = { copyCount: 0, sentGib: 0, largestGib: 0 };

const plus = ({ copyCount, sentGib, largestGib }: Sent, gib: number): Sent => ({
  copyCount: copyCount + 1,
  sentGib: sentGib + gib,
  largestGib: Math.max(largestGib, gib),
});

/** The copies that are asked for, by DR Region in order of their names: those alone to which something is to be copied. */
export function adoptionCosts(
  volumes: readonly PlannedVolume[],
  primaryRegion: string,
  assumptions: SizeAssumptions,
  prices: readonly Price[],
): CopyingCost[] {
  const sent = new Map<string, Sent>();
  for (const { regions } of volumes) {
    const primary = regions.find(({ region }) => region === primaryRegion);
    const before = new Map<string, SizedPoint>();
    for (const { region, newest } of regions)
      if (newest !== undefined) before.set(region, { takenAtMs: Date.parse(newest.takenAt), sizeGib: 0 });
    for (const { copyTo, takenAt, sizeGib } of [...(primary?.snapshots ?? [])].reverse()) {
      const point = { takenAtMs: Date.parse(takenAt), sizeGib };
      for (const region of copyTo) {
        const earlier = before.get(region);
        const gib =
          earlier === undefined ? writtenGib(point, assumptions) : changedGib(earlier, point, assumptions);
        before.set(region, point);
        sent.set(region, plus(sent.get(region) ?? NOTHING, gib));
      }
    }
  }
  return costsOf(sent, primaryRegion, prices);
}

/** The full copies that the first snapshots of volumes of these sizes will ask for, by DR Region; none where there is no such volume. */
export function firstCopyCosts(
  sizesGib: readonly number[],
  { primary, dr }: Settings,
  assumptions: SizeAssumptions,
  prices: readonly Price[],
): CopyingCost[] {
  if (sizesGib.length === 0) return [];
  const each = sizesGib
    .map((sizeGib) => writtenGib({ takenAtMs: 0, sizeGib }, assumptions))
    .reduce(plus, NOTHING);
  return costsOf(new Map(dr.map(({ region }) => [region, each])), primary.region, prices);
}

function costsOf(
  sent: ReadonlyMap<string, Sent>,
  primaryRegion: string,
  prices: readonly Price[],
): CopyingCost[] {
  return [...sent]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([region, toRegion]) => ({
      region,
      copyCount: toRegion.copyCount,
      sentGib: toRegion.sentGib,
      days: { least: days(toRegion, MIB_PER_SECOND.most), most: days(toRegion, MIB_PER_SECOND.least) },
      usd: transferUsd(primaryRegion, region, toRegion.sentGib, prices),
    }));
}

/**
 * The longer of what all slots take and what the largest copy takes. The account's rate of calls, five a second (EC2 user guide, "Request
 * throttling"), bounds nothing: twenty slots, each taken for more than a minute, ask for fewer.
 */
function days({ copyCount, sentGib, largestGib }: Sent, mibPerSecond: number): number {
  const seconds = (gib: number, copies: number): number =>
    (gib * 1024) / mibPerSecond + copies * OVERHEAD_SECONDS;
  return Math.max(seconds(sentGib, copyCount) / SLOTS, seconds(largestGib, 1)) / 86_400;
}

function transferUsd(from: string, to: string, gib: number, prices: readonly Price[]): number {
  const usage = {
    storedGib: [],
    transferredGib: [{ from, to, gib }],
    stateTransitionCount: 0,
    lambdaRequestCount: 0,
  };
  return estimateCost(usage, prices).reduce((sum, { usd }) => sum + usd, 0);
}
