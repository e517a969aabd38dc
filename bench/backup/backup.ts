import { aboveLimit, render as rendered, type Measurement } from '../measured';
import { AT_ONCE, lowerBoundMs } from './lower-bound';
import type { PlayedBackup } from './play';

/** The promise of the makespan is made for so many volumes in each Region: of fewer, the beginning weighs more. */
export const WHOLE_BACKUP = 3_000;

/** Of fewer there is no lower bound to hold the makespan against. */
export const FEWEST_VOLUMES = AT_ONCE + 1;

const LIMITS = { makespanRatio: 1.1, callsPerSnapshot: 1.1 };

/** Of the Region that is last in each. */
export function measurements(backup: PlayedBackup): Measurement[] {
  const { volumes, regions } = backup;
  const wanted = volumes * regions.length;
  const taken = sum(regions.map((region) => region.taken));
  const volumesTaken = sum(regions.map((region) => region.volumesTaken));
  const makespanMs = Math.max(...regions.map((region) => region.makespanMs));
  const sinceToldMs = Math.max(...regions.map((region) => region.makespanMs - region.toldMs));
  const boundMs = lowerBoundMs(volumes);
  return [
    { name: 'Regions', value: regions.length },
    { name: 'volumes of each', value: volumes },
    { name: 'volumes without a snapshot', value: wanted - volumesTaken, limit: 0 },
    { name: 'snapshots taken twice', value: taken - volumesTaken, limit: 0 },
    { name: 'makespan, seconds', value: makespanMs / 1000 },
    {
      name: 'until Scheduler tells, seconds',
      value: Math.max(...regions.map(({ toldMs }) => toldMs)) / 1000,
    },
    { name: 'lower bound, seconds', value: boundMs / 1000 },
    { name: 'makespan to its lower bound', value: makespanMs / boundMs },
    {
      name: 'the same from when Scheduler tells',
      value: sinceToldMs / boundMs,
      ...(volumes === WHOLE_BACKUP && { limit: LIMITS.makespanRatio }),
    },
    { name: 'EC2 calls per snapshot', value: backup.ec2Calls / taken, limit: LIMITS.callsPerSnapshot },
    { name: 'of these refused', value: backup.refusals / taken },
    { name: 'state transitions per 1,000 snapshots', value: (1000 * backup.stateTransitions) / taken },
    { name: 'failed executions', value: backup.failedExecutions, limit: 0 },
    { name: 'digests', value: backup.digests },
    { name: 'other messages to people', value: backup.otherMessages, limit: 0 },
  ];
}

export const missed = (backup: PlayedBackup): Measurement[] => aboveLimit(measurements(backup));

/** A table, what bounds the makespan, and a line for each limit that was missed. */
export const render = (backup: PlayedBackup): string => `${rendered(measurements(backup))}${EXPLAINED}\n`;

const EXPLAINED = [
  'The makespan is from the time of the schedule to the last CreateSnapshot, of the Region that is last. The lower bound: EC2 takes 100 CreateSnapshot of an account',
  'in a Region at once and then five a second. Scheduler tells of a time up to a minute after it, and sooner no run can begin.',
].join('\n');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
