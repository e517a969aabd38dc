import type { Call } from '../ec2/operation';
import type { RequestRate } from '../ec2/token-buckets';
import { EbsError } from './ebs-error';

/** Where an account reads more blocks a second than one snapshot gives. */
const LARGE_REGIONS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-southeast-1'];

/** Throws where the account lists too often. */
export const limitLists = (call: Call, operation: string): void => limitAccount(call, operation, 'blockList');

/** Throws where too many blocks are read, of one snapshot or of all. */
export function limitBlocks(call: Call, snapshotId: string): void {
  const { buckets, name } = call.region;
  if (!buckets.take(`GetSnapshotBlock of ${snapshotId}`, 'blocks', call.nowMs))
    throw new EbsError('RequestThrottledException', 'Rate exceeded', 'RESOURCE_LEVEL_THROTTLE');
  limitAccount(call, 'GetSnapshotBlock', LARGE_REGIONS.includes(name) ? 'blocksInLargeRegion' : 'blocks');
}

function limitAccount({ region, nowMs }: Call, operation: string, rate: RequestRate): void {
  if (!region.buckets.take(operation, rate, nowMs))
    throw new EbsError('RequestThrottledException', 'Rate exceeded', 'ACCOUNT_THROTTLED');
}
