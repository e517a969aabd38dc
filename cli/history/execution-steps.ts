import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** One thing that the history of an execution tells, with the state in which it was. */
export type Step = {
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** `ended` is the execution's own end, and `failed` that of one attempt of a state. */
  readonly type: 'began' | 'entered' | 'succeeded' | 'failed' | 'exited' | 'ended';
  /** Empty where it is of the execution itself. */
  readonly state: string;
  /** What the state was entered with, as parsed JSON; undefined where the history does not show it. */
  readonly input: unknown;
  /** What the attempt asked a service for. */
  readonly asked: unknown;
  /** What came: the input of an execution that began, the answer of an attempt, the output of a state. */
  readonly data: unknown;
  readonly error?: string;
  readonly cause?: string;
};

/** Where an event stands, as those before it tell. */
type Place = Pick<Step, 'state' | 'input' | 'asked'>;

const OUTSIDE: Place = { state: '', input: undefined, asked: undefined };

/** The steps among the events of a history, in their order. */
export function stepsOf(events: readonly HistoryEvent[]): Step[] {
  const places = new Map<number, Place>();
  return events.flatMap((event) => {
    const place = placeOf(event, places.get(event.previousEventId ?? 0) ?? OUTSIDE);
    places.set(event.id ?? 0, place);
    const rest = restOf(event);
    return rest === undefined
      ? []
      : [{ at: (event.timestamp ?? new Date(0)).toISOString(), ...place, ...rest }];
  });
}

function placeOf(event: HistoryEvent, before: Place): Place {
  const { stateEnteredEventDetails: entered, taskScheduledEventDetails: scheduled } = event;
  if (entered !== undefined)
    return { state: entered.name ?? '', input: parsed(entered.input), asked: undefined };
  if (scheduled !== undefined) return { ...before, asked: parsed(scheduled.parameters) };
  // A state inside a Parallel or a Map is exited after others have begun: its own event names it.
  const exited = event.stateExitedEventDetails?.name;
  return exited === undefined || exited === before.state ? before : { ...before, state: exited };
}

function restOf(event: HistoryEvent): Pick<Step, 'type' | 'data' | 'error' | 'cause'> | undefined {
  const { type = '' } = event;
  if (type === 'ExecutionStarted')
    return { type: 'began', data: parsed(event.executionStartedEventDetails?.input) };
  if (type.endsWith('StateEntered')) return { type: 'entered', data: undefined };
  if (type.endsWith('StateExited'))
    return { type: 'exited', data: parsed(event.stateExitedEventDetails?.output) };
  if (type === 'TaskSucceeded')
    return { type: 'succeeded', data: parsed(event.taskSucceededEventDetails?.output) };
  const end = ENDS[type];
  if (end !== undefined) return { type: 'ended', data: end, ...reasonOf(event) };
  return FAILURES.has(type) ? { type: 'failed', data: undefined, ...reasonOf(event) } : undefined;
}

/** By the type of the event. */
const ENDS: Readonly<Record<string, Ending>> = {
  ExecutionSucceeded: 'ended well',
  ExecutionFailed: 'ended red',
  ExecutionTimedOut: 'ran for too long and ended red',
  ExecutionAborted: 'was stopped',
};

/** The `data` of a step that is the end of an execution. */
export type Ending = 'ended well' | 'ended red' | 'ran for too long and ended red' | 'was stopped';

const FAILURES = new Set([
  'TaskFailed',
  'TaskTimedOut',
  'TaskStartFailed',
  'TaskSubmitFailed',
  'EvaluationFailed',
]);

function reasonOf(event: HistoryEvent): Pick<Step, 'error' | 'cause'> {
  const { error, cause } =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskStartFailedEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionTimedOutEventDetails ??
    event.executionAbortedEventDetails ??
    {};
  return { ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
}

/** Undefined where it is not there, or cut off. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
