import { HOUR_MS } from '../../local/kernel/time-units';
import { REQUEST_RATES, type RequestRate } from '../../local/aws/ec2/token-buckets';

export type LowerBound = {
  readonly ms: number;
  /** What sets it, in words. */
  readonly why: string;
};

export type BoundQuestion = {
  /** Each has one copy in the Region. */
  readonly snapshots: number;
  /** How long all copies to the Region take together. */
  readonly workMs: number;
  readonly slots: number;
  /** How many of these others have in the first hour. */
  readonly othersSlots: number;
};

/** Of each snapshot, at least: it is tagged before it is copied, and looked at before that. */
const CALLS: readonly (readonly [action: string, rate: RequestRate])[] = [
  ['CopySnapshot', 'otherMutation'],
  ['CreateTags', 'tags'],
  ['DescribeSnapshots', 'describe'],
];

/**
 * Sooner the copies to a DR Region cannot be finished, whoever asks for them: by the slots, which would all have to be taken all the time,
 * or by the rate at which EC2 takes one of the calls that each copy needs. The larger of these.
 */
export function lowerBound({ snapshots, workMs, slots, othersSlots }: BoundQuestion): LowerBound {
  const untilOthersEndMs = workMs / (slots - othersSlots);
  const slotsMs = untilOthersEndMs <= HOUR_MS ? untilOthersEndMs : (workMs + othersSlots * HOUR_MS) / slots;
  const bounds = [
    { ms: slotsMs, why: `${slots} slots` },
    ...CALLS.map(([action, rate]) => {
      const { burst, refillPerSecond } = REQUEST_RATES[rate];
      return {
        ms: (Math.max(snapshots - burst, 0) / refillPerSecond) * 1000,
        why: `${refillPerSecond} ${action} a second`,
      };
    }),
  ];
  return bounds.reduce((largest, bound) => (bound.ms > largest.ms ? bound : largest));
}
