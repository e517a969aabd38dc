import fc from 'fast-check';
import { parseLargeJson } from '../../../cli/inventory/large-json';

/** The text in chunks of so many bytes. */
function* inChunks(text: string, bytes: number): Generator<Buffer> {
  const whole = Buffer.from(text);
  for (let start = 0; start < whole.length; start += bytes) yield whole.subarray(start, start + bytes);
}

const parse = (text: string, bytes = 3): unknown => parseLargeJson(inChunks(text, bytes));

/** What a call returns or, where it throws a SyntaxError, `no JSON`. */
function outcome(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return 'no JSON';
  }
}

const anyChunk = fc.integer({ min: 1, max: 20 });
const anyLists = fc.dictionary(fc.string({ unit: 'binary' }), fc.array(fc.jsonValue()));

test('any value is what JSON.parse makes of it, however it is indented and cut into chunks', () => {
  fc.assert(
    fc.property(
      fc.oneof(anyLists, fc.jsonValue()),
      fc.constantFrom(0, 4),
      anyChunk,
      (value, indent, bytes) => {
        const text = JSON.stringify(value, null, indent);

        expect(parse(text, bytes)).toEqual(JSON.parse(text));
      },
    ),
  );
});

test('a text that is damaged in one place is JSON for both or for neither', () => {
  const anyDamage = fc.constantFrom('', ',', '"', '\\', '[', ']', '{', '}', ':', '0', ' ', '\u00a0', 'é');
  fc.assert(
    fc.property(anyLists, fc.nat(), fc.nat(2), anyDamage, anyChunk, (value, place, gone, damage, bytes) => {
      const whole = JSON.stringify(value);
      const at = place % whole.length;
      // In UTF-8 there are no halves of a character.
      const text = Buffer.from(whole.slice(0, at) + damage + whole.slice(at + gone)).toString();

      expect(outcome(() => parse(text, bytes))).toEqual(outcome(() => JSON.parse(text) as unknown));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  '',
  '[]',
  '[[1, 2], [3]]',
  '{"a": []}',
  '{"a": [ \n ], "b": [{}]}',
  '{"a": {"b": [1, [2]]}, "c": [[3, 4], "]", "\\"]"]}',
  '{"a": [1], "a": [2]}',
  '{"\\u0061": [1], "__proto__": [2]}',
  '{"a": [1,]}',
  '{"a": [,]}',
  '{"a": [,1]}',
  '{"a": [1 2]}',
  '{"a": [1}',
  '{"a": [{]}}',
  '{"a": [1]} {"b": [2]}',
  '{"a": [1] [2]}',
  '{"a": [1',
  '{"a": ["1',
  '{"a": [1]',
  '}',
])('as JSON.parse has it: %s', (text) => {
  expect(outcome(() => parse(text))).toEqual(outcome(() => JSON.parse(text) as unknown));
});

test('an entry that is not JSON is named', () => {
  expect(() => parse('{"Volumes": [], "Snapshots": [{}, {}, {"VolumeId" 5}]}')).toThrow(
    /^Snapshots\.2: Expected ':'/,
  );
});

test.each([
  ['{"Volumes": [{}, {"VolumeId": 5}', 'the text ends too early'],
  ['{"Volumes": [{}, {"VolumeId": "vol-', 'the text ends too early'],
  ['{"Volumes": [{}]', 'the text ends too early'],
  ['{"Volumes": 1, ', 'the text ends too early'],
])('of a text that is cut off, no position is told: %s', (text, message) => {
  expect(() => parse(text)).toThrow(new SyntaxError(message));
});

test('a position is told in the whole text or not at all', () => {
  expect(() => parse('{"Volumes" 1}')).toThrow(/ at position 11/);
  expect(() => parse('{"Volumes": [{"Size": 1}, {"Size" 8}]}')).toThrow(
    /^Volumes\.1: Expected ':' after property name$/,
  );
  expect(() => parse('{"Volumes": [{"Size": 1}, {"Size": 8}] "Images": []}')).toThrow(
    /^outside of its lists: Expected ',' or '}' after property value$/,
  );
  expect(() => parse('{"Volumes": [{"Size": 1}, {"Size": 8}],\n Images: []}')).toThrow(
    /^outside of its lists: Expected double-quoted property name$/,
  );
  expect(() => parse('{"Volumes": [],\n "Images": x}')).toThrow(
    /^outside of its lists: Unexpected token 'x'$/,
  );
});
