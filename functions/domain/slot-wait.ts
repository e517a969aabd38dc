const SHORTEST_SECONDS = 15 * 60;
const LONGEST_SECONDS = 90 * 60;
const GIVEN_UP_AFTER_SECONDS = 14 * 86_400;

/**
 * How long to wait, at `now`, for a copy slot before asking again: as long again as since the execution began, within bounds. Undefined
 * where it is time to give up, or where nobody says when the execution began.
 */
export function slotWaitSeconds(startedAt: string | undefined, now: Date): number | undefined {
  if (startedAt === undefined) return undefined;
  const soFarSeconds = Math.round((now.getTime() - Date.parse(startedAt)) / 1000);
  if (soFarSeconds >= GIVEN_UP_AFTER_SECONDS) return undefined;
  return Math.min(Math.max(soFarSeconds, SHORTEST_SECONDS), LONGEST_SECONDS);
}
