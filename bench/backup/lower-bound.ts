import { REQUEST_RATES } from '../../local/aws/ec2/token-buckets';

const { burst, refillPerSecond } = REQUEST_RATES.volumeOrSnapshot;

/** Of as many volumes or fewer EC2 takes all snapshots at once. */
export const AT_ONCE = burst;

/** Sooner a run does not take a snapshot of each of so many volumes of a Region: EC2 takes 100 CreateSnapshot at once, and then five a second. */
export const lowerBoundMs = (volumes: number): number =>
  (Math.max(volumes - AT_ONCE, 0) / refillPerSecond) * 1000;
