import { TimeZone } from '../../../functions/domain/time-zone';

test.each([
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Argentina/Buenos_Aires',
  'America/Port-au-Prince',
  'Antarctica/DumontDUrville',
  'Etc/GMT+2',
])('%s is a time zone', (name) => {
  expect(TimeZone.parse(name)).toBe(name);
});

test.each([
  'Asia/Calcutta',
  'Asia/Kolkata',
  'Asia/Ho_Chi_Minh',
  'Asia/Saigon',
  'America/Buenos_Aires',
  'America/Argentina/ComodRivadavia',
  'Australia/ACT',
  'US/Pacific',
  'Etc/UTC',
])('%s, another name of one, is taken as well', (name) => {
  expect(TimeZone.parse(name)).toBe(name);
});

test.each<[rule: string, name: unknown]>([
  ['a zone that does not exist', 'Europe/Atlantis'],
  ['a city alone', 'Berlin'],
  ['an abbreviation, which people in Dublin, Delhi and Jerusalem read as theirs', 'IST'],
  ['one that Node.js takes for Los Angeles', 'PST'],
  ['one that is a zone without its clocks', 'EST'],
  ['a country', 'Japan'],
  ['another name of UTC', 'GMT'],
  ['UTC in small letters', 'utc'],
  ['another name in small letters', 'asia/kolkata'],
  ['another name in capitals', 'ASIA/KOLKATA'],
  ['one whose city is in capitals', 'Asia/KOLKATA'],
  ['no name', ''],
  ['no text', 60],
])('%s is refused', (_rule, name) => {
  expect(TimeZone.safeParse(name).success).toBe(false);
});

test.each(['europe/berlin', 'EUROPE/BERLIN', 'Europe/berlin'])(
  '%s is refused, and the right spelling told',
  (name) => {
    expect(TimeZone.safeParse(name).error?.issues).toMatchObject([
      {
        message: 'expected UTC or an IANA time zone such as Europe/Berlin (did you mean Europe/Berlin?)',
      },
    ]);
  },
);
