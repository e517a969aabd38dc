/** What a unit of time is in milliseconds. The local world, which knows nothing of the functions, has its own: `local/kernel/time-units.ts`. */
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
