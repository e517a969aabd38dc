import { chooseDrills, type Drillable } from '../../../functions/domain/choose-drills';
import type { DrillVerdict } from '../../../functions/domain/drill-mark';
import { snap, vol } from '../../support/builders';

const DAY_MS = 86_400_000;
const NOW = new Date('2030-06-01T03:00:00Z');
const volume = (digits: number, daysAgo?: number, verdict: DrillVerdict = 'same'): Drillable => ({
  volumeId: vol(digits),
  ...(daysAgo !== undefined && {
    mark: {
      verdict,
      copyId: snap(digits),
      endedAt: new Date(NOW.getTime() - daysAgo * DAY_MS).toISOString(),
    },
  }),
});
const many = (count: number, daysAgo?: number): Drillable[] =>
  Array.from({ length: count }, (_, index) => volume(index + 1, daysAgo));

test.each<[rule: string, volumes: () => Drillable[], chosen: number[], deferredCount: number, max?: number]>([
  ['without volumes nothing is drilled', () => [], [], 0],
  ['one that was never drilled is', () => [volume(1)], [1], 0],
  ['one that was drilled lately waits', () => [volume(1, 14)], [], 0],
  ['one alone has its turn after half of the days', () => [volume(1, 15)], [1], 0],
  ['one that was never drilled goes first', () => [volume(1, 20), volume(2)], [2], 0],
  ['then the one whose last drill is longest ago', () => [volume(1, 20), volume(2, 21)], [2], 0],
  ['of equal ones the first by id', () => [volume(2), volume(1)], [1], 0],
  ['each day an equal share: of 60 volumes within 30 days two', () => many(60, 20), [1, 2], 0],
  ['a share of 61 is three', () => many(61, 20), [1, 2, 3], 0],
  ['no more than the share of those that were never drilled', () => many(31), [1, 2], 0],
  [
    'what would be too late tomorrow is drilled above the share',
    () => [volume(1, 29.1), volume(2, 29.2), volume(3, 28.9)],
    [2, 1],
    0,
  ],
  ['and beside one that is new', () => [volume(1, 29.5), volume(2)], [1, 2], 0],
  ['what has failed is tried again the next day', () => [volume(1, 1, 'failed'), volume(2)], [1, 2], 0],
  ['and so is what differs', () => [volume(1, 1, 'differs')], [1], 0],
  [
    'what there is no room for is counted',
    () => [volume(1, 31), volume(2, 30), volume(3, 29.5)],
    [1, 2],
    1,
    2,
  ],
  ['too little room: what is late before what is new', () => [volume(1), volume(2, 30)], [2], 1, 1],
])('%s', (_, volumes, chosen, deferredCount, max = 50) => {
  const answer = chooseDrills({ volumes: volumes(), withinDays: 30, max, now: NOW });

  expect(answer.chosen.map(({ volumeId }) => volumeId)).toEqual(chosen.map(vol));
  expect(answer.deferredCount).toBe(deferredCount);
});

test.each([
  [1, 90],
  [13, 90],
  [100, 90],
  [250, 30],
  [7, 7],
  [40, 2],
  [5, 1],
])(
  'each of %i volumes that are there is drilled once within %i days, and none is done too often',
  (count, within) => {
    const last = new Map<string, number>();
    const since = new Map<string, number>();
    const [gaps, passed]: [number[], number[]] = [[], []];
    for (let day = 0; day <= count + within * 2; day += 1) {
      // Half of them are there at first; one more comes each day.
      const there = Math.min(count, Math.ceil(count / 2) + day);
      const volumes = Array.from({ length: there }, (_, index): Drillable => {
        const volumeId = vol(index + 1);
        if (!since.has(volumeId)) since.set(volumeId, day);
        const at = last.get(volumeId);
        if (at === undefined) return { volumeId };
        const endedAt = new Date(at * DAY_MS).toISOString();
        return { volumeId, mark: { verdict: 'same', copyId: snap(1), endedAt } };
      });
      const { chosen } = chooseDrills({
        volumes,
        withinDays: within,
        max: Infinity,
        now: new Date(day * DAY_MS),
      });
      for (const { volumeId } of chosen) {
        const before = last.get(volumeId);
        (before === undefined ? passed : gaps).push(day - (before ?? since.get(volumeId)!));
        last.set(volumeId, day);
      }
    }

    expect(last.size).toBe(count);
    expect(Math.max(...gaps, ...passed)).toBeLessThanOrEqual(within);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(Math.min(1, within / 2));
  },
);
