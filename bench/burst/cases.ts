import type { Way } from './way';

/** What a burst is played on. */
export type Case = {
  readonly way: Way;
  /** Of each DR Region. */
  readonly slots: number;
  /** How many of these others have in the first hour. */
  readonly othersSlots: number;
  readonly drRegions: number;
};

const PLACES = [
  { slots: 20, othersSlots: 0 },
  { slots: 500, othersSlots: 0 },
  { slots: 20, othersSlots: 10 },
] as const;

/** The product in all places, with one DR Region and with three; and in two of them the ways that others go. */
export const CASES: readonly Case[] = [
  ...[1, 3].flatMap((drRegions) => PLACES.map((place) => ({ way: 'queue' as const, ...place, drRegions }))),
  ...PLACES.slice(0, 2).flatMap((place) =>
    (['retry', 'once'] as const).map((way) => ({ way, ...place, drRegions: 1 })),
  ),
];
