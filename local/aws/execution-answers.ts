import { RETRY, type Execution, type HistoryEvent } from '../asl/execution';
import type { Json } from '../asl/json';

/** What DescribeExecution answers. */
export const describeExecution = (execution: Execution) => {
  const { arn, machineArn, name, status, startMs, stopMs, input, output, error, cause } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: new Date(startMs),
    input,
    ...(stopMs !== undefined && { stopDate: new Date(stopMs) }),
    ...(output !== undefined && { output }),
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
};

/** The events of an execution's history, as GetExecutionHistory answers them with the data of the execution. */
export const historyEvents = ({ history }: Execution) =>
  history
    .filter(({ type }) => type !== RETRY)
    .map((event, index) => ({
      id: index + 1,
      previousEventId: event.previous ?? index,
      timestamp: new Date(event.atMs),
      type: event.type,
      ...detailsOf(event),
    }));

/** Those of the events that tell more than that they are: AWS calls each by another name. */
function detailsOf({ type, state: name, detail, data }: HistoryEvent): object {
  const reason = { error: detail?.['Error'] ?? undefined, cause: detail?.['Cause'] ?? undefined };
  const text = textOf(data);
  if (type.endsWith('StateEntered')) return { stateEnteredEventDetails: { name, input: text } };
  if (type.endsWith('StateExited')) return { stateExitedEventDetails: { name, output: text } };
  switch (type) {
    case 'ExecutionStarted':
      return { executionStartedEventDetails: { input: text } };
    case 'TaskScheduled':
      return { taskScheduledEventDetails: { parameters: text } };
    case 'TaskSucceeded':
      return { taskSucceededEventDetails: { output: text } };
    case 'TaskFailed':
      return { taskFailedEventDetails: reason };
    case 'TaskTimedOut':
      return { taskTimedOutEventDetails: reason };
    case 'EvaluationFailed':
      return { evaluationFailedEventDetails: { ...reason, state: name } };
    case 'ExecutionFailed':
      return { executionFailedEventDetails: reason };
    case 'ExecutionTimedOut':
      return { executionTimedOutEventDetails: reason };
    case 'ExecutionAborted':
      return { executionAbortedEventDetails: { error: detail?.['error'], cause: detail?.['cause'] } };
    default:
      return {};
  }
}

const textOf = (data: Json | undefined): string | undefined =>
  data === undefined ? undefined : JSON.stringify(data);
