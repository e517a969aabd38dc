import * as Plot from '@observablehq/plot';
import { age } from '../../../local/rehearsal/age';
import { ageLevels, levelLegend, type Level } from '../../page/parts/age-levels';
import { figure } from '../../page/parts/figure';
import { count, many, plain } from '../../page/parts/format';
import type { ProtectionToday } from '../today/today';

const ROW_HEIGHT = 40;
/** In a narrower part of a bar stands no number. */
const NUMBER_WIDTH = 40;
const MARGIN = { left: 104, right: 12 };

type Part = {
  readonly region: string;
  readonly level: Level;
  readonly volumeCount: number;
};

/** How many of the selected volumes have a newest point of which age, by Region. */
export function newestPoints({ ages, targetHours, target, coverage, regions }: ProtectionToday): HTMLElement {
  const known = ageLevels(target === age(targetHours) ? targetHours : undefined);
  const names = ['good', 'over', 'far', 'none'] as const;
  const parts = ages.flatMap((ofRegion) =>
    names.map((name): Part => ({
      region: ofRegion.region,
      level: known[name],
      volumeCount: ofRegion[name],
    })),
  );
  const selectedCount = coverage.protected + coverage.unprotected;
  return figure({
    id: `newest-points-${regions[0] ?? ''}`,
    title: 'Age of the newest point, by Region',
    caption: `Of ${many(selectedCount, 'selected volume')}: how old the data of the newest finished snapshot or copy of ours is, against the target of ${target}.`,
    legend: levelLegend(Object.values(known)),
    draw: (width) => bars(width, parts, regions, selectedCount),
    numbers: () => ({
      columns: [{ name: 'Region' }, { name: 'Age of the newest point' }, { name: 'Volumes', isNumber: true }],
      rows: parts.map(({ region, level, volumeCount }) => [region, level.name, plain(volumeCount)]),
    }),
  });
}

function bars(
  width: number,
  all: readonly Part[],
  regions: readonly string[],
  selectedCount: number,
): Element {
  const parts = all.filter(({ volumeCount }) => volumeCount > 0);
  const pixels = (width - MARGIN.left - MARGIN.right) / Math.max(1, selectedCount);
  return Plot.plot({
    width,
    height: 40 + ROW_HEIGHT * regions.length,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginTop: 4,
    marginBottom: 36,
    ariaLabel: 'Selected volumes by the age of their newest point and by Region',
    x: {
      label: 'volumes',
      domain: [0, Math.max(1, selectedCount)],
      ticks: Math.min(selectedCount, Math.floor(width / 110)),
      tickFormat: (value: number) => count(value),
    },
    y: { type: 'band', domain: regions, label: null, tickSize: 0, padding: 0.2 },
    color: { type: 'identity' },
    marks: [
      Plot.barX(
        parts,
        Plot.stackX({
          x: 'volumeCount',
          y: 'region',
          fill: ({ level }: Part) => level.color,
          order: null,
          insetRight: 1,
          title: ({ region, level, volumeCount }: Part) =>
            `${region}\n${level.name}: ${many(volumeCount, 'volume')}`,
          tip: true,
        }),
      ),
      Plot.text(
        parts,
        Plot.stackX({
          x: 'volumeCount',
          y: 'region',
          order: null,
          text: ({ level, volumeCount }: Part) =>
            volumeCount * pixels >= NUMBER_WIDTH ? `${level.sign} ${count(volumeCount)}`.trim() : '',
          fill: ({ level }: Part) => level.ink,
          fontWeight: 'bold',
          pointerEvents: 'none',
        }),
      ),
      Plot.ruleX([0]),
    ],
  });
}
