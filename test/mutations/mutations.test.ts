import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MUTATIONS } from './mutations';
import { chosenMutations } from './chosen-mutations';

const ROOT = resolve(__dirname, '../..');

test.each(MUTATIONS)('the code still has the rule that is broken by "$name"', ({ edits, otherwise }) => {
  for (const { file, find, replace } of edits) {
    expect(readFileSync(join(ROOT, file), 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  }
  for (const tests of otherwise?.tests ?? []) expect(existsSync(join(ROOT, tests))).toBe(true);
});

test('no two broken rules have the same name', () => {
  expect(new Set(MUTATIONS.map(({ name }) => name)).size).toBe(MUTATIONS.length);
});

test('words choose the mutations whose names contain all of them', () => {
  expect(chosenMutations(['guard', 'yes']).map(({ name }) => name)).toEqual(['the guard always says yes']);
});

test('words that no name contains are an error, and none chooses all', () => {
  expect(() => chosenMutations(['gaurd'])).toThrow(
    'no mutation has "gaurd" in its name; without words all are tried',
  );
  expect(chosenMutations([])).toBe(MUTATIONS);
});
