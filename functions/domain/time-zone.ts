import * as z from 'zod';

/** The name of an IANA time zone that this machine knows. */
export const TimeZone = z.string().refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin');

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
