import {
  afterBlock,
  chanceToFind,
  isSampled,
  NOTHING_PASSED,
  type Sample,
} from '../../../functions/domain/drill-sample';

/** The places of the blocks that a sample chooses. */
function chosen(sample: Sample): number[] {
  const places: number[] = [];
  let state = NOTHING_PASSED;
  for (let place = 0; place < sample.blocks; place += 1) {
    const isChosen = isSampled(sample, state);
    if (isChosen) places.push(place);
    state = afterBlock(state, isChosen);
  }
  return places;
}

test.each([
  ['as many as are asked for', 5_000, 100, 100],
  ['all where there are no more', 100, 100, 100],
  ['all where there are fewer', 99, 100, 99],
  ['none of none', 0, 100, 0],
  ['none where none is asked for', 100, 0, 0],
])('%s are chosen', (_, blocks, size, count) => {
  for (let seed = 1; seed <= 50; seed += 1)
    expect(chosen({ seed: `seed ${seed}`, blocks, size })).toHaveLength(count);
});

test('the same seed chooses the same blocks, another one others', () => {
  const sample = { blocks: 1_000, size: 10 };

  expect(chosen({ ...sample, seed: 'a' })).toEqual(chosen({ ...sample, seed: 'a' }));
  expect(chosen({ ...sample, seed: 'a' })).not.toEqual(chosen({ ...sample, seed: 'b' }));
});

test('no place is chosen more often than another', () => {
  const times = Array.from({ length: 20 }, () => 0);
  for (let seed = 1; seed <= 4_000; seed += 1)
    for (const place of chosen({ seed: `seed ${seed}`, blocks: 20, size: 5 })) times[place]! += 1;

  // 1,000 are expected of each, with a standard deviation of 27.
  expect(Math.min(...times)).toBeGreaterThan(890);
  expect(Math.max(...times)).toBeLessThan(1_110);
});

test.each([
  ['nothing is wrong', { blocks: 10, size: 5, wrong: 0 }, 0],
  ['all are compared', { blocks: 10, size: 10, wrong: 1 }, 1],
  ['fewer are right than compared', { blocks: 10, size: 5, wrong: 6 }, 1],
  ['half are compared and one is wrong', { blocks: 10, size: 5, wrong: 1 }, 0.5],
  ['one of four is compared and one is wrong', { blocks: 4, size: 1, wrong: 1 }, 0.25],
  ['two of four are compared and two are wrong: 1 - 1/6', { blocks: 4, size: 2, wrong: 2 }, 0.8333],
  ['1,000 of 1 TiB, of which one block is wrong', { blocks: 2_097_152, size: 1_000, wrong: 1 }, 0.0005],
  [
    '1,000 of 1 TiB, of which one per mille is wrong',
    { blocks: 2_097_152, size: 1_000, wrong: 2_097 },
    0.6324,
  ],
  [
    '1,000 of 1 TiB, of which one per cent is wrong',
    { blocks: 2_097_152, size: 1_000, wrong: 20_971 },
    0.99996,
  ],
])('the chance to find a wrong block where %s', (_, sample, chance) => {
  expect(chanceToFind(sample)).toBeCloseTo(chance, chance > 0.999 ? 5 : 4);
});

test.each([
  { blocks: 400, size: 40, wrong: 1 },
  { blocks: 400, size: 40, wrong: 10 },
  { blocks: 200, size: 20, wrong: 30 },
])('over seeds, $size of $blocks find $wrong wrong ones as often as stated', ({ blocks, size, wrong }) => {
  const runs = 2_000;
  const chance = chanceToFind({ blocks, size, wrong });
  // Wrong ones stand where a fault leaves them: side by side, and at another place in each run.
  const isWrong = (place: number, run: number): boolean =>
    (place + blocks - ((run * 7) % blocks)) % blocks < wrong;
  let found = 0;
  for (let run = 0; run < runs; run += 1)
    if (chosen({ seed: `run ${run}`, blocks, size }).some((place) => isWrong(place, run))) found += 1;

  // Four standard deviations.
  const deviation = 4 * Math.sqrt((chance * (1 - chance)) / runs);
  expect(found / runs).toBeGreaterThan(chance - deviation);
  expect(found / runs).toBeLessThan(chance + deviation);
});
