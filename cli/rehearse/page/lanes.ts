import { DAY_MS } from '../../../local/kernel/time-units';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';

/** Up to so many days, each is a column; else each week. */
const DAY_COLUMNS_MAX = 62;

/** The time axis of all charts with lanes. Its columns are whole, so it may end after what is drawn. */
export type LaneAxis = {
  readonly unit: 'day' | 'week';
  readonly columnMs: number;
  readonly fromMs: number;
  readonly toMs: number;
};

export function laneAxis({ from, to, days }: Pick<RehearsalWithFigures, 'from' | 'to' | 'days'>): LaneAxis {
  const unit = days <= DAY_COLUMNS_MAX ? 'day' : 'week';
  const columnMs = unit === 'day' ? DAY_MS : 7 * DAY_MS;
  const fromMs = Date.parse(from);
  const columnCount = Math.ceil((Date.parse(to) - fromMs) / columnMs);
  return { unit, columnMs, fromMs, toMs: fromMs + columnCount * columnMs };
}

/** So many lanes are told apart; the smallest of more go together. */
const LANES_MAX = 10;

export type Lane<T> = { readonly name: string; readonly entries: readonly T[] };

/** Entries of the same name together, in the order of the first of each. */
export function lanesOf<T>(entries: readonly T[], nameOf: (entry: T) => string): Lane<T>[] {
  const byName = new Map<string, T[]>();
  for (const entry of entries) {
    const name = nameOf(entry);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [entry]);
    else known.push(entry);
  }
  const lanes = [...byName].map(([name, members]) => ({ name, entries: members }));
  if (lanes.length <= LANES_MAX) return lanes;
  const bySize = [...lanes].sort((a, b) => b.entries.length - a.entries.length);
  const kept = new Set(bySize.slice(0, LANES_MAX - 1));
  const others = lanes.filter((lane) => !kept.has(lane)).flatMap((lane) => lane.entries);
  return [
    ...lanes.filter((lane) => kept.has(lane)),
    { name: `${lanes.length - kept.size} other kinds`, entries: others },
  ];
}

/** Left of the lanes, so that their charts share one time axis. */
const LANE_MARGIN = 320;
const NARROW_LANE_MARGIN = 220;

export const laneMargin = (width: number): number => (width < 800 ? NARROW_LANE_MARGIN : LANE_MARGIN);

/** Names longer than their margin are cut; the table has them whole. */
export const laneLabel = (name: string, margin: number): string => {
  const fits = Math.floor((margin - 14) / 6.3);
  return name.length <= fits ? name : `${name.slice(0, fits - 1)}…`;
};

const ROW_HEIGHT = 26;

/** The size of a chart of so many lanes, with room for their names and the time axis. */
export const laneFrame = (laneCount: number, width: number) => ({
  width,
  height: 44 + ROW_HEIGHT * Math.max(1, laneCount),
  marginLeft: laneMargin(width),
  marginRight: 12,
  marginTop: 6,
  marginBottom: 30,
});
