import fc from 'fast-check';
import { jsonCopy, JsonText } from '../../../local/kernel/json-text';

test.each<[string, unknown, unknown]>([
  ['what is undefined is left out of an object', { a: undefined, b: 1 }, { b: 1 }],
  ['what JSON cannot say is null in a list', [undefined, () => 1, Number.NaN], [null, null, null]],
  ['a time is text', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['a map has no members', { tags: new Map([['a', 'b']]) }, { tags: {} }],
])('in a copy, %s', (_, value, expected) => {
  expect(jsonCopy(value)).toStrictEqual(expected);
});

test('a copy is what comes out of the JSON text of any value', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = JSON.stringify(value);

      expect(JSON.stringify(jsonCopy(JSON.parse(text)))).toBe(text);
    }),
  );
});

test('a member named __proto__ is a member of the copy, too', () => {
  const copy = jsonCopy(JSON.parse('{"__proto__":"a tag"}')) as object;

  expect(Object.entries(copy)).toEqual([['__proto__', 'a tag']]);
});

test('a copy shares nothing with its original', () => {
  const original = { list: [{ a: 1 }] };
  const copy = jsonCopy(original) as typeof original;
  copy.list[0]!.a = 2;

  expect(original).toEqual({ list: [{ a: 1 }] });
});

test('in a request that is written as JSON, a payload is text', () => {
  expect(JSON.stringify({ Payload: new JsonText({ a: 1 }) })).toBe('{"Payload":"{\\"a\\":1}"}');
});
