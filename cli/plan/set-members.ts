import { isVolumeId } from '../../functions/domain/ids';
import type { Recognised } from '../../functions/domain/recognise';
import { isOfRun } from '../../functions/domain/scheduled-run';
import { isCompleted, takenAtMs, type Snapshot } from '../../functions/domain/snapshot';
import { isOfBroken, setOf } from '../../functions/domain/snapshot-set';

/**
 * What a set lacks in a Region. `under way`: EC2 finishes it. `elsewhere`: the snapshot of its volume is in the primary Region, and something is
 * said of that one. `gone`: nobody can make it again.
 */
export type SetLack = {
  readonly what: 'under way' | 'elsewhere' | 'gone';
  /** Ids of the volumes whose members are missing, as far as any member of theirs is left anywhere; in order. */
  readonly volumeIds: readonly string[];
};

type Member = { readonly isWhole: boolean; readonly state: string };

/** What is left of sets that lack a member in some Region. */
export class SetMembers {
  readonly #primary: string;
  /** By Region, set and volume. */
  readonly #members = new Map<string, Map<string, Map<string, Member>>>();

  /** `shown` and `recognised` by Region, the primary one first; `broken` are the ids of the sets that count. */
  constructor(
    shown: ReadonlyMap<string, readonly Snapshot[]>,
    recognised: ReadonlyMap<string, Recognised>,
    { broken, deployment, now }: { broken: ReadonlySet<string>; deployment: string; now: Date },
  ) {
    this.#primary = [...shown.keys()][0] ?? '';
    for (const [region, { managed }] of recognised) {
      // What is not finished is none of ours yet in the primary Region, and EC2 shows of which volume it is.
      for (const one of region === this.#primary ? (shown.get(region) ?? []) : [])
        if (isOfBroken(one, broken) && isOfRun(one, deployment) && isVolumeId(one.volumeId))
          this.#add(region, one, { isWhole: false, state: one.state });
      for (const one of managed)
        if (isOfBroken(one, broken))
          this.#add(region, one, {
            isWhole: isCompleted(one) && takenAtMs(one) <= now.getTime(),
            state: one.state,
          });
    }
  }

  #add(region: string, snapshot: Snapshot, member: Member): void {
    const set = setOf(snapshot)!;
    const sets = this.#members.get(region) ?? new Map<string, Map<string, Member>>();
    const members = sets.get(set.id) ?? new Map<string, Member>();
    this.#members.set(region, sets.set(set.id, members.set(snapshot.volumeId, member)));
  }

  /** Of the set that `snapshot` is a member of, which lacks one in the Region. */
  lackOf(snapshot: Snapshot, region: string): SetLack {
    const { id = '', size = 0 } = setOf(snapshot) ?? {};
    const of = (where: string): ReadonlyMap<string, Member> =>
      this.#members.get(where)?.get(id) ?? new Map<string, Member>();
    const here = of(region);
    const known = new Set([...this.#members.keys()].flatMap((where) => [...of(where).keys()]));
    const volumeIds = [...known].filter((volumeId) => here.get(volumeId)?.isWhole !== true).sort();
    const isKnown = known.size >= size;
    if (isKnown && volumeIds.every((volumeId) => here.get(volumeId)?.state === 'pending'))
      return { what: 'under way', volumeIds };
    const sources = of(this.#primary);
    const isElsewhere = isKnown && volumeIds.every((volumeId) => sources.has(volumeId));
    return { what: isElsewhere ? 'elsewhere' : 'gone', volumeIds };
  }
}
