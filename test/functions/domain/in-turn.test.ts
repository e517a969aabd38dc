import { inTurn } from '../../../functions/domain/in-turn';

const TEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

test('where all have their time, the order stays', () => {
  expect(inTurn(TEN, 5, 1)).toBe(TEN);
});

test('the first ones come first each time, and the others follow from another place', () => {
  expect([0, 1, 2].map((turn) => inTurn(TEN, 2, turn))).toEqual([
    TEN,
    [0, 1, 4, 5, 6, 7, 8, 9, 2, 3],
    [0, 1, 6, 7, 8, 9, 2, 3, 4, 5],
  ]);
});

test('each has its time within as many turns as it takes for all', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => index);
  const seen = new Set<number>();
  for (let turn = 500_000; turn < 500_019; turn += 1)
    for (const one of inTurn(many, 5_000, turn).slice(0, 10_000)) seen.add(one);

  expect(seen.size).toBe(100_000);
});
