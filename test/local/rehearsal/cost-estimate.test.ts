import { DAY_MS } from '../../../local/kernel/time-units';
import { estimateCost, sentGib, type Price } from '../../../local/rehearsal/cost-estimate';
import priceTable from '../../../local/rehearsal/prices.json';
import type { FinishedCopy } from '../../../local/rehearsal/timeline';

const price = (item: string, region: string, usd: number, more: Partial<Price> = {}): Price => ({
  item,
  region,
  usd,
  per: 'unit',
  asOf: '2024-12',
  source: 'a test',
  ...more,
});

const PRICES: readonly Price[] = [
  price('snapshot storage', 'us-east-1', 0.05),
  price('snapshot storage', 'any other', 0.06),
  price('copy transfer', 'us-east-1', 0.02),
  price('copy transfer', 'us-east-1', 0.01, { to: 'us-east-2' }),
  price('copy transfer', 'any other', 0.03),
  price('state transitions', 'every', 0.000025),
  price('state transitions', 'any other', 9),
  price('Lambda requests', 'every', 0.0000002),
];

const usage = { storedGib: [], transferredGib: [], stateTransitionCount: 0, lambdaRequestCount: 0 };

test('a bill has a line for each Region, each way of copies, and what runs', () => {
  const lines = estimateCost(
    {
      storedGib: [
        { region: 'us-east-1', gib: 1000 },
        { region: 'eu-west-1', gib: 500 },
      ],
      transferredGib: [{ from: 'us-east-1', to: 'eu-west-1', gib: 300 }],
      stateTransitionCount: 10_000,
      lambdaRequestCount: 5_000_000,
    },
    PRICES,
  );

  expect(lines.map(({ item, where, quantity }) => [item, where, quantity])).toEqual([
    ['snapshot storage', 'us-east-1', 1000],
    ['snapshot storage', 'eu-west-1', 500],
    ['copy transfer', 'us-east-1 to eu-west-1', 300],
    ['state transitions', 'all Regions', 10_000],
    ['Lambda requests', 'all Regions', 5_000_000],
  ]);
  expect(lines.map(({ usd }) => Number(usd.toFixed(6)))).toEqual([50, 30, 6, 0.25, 1]);
});

test.each([
  ['a way with a price of its own', 'us-east-1', 'us-east-2', 0.01],
  ['any other way from that Region', 'us-east-1', 'us-west-2', 0.02],
  ['a Region that the table does not know', 'eu-west-1', 'us-east-2', 0.03],
])('transfer is charged by %s', (_, from, to, usd) => {
  const [line] = estimateCost({ ...usage, transferredGib: [{ from, to, gib: 1 }] }, PRICES);

  expect(line).toMatchObject({ item: 'copy transfer', usd });
});

test('an item without any price is an error that names it', () => {
  expect(() => estimateCost({ ...usage, storedGib: [{ region: 'us-east-1', gib: 1 }] }, [])).toThrow(
    'the prices have no line for snapshot storage in us-east-1',
  );
});

test('the price table has a month and a source for every price, and a price for every Region', () => {
  const undated = priceTable.prices.filter(
    ({ asOf, source }) => !/^20[0-9]{2}-(0[1-9]|1[0-2])$/.test(asOf) || source === '',
  );

  expect(undated).toEqual([]);
  expect(
    estimateCost(
      {
        ...usage,
        storedGib: [{ region: 'sa-east-1', gib: 1 }],
        transferredGib: [{ from: 'sa-east-1', to: 'me-south-1', gib: 1 }],
      },
      priceTable.prices,
    ).map(({ price: { region } }) => region),
  ).toEqual(['any other', 'any other', 'every', 'every']);
});

describe('what copies send', () => {
  const assumptions = { writtenShare: 0.5, dailyChange: 0.02 };
  const copy = (day: number, more: Partial<FinishedCopy> = {}): FinishedCopy => ({
    region: 'us-west-2',
    volumeId: 'vol-1',
    isIncremental: day > 0,
    takenAtMs: day * DAY_MS,
    startedAtMs: day * DAY_MS,
    endedAtMs: (day + 0.5) * DAY_MS,
    sizeGib: 100,
    ...more,
  });
  const full = (day: number, endDay = day + 0.5) =>
    copy(day, { isIncremental: false, endedAtMs: endDay * DAY_MS });

  test.each<[string, FinishedCopy[], { first: number; later: number }]>([
    ['nothing', [], { first: 0, later: 0 }],
    ['the first copy of a volume, whole', [copy(0)], { first: 50, later: 0 }],
    ['then what changed since the copy before', [copy(0), copy(1), copy(3)], { first: 50, later: 3 }],
    ['everything where AWS makes a full copy again', [copy(0), copy(1), full(2)], { first: 50, later: 51 }],
    ['what goes on being full', [full(0), full(1), full(2)], { first: 50, later: 100 }],
    [
      'whole copies that were begun beside the first, once',
      [full(0, 3), copy(3), full(1, 4), full(2, 5), copy(6)],
      { first: 150, later: 6 },
    ],
    [
      'whole copies before the first that is incremental, once',
      [full(0), full(1), copy(2)],
      { first: 100, later: 1 },
    ],
    ['a day, where it builds on a copy of somebody else', [copy(1)], { first: 0, later: 1 }],
    ['each volume by itself', [copy(0), copy(0, { volumeId: 'vol-2' }), copy(1)], { first: 100, later: 1 }],
  ])('%s', (_, copies, expected) => {
    expect(sentGib(copies, [], assumptions)).toEqual(expected);
  });

  test('what changed since the copy that was there before the days began', () => {
    expect(sentGib([copy(3)], [copy(1), copy(0, { volumeId: 'vol-2' })], assumptions)).toEqual({
      first: 0,
      later: 2,
    });
  });
});
