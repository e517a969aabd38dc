import { REQUEST_RATES } from '../../local/aws/ec2/token-buckets';

const { burst, refillPerSecond } = REQUEST_RATES.volumeOrSnapshot;

/** Of as many volumes or fewer EC2 takes all snapshots at once. */
export const AT_ONCE = burst;

/**
 * Sooner a run in a Region does not take the last of its snapshots, of which each takes so long. EC2 takes 100 CreateSnapshot at once, and then
 * five a second. Where so many may be under way, all others have ended before the last one is taken: at best the longest are left.
 */
export function lowerBoundMs(durationsMs: readonly number[], pendingSnapshots = Infinity): number {
  const rateMs = (Math.max(durationsMs.length - AT_ONCE, 0) / refillPerSecond) * 1000;
  const endedBefore = durationsMs
    .toSorted((a, b) => a - b)
    .slice(0, Math.max(durationsMs.length - pendingSnapshots, 0));
  const slotsMs = endedBefore.reduce((sum, ms) => sum + ms, 0) / pendingSnapshots;
  return Math.max(rateMs, slotsMs);
}
