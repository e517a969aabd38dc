import type { Keys } from '../aws/keys';
import { inTurn } from '../domain/in-turn';
import { isCompleted, isTaggedBy, type Snapshot } from '../domain/snapshot';
import type { Log, Metrics } from '../runtime/log';

export type KeyReading = {
  readonly keys: (region: string) => Pick<Keys, 'useOf'>;
  readonly environment: { readonly DEPLOYMENT: string };
  /** This one. Of others their own sweeps tell how many keys there cannot be used. */
  readonly region: string;
  readonly log: Log;
  readonly now: () => Date;
  readonly metrics: Metrics;
};

/** KMS bills each request; a fleet has a few keys, and one of a key for each volume has those looked at that most snapshots need. */
const ASKED_MAX = 200;

/** So long in all: a KMS that hangs must not take the time for what else a sweep reports. */
const ASKING_MS = 60_000;

/**
 * ARNs of the keys without which snapshots or copies of ours in a Region cannot be restored: disabled, on their way to deletion, or deleted.
 * One request for each key, at most 200, and other ones at each `turn`; no more after a minute. A key that KMS does not tell of, such as one of another account, may well be usable, and is counted.
 */
export async function unusableKeys(
  { keys, environment, region, now, log, metrics }: KeyReading,
  ofRegion: string,
  shown: readonly Snapshot[],
  turn: number,
): Promise<ReadonlySet<string>> {
  const uses = new Map<string, number>();
  for (const snapshot of shown)
    if (
      snapshot.kmsKeyId !== undefined &&
      isCompleted(snapshot) &&
      isTaggedBy(snapshot, environment.DEPLOYMENT)
    )
      uses.set(snapshot.kmsKeyId, (uses.get(snapshot.kmsKeyId) ?? 0) + 1);
  const byUse = [...uses].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const unusable = new Set<string>();
  const asked = inTurn(byUse, ASKED_MAX / 2, turn).slice(0, ASKED_MAX);
  const untilMs = now().getTime() + ASKING_MS;
  let unknown = byUse.length - asked.length;
  for (const [keyArn, snapshots] of asked) {
    if (now().getTime() >= untilMs) {
      unknown += 1;
      continue;
    }
    try {
      const use = await keys(ofRegion).useOf(keyArn);
      if (use.isUsable) continue;
      unusable.add(keyArn);
      log.error('key cannot be used', { region: ofRegion, keyArn, why: use.why, snapshots });
    } catch (error) {
      unknown += 1;
      log.info('key not looked at', { region: ofRegion, keyArn, why: String(error) });
    }
  }
  if (ofRegion === region) {
    metrics.gauge('KeysUnusable', { value: unusable.size, unit: 'Count', ofRegion });
    metrics.gauge('KeysUnknown', { value: unknown, unit: 'Count', ofRegion });
  }
  return unusable;
}
