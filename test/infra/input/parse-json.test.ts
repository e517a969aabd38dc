import fc from 'fast-check';
import { JsonFault, parseJson } from '../../../infra/input/parse-json';

/** What a call returns or, where it throws a SyntaxError, `no JSON`. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return 'no JSON';
  }
}

test('any value is what JSON.parse makes of it, however it is indented', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);

      expect(parseJson(text)).toEqual({ value: JSON.parse(text), repeats: [] });
    }),
  );
});

test('a text that is damaged in one place is JSON for both or for neither', () => {
  const anyDamage = fc.constantFrom(
    '',
    ',',
    '"',
    '\\',
    '[',
    ']',
    '{',
    '}',
    ':',
    '0',
    '-',
    '.',
    ' ',
    '\t',
    '\r',
    '\v',
    '\u0001',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '//',
    'u',
    'e',
    '\n',
  );
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.nat(2), anyDamage, (value, place, gone, damage) => {
      const whole = JSON.stringify(value);
      const at = place % whole.length;
      const text = whole.slice(0, at) + damage + whole.slice(at + gone);

      expect(outcome(() => parseJson(text).value)).toEqual(outcome(() => JSON.parse(text) as unknown));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{"a": 1,}', 8, 'expected a name in double quotes, found "}"'],
  ['{"a": [1, ]}', 10, 'expected a value, found "]"'],
  ['{"a": 1 "b": 2}', 8, 'expected a comma or the end of the object or list, found another text'],
  ['{a: 1}', 1, 'expected a value or a name in double quotes, found "a"'],
  ["{'a': 1}", 1, `expected a value or a name in double quotes, found "'"`],
  ['{"a" 1}', 5, 'expected a colon after a name, found "1"'],
  ['{"a": yes}', 6, 'expected a value or a name in double quotes, found "yes"'],
  ['{"a": 01}', 7, 'expected a comma or the end of the object or list, found "1"'],
  ['{"a": .5}', 6, 'expected a value or a name in double quotes, found ".5"'],
  ['{"a": 1} // done', 9, 'JSON has no comments'],
  ['{} {}', 3, 'expected the end of the text, found "{"'],
  ['{"a": "b\nc"}', 6, 'a line ends within a text: a " is missing'],
  ['{"a": "C:\\data", "b": 1}', 6, 'expected \\n, \\", \\\\ or another escape of JSON after a backslash'],
  ['{"a": [1, {"b": 2}', 18, 'it ends too early'],
  ['{"a": "b', 8, 'it ends too early'],
  ['', 0, 'it ends too early'],
  ['{"a": "\\u12"}', 6, 'expected four hexadecimal digits after \\u'],
  ['{"a": "\u0001"}', 6, 'a control character in a text'],
  ['{"a": 1.}', 6, 'expected a number, found "1."'],
  ['[1}', 2, 'expected a comma or the end of the object or list, found "}"'],
  ['['.repeat(100_000), 0, 'too many objects and lists in one another'],
])('what is wrong in %j is told with its place', (text, offset, message) => {
  let fault: unknown;
  try {
    parseJson(text);
  } catch (error) {
    fault = error;
  }

  expect(fault).toBeInstanceOf(JsonFault);
  expect(fault).toMatchObject({ offset, message });
});

test('members that stand twice are told, in every object, with both places; the last one counts', () => {
  expect(parseJson('{"a": 1, "b": [{"c": 1, "\\u0063": 2}], "a": 3}')).toEqual({
    value: { a: 3, b: [{ c: 2 }] },
    repeats: [
      { path: ['b', 0, 'c'], firstOffset: 16, offset: 24 },
      { path: ['a'], firstOffset: 1, offset: 39 },
    ],
  });
});
