import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { count, minute } from '../../page/parts/format';
import { table } from '../../page/parts/table';
import { totals } from '../../page/parts/totals';

/** How instances stood while their snapshots were taken. Nothing where no schedule freezes. */
export function frozen({ frozen: figures }: RehearsalWithFigures): HTMLElement[] {
  if (figures === undefined) return [];
  const { asked, frozen: stood, longestMs, unfrozen } = figures;
  return [
    element(
      'section',
      { id: 'frozen' },
      element('h2', {}, 'What stood frozen for its snapshots'),
      element(
        'p',
        { class: 'note' },
        'An instance stood frozen where all of its file systems that can be did, from before its snapshots were taken until the thaw. ' +
          'How it stood is on each snapshot, in the tag snapshot-keeper:consistency.',
      ),
      totals([
        ['Freezes asked for', count(asked)],
        ['Stood frozen', count(stood)],
        ['Longest freeze', `${count(longestMs / 1000, 1)} s`],
        ['Not frozen', count(unfrozen.length)],
        ['Of these told to nobody', count(unfrozen.filter(({ isTold }) => !isTold).length)],
      ]),
      ...(unfrozen.length === 0
        ? []
        : [
            table('Not frozen', {
              columns: [{ name: 'Time (UTC)' }, { name: 'Instance' }, { name: 'Told' }],
              rows: unfrozen.map(({ at, instanceId, isTold }) => [
                minute(at),
                instanceId,
                isTold ? 'by a message' : 'to nobody',
              ]),
            }),
          ]),
    ),
  ];
}
