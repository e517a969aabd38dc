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
  // EC2 may show the start with milliseconds and the end without: what ends within the same second has then taken none.
  const seconds = Math.max(0, Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000));
  metrics.gauge(`${what}Duration`, { value: seconds, unit: 'Seconds', ofRegion });
}
