import * as Plot from '@observablehq/plot';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { figure } from '../../page/parts/figure';
import { minute } from '../../page/parts/format';
import { laneAxis, laneFrame, laneLayout, laneNames, lanesOf, type LaneAxis } from './lanes';
import { timeAxis } from './time-axis';

/** Of a font of 10 and of 12 pixels. */
const DIGIT_WIDTH = { small: 6, usual: 7.7 };

type Deletion = RehearsalWithFigures['regions'][number]['pruned'][number] & { readonly region: string };

/** How many snapshots were deleted when, where and why. */
export function deletions(data: RehearsalWithFigures): HTMLElement {
  const all: Deletion[] = data.regions.flatMap(({ region, pruned }) =>
    pruned.map((entry) => ({ region, ...entry })),
  );
  const axis = laneAxis(data);
  return figure({
    id: 'deletions',
    title: 'Deletions by reason',
    caption: `Snapshots and copies that retention deleted, by ${axis.unit}, Region and reason.`,
    draw: (width) => numberGrid(width, all, axis),
    numbers: () => ({
      columns: [
        { name: 'Time (UTC)' },
        { name: 'Region' },
        { name: 'Volume' },
        { name: 'Snapshot' },
        { name: 'Reason' },
      ],
      rows: all.map(({ at, region, volumeId, snapshotId, reason }) => [
        minute(at),
        region,
        volumeId,
        snapshotId,
        reason,
      ]),
    }),
  });
}

/** Shorter than the reasons, which name snapshots, so that each of them would be another. */
const kindOf = ({ region, reason }: Deletion): string =>
  `${region}: ${reason.replace('kept by no rule of', 'beyond').replace(/\bsnap-[0-9a-f]+\b/g, 'a copy')}`;

function numberGrid(width: number, all: readonly Deletion[], { columnMs, fromMs, toMs }: LaneAxis): Element {
  const lanes = lanesOf(all, kindOf);
  const { axisWidth, insetTop } = laneLayout(width);
  const cells = lanes.flatMap(({ name, entries }) => {
    const counts = new Map<number, number>();
    for (const { at } of entries) {
      const column = Math.floor((Date.parse(at) - fromMs) / columnMs);
      counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    return [...counts].map(([column, value]) => {
      const start = fromMs + column * columnMs;
      return {
        name,
        value,
        from: new Date(start),
        to: new Date(start + columnMs),
        middle: new Date(start + columnMs / 2),
        title: `${new Date(start).toISOString().slice(0, 10)}: ${value}\n${name}`,
      };
    });
  });
  const most = Math.max(1, ...cells.map(({ value }) => value));
  const digits = String(most).length;
  const columnWidth = (axisWidth * columnMs) / (toMs - fromMs);
  return Plot.plot({
    ...laneFrame(lanes.length, width),
    ariaLabel: 'Number of deletions by day, Region and reason',
    x: timeAxis([new Date(fromMs), new Date(toMs)], axisWidth),
    y: {
      type: 'band',
      domain: lanes.map(({ name }) => name),
      axis: null,
      padding: 0.1,
    },
    marks: [
      laneNames(
        lanes.map(({ name }) => name),
        width,
      ),
      Plot.barX(cells, {
        x1: 'from',
        x2: 'to',
        y: 'name',
        fill: 'var(--series-1)',
        fillOpacity: ({ value }: { value: number }) => 0.12 + (0.5 * value) / most,
        insetRight: 1,
        insetTop,
        title: 'title',
        tip: true,
      }),
      ...(columnWidth >= digits * DIGIT_WIDTH.small + 2
        ? [
            Plot.text(cells, {
              x: 'middle',
              y: 'name',
              dy: insetTop / 2,
              text: 'value',
              fontSize: columnWidth >= digits * DIGIT_WIDTH.usual + 4 ? 12 : 10,
              fill: 'var(--ink)',
              pointerEvents: 'none',
            }),
          ]
        : []),
    ],
  });
}
