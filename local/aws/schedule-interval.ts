const UNIT_SECONDS: Readonly<Record<string, number>> = { minute: 60, hour: 3_600, day: 86_400 };

/** The seconds between two runs of a schedule expression such as `rate(5 minutes)`. Throws for every other form. */
export function scheduleIntervalSeconds(expression: string): number {
  const [, digits, unit = '', plural] =
    /^rate\(([1-9][0-9]*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const value = Number(digits);
  const unitSeconds = UNIT_SECONDS[unit];
  // AWS wants the singular for 1 and the plural for all others.
  if (unitSeconds === undefined || (value === 1) !== (plural === '')) {
    throw new Error(`not simulated: the schedule expression ${expression}`);
  }
  return value * unitSeconds;
}
