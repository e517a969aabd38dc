import { calendarOf } from '../../../functions/domain/calendar';
import { isMissed } from '../../../functions/domain/missed-copy';
import { copy, snap } from '../../support/builders';

const GONE = { snapshotId: snap(1), takenAt: '2026-03-01T02:00:00Z', startedAt: '2026-03-01T02:10:00Z' };
/** The copy snap(number) of the source of a day of March. */
const of = (number: number, source: string, day: number, more = {}) =>
  copy(snap(number), snap(source), `2026-03-0${day}T02:00:00Z`, more);

test.each([
  ['nothing else is there', [], true],
  ['an older one has the other place', [of(2, 'a', 1)], true],
  ['two newer ones have both places', [of(2, 'a', 2), of(3, 'b', 3)], false],
  [
    'the two newer ones are of one source',
    [of(2, 'a', 2), of(3, 'a', 2, { startedAt: '2026-03-02T03:00:00Z' })],
    true,
  ],
  ['one of the newer ones claims to be from the future', [of(2, 'a', 2), of(3, 'b', 5)], true],
  ['one of the newer ones has failed', [of(2, 'a', 2), of(3, 'b', 3, { state: 'error' })], true],
  ['one of the newer ones still runs', [of(2, 'a', 2), of(3, 'b', 3, { state: 'pending' })], true],
  [
    'the volume keeps more',
    [of(2, 'a', 2), of(3, 'b', 3, { tags: { 'snapshot-keeper:dr-retain': '3' } })],
    true,
  ],
  [
    'nobody can read what it keeps',
    [of(2, 'a', 2), of(3, 'b', 3, { tags: { 'snapshot-keeper:dr-retain': 'x' } })],
    true,
  ],
])('under `last 2` a copy that is gone is missed, or not, where %s', (_, copies, missed) => {
  expect(isMissed(GONE, copies, { last: 2 }, calendarOf('UTC'), new Date('2026-03-04T00:00:00Z'))).toBe(
    missed,
  );
});
