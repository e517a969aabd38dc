/** The metric of Step Functions that counts the executions that end as `status`. Throws where none does. */
export function executionMetric(status: string): string {
  const metric = METRICS[status];
  if (metric === undefined) throw new Error(`an execution ended as ${status}`);
  return metric;
}

const METRICS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};
