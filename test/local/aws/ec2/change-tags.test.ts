import type { Caller } from '../../../../local/aws/api';
import { Ec2Bench, PRIMARY, snapshotId, snapshotTags, volumeId } from './ec2-bench';

const SNAPSHOT = snapshotId('1');
const VOLUME = volumeId('a1');
const INSTANCE = 'i-0123456789abcdef0';

const benchWith = (tags: Record<string, string> = {}): Ec2Bench => {
  const bench = new Ec2Bench();
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 10, Tags });
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: SNAPSHOT,
    VolumeId: VOLUME,
    VolumeSize: 10,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    Tags,
  });
  return bench;
};

const tagsOf = (bench: Ec2Bench) => bench.snapshot(SNAPSHOT)['Tags'];

const numbered = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, number) => [`key${number}`, 'x']));

test('tags are set and overwritten on snapshots and volumes at once', () => {
  const bench = benchWith({ team: 'old', Name: 'db' });

  bench.call('CreateTags', {
    Resources: [SNAPSHOT, VOLUME],
    Tags: [
      { Key: 'team', Value: 'new' },
      { Key: 'hold', Value: '' },
    ],
  });

  const expected = [
    { Key: 'team', Value: 'new' },
    { Key: 'Name', Value: 'db' },
    { Key: 'hold', Value: '' },
  ];
  expect(tagsOf(bench)).toEqual(expected);
  expect(bench.ec2.volumes(PRIMARY)[0]!.Tags).toEqual(expected);
});

test('a listing by tag follows every change of the tag', () => {
  const bench = benchWith({ team: 'old' });
  const found = (value: string) => bench.ids({ 'tag:team': [value] });
  const before = [found('old'), found('new')];

  bench.call('CreateTags', { Resources: [SNAPSHOT], Tags: [{ Key: 'team', Value: 'new' }] });
  const changed = [found('old'), found('new')];
  bench.call('DeleteTags', { Resources: [SNAPSHOT], Tags: [{ Key: 'team' }] });
  const deleted = [found('old'), found('new')];

  expect([before, changed, deleted]).toEqual([
    [[SNAPSHOT], []],
    [[], [SNAPSHOT]],
    [[], []],
  ]);
});

test.each<[string, object, object[] | undefined]>([
  ['by key alone', { Tags: [{ Key: 'team' }] }, [{ Key: 'aws:x', Value: '1' }]],
  ['by key and equal value', { Tags: [{ Key: 'team', Value: 'data' }] }, [{ Key: 'aws:x', Value: '1' }]],
  ['all but those of AWS', {}, [{ Key: 'aws:x', Value: '1' }]],
  [
    'not where the value is another',
    { Tags: [{ Key: 'team', Value: '' }] },
    [
      { Key: 'aws:x', Value: '1' },
      { Key: 'team', Value: 'data' },
    ],
  ],
])('DeleteTags deletes %s', (_, input, left) => {
  const bench = benchWith({ 'aws:x': '1', team: 'data' });

  bench.call('DeleteTags', { Resources: [SNAPSHOT], ...input });

  expect(tagsOf(bench)).toEqual(left);
});

test('a resource has at most 50 tags, not counting those of AWS', () => {
  const bench = benchWith({ ...numbered(49), 'aws:x': '1' });
  const add = (Key: string) =>
    bench.refusal('CreateTags', { Resources: [SNAPSHOT], Tags: [{ Key, Value: '' }] });

  expect([add('fiftieth'), add('one more'), add('key7')]).toEqual([
    'accepted',
    'TagLimitExceeded',
    'accepted',
  ]);
});

test('an instance that has volumes has tags, which are set and taken away', () => {
  const bench = new Ec2Bench();
  const Attachments = [{ InstanceId: INSTANCE, Device: '/dev/sdf' }];
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 10, Attachments });
  const resources = { Resources: [INSTANCE] };

  bench.call('CreateTags', { ...resources, Tags: [{ Key: 'Tier', Value: 'gold' }] });
  bench.call('CreateTags', {
    ...resources,
    Tags: [
      { Key: 'Tier', Value: 'silver' },
      { Key: 'Name', Value: 'web' },
    ],
  });
  bench.call('DeleteTags', { ...resources, Tags: [{ Key: 'Name' }] });

  expect(bench.ec2.instanceTags(PRIMARY, INSTANCE)).toEqual([{ Key: 'Tier', Value: 'silver' }]);
});

test.each<[string, object, string]>([
  ['an unknown instance', { Resources: [SNAPSHOT, INSTANCE] }, 'InvalidInstanceID.NotFound'],
  ['a malformed instance', { Resources: [SNAPSHOT, 'i-1'] }, 'InvalidInstanceID.Malformed'],
  ['an unknown snapshot', { Resources: [SNAPSHOT, snapshotId('2')] }, 'InvalidSnapshot.NotFound'],
  ['an unknown volume', { Resources: [SNAPSHOT, volumeId('b2')] }, 'InvalidVolume.NotFound'],
  ['a malformed snapshot', { Resources: [SNAPSHOT, 'snap-1'] }, 'InvalidSnapshotID.Malformed'],
  ['another kind of resource', { Resources: ['eni-1'] }, 'not simulated: tags on eni-1'],
  ['a reserved key', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'InvalidTagKey.Malformed'],
  ['an empty key', { Tags: [{ Key: '', Value: '' }] }, 'InvalidParameterValue'],
  ['a key of 129 characters', { Tags: [{ Key: 'k'.repeat(129), Value: '' }] }, 'InvalidParameterValue'],
  ['a value of 257 characters', { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, 'InvalidParameterValue'],
  [
    'a key twice',
    {
      Tags: [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ],
    },
    'InvalidParameterValue',
  ],
])('CreateTags with %s changes nothing', (_, input, code) => {
  const bench = benchWith({ team: 'data' });

  const refusal = bench.refusal('CreateTags', {
    Resources: [SNAPSHOT],
    Tags: [{ Key: 'team', Value: 'new' }],
    ...input,
  });

  expect(refusal).toBe(code);
  expect(tagsOf(bench)).toEqual([{ Key: 'team', Value: 'data' }]);
});

test.each<[Caller, string]>([
  [{ outsider: 'aws:dlm' }, 'accepted'],
  [{ outsider: 'aws:backup' }, 'accepted'],
  [{ outsider: 'operator' }, 'InvalidTagKey.Malformed'],
  [{ roleArn: 'arn:aws:iam::111122223333:role/aws:dlm' }, 'InvalidTagKey.Malformed'],
])('a snapshot created with an aws: tag by %j is %s', (caller, code) => {
  const input = {
    VolumeId: VOLUME,
    TagSpecifications: snapshotTags({ 'aws:dlm:lifecycle-policy-id': 'policy-1' }),
  };

  expect(benchWith().refusal('CreateSnapshot', input, { caller })).toBe(code);
});

test('IAM is asked about each resource, with its tags and those of the request', () => {
  const questions = benchWith({ team: 'data' }).questions('CreateTags', {
    Resources: [SNAPSHOT, VOLUME],
    Tags: [{ Key: 'hold', Value: 'audit' }],
  });

  const context = {
    'ec2:Region': 'us-west-2',
    'aws:ResourceTag/team': 'data',
    'ec2:ResourceTag/team': 'data',
    'aws:RequestTag/hold': 'audit',
    'aws:TagKeys': ['hold'],
  };
  expect(questions).toEqual([
    { action: 'ec2:CreateTags', resource: `arn:aws:ec2:us-west-2::snapshot/${SNAPSHOT}`, context },
    { action: 'ec2:CreateTags', resource: `arn:aws:ec2:us-west-2:111122223333:volume/${VOLUME}`, context },
  ]);
});

test.each(['CreateTags', 'DeleteTags'])('%s needs a resource', (operation) => {
  const bench = new Ec2Bench();
  const Tags = [{ Key: 'a', Value: 'b' }];

  for (const input of [{ Tags }, { Tags, Resources: [] }])
    expect(bench.error(operation, input)).toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter resourceIdSet',
    });
});
