import { TimeZone } from '../../../functions/domain/time-zone';

test.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])('%s is a time zone', (name) => {
  expect(TimeZone.parse(name)).toBe(name);
});

test.each<[rule: string, name: unknown]>([
  ['a zone that does not exist', 'Europe/Atlantis'],
  ['a city alone', 'Berlin'],
  ['no name', ''],
  ['no text', 60],
])('%s is refused', (_rule, name) => {
  expect(TimeZone.safeParse(name).success).toBe(false);
});
