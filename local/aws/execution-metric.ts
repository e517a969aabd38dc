import type { Execution, ExecutionStatus } from '../asl/execution';
import type { Datum } from './cloud-watch';

/** What Step Functions counts of an execution that has started just now, or that has ended. */
export function executionMetric({ status, machineArn }: Pick<Execution, 'status' | 'machineArn'>): Datum {
  return {
    namespace: 'AWS/States',
    name: METRICS[status],
    dimensions: { StateMachineArn: machineArn },
    value: 1,
  };
}

const METRICS: Readonly<Record<ExecutionStatus, string>> = {
  RUNNING: 'ExecutionsStarted',
  SUCCEEDED: 'ExecutionsSucceeded',
  FAILED: 'ExecutionsFailed',
  TIMED_OUT: 'ExecutionsTimedOut',
  ABORTED: 'ExecutionsAborted',
};
