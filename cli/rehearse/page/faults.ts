import { FAULT_NAMES, FAULTS } from '../../../local/faults/fault-catalogue';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { count } from '../../page/parts/format';
import { table } from '../../page/parts/table';

/** What was made to go wrong, and how often it did, in the order of the catalogue. Nothing in a run without faults. */
export function faults({
  faults: probabilities = {},
  strikes = {},
  figures,
}: RehearsalWithFigures): HTMLElement[] {
  const names = FAULT_NAMES.filter((name) => probabilities[name] !== undefined);
  if (names.length === 0) return [];
  return [
    element(
      'section',
      { id: 'faults' },
      element('h2', {}, 'What was made to go wrong'),
      element(
        'p',
        { class: 'note' },
        'Everything on this page happened under these faults (--faults).' +
          (figures.costs.length > 1
            ? ' So did what was played with the alternatives, whose strikes are not counted here.'
            : ''),
      ),
      table('Faults', {
        columns: [
          { name: 'Fault' },
          { name: 'What it does' },
          { name: 'Probability', isNumber: true },
          { name: 'For each' },
          { name: 'Times it struck', isNumber: true },
        ],
        rows: names.map((name) => [
          name,
          FAULTS[name].what,
          String(probabilities[name]),
          FAULTS[name].per,
          count(strikes[name] ?? 0),
        ]),
      }),
    ),
  ];
}
