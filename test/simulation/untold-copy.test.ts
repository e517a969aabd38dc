import type { Point, StartedCopy } from '../../local/simulation/points';
import { isUntoldCopy } from '../../local/simulation/untold-copy';

const CALL_MS = Date.parse('2026-03-01T02:10:00Z');
const [OURS, THEIRS] = ['snap-0000000000000000a', 'snap-0000000000000000b'];

const OUR_COPY: StartedCopy = {
  id: OURS,
  sourceId: 'snap-00000000000000001',
  region: 'us-west-2',
  startMs: CALL_MS,
  volumeId: 'vol-00000000000000001',
  takenMs: CALL_MS,
  completedMs: CALL_MS,
};

/** Whether a copy of ours must stay for one that somebody has made of it, which began then and has so many tags. */
function isUntold(startMs: number, tagCount: number, copies: readonly StartedCopy[] = [OUR_COPY]): boolean {
  const theirs: Point = {
    id: THEIRS,
    region: 'us-west-2',
    state: 'completed',
    tags: Object.fromEntries(Array.from({ length: tagCount }, (_, index) => [`team/${index}`, 'x'])),
    startMs,
    takenMs: NaN,
    volumeId: undefined,
    ec2VolumeId: 'vol-ffffffff',
    sourceId: undefined,
    isArchived: false,
    schedules: [],
  };
  return isUntoldCopy(
    { copies: new Map(copies.map((copy) => [copy.id, copy])), pointsIn: () => [theirs] },
    { region: 'us-west-2', id: THEIRS, copiedFrom: OURS },
  );
}

test('ours stays for a copy of it that began as soon as ours could have, and has no room for a note', () => {
  expect(isUntold(CALL_MS + 300_000, 50)).toBe(true);
});

test.each([
  ['one that began later, which tells', isUntold(CALL_MS + 300_001, 50)],
  ['one that has room for a note', isUntold(CALL_MS + 300_000, 49)],
  ['a copy of what our stacks have not started', isUntold(CALL_MS, 50, [])],
])('it does not stay for %s', (_, isKept) => {
  expect(isKept).toBe(false);
});
