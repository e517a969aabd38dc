import { element } from '../../page/parts/element';
import { percent } from '../../page/parts/format';
import type { ProtectionToday } from '../today/today';

/** What the words mean, and everything that is not read from the account but assumed. */
export const assumptions = (data: ProtectionToday): HTMLElement => {
  const { target, assumptions: assumed } = data;
  return element(
    'div',
    { class: 'assumptions' },
    element(
      'ul',
      {},
      ...[
        'A volume is protected where it has a finished snapshot of ours in the primary Region and a finished copy in each DR Region, none older than the target. Snapshots of others do not count: nobody copies or keeps them by rule.',
        `The target is an age of ${target}. An age counts from the time that the data is from, which for a copy is that of its source.`,
        'What would go is decided by the code that deletes, from the account as it was read. The plan itself deletes nothing.',
        `Sizes are estimated: ${percent(assumed.writtenShare)} of a volume is written, and ${percent(assumed.dailyChange)} of that changes in a day, every day other blocks. One snapshot of a volume stores all that is written, each other one what changed. AWS does not say what it stores.`,
        'Not in the estimate: sending later copies, state machines and functions, other prices of the archive tier, the volumes, keys, discounts and taxes.',
        'Nobody asked AWS for today’s prices: they stand in local/rehearsal/prices.json with the date of their source.',
      ].map((text) => element('li', {}, text)),
    ),
  );
};
