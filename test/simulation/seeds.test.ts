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

test('without faults nothing strikes and no rule is broken', async () => {
  const result = await simulate({ seed: 1, faults: {}, days: 2 });

  expect(result.strikes).toEqual({});
  expect(result.violations).toEqual([]);
  expect(result.deletionCount).toBeGreaterThan(20);
});

test('what lost events have left undone comes right all the same', async () => {
  const result = await simulate({ seed: 3, faults: { 'event-lost': 0.3 }, days: 2 });

  expect(result.strikes['event-lost']).toBeGreaterThan(10);
  expect(result.violations).toEqual([]);
});
