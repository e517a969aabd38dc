import fc from 'fast-check';
import {
  confirmation,
  confirmedCopy,
  copyTag,
  drilledTag,
  isUserTag,
  TAG,
  tagsFromList,
  tagsToList,
  tagsWithKeys,
} from '../../../functions/domain/tags';

test('the keys are those of the contract', () => {
  expect(TAG).toEqual({
    managedBy: 'snapshot-keeper:managed-by',
    snapshot: 'snapshot-keeper:snapshot',
    volume: 'snapshot-keeper:volume',
    region: 'snapshot-keeper:region',
    takenAt: 'snapshot-keeper:taken-at',
    policy: 'snapshot-keeper:policy',
    volumeType: 'snapshot-keeper:volume-type',
    iops: 'snapshot-keeper:iops',
    throughput: 'snapshot-keeper:throughput',
    zone: 'snapshot-keeper:zone',
    device: 'snapshot-keeper:device',
    instance: 'snapshot-keeper:instance',
    set: 'snapshot-keeper:set',
    sourceSnapshot: 'snapshot-keeper:source-snapshot',
    attempt: 'snapshot-keeper:attempt',
    consistency: 'snapshot-keeper:consistency',
    told: 'snapshot-keeper:told',
    givenUp: 'snapshot-keeper:given-up',
    hold: 'snapshot-keeper:hold',
    optOut: 'snapshot-keeper:opt-out',
    retain: 'snapshot-keeper:retain',
    drRetain: 'snapshot-keeper:dr-retain',
    target: 'snapshot-keeper:target',
    restoredBy: 'snapshot-keeper:restored-by',
    restoredFrom: 'snapshot-keeper:restored-from',
    drill: 'snapshot-keeper:drill',
  });
  expect(copyTag('us-west-2')).toBe('snapshot-keeper:copy/us-west-2');
  expect(drilledTag('us-west-2')).toBe('snapshot-keeper:drilled/us-west-2');
});

test.each<[rule: string, list: Parameters<typeof tagsFromList>[0], tags: object]>([
  ['no list is no tags', undefined, {}],
  ['an empty list is no tags', [], {}],
  [
    'a tag without a value has the empty one',
    [{ Key: 'Backup' }, { Key: 'Name', Value: 'data' }],
    { Backup: '', Name: 'data' },
  ],
  ['a tag without a key is none', [{ Value: 'lost' }], {}],
])('%s', (_rule, list, tags) => {
  expect(tagsFromList(list)).toEqual(tags);
});

test('tags survive the way to the list form and back', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), (tags) => {
      expect(tagsFromList(tagsToList(tags))).toEqual({ ...tags });
    }),
  );
});

test('a tag may have any key, also one that means something to JavaScript', () => {
  const tags = tagsFromList([
    { Key: '__proto__', Value: 'a' },
    { Key: 'constructor', Value: 'b' },
  ]);

  expect(Object.entries(tags)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  expect(Object.entries(tagsWithKeys(tags, (key) => key === '__proto__'))).toEqual([['__proto__', 'a']]);
});

test.each<[key: string, isUsers: boolean]>([
  ['Name', true],
  ['', true],
  ['AWS:backup', true],
  ['snapshot-keeper', true],
  ['my-snapshot-keeper:volume', true],
  ['aws:backup:source-resource', false],
  ['snapshot-keeper:volume', false],
  ['snapshot-keeper:copy/us-west-2', false],
])('"%s": a tag of the user is %p', (key, isUsers) => {
  expect(isUserTag(key)).toBe(isUsers);
});

describe('a confirmation', () => {
  const confirmed = (snapshotId: string, value: string) =>
    confirmedCopy({ snapshotId, tags: { 'snapshot-keeper:copy/us-west-2': value } }, 'us-west-2');

  test('names the copy and its source', () => {
    expect(confirmation('snap-copy', 'snap-1')).toBe('snap-copy of snap-1');
    expect(confirmed('snap-1', 'snap-copy of snap-1')).toBe('snap-copy');
  });

  test('counts in its own Region alone', () => {
    const tags = { 'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-1' };
    expect(confirmedCopy({ snapshotId: 'snap-1', tags }, 'eu-west-1')).toBeUndefined();
  });

  test.each<[rule: string, value: string]>([
    ['one that was carried here from another snapshot', 'snap-copy of snap-0'],
    ['one that names no source', 'snap-copy'],
    ['one with more words', 'snap-copy of snap-1 or so'],
    ['an empty one', ''],
  ])('%s confirms nothing', (_rule, value) => {
    expect(confirmed('snap-1', value)).toBeUndefined();
  });
});
