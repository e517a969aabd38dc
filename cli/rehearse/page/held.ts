import * as Plot from '@observablehq/plot';
import { DAY_MS } from '../../../local/kernel/time-units';
import type { HeldSample } from '../../../local/rehearsal/timeline';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { minute, percent, plain } from '../../page/parts/format';
import { lineLegend, regionStyle } from '../../page/parts/regions';
import { TIME_AXIS_HEIGHT, timeAxis } from './time-axis';

const UNITS = { snapshotCount: 'snapshots', storedGib: 'GiB' };

type Domain = readonly [Date, Date];

/** Snapshots and GiB that each Region holds over time. */
export function held({ figures, regions, from, days }: RehearsalWithFigures): HTMLElement {
  const names = regions.map(({ region }) => region);
  const legend = (): HTMLElement => lineLegend(names.map((name, index) => ({ name, index })));
  const { dailyChange, writtenShare } = figures.assumptions;
  const domain: Domain = [new Date(from), new Date(Date.parse(from) + days * DAY_MS)];
  return element(
    'div',
    { class: 'pair' },
    figure({
      id: 'held-snapshots',
      title: 'Snapshots held',
      caption: 'Completed snapshots and copies of ours, by Region.',
      legend: legend(),
      draw: (width) => lineChart(width, figures.held, names, domain, 'snapshotCount'),
      numbers: () => numbers(figures.held, 'Snapshots', ({ snapshotCount }) => snapshotCount),
    }),
    figure({
      id: 'held-gib',
      title: 'GiB held, estimated',
      caption: `What AWS would bill by Region, if ${percent(writtenShare)} of each volume is written and ${percent(dailyChange)} of that changes in a day.`,
      legend: legend(),
      draw: (width) => lineChart(width, figures.held, names, domain, 'storedGib'),
      numbers: () => numbers(figures.held, 'GiB', ({ storedGib }) => storedGib),
    }),
  );
}

const lineChart = (
  width: number,
  samples: readonly HeldSample[],
  regions: readonly string[],
  domain: Domain,
  field: 'snapshotCount' | 'storedGib',
): Element =>
  Plot.plot({
    width,
    height: 250,
    marginLeft: 52,
    marginRight: 12,
    marginTop: 24,
    marginBottom: TIME_AXIS_HEIGHT,
    ariaLabel: `${UNITS[field]} held over time, by Region`,
    x: timeAxis(domain, width - 64),
    y: { label: UNITS[field], grid: true, zero: true, nice: true },
    marks: [
      Plot.ruleY([0]),
      ...regions.map((region, index) =>
        Plot.line(
          samples.filter((sample) => sample.region === region),
          {
            x: ({ at }: HeldSample) => new Date(at),
            y: field,
            curve: 'step-after',
            stroke: regionStyle(index).color,
            strokeDasharray: regionStyle(index).dashes,
            strokeLinecap: 'butt',
            strokeWidth: 2,
          },
        ),
      ),
    ],
  });

const numbers = (samples: readonly HeldSample[], unit: string, value: (sample: HeldSample) => number) => ({
  columns: [{ name: 'Time (UTC)' }, { name: 'Region' }, { name: unit, isNumber: true }],
  rows: samples.map((sample) => [minute(sample.at), sample.region, plain(value(sample))]),
});
