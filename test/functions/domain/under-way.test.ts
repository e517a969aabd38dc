import { hasHadItsTurn, underWayAmong } from '../../../functions/domain/under-way';
import { snap } from '../../support/builders';

const at = (time: string): Date => new Date(`2030-01-${time}:00Z`);

test('what executions are about is under way since the latest of them began', () => {
  const underWay = underWayAmong([
    { name: snap(1), startedAt: at('01T10:00') },
    { name: `${snap(1)}-sweep-2030-01-02`, startedAt: at('02T10:00') },
    { name: `${snap(1)}-again`, startedAt: at('01T11:00') },
    { name: snap(2), startedAt: at('01T12:00') },
    { name: 'by-hand', startedAt: at('01T13:00') },
  ]);

  expect([...underWay]).toEqual([
    [snap(1), at('02T10:00')],
    [snap(2), at('01T12:00')],
  ]);
});

describe('an execution that began at ten has had its turn in a DR Region', () => {
  test.each([
    ['a day later, where there is a copy of data from after it', '01T10:01', '02T10:00', true],
    ['not within the day', '01T10:01', '02T09:59', false],
    ['not where there is none of data from after it', '01T10:00', '09T10:00', false],
  ])('%s', (_, newestTaken, now, hasHad) => {
    expect(hasHadItsTurn(at('01T10:00'), at(newestTaken), at(now))).toBe(hasHad);
  });

  test('not where there is no copy at all', () => {
    expect(hasHadItsTurn(at('01T10:00'), undefined, at('09T10:00'))).toBe(false);
  });
});
