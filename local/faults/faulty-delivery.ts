import type { AwsEvent } from '../aws/api';
import type { Tick } from '../aws/scheduler';
import { MINUTE_MS } from '../kernel/time-units';
import type { FaultName } from './fault-catalogue';
import type { FaultDice } from './fault-dice';

/**
 * How EventBridge delivers an event under faults: one delay for each delivery, none where it is lost. `delaysMs` is how
 * it would be delivered without.
 */
export function faultyDelaysMs(
  dice: FaultDice,
  { detail }: AwsEvent,
  delaysMs: readonly number[],
): readonly number[] {
  const { event, snapshot_id: snapshotArn = 'a set' } = detail as { event: string; snapshot_id?: string };
  const at = `${event} of ${snapshotArn}`;
  if (dice.strikes('event-lost', at)) return [];
  const late = (delayMs: number): number => {
    let lateMs = delayMs;
    if (dice.strikes('event-delayed', at)) lateMs += dice.stream('event-delayed').integer(0, 360 * MINUTE_MS);
    if (dice.strikes('event-out-of-order', at))
      lateMs += dice.stream('event-out-of-order').integer(0, 2 * MINUTE_MS);
    return lateMs;
  };
  const again = dice.strikes('event-duplicated', at) ? [againAfterMs(dice, 'event-duplicated')] : [];
  return [...delaysMs.map(late), ...again];
}

/** How Scheduler delivers a tick under faults, that would come after `delayMs`: one delay for each delivery, none where it is lost. */
export function faultyTickDelaysMs(
  dice: FaultDice,
  { scheduleArn, scheduledTime }: Tick,
  delayMs: number,
): readonly number[] {
  const at = `${scheduleArn} at ${scheduledTime}`;
  if (dice.strikes('tick-lost', at)) return [];
  const isLate = dice.strikes('tick-delayed', at);
  const dueMs = isLate ? delayMs + dice.stream('tick-delayed').integer(0, 60 * MINUTE_MS) : delayMs;
  const again = dice.strikes('tick-duplicated', at) ? [dueMs + againAfterMs(dice, 'tick-duplicated')] : [];
  return [dueMs, ...again];
}

/** Half of all repetitions come at once, so that both runs overlap. */
function againAfterMs(dice: FaultDice, fault: FaultName): number {
  const random = dice.stream(fault);
  return random.chance(0.5) ? random.integer(0, 200) : random.integer(0, 10 * MINUTE_MS);
}
