import type { Ec2Events } from './event-queue';

/**
 * The events in this Region about copies whose source is in `primaryRegion`. AWS documents ARNs with the Region in the fourth field, in
 * the fifth, or with an account; whatever is no ARN is taken as well, since the function that reads it finds out whose it is.
 */
export const copiesOf = (primaryRegion: string): Omit<Ec2Events, 'result'> => ({
  detailTypes: ['EBS Snapshot Notification'],
  events: ['copySnapshot'],
  source: [{ wildcard: `arn:*:${primaryRegion}:*` }, { 'anything-but': { prefix: 'arn:' } }],
});
