import * as z from 'zod';
import { UsageError } from './usage-error';

/** Whether a text is a time in ISO 8601, in UTC or with an offset: Date takes what is no day for the next one, and a time without an offset for that of this machine. */
export const isTime = (text: string): boolean => z.iso.datetime({ offset: true }).safeParse(text).success;

/** The argument parser of a flag that takes a time in ISO 8601, in UTC or with an offset. It throws UsageError. */
export const time =
  (flag: string) =>
  (text: string): Date => {
    if (!isTime(text))
      throw new UsageError(
        `${flag}: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "${text}".`,
      );
    return new Date(text);
  };
