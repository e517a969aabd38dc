import fc from 'fast-check';
import { JsonFault, parseJson } from '../../../infra/input/parse-json';
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

/** What JSON.parse makes of a text, where its outermost object has no member twice. */
function parsedOnce(text: string): unknown {
  if (parseJson(text).repeats.some(({ path }) => path.length === 1)) throw new SyntaxError('stands twice');
  return JSON.parse(text);
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

      expect(outcome(() => parse(text, bytes))).toEqual(outcome(() => parsedOnce(text)));
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
  '{"\\u0061": [1], "__proto__": [2]}',
  '{"a": [1,]}',
  '{"a": [,]}',
  '{"a": [,1]}',
  '{"a": [1 2]}',
  '{"a": [1}',
  '{"a": [{]}}',
  '{"a": [1]} {"b": [2]}',
  '{"a": [1] [2]}',
  '{"a": [\u00a0]}',
  '{"a": [1',
  '{"a": ["1',
  '{"a": [1]',
  '}',
])('as JSON.parse has it: %s', (text) => {
  expect(outcome(() => parse(text))).toEqual(outcome(() => JSON.parse(text) as unknown));
});

test.each([
  ['{"Volumes": [], "Snapshots": [{}, {}, {"VolumeId" 5}]}', 50, 'expected a colon after a name, found "5"'],
  ['{"Größe": [], "Volumes": [{"Size": 1}, {"Size" 8}]}', 49, 'expected a colon after a name, found "8"'],
  ['{"Volumes" 1}', 11, 'expected a colon after a name, found "1"'],
  ['{"Volumes": [1, , 2]}', 16, 'expected a value, found ","'],
  ['{"Volumes": [1, ]}', 16, 'expected a value, found "]"'],
  ['{"Volumes": [1 2]}', 15, 'expected a comma or the end of the object or list, found "2"'],
  ['{"Volumes": [1}}', 14, 'expected a comma or the end of the object or list, found "}"'],
  [
    '{"Volumes": [{}] "Images": []}',
    17,
    'expected a comma or the end of the object or list, found another text',
  ],
  ['{"Volumes": [{}],\n Images: []}', 19, 'expected a value or a name in double quotes, found "Images"'],
  ['{"Volumes": [],\n "Images": x}', 27, 'expected a value or a name in double quotes, found "x"'],
  ['{"Volumes": []}{"Volumes": []}', 15, 'expected the end of the text, found "{"'],
  ['{"Volumes": [1], "Images": [], "Volumes": [2]}', 31, 'Volumes stands twice'],
  ['VOLUMES\tus-east-1a', 0, 'expected a value or a name in double quotes, found "VOLUMES"'],
  ['{"Volumes": [{}, {"VolumeId": 5}', 32, 'it ends too early: a part of it is missing'],
  ['{"Volumes": [{}, {"VolumeId": "vol-', 35, 'it ends too early: a part of it is missing'],
  ['{"Volumes": 1, ', 15, 'it ends too early: a part of it is missing'],
])('what is wrong in %j is told with the byte where it is', (text, offset, message) => {
  for (const bytes of [1, 3, 100]) {
    let fault: unknown;
    try {
      parse(text, bytes);
    } catch (error) {
      fault = error;
    }

    expect(fault).toBeInstanceOf(JsonFault);
    expect(fault).toMatchObject({ offset, message });
  }
});

test('a text that is not in UTF-8 is refused: its letters would be lost', () => {
  const text = Buffer.from('{"Volumes": [1, "Gr\u00f6\u00dfe"]}', 'latin1');

  expect(() => parseLargeJson([text])).toThrow(new JsonFault(15, 'it is not in UTF-8; save it as UTF-8'));
});
