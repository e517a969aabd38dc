import { localClockOf, type Shown } from '../../../functions/domain/local-clock';

const ms = (utc: string): number => Date.parse(`${utc}Z`);
const at = (utc: string): Shown => ({ atMs: ms(utc) });
const leftOut = (changeUtc: string): Shown => ({ changeMs: ms(changeUtc) });

test.each<[zone: string, local: string, shown: Shown]>([
  ['UTC', '2027-03-28T02:30:00', at('2027-03-28T02:30:00')],
  ['Asia/Kolkata', '2027-03-28T02:30:15', at('2027-03-27T21:00:15')],
  ['Pacific/Kiritimati', '2027-01-01T00:00:00', at('2026-12-31T10:00:00')],
  ['Pacific/Pago_Pago', '2027-01-01T23:59:59', at('2027-01-02T10:59:59')],
  ['Europe/Berlin', '2027-03-28T01:59:59', at('2027-03-28T00:59:59')],
  ['Europe/Berlin', '2027-03-28T02:00:00', leftOut('2027-03-28T01:00:00')],
  ['Europe/Berlin', '2027-03-28T02:59:59', leftOut('2027-03-28T01:00:00')],
  ['Europe/Berlin', '2027-03-28T03:00:00', at('2027-03-28T01:00:00')],
  ['Europe/Berlin', '2027-10-31T01:59:59', at('2027-10-30T23:59:59')],
  ['Europe/Berlin', '2027-10-31T02:00:00', at('2027-10-31T00:00:00')],
  ['Europe/Berlin', '2027-10-31T02:59:59', at('2027-10-31T00:59:59')],
  ['Europe/Berlin', '2027-10-31T03:00:00', at('2027-10-31T02:00:00')],
  ['America/New_York', '2027-03-14T02:30:00', leftOut('2027-03-14T07:00:00')],
  ['America/New_York', '2027-11-07T01:30:00', at('2027-11-07T05:30:00')],
  ['Australia/Lord_Howe', '2027-10-03T02:15:00', leftOut('2027-10-02T15:30:00')],
  ['Australia/Lord_Howe', '2027-10-03T02:30:00', at('2027-10-02T15:30:00')],
  ['Australia/Lord_Howe', '2027-04-04T01:45:00', at('2027-04-03T14:45:00')],
  ['Pacific/Apia', '2011-12-30T00:00:00', leftOut('2011-12-30T10:00:00')],
  ['Pacific/Apia', '2011-12-31T00:00:00', at('2011-12-30T10:00:00')],
])('the clocks of %s show %s', (zone, local, shown) => {
  expect(localClockOf(zone)(ms(local))).toEqual(shown);
});

test('one clock answers for one day after another', () => {
  const shownAt = localClockOf('Europe/Berlin');
  const days = ['2027-03-27', '2027-03-28', '2027-03-29', '2027-03-28'];

  expect(days.map((day) => shownAt(ms(`${day}T02:30:00`)))).toEqual([
    at('2027-03-27T01:30:00'),
    leftOut('2027-03-28T01:00:00'),
    at('2027-03-29T00:30:00'),
    leftOut('2027-03-28T01:00:00'),
  ]);
});
