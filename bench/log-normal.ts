import type { Random } from '../local/kernel/random';

/** Five minutes on the average, of which nine in ten differ by less than half. */
const MEAN_MS = 300_000;
const SIGMA = 0.25;

/** How long EC2 takes for a snapshot or a copy: drawn by Box and Muller. */
export function logNormalMs(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  const normal = radius * Math.cos(2 * Math.PI * random.next());
  return Math.round(MEAN_MS * Math.exp(SIGMA * normal - SIGMA ** 2 / 2));
}
