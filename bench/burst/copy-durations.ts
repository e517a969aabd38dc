import { Random } from '../../local/kernel/random';

/** Five minutes on the average, of which nine copies in ten differ by less than half. */
const MEAN_MS = 300_000;
const SIGMA = 0.25;

/** How long the copy of each volume's snapshot takes, drawn beforehand: the same work for whoever does it. */
export class CopyDurations {
  readonly #byRegion: ReadonlyMap<string, readonly number[]>;

  constructor(seed: number, regions: readonly string[], volumes: number) {
    this.#byRegion = new Map(
      regions.map((region) => {
        const random = new Random(seed, `how long copies to ${region} take`);
        return [region, Array.from({ length: volumes }, () => logNormal(random))];
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

/** By Box and Muller. */
function logNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  const normal = radius * Math.cos(2 * Math.PI * random.next());
  return Math.round(MEAN_MS * Math.exp(SIGMA * normal - SIGMA ** 2 / 2));
}
