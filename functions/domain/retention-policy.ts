import * as z from 'zod';

const COUNT = 'expected a whole number from 1 to 1000';
const count = z.int(COUNT).min(1, COUNT).max(1000, COUNT);

/** `7d`, `12h`, `4w`, `6m`, `1y`: a span back from the newest snapshot. */
const SPAN = 'expected a span such as "36h", "7d", "4w", "6m" or "1y"';
const span = z.string(SPAN).regex(/^[1-9][0-9]{0,4}[hdwmy]$/, SPAN);

const RULES = {
  last: count,
  hourly: count,
  daily: count,
  weekly: count,
  monthly: count,
  yearly: count,
  within: span,
};

/**
 * How many snapshots of one volume to keep, with restic's semantics: any rule keeps; the newest snapshot of each period
 * wins; periods without snapshots do not count; rules overlap. `within` is measured from the newest snapshot.
 * A policy without a rule is refused: it would delete everything.
 */
export const RetentionPolicy = z
  .strictObject(RULES, {
    // What is no object at all; of an unknown rule, the known ones are told.
    error: ({ code }) =>
      code === 'invalid_type'
        ? 'expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7"'
        : undefined,
  })
  .partial()
  .refine((policy) => Object.values(policy).some((rule) => rule !== undefined), {
    message:
      'expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot',
  });

export type RetentionPolicy = z.infer<typeof RetentionPolicy>;

/** The policy in the words of its override tag and settings, such as `last 7` or `daily 7, weekly 4`. */
export const describePolicy = (policy: RetentionPolicy): string =>
  Object.entries(policy)
    .map(([rule, value]) => `${rule} ${value}`)
    .join(', ');

const UNIT_RULE = { h: 'hourly', d: 'daily', w: 'weekly', m: 'monthly', y: 'yearly' } as const;

/**
 * Reads an override tag: `7` keeps the last 7; `7d 4w 12m` keeps 7 daily, 4 weekly and 12 monthly ones; both may be mixed,
 * and commas may separate them. Returns undefined for anything else, zero and repeated units included.
 */
export function parseRetentionTag(value: string): RetentionPolicy | undefined {
  const rules: Record<string, number> = {};
  for (const word of value.trim().split(/[\s,]+/)) {
    const match = /^([0-9]{1,4})([hdwmy]?)$/.exec(word);
    if (match === null) return undefined;
    const rule = match[2] === '' ? 'last' : UNIT_RULE[match[2] as keyof typeof UNIT_RULE];
    if (rule in rules) return undefined;
    rules[rule] = Number(match[1]);
  }
  const parsed = RetentionPolicy.safeParse(rules);
  return parsed.success ? parsed.data : undefined;
}
