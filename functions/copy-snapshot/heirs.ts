import type { CopyRequest } from '../domain/copy-request';

type Place = Pick<CopyRequest, 'region' | 'volumeId'>;

/**
 * By Region and volume, the newest source that waited when the first of them was left out for it. Only this execution environment knows;
 * where it is forgotten, the next copy of the volume is made.
 */
export class Heirs {
  readonly #byPlace = new Map<string, string>();

  of(place: Place): string | undefined {
    return this.#byPlace.get(keyOf(place));
  }

  /** A copy of the volume was left out for this one, or none was. */
  note(place: Place, heirId: string | undefined): void {
    if (heirId === undefined) this.#byPlace.delete(keyOf(place));
    else this.#byPlace.set(keyOf(place), heirId);
  }
}

const keyOf = ({ region, volumeId }: Place): string => `${region} ${volumeId}`;
