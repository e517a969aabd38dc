import { element } from './element';

/** Lines differ in colour and in dashes. A fourth DR Region begins again. */
const STYLES = [
  { color: 'var(--series-1)', dashes: 'none' },
  { color: 'var(--series-2)', dashes: '7 3' },
  { color: 'var(--series-3)', dashes: '2 3' },
  { color: 'var(--series-4)', dashes: '10 3 2 3' },
];

export type RegionStyle = { readonly color: string; readonly dashes: string };

export const regionStyle = (index: number): RegionStyle => STYLES[index % STYLES.length]!;

/** A line sample and a name for each Region, or for each of other lines in a style of their own. */
export function lineLegend(
  regions: readonly { readonly name: string; readonly index: number }[],
  styleOf: (index: number) => RegionStyle = regionStyle,
): HTMLElement {
  return element(
    'ul',
    { class: 'legend' },
    ...regions.map(({ name, index }) => element('li', {}, lineSample(styleOf(index)), name)),
  );
}

function lineSample({ color, dashes }: RegionStyle): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const sample = document.createElementNS(namespace, 'svg');
  const line = document.createElementNS(namespace, 'line');
  const size = { width: '32', height: '10', 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries(size)) sample.setAttribute(name, value);
  const shape = { x1: '1', x2: '31', y1: '5', y2: '5', stroke: color, 'stroke-width': '2.5' };
  for (const [name, value] of Object.entries(shape)) line.setAttribute(name, value);
  line.setAttribute('stroke-dasharray', dashes);
  sample.append(line);
  return sample;
}
