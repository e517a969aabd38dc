import { readOverride, repeatOf } from './override';
import { isCompleted, newestFirst, type ManagedSnapshot } from './snapshot';
import { TAG, unknownWish, type Tags } from './tags';
import { instanceIdsOf, type Volume } from './volume';

/** The overrides that an instance bears for its volumes. */
const KEYS = [TAG.retain, TAG.drRetain, TAG.target] as const;

export type Surroundings = {
  /** By instance, its tags; those that EC2 does not show are absent. */
  readonly instances: ReadonlyMap<string, Tags>;
  /** Ours of the volume in the primary Region. */
  readonly snapshots: readonly ManagedSnapshot[];
};

/**
 * The volume with the overrides that its instances bear and it does not: its own wins, each for itself. Where several instances bear one, they
 * have to agree; else it is one that nobody can read, as is a wish of an instance in a word that is none of ours. What names an instance is no value of its own: a
 * restore has carried it there from a snapshot, which repeated it; it counts where nothing else does.
 *
 * Of a volume without an instance, or with one that EC2 does not show, the last that is known counts on: what its newest snapshot repeats of an
 * instance. So nothing goes because it was detached.
 */
export function withInstanceOverrides(volume: Volume, { instances, snapshots }: Surroundings): Volume {
  const attached = instanceIdsOf(volume).sort();
  const shown = attached.filter((id) => instances.has(id));
  const isWhole = attached.length > 0 && shown.length === attached.length;
  const newest = isWhole ? undefined : newestFirst(snapshots.filter(isCompleted))[0];
  const inherited = KEYS.filter((key) => !isItsOwn(volume.tags[key])).flatMap((key) => {
    const borne = shown.flatMap((id) => {
      const value = borneBy(instances.get(id)!, key);
      return value === undefined ? [] : [[id, value] as const];
    });
    const value = borne.length > 0 ? repeatOf(borne) : lastKnown(newest, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return inherited.length === 0
    ? volume
    : { ...volume, tags: { ...volume.tags, ...Object.fromEntries(inherited) } };
}

/** Whether no instance has a say in the target of a volume. */
export const hasTargetOfItsOwn = ({ tags }: Pick<Volume, 'tags'>): boolean => isItsOwn(tags[TAG.target]);

const isItsOwn = (value: string | undefined): boolean =>
  value !== undefined && readOverride(value).instanceId === undefined;

/** A target stops no deletion, so that a word of its own does not matter there. */
const borneBy = (tags: Tags, key: (typeof KEYS)[number]): string | undefined =>
  (key === TAG.target ? undefined : unknownWish(tags)) ?? tags[key];

function lastKnown(newest: ManagedSnapshot | undefined, key: string): string | undefined {
  const text = newest?.tags[key];
  return text === undefined || readOverride(text).instanceId === undefined ? undefined : text;
}
