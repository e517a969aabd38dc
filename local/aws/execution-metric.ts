import type { Execution } from '../asl/execution';
import type { Datum } from './cloud-watch';

/** What Step Functions counts of an execution that has ended. Throws where it has not. */
export function executionMetric({ status, machineArn }: Pick<Execution, 'status' | 'machineArn'>): Datum {
  const name = METRICS[status];
  if (name === undefined) throw new Error(`an execution ended as ${status}`);
  return { namespace: 'AWS/States', name, dimensions: { StateMachineArn: machineArn }, value: 1 };
}

const METRICS: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};
