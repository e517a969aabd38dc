import * as z from 'zod';
import { json } from '../../../functions/domain/json';

const Size = json(z.object({ sizeGib: z.number() }));

test('JSON text is read as what it holds', () => {
  expect(Size.parse('{"sizeGib":8}')).toEqual({ sizeGib: 8 });
});

test('what is no JSON is told as it was found', () => {
  expect(Size.safeParse('al"l').error?.issues.map(({ message }) => message)).toEqual([
    'expected JSON, found "al\\"l"',
  ]);
});

test.each<[rule: string, value: unknown]>([
  ['JSON of another form', '{"sizeGib":"8"}'],
  ['no text', { sizeGib: 8 }],
  ['nothing', undefined],
])('%s is refused', (_rule, value) => {
  expect(Size.safeParse(value).success).toBe(false);
});
