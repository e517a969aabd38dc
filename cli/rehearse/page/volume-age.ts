import { age } from '../../../local/rehearsal/age';
import * as Plot from '@observablehq/plot';
import { DAY_MS } from '../../../local/kernel/time-units';
import { ageSpans, type AgeSpan } from '../../../local/rehearsal/recoverability';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { figure } from '../../page/parts/figure';
import { every, minute, plain } from '../../page/parts/format';
import { rankVolumes, type RankedVolume } from './rank-volumes';
import { lineLegend, regionStyle } from '../../page/parts/regions';
import { SEARCHED_FROM, searchField } from '../../page/parts/search-field';
import { TIME_AXIS_HEIGHT, timeAxis } from './time-axis';

/** The age of one volume's newest good point over time, with a list to choose the volume from. */
export function volumeAge(data: RehearsalWithFigures): HTMLElement {
  const ranked = rankVolumes(data.figures.recoverability);
  const byId = new Map(ranked.map((volume) => [volume.volumeId, volume]));
  const options = ranked.map(({ volumeId, label, worstAgeHours }) => {
    const worst = worstAgeHours === null ? 'no point in a Region' : `up to ${age(worstAgeHours)}`;
    const name = label === volumeId ? volumeId : `${label} (${volumeId})`;
    return element('option', { value: volumeId }, `${name}: ${worst}`);
  });
  const choice = element('select', { id: 'volume' }, ...options);
  // The first of which there is something to draw.
  choice.value = (ranked.find(({ worstAgeHours }) => worstAgeHours !== null) ?? ranked[0])?.volumeId ?? '';
  const search = searchField('Search a volume', (wanted) => {
    choice.replaceChildren(...options.filter(({ text }) => text.toLowerCase().includes(wanted)));
    show();
  });
  const place = element('div');
  const show = (): void => {
    const volume = byId.get(choice.value);
    place.replaceChildren(...(volume === undefined ? [] : [volumeFigure(volume, data)]));
  };
  choice.addEventListener('change', show);
  show();
  return element(
    'div',
    {},
    element(
      'p',
      { class: 'choice' },
      element('label', { for: 'volume' }, 'Volume:'),
      choice,
      ...(options.length > SEARCHED_FROM ? [search] : []),
    ),
    place,
  );
}

type RegionSpans = { readonly region: string; readonly index: number; readonly spans: readonly AgeSpan[] };

function volumeFigure(
  volume: RankedVolume,
  { figures, from, days, regions }: RehearsalWithFigures,
): HTMLElement {
  const end = new Date(Date.parse(from) + days * DAY_MS).toISOString();
  const lines: RegionSpans[] = regions.map(({ region }, index) => {
    const entry = volume.regions.find((candidate) => candidate.region === region);
    return { region, index, spans: ageSpans(entry?.steps ?? [], entry?.goneAt ?? end) };
  });
  return figure({
    id: 'volume-age',
    title: `Age of the newest good point of ${volume.label}`,
    caption: `In hours, seen ${every(figures.intervalHours)}, against the target of ${age(figures.targetHours)}. A new point brings it down to its own age.`,
    legend: lineLegend(lines.map(({ region, index }) => ({ name: region, index }))),
    draw: (width) => lineChart(width, lines, figures.targetHours, [new Date(from), new Date(end)]),
    numbers: () => ({
      columns: [
        { name: 'Region' },
        { name: 'From (UTC)' },
        { name: 'To (UTC)' },
        { name: 'Newest data of (UTC)' },
        { name: 'Age then (h)', isNumber: true },
        { name: 'Age at the end (h)', isNumber: true },
      ],
      rows: lines.flatMap(({ region, spans }) =>
        spans.map((span) => [
          region,
          minute(span.from),
          minute(span.to),
          minute(span.takenAt),
          plain(span.fromAgeHours),
          plain(span.toAgeHours),
        ]),
      ),
    }),
  });
}

function lineChart(
  width: number,
  lines: readonly RegionSpans[],
  targetHours: number,
  domain: readonly [Date, Date],
): Element {
  return Plot.plot({
    width,
    height: 250,
    marginLeft: 44,
    marginRight: 12,
    marginTop: 24,
    marginBottom: TIME_AXIS_HEIGHT,
    ariaLabel: 'Age of the newest good point over time, in hours',
    x: timeAxis(domain, width - 56),
    y: { label: 'hours', grid: true, zero: true, nice: true },
    marks: [
      Plot.ruleY([targetHours], { stroke: 'var(--ink)', strokeWidth: 1.5 }),
      Plot.text([targetHours], {
        y: (hours: number) => hours,
        frameAnchor: 'right',
        dx: -4,
        dy: -8,
        textAnchor: 'end',
        text: (hours: number) => `target ${age(hours)}`,
        fontWeight: 'bold',
        stroke: 'var(--surface)',
        strokeWidth: 4,
        fill: 'var(--ink)',
      }),
      ...lines.map(({ index, spans }) =>
        Plot.line(
          spans.flatMap(({ from, to, fromAgeHours, toAgeHours }) => [
            { at: new Date(from), hours: fromAgeHours },
            { at: new Date(to), hours: toAgeHours },
          ]),
          {
            x: 'at',
            y: 'hours',
            stroke: regionStyle(index).color,
            strokeDasharray: regionStyle(index).dashes,
            strokeLinecap: 'butt',
            strokeWidth: 2,
          },
        ),
      ),
      Plot.ruleY([0]),
    ],
  });
}
