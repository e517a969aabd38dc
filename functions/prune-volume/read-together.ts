import { isVolumeId } from '../domain/ids';
import { imageIdsIn, withImages, type Image } from '../domain/image';
import { recognise } from '../domain/recognise';
import { isTaggedBy, type Snapshot } from '../domain/snapshot';
import { setOf } from '../domain/snapshot-set';
import type { Deps } from './deps';
import { readVolume } from './read-volume';

export type Together = {
  /** All that EC2 shows in this Region under an index of the volume. */
  readonly shown: readonly Snapshot[];
  /** The same of those that share sets with it, or with such a one: a set goes as a whole or not at all. */
  readonly ofOthers: readonly Snapshot[];
  /** The AMIs that hold any of it, as far as EC2 shows them. */
  readonly images: readonly Image[];
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
  const images = new ImagesRead(deps);
  const shown = await images.marking(await readVolume(deps, volumeId));
  const ofOthers: Snapshot[] = [];
  for (;;) {
    const held = ours([...shown, ...ofOthers]);
    const sets = [...new Set(held.flatMap(setWithOthers))].filter((id) => !asked.has(id));
    if (sets.length === 0) return images.markingAll({ shown, ofOthers });
    sets.forEach((id) => asked.add(id));
    const members = ours(await snapshots.membersOf(sets));
    const others = [...members, ...(await images.membersOf(sets, held))].map((one) => one.volumeId);
    const unread = [...new Set(others)].filter((id) => !volumeIds.has(id));
    unread.forEach((id) => volumeIds.add(id));
    const found = isPrimary
      ? await snapshots.ofVolumes(unread)
      : await snapshots.taggedAsOfAny(deployment, unread);
    ofOthers.push(...(await images.marking(found)));
  }
}

/** The id of its set, where that may have members of other volumes. */
function setWithOthers(snapshot: Snapshot): string | [] {
  const set = setOf(snapshot);
  return set === undefined || set.size === 1 ? [] : set.id;
}

/** The AMIs that hold what has been read, each asked for once. */
class ImagesRead {
  readonly #deps: Deps;
  readonly #asked = new Set<string>();
  readonly shown: Image[] = [];

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The snapshots, each with the AMI that holds it. */
  async marking(snapshots: readonly Snapshot[]): Promise<Snapshot[]> {
    const { images, environment, now } = this.#deps;
    const { DEPLOYMENT: deployment } = environment;
    if (images === undefined) return [...snapshots];
    // What has failed was never adopted, and no other snapshot of its AMI may have been.
    const imageIds = imageIdsIn(
      snapshots.filter((one) => isTaggedBy(one, deployment) || one.state === 'error'),
    );
    const unasked = imageIds.filter((id) => !this.#asked.has(id));
    unasked.forEach((id) => this.#asked.add(id));
    this.shown.push(...(await images.byIds(unasked)));
    return withImages(snapshots, { deployment, images: this.shown, now: now() });
  }

  /** The same of all that has been read: what goes along with an AMI may be of another volume. */
  markingAll({ shown, ofOthers }: Omit<Together, 'images'>): Together {
    const { images, environment, now } = this.#deps;
    if (images === undefined) return { shown, ofOthers, images: [] };
    const known = { deployment: environment.DEPLOYMENT, images: this.shown, now: now() };
    const all = withImages([...shown, ...ofOthers], known);
    return { shown: all.slice(0, shown.length), ofOthers: all.slice(shown.length), images: this.shown };
  }

  /** All that the AMIs hold that are these sets: an index has none of theirs that has failed, or lost its tags. */
  async membersOf(sets: readonly string[], held: readonly Snapshot[]): Promise<Snapshot[]> {
    const imageIds = new Set(
      held.flatMap((one) => (sets.includes(setOf(one)?.id ?? '') ? (one.image?.imageId ?? []) : [])),
    );
    const ids = this.shown.flatMap(({ imageId, snapshotIds }) => (imageIds.has(imageId) ? snapshotIds : []));
    return (await this.#deps.snapshots.byIds(ids)).filter(({ volumeId }) => isVolumeId(volumeId));
  }
}
