import type { AwsEvent } from '../aws/api';
import type { Execution } from '../asl/execution';
import type { MachineIdentity } from '../asl/machine-identity';
import type { PublishedMessage } from '../aws/sns';
import { MINUTE_MS } from '../kernel/time-units';
import type { Violation } from './safety-watch';
import { toldFailures, type ToldFailure } from './told-failures';

/** An alarm rings within its period and two more. */
const ALARM_MS = 15 * MINUTE_MS;

/** Within so long of the fault, whoever tells has told at last: SQS hands the failure out again, and a person reads it again. */
const REPEAT_MS = 5 * MINUTE_MS;

/** A message as its reader gets it. */
export type ToldMessage = Pick<PublishedMessage, 'atMs' | 'subject' | 'message'>;

/** An execution, as far as it matters whether its failure was told. */
export type JudgedExecution = Pick<Execution, 'arn' | 'status' | 'startMs' | 'stopMs' | 'history'> & {
  readonly machine: Pick<MachineIdentity, 'arn'>;
};

export type Told = {
  /** Everything that people were told, in order. */
  readonly notifications: readonly ToldMessage[];
  readonly executions: readonly JudgedExecution[];
  readonly nowMs: number;
  /** Whether a volume was in scope all the time, with an hour before, and after it until whoever decides about it has read it. */
  readonly isInScope: (volumeId: string, fromMs: number, toMs: number) => boolean;
  /** When an event about a snapshot was first delivered. */
  readonly heardMs: (snapshotId: string) => number | undefined;
  /** Every failed snapshot of which EventBridge has delivered an event. */
  readonly failedSnapshots: readonly AwsEvent[];
  /** When faults struck by which a failure may be told again because nobody could know that it had been told. */
  readonly excusesMs: readonly number[];
};

/** Who was not told of a failure, or twice, or of waiting, or too early. Asked at the end of a run. */
export const judgeTelling = (told: Told): Violation[] => [
  ...untoldExecutions(told),
  ...told.failedSnapshots.flatMap((event) => untoldSnapshot(told, event)),
  ...repeats(told),
  ...toldWaiting(told),
  ...toldTooEarly(told),
];

const isAlarm = ({ subject = '' }: ToldMessage): boolean => /^(ALARM|OK): /.test(subject);

function untoldExecutions({ notifications, executions, nowMs }: Told): Violation[] {
  const alarms = notifications.filter(isAlarm);
  return executions.flatMap((execution) => {
    const { arn, status, stopMs = 0, machine } = execution;
    if (status === 'SUCCEEDED') return [];
    if (status === 'RUNNING') return [{ atMs: nowMs, rule: 'everything ends', what: `${arn} still runs` }];
    if (notifications.some((message) => message.message.includes(arn) || counts(message, execution)))
      return [];
    // The alarm may have begun to ring for another failure shortly before.
    const hasRung = alarms.some(
      ({ atMs, message }) => Math.abs(atMs - stopMs) <= ALARM_MS && message.includes(machine.arn),
    );
    return hasRung && !claimsToHaveTold(execution)
      ? []
      : [{ atMs: stopMs, rule: 'every failure is told', what: `${arn} failed, untold` }];
  });
}

/** Whether a message that cannot list all of one cause says of how many more the log tells, among which the failure may be. */
const counts = ({ atMs, message }: ToldMessage, { machine, stopMs = 0 }: JudgedExecution): boolean =>
  /^and [0-9]+ more: the log of NotifyFailure/m.test(message) &&
  message.includes(` of ${machine.arn.split(':').at(-1) ?? ''}\n`) &&
  atMs >= stopMs &&
  atMs - stopMs <= ALARM_MS;

/** Whether a step that tells a person has succeeded. The alarm is for those that could not. */
const claimsToHaveTold = ({ history }: JudgedExecution): boolean =>
  history.some(
    ({ type, state = '' }) =>
      type === 'TaskSucceeded' && state.startsWith('Notify') && state !== 'NotifyOverride',
  );

function untoldSnapshot(
  { notifications, isInScope, heardMs }: Told,
  { detail, time }: AwsEvent,
): Violation[] {
  const idOf = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
  if (detail['event'] !== 'createSnapshot') return [];
  const snapshotId = idOf(detail['snapshot_id']);
  const failedMs = Date.parse(time);
  // Who has been taken out of scope by the time of a late event wants to hear nothing any more.
  if (!isInScope(idOf(detail['source']), failedMs, heardMs(snapshotId) ?? failedMs)) return [];
  if (notifications.some(({ message }) => message.includes(snapshotId))) return [];
  return [{ atMs: 0, rule: 'every failure is told', what: `${snapshotId} failed, untold` }];
}

/** A failure that is told again is excused where a fault struck shortly before it was told the time before. */
function repeats({ notifications, excusesMs }: Told): Violation[] {
  const toldMs = new Map<string, number[]>();
  for (const { message, atMs } of notifications)
    for (const failure of new Set(toldFailures(message).map(identityOf)))
      toldMs.set(failure, [...(toldMs.get(failure) ?? []), atMs]);
  const isExcused = (atMs: number): boolean =>
    excusesMs.some((excuseMs) => excuseMs <= atMs && atMs <= excuseMs + REPEAT_MS);
  return [...toldMs].flatMap(([failure, times]) =>
    times.slice(0, -1).every(isExcused)
      ? []
      : [{ atMs: 0, rule: 'no failure is told twice', what: `${times.length} times: ${failure}` }],
  );
}

/**
 * A failed snapshot is one failure, whoever reports it, but an execution that somebody has started by hand, under another name
 * than the snapshot's, is that person's own; any other failure is that of a step of an execution in a Region.
 */
const identityOf = ({ error, step, region, snapshotId, execution }: ToldFailure): string =>
  error === 'SnapshotFailed' && execution.endsWith(`:${snapshotId}`)
    ? `${error} ${snapshotId}`
    : `${error} ${snapshotId} ${step} in ${region} ${execution}`;

const WAITING: ReadonlySet<string> = new Set(['NoCopySlot', 'OtherCopyUnderWay']);

const toldWaiting = ({ notifications }: Told): Violation[] =>
  notifications
    .filter(({ message }) => toldFailures(message).some(({ error }) => WAITING.has(error)))
    .map(({ atMs, subject = '' }) => ({ atMs, rule: 'waiting is not told as failure', what: subject }));

/** What an old answer of EC2 looks like, too: it passes by itself within this long, and is told only after that. */
const SETTLING: ReadonlySet<string> = new Set([
  'SnapshotNotVisible',
  'SnapshotStateStale',
  'SourceNotVisible',
]);
const SETTLING_MS = 10 * MINUTE_MS;

function toldTooEarly({ notifications, executions }: Told): Violation[] {
  const byArn = new Map(executions.map((execution) => [execution.arn, execution]));
  return notifications.flatMap(({ message, atMs }) =>
    toldFailures(message).flatMap(({ error, execution }) => {
      const told = SETTLING.has(error) ? byArn.get(arnIn(execution)) : undefined;
      if (told === undefined || atMs - told.startMs >= SETTLING_MS) return [];
      return [{ atMs, rule: 'what passes by itself is not told', what: `${error} of ${told.arn}` }];
    }),
  );
}

/** The link ends with the ARN. */
const arnIn = (link: string): string => link.slice(link.lastIndexOf('arn:'));
