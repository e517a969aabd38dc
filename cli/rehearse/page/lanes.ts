import * as Plot from '@observablehq/plot';
import { DAY_MS } from '../../../local/kernel/time-units';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { TIME_AXIS_HEIGHT } from './time-axis';

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

/** Below that many pixels the names stand above their lanes, else left of them. */
const NARROW = 560;
const ROW_HEIGHT = 26;
const MARGIN_RIGHT = 12;

/** How lanes are laid out in a chart of a width, so that charts of the same width share one time axis. */
export type LaneLayout = {
  readonly marginLeft: number;
  readonly rowHeight: number;
  /** Of a row, the pixels above what is drawn in it. */
  readonly insetTop: number;
  /** The width of the time axis. */
  readonly axisWidth: number;
};

export function laneLayout(width: number): LaneLayout {
  const isNarrow = width < NARROW;
  const marginLeft = isNarrow ? 8 : width < 800 ? 220 : 320;
  const insetTop = isNarrow ? 18 : 0;
  return {
    marginLeft,
    rowHeight: ROW_HEIGHT + insetTop,
    insetTop,
    axisWidth: width - marginLeft - MARGIN_RIGHT,
  };
}

/** The size of a chart of so many lanes, with room for their names and the time axis. */
export const laneFrame = (laneCount: number, width: number) => ({
  width,
  height: 6 + TIME_AXIS_HEIGHT + laneLayout(width).rowHeight * Math.max(1, laneCount),
  marginLeft: laneLayout(width).marginLeft,
  marginRight: MARGIN_RIGHT,
  marginTop: 6,
  marginBottom: TIME_AXIS_HEIGHT,
});

/** The lanes' names. Those that are longer than their place are cut; the table has them whole. */
export function laneNames(names: readonly string[], width: number): Plot.Markish {
  const { marginLeft, insetTop, rowHeight, axisWidth } = laneLayout(width);
  const isAbove = insetTop > 0;
  const fits = Math.floor((isAbove ? axisWidth : marginLeft - 14) / 6.3);
  return Plot.text(names, {
    y: (name: string) => name,
    frameAnchor: 'left',
    textAnchor: isAbove ? 'start' : 'end',
    dx: isAbove ? 0 : -8,
    dy: isAbove ? insetTop / 2 - rowHeight / 2 : 0,
    text: (name: string) => (name.length <= fits ? name : `${name.slice(0, fits - 1)}…`),
    fill: 'var(--muted)',
  });
}
