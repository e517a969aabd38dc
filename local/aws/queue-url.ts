import { arnOf } from '../kernel/arn';
import { partitionOf } from '../kernel/partition';

/** The URL of a queue, as CloudFormation's Ref gives it. */
export function queueUrl(queueArn: string): string {
  const { region, accountId, resource } = arnOf(queueArn);
  return `https://sqs.${region}.${partitionOf(region).dnsSuffix}/${accountId}/${resource}`;
}
