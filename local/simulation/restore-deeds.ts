import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Random } from '../kernel/random';
import { HOUR_MS } from '../kernel/time-units';
import type { Deed } from './deed';

type Span = { readonly seed: number; readonly startMs: number; readonly endMs: number };

type Meant = {
  readonly region: string;
  readonly drRegion: string;
  readonly volumeIds: readonly string[];
  readonly instanceId: string;
  /** Whether what they get may be attached to it: with a volume that nothing covers, VSS does not hold an instance still. */
  readonly attaches: boolean;
};

/** People who have volumes made of snapshots or copies, now and then of a whole instance, and attached to it. What they get is protected by nobody. */
export function restoreDeeds({ seed, startMs, endMs }: Span, meant: Meant): Deed[] {
  const random = new Random(seed, 'restores');
  const pick = <T>(from: readonly T[]): T => from[random.integer(0, from.length - 1)]!;
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(4 * HOUR_MS, 30 * HOUR_MS); atMs < endMs;) {
    const isAway = random.chance(0.4);
    const region = isAway ? meant.drRegion : meant.region;
    const of = random.chance(0.3)
      ? // What they have had attached before is of the instance, and has no snapshot.
        { instanceId: meant.instanceId, partly: true }
      : { volumeId: pick(meant.volumeIds) };
    const at = random.chance(0.3)
      ? { at: new Date(atMs - random.integer(0, 24) * HOUR_MS).toISOString() }
      : {};
    const isApart = isAway || random.chance(0.5) || !meant.attaches;
    const place = isApart ? { zone: `${region}b` } : { attachTo: meant.instanceId };
    const input = JSON.stringify({ ...of, ...at, ...place, withoutSelectionTag: true });
    deeds.push({
      atMs,
      who: 'restorer',
      act: (clients, places) =>
        clients
          .sfn(region)
          .send(new StartExecutionCommand({ stateMachineArn: places.machineArn(region, 'restore'), input })),
    });
    atMs += random.integer(6 * HOUR_MS, 40 * HOUR_MS);
  }
  return deeds;
}
