import { partitionOf } from '../kernel/partition';

/** The URL of a queue, as CloudFormation's Ref gives it. */
export function queueUrl(queueArn: string): string {
  const [, , , region = '', account, name] = queueArn.split(':');
  return `https://sqs.${region}.${partitionOf(region).dnsSuffix}/${account}/${name}`;
}
