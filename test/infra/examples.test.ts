import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePrimaries } from '../../infra/settings';
import { synthesize } from '../../local/world/synthesize';

const FOLDER = join(__dirname, '../../examples');
const examples = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

test.each(examples)('the example %s is valid, and synthesizes a stack for each of its Regions', (file) => {
  const primaries = parsePrimaries(JSON.parse(readFileSync(join(FOLDER, file), 'utf8')), file);

  const regions = primaries.flatMap(({ primary, dr }) => [primary, ...dr].map(({ region }) => region));
  expect(
    synthesize(...primaries)
      .map(({ region }) => region)
      .sort(),
  ).toEqual(regions.sort());
});

test('each example is described', () => {
  const text = readFileSync(join(FOLDER, 'README.md'), 'utf8');

  expect(examples.filter((file) => !text.includes(`(${file})`))).toEqual([]);
});
