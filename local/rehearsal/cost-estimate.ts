import { DAY_MS } from '../kernel/time-units';
import { changedGib, writtenGib, type SizeAssumptions, type SizedPoint } from './snapshot-size';
import type { FinishedCopy, HeldCopy } from './timeline';

/** What AWS charges for one unit of something. */
export type Price = {
  readonly item: string;
  /** A Region; `any other`, whose price is an assumption; or `every`, where all are taken to cost the same. */
  readonly region: string;
  /** Of a transfer: only to that Region. */
  readonly to?: string;
  readonly usd: number;
  readonly per: string;
  /** The month of the source, which is not the day on which you read it. */
  readonly asOf: string;
  readonly source: string;
};

/** What a fleet uses in a month. */
export type Usage = {
  readonly storedGib: readonly { readonly region: string; readonly gib: number }[];
  readonly transferredGib: readonly { readonly from: string; readonly to: string; readonly gib: number }[];
  readonly stateTransitionCount: number;
  readonly lambdaRequestCount: number;
};

export type CostLine = {
  readonly item: string;
  /** Where it is charged; of a transfer `FROM to TO`. */
  readonly where: string;
  readonly quantity: number;
  readonly price: Price;
  readonly usd: number;
};

/** The lines of a month's bill, storage first. Throws where the prices have no line for an item. */
export function estimateCost(usage: Usage, prices: readonly Price[]): CostLine[] {
  const line = (item: string, where: string, quantity: number, region: string, to?: string): CostLine => {
    const price = findPrice(prices, item, region, to);
    return { item, where, quantity, price, usd: quantity * price.usd };
  };
  return [
    ...usage.storedGib.map(({ region, gib }) => line('snapshot storage', region, gib, region)),
    ...usage.transferredGib.map(({ from, to, gib }) =>
      line('copy transfer', `${from} to ${to}`, gib, from, to),
    ),
    line('state transitions', 'all Regions', usage.stateTransitionCount, 'every'),
    line('Lambda requests', 'all Regions', usage.lambdaRequestCount, 'every'),
  ];
}

/** The most special price: of this very way, then of the Region, then of any other. */
function findPrice(prices: readonly Price[], item: string, region: string, to?: string): Price {
  const ofItem = prices.filter((price) => price.item === item);
  const found =
    ofItem.find((price) => price.region === region && price.to !== undefined && price.to === to) ??
    ofItem.find((price) => price.region === region && price.to === undefined) ??
    ofItem.find((price) => price.region === 'any other');
  if (found === undefined) throw new Error(`the prices have no line for ${item} in ${region}`);
  return found;
}

/** What the copies sent to one Region, in GiB. */
export type SentGib = {
  /** The first copies of each volume, which are full and come once. */
  readonly first: number;
  /** All others: what changed since the newest copy then, or everything where AWS made a full copy again. */
  readonly later: number;
};

/**
 * `copies` are those to one Region, in the order in which they were completed, and `earlier` what was there before. The first ones of a
 * volume are the full ones that were begun beside the very first, and those that ended before any was incremental, as while copies
 * under another key are still there. Where none is incremental, those begun later tell that copies go on being full.
 */
export function sentGib(
  copies: readonly FinishedCopy[],
  earlier: readonly HeldCopy[],
  assumptions: SizeAssumptions,
): SentGib {
  const sent = { first: 0, later: 0 };
  const before = new Map(earlier.map((copy) => [copy.volumeId, copy]));
  for (const [volumeId, ofVolume] of byVolume(copies)) {
    const firstIncremental = ofVolume.findIndex(({ isIncremental }) => isIncremental);
    const firstEndedMs = ofVolume[0]!.endedAtMs;
    let newest = before.get(volumeId);
    for (const [index, copy] of ofVolume.entries()) {
      const isFirst = copy.startedAtMs <= firstEndedMs || index < firstIncremental;
      if (copy.isIncremental) sent.later += changedGib(newest ?? dayBefore(copy), copy, assumptions);
      else sent[isFirst ? 'first' : 'later'] += writtenGib(copy, assumptions);
      // One that was begun earlier may end later.
      if (newest === undefined || copy.takenAtMs > newest.takenAtMs) newest = copy;
    }
  }
  return sent;
}

/** Stands for a copy of somebody else, on which the first one of ours builds. */
const dayBefore = (copy: FinishedCopy): SizedPoint => ({ ...copy, takenAtMs: copy.takenAtMs - DAY_MS });

function byVolume(copies: readonly FinishedCopy[]): Map<string, FinishedCopy[]> {
  const grouped = new Map<string, FinishedCopy[]>();
  for (const copy of copies) {
    const ofVolume = grouped.get(copy.volumeId);
    if (ofVolume === undefined) grouped.set(copy.volumeId, [copy]);
    else ofVolume.push(copy);
  }
  return grouped;
}
