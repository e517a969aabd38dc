import { capped } from '../../../cli/terminal/capped';
import { fittedTable } from '../../../cli/terminal/fitted-table';
import { outputWidth } from '../../../cli/terminal/output-width';
import { wrap } from '../../../cli/terminal/wrap';

test.each([
  ['a terminal is as wide as it says', { columns: 80 }, 80],
  ['a narrower one than ids and times need is left to break lines itself', { columns: 40 }, 60],
  ['a file or a pipe is the same on every machine', {}, 100],
])('%s', (_, stream, width) => {
  expect(outputWidth(stream)).toBe(width);
});

test('a text is broken between words, and its further lines hang', () => {
  expect(wrap('one two three four', 11, { indent: '- ', hang: '    ' })).toEqual([
    '- one two',
    '    three',
    '    four',
  ]);
});

test('a word that is longer than a line is broken', () => {
  expect(wrap('arn:aws:states and more', 8)).toEqual(['arn:aws:', 'states', 'and more']);
});

test('blanks within a text stay', () => {
  expect(wrap('Volume:    vol-1', 40)).toEqual(['Volume:    vol-1']);
});

test.each([
  ['eleven are shown, since a line for one more is as long', 11, false, 11, 0],
  ['of twelve, ten', 12, false, 10, 2],
  ['all, where all are asked for', 12, true, 12, 0],
])('of a long list %s', (_, length, all, shownCount, hiddenCount) => {
  const { shown, hiddenCount: hidden } = capped(Array.from({ length }), all);

  expect([shown.length, hidden]).toEqual([shownCount, hiddenCount]);
});

test.each([30, 60, 200])('no line of a table is longer than %d characters', (width) => {
  const table = fittedTable(['Volume', 'Remarks'], [['web-1', 'word '.repeat(30).trim()]], width);

  const longest = Math.max(...table.split('\n').map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(width);
  expect(table.match(/word/g)).toHaveLength(30);
});

test.each([
  [80, true],
  [60, false],
])('of a table of %d characters, ids are whole: %s', (width, isWhole) => {
  const ids = ['vol-0123456789abcdef0', 'snap-0123456789abcdef1'];
  const row = [...ids, '2026-03-01 02:00:07\n5 h ago', '100 GiB gp3, us-east-1a → /dev/sdf'];
  const table = fittedTable(['of volume', 'snapshot', 'taken (UTC)', 'what is made'], [row], width);

  expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(ids.every((id) => table.includes(id))).toBe(isWhole);
});

test('a column is as wide as the longest line of its cells', () => {
  expect(fittedTable(['taken (UTC)'], [['2026-03-01 02:00:07\n5 h ago']], 80).split('\n')).toEqual([
    '┌─────────────────────┐',
    '│ taken (UTC)         │',
    '├─────────────────────┤',
    '│ 2026-03-01 02:00:07 │',
    '│ 5 h ago             │',
    '└─────────────────────┘',
  ]);
});
