import type { AwsEvent } from '../../../local/aws/api';

/** An event of EC2 about snapshots, with this detail. */
export const ebsEvent = (detail: AwsEvent['detail']): AwsEvent => ({
  version: '0',
  id: '1',
  'detail-type': 'EBS Snapshot Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-03-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail,
});
