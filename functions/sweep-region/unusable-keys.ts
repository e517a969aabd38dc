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

/** A fleet has a few keys, and one of a key for each volume has thousands. Were they asked for in turns, the alarm would go OK between them. */
const ASKED_MAX = 5000;

/** KMS takes DescribeKey two thousand times a second and more; so many at once are some hundred a second. */
const ASKED_AT_ONCE = 10;

/** So long in all: a KMS that hangs must not take the time for what else a sweep reports. */
const ASKING_MS = 60_000;

/**
 * ARNs of the keys without which snapshots or copies of ours in a Region cannot be restored: disabled, on their way to deletion, or deleted.
 * One request for each key, at most 5,000, and then other ones at each `turn`, which the log says; no more after a minute. A key that KMS does not tell of, such as one of another account, may well be usable, and is counted.
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
  if (unknown > 0)
    log.warn('keys not asked for', { region: ofRegion, keys: byUse.length, asked: asked.length });
  const ask = async ([keyArn, snapshots]: readonly [string, number]): Promise<void> => {
    try {
      const use = await keys(ofRegion).useOf(keyArn);
      if (use.isUsable) return;
      unusable.add(keyArn);
      log.error('key cannot be used', { region: ofRegion, keyArn, why: use.why, snapshots });
    } catch (error) {
      unknown += 1;
      log.info('key not looked at', { region: ofRegion, keyArn, why: String(error) });
    }
  };
  for (let first = 0; first < asked.length; first += ASKED_AT_ONCE) {
    if (now().getTime() >= untilMs) {
      unknown += asked.length - first;
      break;
    }
    await Promise.all(asked.slice(first, first + ASKED_AT_ONCE).map(ask));
  }
  if (ofRegion === region) {
    metrics.gauge('KeysUnusable', { value: unusable.size, unit: 'Count', ofRegion });
    metrics.gauge('KeysUnknown', { value: unknown, unit: 'Count', ofRegion });
  }
  return unusable;
}
