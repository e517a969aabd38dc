import type { Found, Wanted } from './find-points';

/** What was looked for, where, and what has been found. */
export type Asked = Found & {
  readonly wanted: Wanted;
  readonly regions: readonly string[];
  /** The time of the restore that is thought of. */
  readonly at: Date;
  readonly now: Date;
};
