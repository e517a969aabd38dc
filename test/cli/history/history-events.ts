import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** An event without its id, its time and the one before. */
type Event = Omit<HistoryEvent, 'id' | 'previousEventId' | 'timestamp'>;

const text = (value: unknown): string => JSON.stringify(value);

export const began = (input: object): Event => ({
  type: 'ExecutionStarted',
  executionStartedEventDetails: { input: text(input) },
});

export const entered = (name: string, input: object = {}, type = 'Task'): Event => ({
  type: `${type}StateEntered` as 'TaskStateEntered',
  stateEnteredEventDetails: { name, input: text(input) },
});

export const scheduled = (parameters: object): Event => ({
  type: 'TaskScheduled',
  taskScheduledEventDetails: {
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'x',
    parameters: text(parameters),
  },
});

export const succeeded = (output: object): Event => ({
  type: 'TaskSucceeded',
  taskSucceededEventDetails: { resourceType: 'lambda', resource: 'invoke', output: text(output) },
});

export const failed = (error: string, cause: string): Event => ({
  type: 'TaskFailed',
  taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error, cause },
});

export const exited = (name: string, output: object = {}, type = 'Task'): Event => ({
  type: `${type}StateExited` as 'TaskStateExited',
  stateExitedEventDetails: { name, output: text(output) },
});

/** A Task that succeeds at once. */
export const task = (
  name: string,
  output: object,
  { input = {}, parameters = {}, answer = {} } = {},
): Event[] => [entered(name, input), scheduled(parameters), succeeded(answer), exited(name, output)];

export const ended = (type: 'ExecutionSucceeded' | 'ExecutionAborted' | 'ExecutionTimedOut'): Event => ({
  type,
});

export const endedRed = (error: string, cause: string): Event => ({
  type: 'ExecutionFailed',
  executionFailedEventDetails: { error, cause },
});

/** A history of these events, one a second from this time on, each after the one before. */
export const historyFrom = (time: string, ...events: readonly Event[]): HistoryEvent[] =>
  events.map((event, index) => ({
    ...event,
    type: event.type!,
    id: index + 1,
    previousEventId: index,
    timestamp: new Date(Date.parse(time) + index * 1000),
  }));
