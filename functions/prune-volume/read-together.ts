import { recognise } from '../domain/recognise';
import type { Snapshot } from '../domain/snapshot';
import { setOf } from '../domain/snapshot-set';
import type { Deps } from './deps';
import { readVolume } from './read-volume';

export type Together = {
  /** All that EC2 shows in this Region under an index of the volume. */
  readonly shown: readonly Snapshot[];
  /** The same of those that share sets with it, or with such a one: a set goes as a whole or not at all. */
  readonly ofOthers: readonly Snapshot[];
};

/** Of a volume without sets nothing else is asked for. */
export async function readTogether(deps: Deps, volumeId: string): Promise<Together> {
  const { snapshots, environment, region } = deps;
  const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion } = environment;
  const isPrimary = region === primaryRegion;
  const ours = (shown: readonly Snapshot[]) =>
    recognise(shown, { deployment, primaryRegion, region }).managed;
  const volumeIds = new Set([volumeId]);
  const asked = new Set<string>();
  const shown = await readVolume(deps, volumeId);
  const ofOthers: Snapshot[] = [];
  for (;;) {
    const held = ours([...shown, ...ofOthers]).flatMap((one) => setOf(one)?.id ?? []);
    const sets = [...new Set(held)].filter((id) => !asked.has(id));
    if (sets.length === 0) return { shown, ofOthers };
    sets.forEach((id) => asked.add(id));
    const members = ours(await snapshots.membersOf(sets));
    const others = [...new Set(members.map((one) => one.volumeId))].filter((id) => !volumeIds.has(id));
    others.forEach((id) => volumeIds.add(id));
    ofOthers.push(
      ...(await (isPrimary ? snapshots.ofVolumes(others) : snapshots.taggedAsOfAny(deployment, others))),
    );
  }
}
