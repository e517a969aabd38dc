import type { Covered } from './units';

/** How these volumes stand in the state of a run. */
export type Noted = {
  /** Of each volume the end of its id, its size in GiB, and the position of its schedules in `imagedBy`, such as `9abcdef0 500 0`. In order. */
  readonly imaged: readonly string[];
  readonly imagedBy: readonly (readonly string[])[];
};

/** What a run has counted of a volume. */
export type Counted = { readonly sizeGib: number; readonly schedules: readonly string[] };

/** Some 70 KB of the 256 that a state may have. Of more, EC2's first answer is believed. */
const NOTED_MAX = 4000;

/** At most some 25 KB: so many kinds of schedules that cover a volume together. Of a volume of another kind nothing is known once it is gone. */
const KINDS_MAX = 50;

/** Its digits are random: so many tell the volumes of a run apart, and take less than half of the room. */
const endOf = (volumeId: string): string => volumeId.slice(-8);

/** Volumes that count as taken with an AMI. */
export class ImagedVolumes {
  /** By the end of its id, the rest of what is noted of a volume: nothing by an older version, and where there was no room. */
  readonly #noted: Map<string, string>;
  readonly #by: (readonly string[])[];

  constructor({ imaged, imagedBy }: Noted) {
    this.#noted = new Map(imaged.map((noted) => [endIn(noted), noted.slice(endIn(noted).length + 1)]));
    this.#by = [...imagedBy];
  }

  get size(): number {
    return this.#noted.size;
  }

  /** As far as there is room. */
  note({ volume: { volumeId, sizeGib }, schedules }: Covered): void {
    if (this.size >= NOTED_MAX) return;
    const position = this.#positionOf(schedules);
    this.#noted.set(endOf(volumeId), position < KINDS_MAX ? `${sizeGib} ${position}` : '');
  }

  has(volumeId: string): boolean {
    return this.#noted.has(endOf(volumeId));
  }

  /** What was counted of all but these. */
  *without(volumeIds: Iterable<string>): Iterable<Counted> {
    const ends = new Set([...volumeIds].map(endOf));
    for (const [end, noted] of this.#noted) {
      const [sizeGib = NaN, position = NaN] = noted.split(' ').map(Number);
      const schedules = this.#by[position];
      if (!ends.has(end) && schedules !== undefined) yield { sizeGib, schedules };
    }
  }

  get reached(): Noted {
    const imaged = [...this.#noted].map(([end, noted]) => `${end} ${noted}`.trimEnd()).sort();
    return { imaged, imagedBy: this.#by };
  }

  #positionOf(schedules: readonly string[]): number {
    const names = schedules.join();
    const position = this.#by.findIndex((one) => one.join() === names);
    if (position !== -1 || this.#by.length === KINDS_MAX) return position === -1 ? KINDS_MAX : position;
    return this.#by.push(schedules) - 1;
  }
}

const endIn = (noted: string): string => noted.split(' ')[0]!;
