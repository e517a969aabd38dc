/**
 * EC2's request limits, each per account, Region and action: the size of the bucket and its refill.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 * Those of the EBS direct APIs, of which AWS says no burst: https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
 */
export const REQUEST_RATES = {
  describe: { burst: 100, refillPerSecond: 20 },
  describeUnfiltered: { burst: 50, refillPerSecond: 10 },
  volumeOrSnapshot: { burst: 100, refillPerSecond: 5 },
  tags: { burst: 100, refillPerSecond: 10 },
  /** All that the page does not list by name, CopySnapshot among them. */
  otherMutation: { burst: 50, refillPerSecond: 5 },
  blockList: { burst: 50, refillPerSecond: 50 },
  /** Of one snapshot, and in most Regions of all. */
  blocks: { burst: 1_000, refillPerSecond: 1_000 },
  blocksInLargeRegion: { burst: 5_000, refillPerSecond: 5_000 },
} as const;

export type RequestRate = keyof typeof REQUEST_RATES;

/** The token buckets of one account and Region, or of a share of it, full at first; one per action and rate. */
export class TokenBuckets {
  readonly #share: number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(share = 1) {
    this.#share = share;
  }

  /** Takes one token for `action`; false where the bucket is empty. */
  take(action: string, rate: RequestRate, nowMs: number): boolean {
    const burst = REQUEST_RATES[rate].burst * this.#share;
    const refillPerSecond = REQUEST_RATES[rate].refillPerSecond * this.#share;
    const name = `${action} ${rate}`;
    const last = this.#buckets.get(name) ?? { tokens: burst, atMs: nowMs };
    const tokens = Math.min(burst, last.tokens + ((nowMs - last.atMs) / 1000) * refillPerSecond);
    const isTaken = tokens >= 1;
    this.#buckets.set(name, { tokens: isTaken ? tokens - 1 : tokens, atMs: nowMs });
    return isTaken;
  }
}
