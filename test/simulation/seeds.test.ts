import { ALL_FAULTS } from '../../local/faults/fault-catalogue';
import { simulate } from '../../local/simulation/simulation';

const traceOf = async (seed: number): Promise<string[]> => {
  const lines: string[] = [];
  await simulate({ seed, faults: ALL_FAULTS, days: 1, onTrace: (line) => lines.push(line) });
  return lines;
};

test('one seed run twice gives the same trace, byte for byte, and another seed another', async () => {
  const first = await traceOf(7);
  const second = await traceOf(7);
  const other = await traceOf(8);

  expect(first.length).toBeGreaterThan(1000);
  expect(second.join('\n')).toBe(first.join('\n'));
  expect(other.join('\n')).not.toBe(first.join('\n'));
});

test('without faults nothing strikes, nothing is owed and no rule is broken', async () => {
  const result = await simulate({ seed: 1, faults: {}, days: 2 });

  expect(result.strikes).toEqual({});
  expect(result.owed).toEqual([]);
  expect(result.violations).toEqual([]);
  expect(result.deletionCount).toBeGreaterThan(20);
});

test('what lost events have left undone is owed to a sweep, and nothing else is', async () => {
  const lossy = await simulate({ seed: 3, faults: { 'event-lost': 0.3 }, days: 2 });
  const harmless = await simulate({
    seed: 3,
    faults: { ...ALL_FAULTS, 'event-lost': 0 },
    days: 2,
  });

  expect(lossy.violations).toEqual([]);
  expect(lossy.owed.length).toBeGreaterThan(0);
  expect(harmless.violations).toEqual([]);
  expect(harmless.owed).toEqual([]);
});
