import { measurements, missed, render, type Figures } from '../../bench/measurements';

const figures = ({
  days = 365,
  seconds = 100,
  peakMemoryMib = 500,
  planSeconds = 10,
  planMib = 700,
  loadRatio = 0.25,
  ec2Calls = 12,
  stateTransitions = 12,
} = {}) =>
  ({
    life: { ec2Calls, stateTransitions },
    year: {
      volumes: 1000,
      days,
      worlds: 2,
      lives: 1000 * days,
      seconds,
      stateTransitions: 16_000 * days,
      ec2Calls: 9000 * days,
      peakMemoryMib,
    },
    plan: { snapshots: 100_000, seconds: planSeconds, peakMemoryMib: planMib },
    bundles: [{ functionName: 'tag-snapshot', sizeKib: 436.4, loadMs: 51.26, loadRatio }],
  }) satisfies Figures;

const namesMissed = (given: Figures): string[] => missed(measurements(given)).map(({ name }) => name);

test('figures within all limits miss none', () => {
  expect(namesMissed(figures())).toEqual([]);
});

test('a figure may be as much as its limit', () => {
  expect(
    namesMissed(
      figures({ seconds: 180, peakMemoryMib: 1024, planSeconds: 20, planMib: 1024, loadRatio: 0.5 }),
    ),
  ).toEqual([]);
});

test.each<[string, Figures]>([
  ['EC2 calls per life', figures({ ec2Calls: 13 })],
  ['state transitions per life', figures({ stateTransitions: 13 })],
  ['seconds', figures({ seconds: 180.1 })],
  ['peak memory, MiB', figures({ peakMemoryMib: 1025 })],
  ['seconds of the plan', figures({ planSeconds: 20.1 })],
  ['peak memory of the plan, MiB', figures({ planMib: 1025 })],
  ['load of tag-snapshot to that of the EC2 client', figures({ loadRatio: 0.51 })],
])('above its limit: %s', (name, given) => {
  expect(namesMissed(given)).toEqual([name]);
});

test('the limit of seconds is for the whole year of 1,000 volumes', () => {
  expect(namesMissed(figures({ days: 364, seconds: 1000 }))).toEqual([]);
});

test('a reader sees every figure, its limit, and which limits are missed', () => {
  const text = render(figures({ seconds: 200, loadRatio: 0.251 }));

  expect(text).toMatch(/lives per second +│ +1,825 │/);
  expect(text).toMatch(/seconds +│ +200 │ +180 │/);
  expect(text).toMatch(/tag-snapshot │ 436 │ +51\.3 │ 0\.251 │ +0\.5 │/);
  expect(text).toContain('missed: seconds is 200, at most 180 is allowed\n');
});
