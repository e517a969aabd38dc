import { groupKeys } from '../../../../cli/plan/today/group-keys';

const volumes = (tagsOf: (number: number) => Record<string, string>, count = 100) =>
  Array.from({ length: count }, (_, number) => tagsOf(number));

test('a tag that tells volumes apart is a group, Team before all, then those that most volumes have', () => {
  const tagged = volumes((number) => ({
    Environment: number % 2 === 0 ? 'prod' : 'dev',
    ...(number < 90 ? { CostCenter: `cc-${number % 5}` } : {}),
    ...(number < 50 ? { team: `t-${number % 3}` } : {}),
  }));

  expect(groupKeys(tagged)).toEqual(['team', 'Environment', 'CostCenter']);
});

test.each<[rule: string, tags: (number: number) => Record<string, string>]>([
  ['the name', (number) => ({ Name: `n-${number % 2}` })],
  ['a tag of AWS', (number) => ({ 'aws:stack': `s-${number % 2}` })],
  ['a tag of ours', (number) => ({ 'snapshot-keeper:retain': String(number % 2) })],
  ['a tag with the same value everywhere', () => ({ Backup: 'yes' })],
  ['a tag with another value nearly everywhere', (number) => ({ Ticket: `t-${number}` })],
  ['a tag that few have', (number) => (number < 9 ? { Pilot: String(number % 2) } : {})],
])('%s is none', (_, tags) => {
  expect(groupKeys(volumes(tags))).toEqual([]);
});

test('six are enough', () => {
  const tagged = volumes((number) =>
    Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F', 'G'].map((key) => [key, String(number % 2)])),
  );

  expect(groupKeys(tagged)).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
});
