import { age } from '../../../local/rehearsal/age';
import * as Plot from '@observablehq/plot';
import { DAY_MS } from '../../../local/kernel/time-units';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { ageLevels, levelLegend, type Level } from '../../page/parts/age-levels';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { count, every, minute, plain } from '../../page/parts/format';
import { rankVolumes, type RankedVolume } from './rank-volumes';
import { TIME_AXIS_HEIGHT, timeAxis } from './time-axis';

/** More rows than that nobody reads in a chart; the table has all. */
const ROWS_MAX = 25;
const ROW_HEIGHT = 18;
/** Below that a sign does not fit into a day. */
const SIGN_WIDTH = 8;
/** Longer names are cut; the table has them whole. */
const LABEL_MAX = 26;
const CHARACTER_WIDTH = 6.6;
/** Two Regions side by side need so many pixels. */
const SIDE_BY_SIDE_WIDTH = 640;

type Cell = {
  readonly volumeId: string;
  readonly region: string;
  readonly from: Date;
  readonly to: Date;
  readonly level: Level;
  readonly title: string;
};

/** Volumes by days and Regions: the worst age that the newest good point had on a day. */
export function recoverability({ figures, from, days, regions }: RehearsalWithFigures): HTMLElement {
  const { targetHours, recoverability: entries, intervalHours } = figures;
  const ranked = rankVolumes(entries);
  const drawn = ranked.length <= ROWS_MAX ? ranked : ranked.filter(hadPoint);
  const shown = drawn.slice(0, ROWS_MAX);
  const known = ageLevels(targetHours);
  const cells = cellsOf(shown, Date.parse(from), known, targetHours);
  const titles = new Map(
    regions.map(({ region, role }) => [region, `${region} (${role === 'dr' ? 'DR' : role})`]),
  );
  return figure({
    id: 'recoverability',
    title: 'Age of the newest good point, by volume and day',
    caption:
      `The oldest that the newest completed snapshot or copy of ours became on each day, looked at ${every(intervalHours)}, by the time its data is from. ` +
      (shown.length < ranked.length
        ? `The ${count(shown.length)} worst of ${count(drawn.length)} volumes that had a point; the table has all ${count(ranked.length)}.`
        : 'The worst volumes come first.') +
      ' A row ends where its volume was deleted.',
    legend: levelLegend(Object.values(known)),
    draw: (width) => {
      const named = cells.map((cell) => ({ ...cell, region: titles.get(cell.region) ?? cell.region }));
      const names = [...titles.values()];
      const domain = [new Date(from), new Date(Date.parse(from) + days * DAY_MS)] as const;
      if (names.length === 2 && width >= SIDE_BY_SIDE_WIDTH)
        return heatMap(width, named, shown, names, domain);
      return element('div', {}, ...names.map((name) => heatMap(width, named, shown, [name], domain)));
    },
    numbers: () => ({
      columns: [
        { name: 'Volume' },
        { name: 'Name' },
        { name: 'Region' },
        { name: 'Worst age (h)', isNumber: true },
        { name: 'at (UTC)' },
        { name: `Over ${plain(targetHours)} h (h)`, isNumber: true },
        { name: 'Without a point (h)', isNumber: true },
        { name: 'Deleted (UTC)' },
        { name: 'Worst age of each day, the first one first (h)' },
      ],
      rows: entries.map((entry) => [
        entry.volumeId,
        entry.name,
        entry.region,
        entry.worstAgeHours === null ? '–' : plain(entry.worstAgeHours),
        entry.worstAt === null ? '–' : minute(entry.worstAt),
        plain(entry.hoursOverTarget),
        plain(entry.hoursWithoutPoint),
        entry.goneAt === undefined ? '–' : minute(entry.goneAt),
        entry.dailyWorstHours.map((hours) => (hours === null ? '–' : plain(hours))).join(' '),
      ]),
    }),
  });
}

/** Of many volumes, those that never had a point say all in the verdict. */
const hadPoint = ({ regions }: RankedVolume): boolean =>
  regions.some(({ worstAgeHours }) => worstAgeHours !== null);

function cellsOf(
  volumes: readonly RankedVolume[],
  fromMs: number,
  known: ReturnType<typeof ageLevels>,
  targetHours: number,
): Cell[] {
  const levelOf = (hours: number | null): Level => {
    if (hours === null) return known.none;
    if (hours <= targetHours) return known.good;
    return hours <= 2 * targetHours ? known.over : known.far;
  };
  return volumes.flatMap(({ volumeId, label, regions }) =>
    regions.flatMap(({ region, dailyWorstHours, goneAt }) =>
      dailyWorstHours.flatMap((hours, day): Cell[] => {
        const startMs = fromMs + day * DAY_MS;
        if (goneAt !== undefined && startMs >= Date.parse(goneAt)) return [];
        const [from, to] = [new Date(startMs), new Date(startMs + DAY_MS)];
        const what = hours === null ? 'no good point' : `newest point up to ${age(hours)} old`;
        const title = `${label} in ${region}\n${from.toISOString().slice(0, 10)}: ${what}`;
        return [{ volumeId, region, from, to, level: levelOf(hours), title }];
      }),
    ),
  );
}

/** `regions` stand side by side. */
function heatMap(
  width: number,
  all: readonly Cell[],
  volumes: readonly RankedVolume[],
  regions: readonly string[],
  domain: readonly [Date, Date],
): Element {
  const cells = all.filter(({ region }) => regions.includes(region));
  const labels = new Map(volumes.map(({ volumeId, label }) => [volumeId, label]));
  const labelLength = Math.min(LABEL_MAX, Math.floor((width * 0.4) / CHARACTER_WIDTH));
  const longest = Math.max(0, ...volumes.map(({ label }) => Math.min(labelLength, label.length)));
  const marginLeft = 20 + CHARACTER_WIDTH * longest;
  const regionWidth = (width - marginLeft) / regions.length;
  const dayWidth = (regionWidth * DAY_MS) / (domain[1].getTime() - domain[0].getTime());
  return Plot.plot({
    width,
    height: 66 + volumes.length * ROW_HEIGHT,
    marginLeft,
    marginRight: 4,
    marginTop: 24,
    marginBottom: TIME_AXIS_HEIGHT,
    ariaLabel: `Age of the newest good point in ${regions.join(' and ')}, by volume and day`,
    x: timeAxis(domain, regionWidth),
    y: {
      type: 'band',
      domain: volumes.map(({ volumeId }) => volumeId),
      label: null,
      tickFormat: (id: string) => shorten(labels.get(id) ?? id, labelLength),
      tickSize: 0,
      padding: 0.12,
    },
    fx: { domain: regions, axis: null, padding: 0.03 },
    marks: [
      Plot.text(regions, {
        fx: (name: string) => name,
        frameAnchor: 'top-left',
        dy: -14,
        text: (name: string) => name,
        fill: 'var(--ink)',
        fontWeight: 'bold',
      }),
      Plot.barX(cells, {
        fx: 'region',
        x1: 'from',
        x2: 'to',
        y: 'volumeId',
        fill: (cell: Cell) => cell.level.color,
        insetRight: dayWidth > 4 ? 1 : 0,
        title: 'title',
        tip: true,
      }),
      ...(dayWidth >= SIGN_WIDTH
        ? [
            Plot.text(cells, {
              fx: 'region',
              x: (cell: Cell) => new Date((cell.from.getTime() + cell.to.getTime()) / 2),
              y: 'volumeId',
              text: (cell: Cell) => cell.level.sign,
              fill: (cell: Cell) => cell.level.ink,
              fontWeight: 'bold',
              pointerEvents: 'none',
            }),
          ]
        : []),
    ],
  });
}

const shorten = (label: string, most: number): string =>
  label.length <= most ? label : `${label.slice(0, most - 1)}…`;
