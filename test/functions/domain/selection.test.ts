import { isSelected, Selection } from '../../../functions/domain/selection';

const YES = { Backup: 'yes' };

test.each<[rule: string, tags: Record<string, string>, selection: Selection, selected: boolean]>([
  ['all takes a volume without tags', {}, 'all', true],
  ['a key alone takes every value', { Backup: 'no' }, { tagKey: 'Backup' }, true],
  ['a key alone takes an empty value', { Backup: '' }, { tagKey: 'Backup' }, true],
  ['a volume without the key is not taken', { Name: 'Backup' }, { tagKey: 'Backup' }, false],
  ['one of the values is taken', YES, { tagKey: 'Backup', tagValues: ['daily', 'yes'] }, true],
  ['another value is not', { Backup: 'no' }, { tagKey: 'Backup', tagValues: ['daily', 'yes'] }, false],
  ['an empty value may be asked for', { Backup: '' }, { tagKey: 'Backup', tagValues: [''] }, true],
  ['keys differ by case', { backup: 'yes' }, { tagKey: 'Backup' }, false],
  ['values differ by case', { Backup: 'Yes' }, { tagKey: 'Backup', tagValues: ['yes'] }, false],
  ['values differ by blanks', { Backup: 'yes ' }, { tagKey: 'Backup', tagValues: ['yes'] }, false],
])('%s', (_rule, tags, selection, selected) => {
  expect(isSelected(tags, selection)).toBe(selected);
});

test.each<[rule: string, selection: unknown, valid: boolean]>([
  ['all', 'all', true],
  ['a key', { tagKey: 'Backup' }, true],
  ['a key and values', { tagKey: 'Backup', tagValues: ['yes', ''] }, true],
  ['the longest key and value of EC2', { tagKey: 'k'.repeat(128), tagValues: ['v'.repeat(256)] }, true],
  ['another word', 'none', false],
  ['an empty key', { tagKey: '' }, false],
  ['no key', {}, false],
  ['a key that EC2 cannot have', { tagKey: 'k'.repeat(129) }, false],
  ['a value that EC2 cannot have', { tagKey: 'Backup', tagValues: ['v'.repeat(257)] }, false],
  ['an empty list of values', { tagKey: 'Backup', tagValues: [] }, false],
  ['a value for the list', { tagKey: 'Backup', tagValues: 'yes' }, false],
  ['an unknown field', { tagKey: 'Backup', tagValue: 'yes' }, false],
])('a selection of %s', (_rule, selection, valid) => {
  expect(Selection.safeParse(selection).success).toBe(valid);
});

test('a tag key that is the name of a built-in property selects nothing by itself', () => {
  expect(isSelected({}, { tagKey: 'constructor' })).toBe(false);
});
