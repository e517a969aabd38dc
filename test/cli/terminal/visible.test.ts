import { visible } from '../../../cli/terminal/visible';

test.each([
  ['a control character', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['a turn of direction', 'db-\u202egpj.exe\u202c', 'db-\\u202egpj.exe\\u202c'],
  ['an isolate', '\u2066a\u2069', '\\u2066a\\u2069'],
  ['a character without width', 'web\u200b-1\u200f\ufeff', 'web\\u200b-1\\u200f\\ufeff'],
])('%s in a text is shown escaped', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test('other characters stay as they are, and texts are found wherever they stand', () => {
  expect(visible({ name: 'Zürich 東京 🗄', tags: [{ Value: 'a\u0007' }], count: 1, none: null })).toEqual({
    name: 'Zürich 東京 🗄',
    tags: [{ Value: 'a\\u0007' }],
    count: 1,
    none: null,
  });
});
