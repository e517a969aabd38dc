import { Histories } from '../../../local/simulation/histories';

/** So from 10 on, not from 20 on, and again from 30 on. */
function repeated(): Histories {
  const histories = new Histories();
  histories.note(10, new Set(['a']));
  histories.note(15, new Set(['a', 'b']));
  histories.note(20, new Set(['b']));
  histories.note(30, new Set(['a']));
  return histories;
}

test.each([
  [0, 5, false],
  [5, 12, true],
  [22, 28, false],
  [25, 40, true],
])('from %d to %d it was so at some time: %s', (fromMs, toMs, is) => {
  expect(repeated().was('a', fromMs, toMs)).toBe(is);
});

test.each([
  [10, 20, true],
  [5, 12, false],
  [15, 35, false],
  [30, 1000, true],
])('from %d to %d it was so all the time: %s', (fromMs, toMs, is) => {
  expect(repeated().wasThroughout('a', fromMs, toMs)).toBe(is);
});

test('what was never noted never was so', () => {
  expect(repeated().was('c', 0, 1000)).toBe(false);
  expect(repeated().wasThroughout('c', 15, 15)).toBe(false);
});
