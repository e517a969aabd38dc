import type { AwsEvent } from '../api';
import type { Execution } from '../asl/execution';
import type { StateMachine } from '../asl/state-machine';
import type { PublishedMessage } from '../aws/sns';
import type { Violation } from './safety-watch';

/** An alarm rings within its period and two more. */
const ALARM_MS = 15 * 60_000;

/** A message as its reader gets it. */
export type ToldMessage = Pick<PublishedMessage, 'atMs' | 'subject' | 'message'>;

/** An execution, as far as it matters whether its failure was told. */
export type JudgedExecution = Pick<Execution, 'arn' | 'status' | 'stopMs' | 'history'> & {
  readonly machine: Pick<StateMachine, 'arn'>;
};

/** The message of NotifyFailure about an execution. */
export const messageAbout = <M extends ToldMessage>(
  messages: readonly M[],
  executionArn: string,
): M | undefined => messages.find(({ message }) => message.includes(executionArn));

export type Told = {
  /** Everything that people were told, in order. */
  readonly notifications: readonly ToldMessage[];
  readonly executions: readonly JudgedExecution[];
  readonly nowMs: number;
  /** Ids of the volumes in scope. */
  readonly selected: ReadonlySet<string>;
  /** Every failed snapshot of which EventBridge has delivered an event. */
  readonly failedSnapshots: readonly AwsEvent[];
  /** How often a message may have been sent twice because nobody could know that it had been sent. */
  readonly excusedRepeats: number;
};

/** Who was not told of a failure, or twice, or of waiting. Asked at the end of a run. */
export const judgeTelling = (told: Told): Violation[] => [
  ...untoldExecutions(told),
  ...told.failedSnapshots.flatMap((event) => untoldSnapshot(told, event)),
  ...repeats(told),
  ...toldWaiting(told),
];

const isAlarm = ({ subject = '' }: ToldMessage): boolean => /^(ALARM|OK): /.test(subject);

function untoldExecutions({ notifications, executions, nowMs }: Told): Violation[] {
  const alarms = notifications.filter(isAlarm);
  return executions.flatMap((execution) => {
    const { arn, status, stopMs = 0, machine } = execution;
    if (status === 'SUCCEEDED') return [];
    if (status === 'RUNNING') return [{ atMs: nowMs, rule: 'everything ends', what: `${arn} still runs` }];
    if (messageAbout(notifications, arn) !== undefined) return [];
    // The alarm may have begun to ring for another failure shortly before.
    const hasRung = alarms.some(
      ({ atMs, message }) => Math.abs(atMs - stopMs) <= ALARM_MS && message.includes(machine.arn),
    );
    return hasRung && !claimsToHaveTold(execution)
      ? []
      : [{ atMs: stopMs, rule: 'every failure is told', what: `${arn} failed, untold` }];
  });
}

/** Whether a step that tells a person has succeeded. The alarm is for those that could not. */
const claimsToHaveTold = ({ history }: JudgedExecution): boolean =>
  history.some(
    ({ type, state = '' }) =>
      type === 'TaskSucceeded' && state.startsWith('Notify') && state !== 'NotifyOverride',
  );

function untoldSnapshot({ notifications, selected }: Told, { detail }: AwsEvent): Violation[] {
  const idOf = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
  if (detail['event'] !== 'createSnapshot' || !selected.has(idOf(detail['source']))) return [];
  const snapshotId = idOf(detail['snapshot_id']);
  if (notifications.some(({ message }) => message.includes(snapshotId))) return [];
  return [{ atMs: 0, rule: 'every failure is told', what: `${snapshotId} failed, untold` }];
}

function repeats({ notifications, excusedRepeats }: Told): Violation[] {
  const counts = new Map<string, number>();
  for (const { message } of notifications.filter((told) => !isAlarm(told))) {
    const failure = failureIn(message);
    counts.set(failure, (counts.get(failure) ?? 0) + 1);
  }
  const repeated = [...counts].filter(([, count]) => count > 1);
  const surplus = repeated.reduce((sum, [, count]) => sum + count - 1, 0);
  if (surplus <= excusedRepeats) return [];
  return repeated.map(([failure, count]) => ({
    atMs: 0,
    rule: 'no failure is told twice',
    what: `${count} times: ${failure}`,
  }));
}

/** A failed snapshot is one failure, whoever reports it; any other is the failure of a step of an execution. */
function failureIn(message: string): string {
  const field = (name: string): string => new RegExp(`^${name}: +(.*)$`, 'm').exec(message)?.[1] ?? '';
  const error = field('Error');
  return error === 'SnapshotFailed'
    ? `${error} ${field('Snapshot')}`
    : `${error} ${field('Step')} ${field('Execution')}`;
}

const toldWaiting = ({ notifications }: Told): Violation[] =>
  notifications
    .filter(({ message }) => /^Error: +NoCopySlot$/m.test(message))
    .map(({ atMs, subject = '' }) => ({ atMs, rule: 'waiting is not told as failure', what: subject }));
