import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Locked = { readonly packages: Readonly<Record<string, { readonly license?: string }>> };

const { packages } = JSON.parse(readFileSync(join(__dirname, '..', 'package-lock.json'), 'utf8')) as Locked;

/** Permissive: whoever uses this owes a notice at most, also where it is changed, shipped or run for others. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  // Of data: which browsers know what.
  'CC-BY-4.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/** Of an SPDX expression: one of alternatives is enough, of licences that hold together each has to be. */
const isPermissive = (expression = ''): boolean =>
  expression
    .replace(/[()]/g, '')
    .split(' OR ')
    .some((alternative) => alternative.split(' AND ').every((licence) => PERMISSIVE.has(licence)));

test('every package that npm installs has a permissive licence', () => {
  const others = Object.entries(packages)
    .filter(([path, { license }]) => path !== '' && !isPermissive(license))
    .map(([path, { license = 'none' }]) => `${path}: ${license}`);

  expect(others).toEqual([]);
});

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-or-later)', true],
  ['Apache-2.0 AND MIT', true],
  ['AGPL-3.0-or-later', false],
  ['MIT AND GPL-3.0-only', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  [undefined, false],
])('%s: %p', (expression, expected) => {
  expect(isPermissive(expression)).toBe(expected);
});
