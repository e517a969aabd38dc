import type { PlannedVolume } from './planned';

/** Volumes that are selected and not protected, for one and the same cause. */
export type Unprotected = { readonly cause: string; readonly volumes: readonly PlannedVolume[] };

/** The most frequent cause first; of each, the volumes whose newest points are the oldest, then in their order. */
export function unprotectedByCause(volumes: readonly PlannedVolume[]): Unprotected[] {
  const byCause = new Map<string, PlannedVolume[]>();
  for (const volume of volumes) {
    if (volume.coverage.verdict !== 'unprotected') continue;
    const cause = volume.coverage.reasons.join('; ');
    const ofCause = byCause.get(cause) ?? [];
    ofCause.push(volume);
    byCause.set(cause, ofCause);
  }
  return [...byCause]
    .map(([cause, ofCause]) => ({
      cause,
      volumes: [...ofCause].sort((a, b) => (b.coverage.lateHours ?? 0) - (a.coverage.lateHours ?? 0)),
    }))
    .sort((a, b) => b.volumes.length - a.volumes.length);
}
