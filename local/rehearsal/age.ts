import { HOUR_MS } from '../kernel/time-units';

/** How old data is at a time, in hours to two decimals: half a minute. */
export const ageHoursAt = (takenAt: string, atMs: number): number =>
  Math.round((atMs - Date.parse(takenAt)) / (HOUR_MS / 100)) / 100;

/** An age for a reader: `26 h`, from three days on `4.5 d`. */
export const age = (hours: number): string =>
  hours < 72 ? `${rounded(hours)} h` : `${rounded(hours / 24)} d`;

const rounded = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
