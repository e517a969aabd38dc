import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { bad, dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { minute, title, type View } from './view';

/** How instances stood while their snapshots were taken; nothing where no schedule freezes. */
export function frozenLines({ frozen }: RehearsalReport, view: View): string[] {
  if (frozen === undefined) return [];
  const { asked, frozen: count, longestMs, unfrozen } = frozen;
  const { shown, hiddenCount } = capped(unfrozen, view.all);
  const seconds = (longestMs / 1000).toFixed(1);
  return [
    ...title('Frozen while their snapshots were taken', view),
    ...wrap(
      `${count.toLocaleString('en-US')} of ${counted(asked, 'time')} an instance stood frozen; nothing was frozen for longer than ${seconds} s`,
      view.width,
    ),
    ...shown.flatMap(({ at, instanceId, isTold }) =>
      wrap(
        `${minute(at)}  ${instanceId} was not frozen${isTold ? ', which a message tells' : bad(', and nobody was told')}`,
        view.width,
        { indent: '  ' },
      ),
    ),
    ...(hiddenCount === 0 ? [] : [dim(`and ${hiddenCount} more; --all shows them`)]),
  ];
}
