import { counted } from '../terminal/counted';
import type { CopyingCost } from './planned';

/** What copies take, such as `about 40 GiB to us-west-2, $0.80 once, 20 to 50 minutes with all 20 slots`. */
export const describeEffort = ({ region, sentGib, days, usd }: CopyingCost): string =>
  `about ${grouped(Math.ceil(sentGib))} GiB to ${region}, ${dollars(usd)} once, ${span(days)} with all 20 slots`;

/** Cents below a hundred dollars. */
export function dollars(usd: number): string {
  if (usd > 0 && usd < 0.01) return 'under $0.01';
  return usd < 100 ? `$${usd.toFixed(2)}` : `$${grouped(Math.ceil(usd))}`;
}

/** From the least to the most, in minutes, hours or days, whatever the most is a few of. */
export function span({ least, most }: CopyingCost['days']): string {
  const { noun, perDay } = UNITS.find((unit) => most * unit.perDay >= unit.from) ?? MINUTES;
  const [from, to] = [Math.ceil(least * perDay), Math.ceil(most * perDay)];
  return from === to ? counted(to, noun) : `${grouped(from)} to ${counted(to, noun)}`;
}

const MINUTES = { noun: 'minute', perDay: 1440, from: 0 };
const UNITS = [{ noun: 'day', perDay: 1, from: 1 }, { noun: 'hour', perDay: 24, from: 2 }, MINUTES];

const grouped = (value: number): string => value.toLocaleString('en-US');
