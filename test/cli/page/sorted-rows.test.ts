import { sortedRows } from '../../../cli/page/parts/sorted-rows';

const ROWS = [
  ['disk-10', '9'],
  ['disk-9', '–'],
  ['disk-1', '10.5'],
  ['disk-2', '-1'],
];
const column = (rows: readonly (readonly string[])[], index: number) => rows.map((row) => row[index]);

test('texts are sorted with their numbers as numbers', () => {
  const by = { index: 0, isNumber: false };

  expect(column(sortedRows(ROWS, { ...by, direction: 'ascending' }), 0)).toEqual([
    'disk-1',
    'disk-2',
    'disk-9',
    'disk-10',
  ]);
  expect(column(sortedRows(ROWS, { ...by, direction: 'descending' }), 0)[0]).toBe('disk-10');
});

test('numbers are sorted by their value, and what is no number comes last in both directions', () => {
  const by = { index: 1, isNumber: true };

  expect(column(sortedRows(ROWS, { ...by, direction: 'ascending' }), 1)).toEqual(['-1', '9', '10.5', '–']);
  expect(column(sortedRows(ROWS, { ...by, direction: 'descending' }), 1)).toEqual(['10.5', '9', '-1', '–']);
});

test('numbers are sorted by their value where they are grouped, too', () => {
  const rows = [['1,234.5'], ['999'], ['12,000']];
  const by = { index: 0, isNumber: true, direction: 'ascending' } as const;

  expect(column(sortedRows(rows, by), 0)).toEqual(['999', '1,234.5', '12,000']);
});

test('rows of the same value keep their order', () => {
  const rows = [
    ['b', '1'],
    ['a', '1'],
  ];

  expect(sortedRows(rows, { index: 1, isNumber: true, direction: 'descending' })).toEqual(rows);
});
