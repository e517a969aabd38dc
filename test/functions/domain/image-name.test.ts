import {
  instanceInName,
  isNamedFor,
  isNameOf,
  nameOfImage,
  namesOfDeployment,
  namesOfRun,
} from '../../../functions/domain/image-name';

const RUN = { deployment: 'keeper', scheduledAt: '2030-03-10T02:00:00Z' };
const NAME = 'snapshot-keeper keeper i-0123456789abcdef0 2030-03-10T02.00.00Z by nightly weekly';

test('the name of an AMI says for whom, of what, when and for which schedules it was made', () => {
  expect(nameOfImage(RUN, 'i-0123456789abcdef0', ['nightly', 'weekly'])).toBe(NAME);
  expect(isNameOf(NAME, 'keeper')).toBe(true);
  expect(instanceInName(NAME)).toBe('i-0123456789abcdef0');
  expect(['nightly', 'weekly', 'night'].map((schedule) => isNamedFor(NAME, schedule))).toEqual([
    'yes',
    'yes',
    'no',
  ]);
});

test('the longest names have the characters that EC2 takes, and of schedules that are cut off any may be meant', () => {
  const run = { deployment: 'd'.repeat(30), scheduledAt: '2030-03-10T02:00:00.123Z' };
  const name = nameOfImage(run, 'i-0123456789abcdef0', ['a'.repeat(30), 'b'.repeat(30)]);
  expect(name).toHaveLength(128);
  expect(name).toMatch(/^[A-Za-z0-9()[\] ./'@_-]+$/);
  expect(isNameOf(name, run.deployment)).toBe(true);
  expect(isNamedFor(name, 'c')).toBe('perhaps');
  const one = nameOfImage(run, 'i-0123456789abcdef0', ['a'.repeat(30)]);
  expect(one.length).toBeLessThan(128);
  expect(isNamedFor(one, 'a'.repeat(30))).toBe('yes');
});

test('a name that is cut behind a schedule has no space at its end, and of the schedules that are cut off any may be meant', () => {
  const run = { deployment: 'keeper', scheduledAt: '2030-03-10T02:00:00Z' };
  const named = (length: number) =>
    nameOfImage(run, 'i-0123456789abcdef0', ['a'.repeat(length), 'b'.repeat(30), 'c'.repeat(30)]);
  const names = Array.from({ length: 30 }, (_, length) => named(length + 1));
  expect(names.filter((name) => name.endsWith(' '))).toEqual([]);
  const [cut, ...others] = names.filter((name) => name.length === 127);
  expect([cut?.endsWith(' bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'), others]).toEqual([true, []]);
  expect(isNamedFor(cut!, 'c'.repeat(30))).toBe('perhaps');
  expect(isNameOf(cut!, 'keeper')).toBe(true);
});

test.each([
  ['another deployment', 'snapshot-keeper keeper-2 i-0123456789abcdef0 2030-03-10T02.00.00Z by nightly'],
  ['no instance', 'snapshot-keeper keeper vol-0123456789abcdef0 2030-03-10T02.00.00Z by nightly'],
  ['no time', 'snapshot-keeper keeper i-0123456789abcdef0 today by nightly'],
  ['more before it', ` ${NAME}`],
  ['more behind it', `${NAME} (copy)`],
  ['nothing', ''],
])('a name of %s is none of the deployment', (_, name) => {
  expect(isNameOf(name, 'keeper')).toBe(false);
});

test('filters find what a run and a deployment have made', () => {
  expect(namesOfRun(RUN)).toBe('snapshot-keeper keeper i-* 2030-03-10T02.00.00Z by *');
  expect(namesOfDeployment('keeper')).toBe('snapshot-keeper keeper i-*');
});
