import type { DrawnLine, DrawnNumbers } from '../../../../local/rehearsal/drawn-dashboard';
import { element } from '../../../page/parts/element';
import { plain } from '../../../page/parts/format';
import { totals } from '../../../page/parts/totals';

/** The latest value of each line. */
export const numbers = ({ title, lines }: DrawnNumbers): HTMLElement =>
  element(
    'section',
    { class: 'card' },
    element('h3', {}, title),
    totals(lines.map((line) => [line.label, latest(line)])),
  );

function latest({ values }: DrawnLine): string {
  const value = values.findLast((one) => one !== null) ?? null;
  return value === null ? '–' : plain(value);
}
