import { element } from '../../page/parts/element';
import { plain } from '../../page/parts/format';
import { table, type TableSpec } from '../../page/parts/table';
import type { ProtectionToday, VolumeToday } from '../today/today';

/** The volumes that are there in groups by a tag, with a list to choose the tag from. Nothing where no tag tells them apart. */
export function groups(data: ProtectionToday): HTMLElement[] {
  const { groupKeys, regions } = data;
  if (groupKeys.length === 0) return [];
  const id = `group-${regions[0] ?? ''}`;
  const choice = element(
    'select',
    { id },
    ...groupKeys.map((key, index) => element('option', { value: String(index) }, key)),
  );
  const place = element('div');
  const show = (): void => {
    const index = Number(choice.value);
    place.replaceChildren(table(`Volumes by ${groupKeys[index] ?? ''}`, numbers(data, index)));
  };
  choice.addEventListener('change', show);
  show();
  return [
    element(
      'div',
      { class: 'card' },
      element('p', { class: 'choice' }, element('label', { for: id }, 'Group by the tag:'), choice),
      place,
    ),
  ];
}

function numbers({ volumes, groupKeys }: ProtectionToday, index: number): TableSpec {
  const byValue = new Map<string, VolumeToday[]>();
  for (const volume of volumes) {
    if (volume.verdict === 'gone' || volume.verdict === 'no volume') continue;
    const value = volume.groups[index] ?? '';
    byValue.set(value, byValue.get(value) ?? []);
    byValue.get(value)?.push(volume);
  }
  return {
    columns: [
      { name: groupKeys[index] ?? '' },
      { name: 'Protected', isNumber: true },
      { name: 'Not protected', isNumber: true },
      { name: 'Of them older than the target', isNumber: true },
      { name: 'Not yet', isNumber: true },
      { name: 'Not selected', isNumber: true },
      { name: 'GiB stored', isNumber: true },
      { name: 'USD a month', isNumber: true },
    ],
    rows: [...byValue]
      .map(([value, of]) => ({ value, of, badCount: countOf(of, 'unprotected') }))
      .sort((a, b) => b.badCount - a.badCount || (a.value < b.value ? -1 : 1))
      .map(({ value, of, badCount }) => [
        value === '' ? '(none)' : value,
        plain(countOf(of, 'protected')),
        plain(badCount),
        plain(of.filter(isLate).length),
        plain(countOf(of, 'not yet')),
        plain(countOf(of, 'not selected')),
        plain(of.reduce((sum, { storedGib }) => sum + storedGib, 0)),
        plain(of.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0)),
      ]),
  };
}

const countOf = (volumes: readonly VolumeToday[], verdict: VolumeToday['verdict']): number =>
  volumes.filter((volume) => volume.verdict === verdict).length;

const isLate = ({ verdict, places, targetHours }: VolumeToday): boolean =>
  verdict === 'unprotected' && places.some(({ ageHours }) => ageHours !== null && ageHours > targetHours);
