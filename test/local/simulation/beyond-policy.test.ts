import { beyondPolicy } from '../../../local/simulation/beyond-policy';
import type { Point } from '../../../local/simulation/points';
import { Sets } from '../../../local/simulation/sets';

const at = (day: number): number => Date.UTC(2026, 2, day, 2);

const point = (id: string, volumeId: string, day: number): Point => ({
  id,
  volumeId,
  takenMs: at(day),
  startMs: at(day),
  region: 'eu-west-1',
  state: 'completed',
  tags: {},
  ec2VolumeId: volumeId,
  sourceId: undefined,
  isArchived: false,
  schedules: [],
});

/** An AMI of the first of the volumes a and b, and single snapshots of the third. */
const OLD = [point('old-a', 'vol-a', 1), point('old-b', 'vol-b', 1)];
const SINGLE = [point('single-a', 'vol-a', 3), point('single-b', 'vol-b', 3)];

/** Whether the old snapshot of a volume is beyond a policy that keeps nothing but the newest one. */
function isBeyond(volumeId: string, all: readonly Point[], sets: Sets, day: number): boolean {
  const points = all.filter((one) => one.volumeId === volumeId);
  const { isBeyond: isGivenUp } = beyondPolicy({
    points,
    all,
    sets,
    keptOf: () => new Set(),
    nowMs: at(day),
  });
  return isGivenUp(points.find(({ id }) => id.startsWith('old'))!);
}

const setsOf = (...images: readonly (readonly [ids: readonly string[], imageOf?: string])[]): Sets => {
  const sets = new Sets();
  for (const [ids, imageOf] of images) sets.note(ids, imageOf);
  return sets;
};

const IDS = OLD.map(({ id }) => id);

test('the last AMI of an instance is never beyond the policy beside single snapshots, and a set is 35 days later', () => {
  const all = [...OLD, ...SINGLE];

  expect([30, 60].map((day) => isBeyond('vol-a', all, setsOf([IDS, 'i-1']), day))).toEqual([false, false]);
  expect([30, 60].map((day) => isBeyond('vol-a', all, setsOf([IDS]), day))).toEqual([false, true]);
});

test('one of an instance that has a newer AMI is 35 days later, of a volume that this does not hold', () => {
  const all = [...OLD, point('new-a', 'vol-a', 2), ...SINGLE];
  const sets = (imageOf: string) => setsOf([IDS, 'i-1'], [['new-a'], imageOf]);

  expect([30, 60].map((day) => isBeyond('vol-b', all, sets('i-1'), day))).toEqual([false, true]);
  expect([30, 60].map((day) => isBeyond('vol-b', all, sets('i-2'), day))).toEqual([false, false]);
  expect(isBeyond('vol-a', all, sets('i-1'), 4)).toBe(true);
});
