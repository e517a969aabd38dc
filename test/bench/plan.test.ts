import { countsIn } from '../../bench/plan';

const TABLE = `
┌───────────┬────────────────────────┬──────────────────┐
│ Region    │ remove                 │ copy             │
├───────────┼────────────────────────┼──────────────────┤
│ us-east-1 │ 74,000 (7,400,000 GiB) │ 700 (70,000 GiB) │
│ us-west-2 │ 1,000,000 (2 GiB)      │ 0                │
└───────────┴────────────────────────┴──────────────────┘
`;

test('what a plan comes to is read from the table that a person sees', () => {
  expect(countsIn(`Plan of "x"\n${TABLE}\nNothing to do.`)).toEqual({
    'us-east-1': { remove: 74_000, copy: 700 },
    'us-west-2': { remove: 1_000_000, copy: 0 },
  });
});

test('an output without a table comes to nothing', () => {
  expect(countsIn('Nothing to do.')).toEqual({});
});
