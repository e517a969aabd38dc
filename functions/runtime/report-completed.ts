import type { Snapshot } from '../domain/snapshot';
import type { Metrics } from './log';

/** Says how long a completed snapshot or copy took, and how large its volume is. */
export function reportCompleted(
  metrics: Metrics,
  what: 'Snapshot' | 'Copy',
  { startedAt, completedAt, sizeGib }: Pick<Snapshot, 'startedAt' | 'completedAt' | 'sizeGib'>,
  ofRegion: string,
): void {
  metrics.gauge(`${what}Size`, { value: sizeGib, unit: 'Gigabytes', ofRegion });
  if (completedAt === undefined) return;
  const seconds = Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000);
  metrics.gauge(`${what}Duration`, { value: seconds, unit: 'Seconds', ofRegion });
}
