/** What a unit of time is in milliseconds. A day has 24 hours: where a calendar's days are meant, see `functions/domain/calendar.ts`. */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
