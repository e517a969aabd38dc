import { age } from '../../../local/rehearsal/age';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { usedPrices } from './costs';
import { element } from '../../page/parts/element';
import { every, percent } from '../../page/parts/format';
import { table } from '../../page/parts/table';

/** Everything that is not measured but set or assumed. */
export function assumptions({ figures, seed }: RehearsalWithFigures): HTMLElement {
  const { targetHours, intervalHours, costs } = figures;
  const { dailyChange, writtenShare } = figures.assumptions;
  const prices = usedPrices(costs);
  const assumed = prices.filter(({ note }) => note !== '').map(({ item, where }) => `${item} (${where})`);
  return element(
    'div',
    { class: 'assumptions' },
    element(
      'ul',
      {},
      ...[
        `The target is an age of ${age(targetHours)} (target.hours of the settings, or --target-hours), and the verdict is on the end of the days. Ages count from the time that the data is from, which for a copy is that of its source.`,
        `The world was looked at ${every(intervalHours)} while the days were played; what lasts shorter is seen in the copy charts alone.`,
        `Sizes are estimated: ${percent(writtenShare)} of a volume is written (--written-share), and ${percent(dailyChange)} of that changes in a day (--daily-change), every day other blocks. The oldest snapshot held stores all that is written, each further one what changed since the one before.`,
        'A later copy sends what changed since the copy before; where AWS would make it a full one, everything. A month is a twelfth of a year.',
        'Not in the estimate: the volumes, Lambda’s computing time, SQS, SNS, CloudWatch (alarms, logs, metrics), KMS keys, free tiers, discounts and taxes.',
        `Nobody asked AWS for today’s prices: they stand in local/rehearsal/prices.json with the date of their source.${assumed.length === 0 ? '' : ` The table has no price for ${assumed.join(', ')}; another Region’s is taken.`}`,
        `The same command with seed ${seed} gives this page again.`,
      ].map((text) => element('li', {}, text)),
    ),
    table('Prices used', {
      columns: [
        { name: 'Item' },
        { name: 'Where' },
        { name: 'Price' },
        { name: 'As of' },
        { name: 'Source' },
        { name: 'Note' },
      ],
      rows: prices.map(({ item, where, text, asOf, source, note }) => [
        item,
        where,
        text,
        asOf,
        source,
        note,
      ]),
    }),
  );
}
