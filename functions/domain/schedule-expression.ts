import { parseCron, type Cron } from './cron-expression';

/** A time between two runs. The first run is when the schedule is created. */
export type Rate = { readonly kind: 'rate'; readonly everyMinutes: number };

/** A single run, at a local time such as `2027-01-31T02:30:00`. */
export type At = { readonly kind: 'at'; readonly localTime: string };

/** When a schedule of EventBridge Scheduler runs. `cron` and `at` mean the clocks of the schedule's time zone, `rate` means none. */
export type ScheduleExpression = Cron | Rate | At;

type Fault = { readonly fault: string };

/** What Scheduler takes of an expression. */
const LONGEST = 256;

const MINUTES: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1_440 };

/**
 * The parsed form of a schedule expression, or a sentence for the person who wrote it: what is expected, and in place of what. Only what
 * AWS documents is taken. Whether it ever runs is not asked: `cron(0 0 30 2 ? *)` is an expression, and so is a time that has passed.
 */
export function parseScheduleExpression(text: string): ScheduleExpression | Fault {
  if (text.length > LONGEST)
    return { fault: `expected a schedule expression of ${LONGEST} characters at most` };
  const [, kind, content = ''] = /^(cron|rate|at)\(([^()]*)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'cron':
      return parseCron(content);
    case 'rate':
      return parseRate(content);
    case 'at':
      return parseAt(content);
    default:
      return {
        fault:
          'expected a schedule expression such as cron(30 2 * * ? *), rate(12 hours) or at(2027-01-31T02:30:00)',
      };
  }
}

function parseRate(text: string): Rate | Fault {
  const [, digits = '', unit = '', plural] = /^([1-9][0-9]{0,5}) (minute|hour|day)(s?)$/.exec(text) ?? [];
  const minutes = MINUTES[unit];
  if (minutes === undefined)
    return {
      fault: `expected minutes, hours or days from 1 to 999999 in place of "${text}", such as rate(30 minutes), rate(1 hour) or rate(2 days)`,
    };
  // AWS wants the singular for 1 and the plural for all others.
  if (digits === '1' && plural === 's') return { fault: `expected the singular, rate(1 ${unit})` };
  if (digits !== '1' && plural === '') return { fault: `expected the plural, rate(${digits} ${unit}s)` };
  return { kind: 'rate', everyMinutes: Number(digits) * minutes };
}

function parseAt(text: string): At | Fault {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text))
    return {
      fault: `expected a local time to the second without an offset in place of "${text}", such as at(2027-01-31T02:30:00)`,
    };
  return isTime(text)
    ? { kind: 'at', localTime: text }
    : { fault: `expected a day and a time that the calendar has in place of "${text}"` };
}

/** JavaScript takes 30 February for 2 March, and 24:00 for the next midnight. */
function isTime(text: string): boolean {
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}
