import type { Sqs } from './sqs';

type MetricName = { readonly namespace: string; readonly name: string };

const QUEUE_GAUGES = [
  'ApproximateNumberOfMessagesVisible',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateAgeOfOldestMessage',
];

/** Whether a metric is asked of a queue, since it stands for its state now. */
export const isQueueGauge = ({ namespace, name }: MetricName): boolean =>
  namespace === 'AWS/SQS' && QUEUE_GAUGES.includes(name);

/** What CloudWatch reads of a queue: a metric of AWS/SQS at `nowMs`, or undefined where the queue is empty. */
export function queueGauge(
  sqs: Sqs,
  queueArn: string,
  metricName: string,
  nowMs: number,
): number | undefined {
  const { visible, inFlight } = sqs.depth(queueArn, nowMs);
  if (visible + inFlight === 0) return undefined;
  switch (metricName) {
    case 'ApproximateNumberOfMessagesVisible':
      return visible;
    case 'ApproximateNumberOfMessagesNotVisible':
      return inFlight;
    case 'ApproximateAgeOfOldestMessage':
      return sqs.oldestMessageAgeSeconds(queueArn, nowMs);
    default:
      throw new Error(`not simulated: the metric ${metricName} of a queue`);
  }
}
