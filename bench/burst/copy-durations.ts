import { Random } from '../../local/kernel/random';
import { logNormalMs } from '../log-normal';

/** How long the copy of each volume's snapshot takes, drawn beforehand: the same work for whoever does it. */
export class CopyDurations {
  readonly #byRegion: ReadonlyMap<string, readonly number[]>;

  constructor(seed: number, regions: readonly string[], volumes: number) {
    this.#byRegion = new Map(
      regions.map((region) => {
        const random = new Random(seed, `how long copies to ${region} take`);
        return [region, Array.from({ length: volumes }, () => logNormalMs(random))];
      }),
    );
  }

  of(region: string, index: number): number {
    return this.#byRegion.get(region)![index]!;
  }

  /** By Region, all copies together. */
  get sums(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#byRegion].map(([region, all]) => [region, all.reduce((sum, ms) => sum + ms, 0)]),
    );
  }
}
