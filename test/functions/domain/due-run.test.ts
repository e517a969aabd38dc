import { lastDueTime, type KnownSchedule } from '../../../functions/domain/due-run';

const NIGHTLY: KnownSchedule = {
  isOn: true,
  expression: 'cron(30 1 * * ? *)',
  timeZone: 'UTC',
  windowMinutes: 0,
  changedAt: new Date('2029-01-01T00:00:00Z'),
};

const due = (known: Partial<KnownSchedule>, now: string): string | undefined =>
  lastDueTime({ ...NIGHTLY, ...known }, new Date(now))?.toISOString();

test.each<[rule: string, known: Partial<KnownSchedule>, now: string, due: string | undefined]>([
  [
    'an hour after its time a run must have begun',
    {},
    '2030-01-02T02:30:00.001Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['not before, since Scheduler tries again', {}, '2030-01-02T02:30:00Z', undefined],
  [
    'with a window, an hour after its end',
    { windowMinutes: 30 },
    '2030-01-02T03:00:00.001Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['and not before that', { windowMinutes: 30 }, '2030-01-02T03:00:00Z', undefined],
  ['up to twelve hours late', {}, '2030-01-02T13:30:00Z', '2030-01-02T01:30:00.000Z'],
  ['and no later', {}, '2030-01-02T13:30:00.001Z', undefined],
  [
    'of several times, the last one',
    { expression: 'cron(0 * * * ? *)' },
    '2030-01-02T09:30:00Z',
    '2030-01-02T08:00:00.000Z',
  ],
  [
    'by the clocks of its time zone',
    { timeZone: 'America/New_York' },
    '2030-01-02T08:00:00Z',
    '2030-01-02T06:30:00.000Z',
  ],
  [
    'none of before it was made, changed or enabled',
    { changedAt: new Date('2030-01-02T01:30:00.001Z') },
    '2030-01-02T04:00:00Z',
    undefined,
  ],
  [
    'one of that moment',
    { changedAt: new Date('2030-01-02T01:30:00Z') },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  [
    'a single time like any other',
    { expression: 'at(2030-01-02T01:30:00)' },
    '2030-01-02T04:00:00Z',
    '2030-01-02T01:30:00.000Z',
  ],
  ['nothing is known of a rate', { expression: 'rate(1 hour)' }, '2030-01-02T04:00:00Z', undefined],
  ['nor of what cannot be read', { expression: 'cron(1 hour)' }, '2030-01-02T04:00:00Z', undefined],
])('%s', (_, known, now, expected) => {
  expect(due(known, now)).toBe(expected);
});
