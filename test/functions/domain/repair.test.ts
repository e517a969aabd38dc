import {
  inOrder,
  isOverdue,
  isToldOnce,
  LACKS,
  namesFor,
  repairOf,
  snapshotOfExecution,
} from '../../../functions/domain/repair';
import { snap, snapshot } from '../../support/builders';

const NOW = new Date('2030-01-02T12:00:00Z');

test.each([
  ['completed an hour ago', { completedAt: '2030-01-02T11:00:00Z' }, true],
  ['completed less than an hour ago', { completedAt: '2030-01-02T11:00:01Z' }, false],
  ['that does not say when it was completed, by its start', {}, true],
  ['pending', { state: 'pending' }, false],
  ['failed', { state: 'error' }, false],
])('of a snapshot %s, whether its event is overdue', (_, more, expected) => {
  expect(isOverdue(snapshot(snap(1), '2030-01-02T00:00:00Z', more), NOW)).toBe(expected);
});

test.each([
  ['newest unadopted', ['snap-1', 'snap-1-sweep-2030-01-02']],
  ['copy missing', ['snap-1-sweep-2030-01-02']],
  ['copy unconfirmed', ['snap-1', 'snap-1-sweep-2030-01-02']],
  ['copy failed', ['snap-1']],
  ['volume blocked', ['snap-1-sweep-2030-01-02']],
  ['snapshot failed', ['snap-1']],
  ['tags edited', ['snap-1-sweep-2030-01-02']],
  ['copy disowned', ['snap-1-disowned-2030-01']],
  ['unadopted', ['snap-1', 'snap-1-sweep-2030-01-02']],
  ['no room', ['snap-1']],
  ['scope unknown', ['snap-1']],
  ['over retention', ['snap-1-sweep-2030-01-02']],
] as const)(
  '%s: first the name that the event would have given, where there may have been none',
  (lack, names) => {
    expect(namesFor({ lack, snapshotId: 'snap-1' }, '2030-01-02')).toEqual(names);
  },
);

test('people are told once of what only they can mend', () => {
  expect(LACKS.filter((lack) => isToldOnce({ lack }))).toEqual([
    'copy failed',
    'snapshot failed',
    'copy disowned',
    'no room',
    'scope unknown',
  ]);
});

test('what people are told of once has one name, whatever the day', () => {
  for (const lack of LACKS) {
    const names = new Set(
      ['2030-01-02', '2030-01-03'].flatMap((day) => namesFor({ lack, snapshotId: 'snap-1' }, day)),
    );
    expect([lack, names.size === 1]).toEqual([lack, isToldOnce({ lack })]);
  }
});

test('each name tells its snapshot, and a person’s tells none', () => {
  const names = LACKS.flatMap((lack) => namesFor({ lack, snapshotId: snap('a') }, '2030-01-02'));

  expect(new Set(names.map(snapshotOfExecution))).toEqual(new Set([snap('a')]));
  expect(snapshotOfExecution('again-snap-1')).toBeUndefined();
});

test('the longest name is one that Step Functions takes', () => {
  const [, longest = ''] = namesFor({ lack: 'unadopted', snapshotId: snap(1) }, '2030-01-02T12-00-00-000Z');

  expect(longest.length).toBeLessThanOrEqual(80);
});

test('the most urgent repair comes first, then the newest data, then the lower id', () => {
  const at = (digits: number, lack: (typeof LACKS)[number], day: number) =>
    repairOf('us-east-1', snapshot(snap(digits), `2030-01-0${day}T00:00:00Z`), lack, 'why');
  const wanted = [
    at(5, 'newest unadopted', 1),
    at(1, 'copy missing', 2),
    at(2, 'copy missing', 1),
    at(3, 'copy missing', 1),
    at(4, 'over retention', 2),
  ];

  expect(inOrder([...wanted].reverse())).toEqual(wanted);
});
