import { aboveLimit, render as rendered, type Measurement } from '../measured';
import { AT_ONCE } from './lower-bound';
import { BACKUP_REGIONS, playBackup, type Backup, type PlayedBackup, type PlayedRegion } from './play';

/** The promise of the makespan is made for so many volumes in each Region: of fewer, the beginning weighs more. */
export const WHOLE_BACKUP = 3_000;

/** Of fewer there is no lower bound to hold the makespan against. */
export const FEWEST_VOLUMES = AT_ONCE + 1;

/** Bound by EC2's rate, and by EC2's quota "Pending snapshots per account". */
const CASES: readonly Pick<Backup, 'pendingSnapshots'>[] = [{}, { pendingSnapshots: 100 }];

const MAKESPAN_RATIO = 1.1;

/** While as many are under way as may be, every ten seconds a call is refused, and EC2 is asked what has been taken. */
const CALLS_PER_SNAPSHOT = { byRate: 1.1, byQuota: 2 };

/** Plays each case with so many volumes in each Region. */
export async function playBackups(volumes: number): Promise<PlayedBackup[]> {
  const played: PlayedBackup[] = [];
  for (const one of CASES) played.push(await playBackup({ ...one, volumes, regionCount: BACKUP_REGIONS }));
  return played;
}

/** All times are of the Region that is last in each. */
export function measurements(backup: PlayedBackup): Measurement[] {
  const { volumes, regions, pendingSnapshots } = backup;
  const wanted = volumes * regions.length;
  const taken = sum(regions.map((region) => region.taken));
  const volumesTaken = sum(regions.map((region) => region.volumesTaken));
  const most = (of: (region: PlayedRegion) => number): number => Math.max(...regions.map(of));
  return [
    { name: 'Regions', value: regions.length },
    { name: 'volumes of each', value: volumes },
    { name: 'volumes without a snapshot', value: wanted - volumesTaken, limit: 0 },
    { name: 'snapshots taken twice', value: taken - volumesTaken, limit: 0 },
    { name: 'makespan, seconds', value: most(({ makespanMs }) => makespanMs) / 1000 },
    { name: 'until Scheduler tells, seconds', value: most(({ toldMs }) => toldMs) / 1000 },
    { name: 'lower bound, seconds', value: most(({ boundMs }) => boundMs) / 1000 },
    { name: 'makespan to its lower bound', value: most(({ makespanMs, boundMs }) => makespanMs / boundMs) },
    {
      name: 'the same from when Scheduler tells',
      value: most(({ makespanMs, toldMs, boundMs }) => (makespanMs - toldMs) / boundMs),
      ...(volumes === WHOLE_BACKUP && { limit: MAKESPAN_RATIO }),
    },
    {
      name: 'EC2 calls per snapshot',
      value: backup.ec2Calls / taken,
      limit: pendingSnapshots === undefined ? CALLS_PER_SNAPSHOT.byRate : CALLS_PER_SNAPSHOT.byQuota,
    },
    { name: 'of these refused', value: backup.refusals / taken },
    { name: 'state transitions per 1,000 snapshots', value: (1000 * backup.stateTransitions) / taken },
    { name: 'failed executions', value: backup.failedExecutions, limit: 0 },
    { name: 'digests', value: backup.digests },
    { name: 'other messages to people', value: backup.otherMessages, limit: 0 },
  ];
}

export const missed = (backup: PlayedBackup): Measurement[] => aboveLimit(measurements(backup));

/** A table of each, and a line for each limit that was missed; and what bounds the makespans. */
export const render = (backups: readonly PlayedBackup[]): string =>
  `${backups.map((backup) => `${titleOf(backup)}\n${rendered(measurements(backup))}`).join('')}${EXPLAINED}\n`;

const titleOf = ({ pendingSnapshots }: PlayedBackup): string =>
  pendingSnapshots === undefined
    ? 'As many snapshots under way as are asked for'
    : `At most ${pendingSnapshots} snapshots under way in a Region`;

const EXPLAINED = [
  'The makespan is from the time of the schedule to the last CreateSnapshot, of the Region that is last. The lower bound: EC2 takes 100 CreateSnapshot of an account in a',
  'Region at once and then five a second; or, where that is longer, how long all but the longest snapshots take, one after the other, divided among as many as may be',
  'under way. Scheduler tells of a time up to a minute after it, and sooner no run can begin.',
].join('\n');

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
