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

/** The product, with one DR Region and with three. */
export const PRODUCT: readonly Case[] = [1, 3].flatMap((drRegions) =>
  [
    { slots: 20, othersSlots: 0 },
    { slots: 500, othersSlots: 0 },
    { slots: 20, othersSlots: 10 },
  ].map((place) => ({ way: 'queue' as const, ...place, drRegions })),
);

/** The product beside the ways that others go. */
export const COMPARED: readonly Case[] = [20, 500].flatMap((slots) =>
  (['queue', 'retry', 'once'] as const).map((way) => ({ way, slots, othersSlots: 0, drRegions: 1 })),
);
