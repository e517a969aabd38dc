import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MUTATIONS } from './mutations';

const ROOT = resolve(__dirname, '../..');

test.each(MUTATIONS)('the code still has the rule that is broken by "$name"', ({ file, find, replace }) => {
  const parts = readFileSync(join(ROOT, file), 'utf8').split(find);

  expect(parts).toHaveLength(2);
  expect(replace).not.toBe(find);
});
