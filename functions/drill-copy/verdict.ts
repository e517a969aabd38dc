import { chanceToFind } from '../domain/drill-sample';
import type { Comparison, Drill } from './drill';

type Judged = { readonly verdict: 'same' | 'differs'; readonly why: string };

/** What a comparison that has ended tells of a copy. */
export function judge({ copyId, sourceId }: Drill, comparison: Comparison): Judged {
  const { sizesGib: [copyGib = 0, sourceGib = 0] = [], inBoth, chosen, differing } = comparison;
  const { onlyInCopy, onlyInSource, examples } = comparison;
  const faults = [
    ...(copyGib === sourceGib ? [] : [`it is of ${copyGib} GiB and its source of ${sourceGib} GiB`]),
    ...(onlyInSource === 0
      ? []
      : [`${blocks(onlyInSource)} of its source ${are(onlyInSource)} missing in it`]),
    ...(onlyInCopy === 0 ? [] : [`${blocks(onlyInCopy)} of it ${are(onlyInCopy)} not in its source`]),
    ...(differing === 0
      ? []
      : [`${differing} of ${chosen} compared hold something else or cannot be read whole`]),
  ];
  const which = examples.length === 0 ? '' : ` (such as block ${examples.join(', ')}, of 512 KiB each)`;
  return faults.length === 0
    ? { verdict: 'same', why: `${chosen} of ${blocks(inBoth)} compared` }
    : { verdict: 'differs', why: `${copyId} is not as its source ${sourceId}: ${faults.join('; ')}${which}` };
}

const blocks = (count: number): string => (count === 1 ? '1 block' : `${count} blocks`);
const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** With what chance a fault in one of a hundred blocks would have been found; see `chanceToFind`. */
export const chanceOfOnePerCent = ({ inBoth, chosen }: Comparison): number =>
  chanceToFind({ blocks: inBoth, size: chosen, wrong: Math.ceil(inBoth / 100) });
