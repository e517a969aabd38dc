import * as z from 'zod';

/** How fast executions may be started. */
export const StartRate = z.object({
  /** After a time of rest. */
  atOnce: z.number().int().positive(),
  perSecond: z.number().positive(),
});

export type StartRate = Readonly<z.infer<typeof StartRate>>;

/**
 * In a primary Region. An execution calls each of EC2's operations there once or twice, of which EC2 takes DeleteSnapshot least often: a hundred
 * times at once and then five times a second.
 */
export const PRIMARY_RATE: StartRate = { atOnce: 50, perSecond: 4 };

/** CreateTags: a hundred times at once and then ten times a second. */
const TAGGING: StartRate = { atOnce: 100, perSecond: 10 };

/**
 * In one of so many DR Regions. It has limits of its own, but each execution also writes its confirmation in the primary Region, whose executions
 * call CreateTags as well: all DR Regions share what those leave.
 */
export const drRate = (drRegions: number): StartRate => ({
  atOnce: Math.min(
    PRIMARY_RATE.atOnce,
    Math.max(1, Math.floor((TAGGING.atOnce - PRIMARY_RATE.atOnce) / drRegions)),
  ),
  perSecond: Math.min(PRIMARY_RATE.perSecond, (TAGGING.perSecond - PRIMARY_RATE.perSecond) / drRegions),
});

/** What each of so many may start, who know nothing of each other. */
export const shareOf = ({ atOnce, perSecond }: StartRate, starters: number): StartRate => ({
  atOnce: Math.max(1, Math.floor(atOnce / starters)),
  perSecond: perSecond / starters,
});
