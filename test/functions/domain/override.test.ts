import { readOverride, repeatOf, type Override } from '../../../functions/domain/override';

const [A, B] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];

test.each<[rule: string, text: string, expected: Override]>([
  ["the volume's own stands alone", '7d 4w', { value: '7d 4w' }],
  ['behind that of an instance stands its id', `7d 4w of ${A}`, { value: '7d 4w', instanceId: A }],
  ['commas in it are its own', `7d, 4w of ${A}`, { value: '7d, 4w', instanceId: A }],
  ['an id may be short', '7 of i-01234567', { value: '7', instanceId: 'i-01234567' }],
  ['it may be empty', ` of ${A}`, { value: '', instanceId: A }],
  ['it may have lines', `7\n4 of ${A}`, { value: '7\n4', instanceId: A }],
  ['what is no id is part of it', '7 of i-012345', { value: '7 of i-012345' }],
  ['what goes on behind the id as well', `7 of ${A}0`, { value: `7 of ${A}0` }],
  [
    'where instances differ, all of it is one that nobody can read',
    `7 of ${A}, 14d of ${B}`,
    { value: `7 of ${A}, 14d of ${B}`, instanceId: A, isContested: true },
  ],
])('%s', (_rule, text, expected) => {
  expect(readOverride(text)).toEqual(expected);
});

test.each<[rule: string, borne: [string, string][], text: string]>([
  ['one instance is named', [[A, '7d 4w']], `7d 4w of ${A}`],
  [
    'of several that agree the first',
    [
      [A, '7'],
      [B, '7'],
    ],
    `7 of ${A}`,
  ],
  [
    'all of them where they differ',
    [
      [A, '7'],
      [B, '14d'],
    ],
    `7 of ${A}, 14d of ${B}`,
  ],
])('%s', (_rule, borne, text) => {
  expect(repeatOf(borne)).toBe(text);
});

test('the longest value leaves room for the id', () => {
  const text = repeatOf([[A, 'x'.repeat(256)]]);

  expect(text).toBe(`${'x'.repeat(232)}… of ${A}`);
  expect(text).toHaveLength(256);
});

test('of sixteen instances that differ as many are named as have room, the first two whole', () => {
  const borne = Array.from(
    { length: 16 },
    (_, number) => [`i-${String(number).padStart(17, '0')}`, `${'x'.repeat(200)}${number}`] as const,
  );

  const text = repeatOf(borne);

  expect(text).toHaveLength(256);
  expect(readOverride(text)).toEqual({
    value: text,
    instanceId: 'i-00000000000000000',
    isContested: true,
  });
  expect(text).toContain(' of i-00000000000000001, ');
});
