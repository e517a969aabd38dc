import fc from 'fast-check';
import { exceedsPayloadLimit } from '../../../local/asl/payload-limit';

test.each([
  ['262,144 bytes with the quotes', 'x'.repeat(262_142), false],
  ['one byte more', 'x'.repeat(262_143), true],
  ['two bytes for each letter', 'é'.repeat(131_071), false],
  ['two bytes for each letter, one letter more', 'é'.repeat(131_072), true],
  ['escapes', '\n'.repeat(131_072), true],
  ['a list of numbers', Array.from({ length: 131_072 }, () => 1), true],
])('%s', (_, value, exceeds) => {
  expect(exceedsPayloadLimit(value)).toBe(exceeds);
});

test('the limit is that of the encoded text, whatever the value', () => {
  const repeated = fc.tuple(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.integer({ min: 1, max: 150_000 }),
  );

  fc.assert(
    fc.property(repeated, ([unit, times]) => {
      const value = { text: unit.repeat(times) };
      expect(exceedsPayloadLimit(value)).toBe(Buffer.byteLength(JSON.stringify(value)) > 262_144);
    }),
    { numRuns: 50 },
  );
});
