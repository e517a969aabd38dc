import { describeEffort, dollars, span } from '../../../cli/plan/copying-effort';

test.each([
  [0, '$0.00'],
  [0.004, 'under $0.01'],
  [0.0194, '$0.02'],
  [3.2, '$3.20'],
  [99.994, '$99.99'],
  [1234.2, '$1,235'],
])('%d dollars are %s', (usd, words) => {
  expect(dollars(usd)).toBe(words);
});

test.each<[minutes: readonly [number, number], words: string]>([
  [[0.2, 0.6], '1 minute'],
  [[4.1, 9.5], '5 to 10 minutes'],
  [[50, 119], '50 to 119 minutes'],
  [[60, 150], '1 to 3 hours'],
  [[1000, 1440], '1 day'],
  [[1440, 4320], '1 to 3 days'],
])('%j minutes are %s', ([least, most], words) => {
  expect(span({ least: least / 1440, most: most / 1440 })).toBe(words);
});

test('a small effort is told as small', () => {
  const days = { least: 1 / 1440, most: 3 / 1440 };

  expect(describeEffort({ region: 'us-west-2', copyCount: 1, sentGib: 0.98, days, usd: 0.0196 })).toBe(
    'about 1 GiB to us-west-2, $0.02 once, 1 to 3 minutes with all 20 slots',
  );
});
