import type { ToldMessage } from './telling';

/** What is left undone: a volume's newest data has no copy in some Regions, or what retention gave up stays in one. */
export type Undone = {
  readonly kind: 'unprotected' | 'unpruned';
  /** Those Regions whose alarms can be about it. */
  readonly regions: readonly string[];
};

/** By what stands in their names, the alarms that can have nothing to do with it. All others may. */
const OF_ELSE: Readonly<Record<Undone['kind'], RegExp>> = {
  unprotected:
    /PruneVolume|SnapshotFailedMachine|SweepElsewhere|SweepKeyUnusable|Backup(Late|Missed|ScheduleOff)/,
  unpruned:
    /PruneVolumeManyDeleted|SnapshotFailedMachine|SweepElsewhere|SweepKeyUnusable|SweepOverTarget|SweepUncovered|SweepNothingArrives|Backup(Late|Missed|ScheduleOff)/,
};

/** Whether a message is of an alarm that has begun to ring, and that may be about what is left undone. */
export function isAlarmAbout({ subject = '', message }: ToldMessage, { kind, regions }: Undone): boolean {
  if (!subject.startsWith('ALARM: ')) return false;
  const [, name = '', rangIn = ''] = /^Alarm "([^"]*)" in (\S+) /.exec(message) ?? [];
  // One that is measured in the primary Region may be of a DR Region.
  const [, of = rangIn] = /^Metric: SnapshotKeeper .*\bregion=([a-z0-9-]+)/m.exec(message) ?? [];
  return regions.includes(of) && !OF_ELSE[kind].test(name);
}
