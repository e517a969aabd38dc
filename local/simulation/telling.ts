import type { AwsEvent } from '../api';
import type { Execution } from '../asl/execution';
import type { PublishedMessage } from '../aws/sns';
import type { World } from '../world';
import type { Violation } from './safety-watch';
import type { Scenario } from './scenario';

/** An alarm rings within its period and two more. */
const ALARM_MS = 15 * 60_000;

/** The message of NotifyFailure about an execution. */
export const messageAbout = (world: World, executionArn: string): PublishedMessage | undefined =>
  world.notifications.find(({ message }) => message.includes(executionArn));

export type Told = {
  readonly world: World;
  readonly scenario: Scenario;
  /** Every failed snapshot of which EventBridge has delivered an event. */
  readonly failedSnapshots: readonly AwsEvent[];
  /** How often a message may have been sent twice because nobody could know that it had been sent. */
  readonly excusedRepeats: number;
};

/** Who was not told of a failure, or twice, or of waiting. Asked at the end of a run. */
export function judgeTelling({ world, scenario, failedSnapshots, excusedRepeats }: Told): Violation[] {
  return [
    ...untoldExecutions(world),
    ...failedSnapshots.flatMap((event) => untoldSnapshot(world, scenario, event)),
    ...repeats(world, excusedRepeats),
    ...toldWaiting(world),
  ];
}

const isAlarm = ({ subject = '' }: PublishedMessage): boolean => /^(ALARM|OK): /.test(subject);

function untoldExecutions(world: World): Violation[] {
  const alarms = world.notifications.filter(isAlarm);
  return world.executions.flatMap((execution) => {
    const { arn, status, stopMs = 0, machine } = execution;
    if (status === 'SUCCEEDED') return [];
    if (status === 'RUNNING')
      return [{ atMs: world.loop.nowMs(), rule: 'everything ends', what: `${arn} still runs` }];
    if (messageAbout(world, arn) !== undefined) return [];
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
const claimsToHaveTold = ({ history }: Execution): boolean =>
  history.some(
    ({ type, state = '' }) =>
      type === 'TaskSucceeded' && state.startsWith('Notify') && state !== 'NotifyOverride',
  );

function untoldSnapshot(world: World, { selected }: Scenario, { detail }: AwsEvent): Violation[] {
  const idOf = (arn: unknown): string => String(arn).split('/').at(-1) ?? '';
  if (detail['event'] !== 'createSnapshot' || !selected.has(idOf(detail['source']))) return [];
  const snapshotId = idOf(detail['snapshot_id']);
  if (world.notifications.some(({ message }) => message.includes(snapshotId))) return [];
  return [{ atMs: 0, rule: 'every failure is told', what: `${snapshotId} failed, untold` }];
}

function repeats(world: World, excused: number): Violation[] {
  const counts = new Map<string, number>();
  for (const told of world.notifications) {
    if (isAlarm(told)) continue;
    const failure = failureIn(told.message);
    counts.set(failure, (counts.get(failure) ?? 0) + 1);
  }
  const repeated = [...counts].filter(([, count]) => count > 1);
  const surplus = repeated.reduce((sum, [, count]) => sum + count - 1, 0);
  if (surplus <= excused) return [];
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

const toldWaiting = (world: World): Violation[] =>
  world.notifications
    .filter(({ message }) => /^Error: +NoCopySlot$/m.test(message))
    .map(({ atMs, subject = '' }) => ({ atMs, rule: 'waiting is not told as failure', what: subject }));
