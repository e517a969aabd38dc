import type * as z from 'zod';
import type { Executions } from '../aws/executions';
import type { Schedules } from '../aws/schedules';
import { hasEnded, lastDueTime } from '../domain/due-run';
import type { SweepRegionEnvironment } from '../domain/environment';
import { nameOfRun, schedulerName, timeOfRun } from '../domain/scheduled-run';
import type { Log, Metrics } from '../runtime/log';

export type Missing = {
  readonly executions: (region: string) => Pick<Executions, 'start' | 'running'>;
  readonly schedules: Pick<Schedules, 'byName'>;
  readonly environment: Pick<z.output<typeof SweepRegionEnvironment>, 'MACHINES' | 'SCHEDULES'>;
  readonly region: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

/**
 * Starts the last run of each schedule that should have begun and has not, under the very name that Scheduler's message would have given it.
 * Counts those, and the schedules that are off, over or gone. A repeated call starts nothing twice.
 */
export async function startMissedRuns(deps: Missing): Promise<void> {
  const { executions, schedules, environment, region, log, metrics } = deps;
  const machineArn = environment.MACHINES[region]?.['backup'];
  if (machineArn === undefined) return;
  const running = new Set((await executions(region).running(machineArn)).map(({ name }) => name));
  let [missed, off] = [0, 0];
  for (const schedule of environment.SCHEDULES) {
    const known = await schedules.byName(schedulerName(schedule));
    if (known?.isOn !== true) {
      off += 1;
      log.warn(known === undefined ? 'schedule is gone' : 'schedule is off', { schedule });
      continue;
    }
    const now = deps.now();
    if (hasEnded(known, now)) {
      off += 1;
      log.warn('schedule has ended', { schedule, endedAt: known.endsAt?.toISOString() });
    }
    // Also of one that has just ended: it was due before.
    const due = lastDueTime(known, now);
    if (due === undefined) continue;
    const occasion = { scheduledAt: timeOfRun(due) };
    const name = nameOfRun(occasion);
    // One that runs would be said to be started once more.
    if (running.has(name)) continue;
    running.add(name);
    if ((await executions(region).start(machineArn, name, occasion)) === 'exists') continue;
    missed += 1;
    // At once: a later call that fails would have the next attempt find it running.
    metrics.count('BackupsMissed', 1);
    log.warn('run was missed', { schedule, ...occasion, name });
  }
  if (missed === 0) metrics.count('BackupsMissed', 0);
  metrics.gauge('SchedulesOff', { value: off, unit: 'Count', ofRegion: region });
}
