import { drawTagChange, type TagChange } from '../../../local/faults/tag-changes';
import { Random } from '../../../local/kernel/random';

const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const OWN = { prefix: 'ours:', keys: ['ours:volume', 'ours:hold'] };
const SNAPSHOT = {
  SnapshotId: 'snap-1',
  VolumeId: 'vol-1',
  Tags: [
    { Key: 'ours:copy/us-east-2', Value: 'snap-2' },
    { Key: 'Name', Value: 'db' },
  ],
};
const OTHER = {
  SnapshotId: 'snap-3',
  VolumeId: 'vol-3',
  Tags: [{ Key: 'ours:volume', Value: 'vol-4' }],
};

const changes = (all: readonly object[]): TagChange[] => {
  const random = new Random(1, 'tags');
  return Array.from({ length: 2000 }, () => drawTagChange(random, OWN, SNAPSHOT, all, NOW_MS));
};

const valuesOf = (drawn: readonly TagChange[]): Set<unknown> =>
  new Set(drawn.flatMap((change) => ('Value' in change ? [change.Value] : [])));

test('every tag of ours may be set, those that are known and those that are there, and nothing else', () => {
  const drawn = changes([SNAPSHOT]).filter((change) => 'Value' in change);

  expect(new Set(drawn.map(({ Key }) => Key))).toEqual(
    new Set(['ours:copy/us-east-2', 'ours:volume', 'ours:hold']),
  );
});

test('only a tag of ours that is there is deleted', () => {
  const drawn = changes([SNAPSHOT]).filter((change) => !('Value' in change));

  expect(new Set(drawn.map(({ Key }) => Key))).toEqual(new Set(['ours:copy/us-east-2']));
});

test('a value is what stands elsewhere: another snapshot, its volume, or its value of the tag', () => {
  const values = valuesOf(changes([SNAPSHOT, OTHER]));

  expect([...values]).toEqual(expect.arrayContaining(['snap-3', 'vol-3', 'vol-4']));
  expect(values).not.toContain('snap-1');
});

test.each([
  ['nothing', ''],
  ['a wildcard', 'vol-*'],
  ['no volume', 'vol-ffffffff'],
  ['another deployment', 'another-deployment'],
  ['full-width digits', '１４'],
  ['an override that cannot be read', '7d 4w twelve months'],
  ['no time', '2026-02-30T25:00:00.000Z'],
  ['a time beyond all dates', '+275760-09-13T00:00:00.001Z'],
  ['other scripts', 'données 保存 🗄️'],
  ['as much as a tag holds', 'x'.repeat(256)],
])('a value may be %s', (_, value) => {
  expect(valuesOf(changes([SNAPSHOT]))).toContain(value);
});

test('a value may be a time in the past or the future', () => {
  const timesMs = [...valuesOf(changes([SNAPSHOT]))]
    .filter((value) => /^20..-..-..T00:00:00.000Z$/.test(String(value)))
    .map((value) => Date.parse(String(value)));

  expect(Math.min(...timesMs)).toBeLessThan(NOW_MS);
  expect(Math.max(...timesMs)).toBeGreaterThan(NOW_MS);
});
