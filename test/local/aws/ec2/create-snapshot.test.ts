import { DR, Ec2Bench, HOUR, MINUTE, PRIMARY, SECOND, snapshotId, snapshotTags, volumeId } from './ec2-bench';

const VOLUME = volumeId('a1');

const benchWithVolume = (volume: object = {}): Ec2Bench => {
  const bench = new Ec2Bench();
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 100, VolumeType: 'gp3', ...volume });
  return bench;
};

test('a snapshot is pending when CreateSnapshot answers, with a start time in whole seconds', () => {
  const bench = benchWithVolume();

  const answer = bench.call('CreateSnapshot', {
    VolumeId: VOLUME,
    Description: 'nightly',
    TagSpecifications: snapshotTags({ team: 'data' }),
  });

  expect(answer).toMatchObject({
    SnapshotId: expect.stringMatching(/^snap-0[0-9a-f]{16}$/),
    VolumeId: VOLUME,
    VolumeSize: 100,
    State: 'pending',
    StartTime: new Date('2031-03-04T05:06:07.000Z'),
    Progress: '',
    OwnerId: '111122223333',
    Description: 'nightly',
    Encrypted: false,
    StorageTier: 'standard',
    Tags: [{ Key: 'team', Value: 'data' }],
  });
});

test('a snapshot takes as long as the account says of the volume and the time', () => {
  const bench = new Ec2Bench({
    snapshotDurationMs: (volume, nowMs) =>
      volume === VOLUME ? Date.parse('2031-03-04T06:00:00Z') - nowMs : NaN,
  });
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 100, VolumeType: 'gp3' });
  const id = bench.create(VOLUME);

  bench.advance(HOUR);

  expect(bench.snapshot(id)).toMatchObject({ CompletionTime: new Date('2031-03-04T06:00:00.000Z') });
});

test('a snapshot is completed within 1 to 5 minutes and says so in an event', () => {
  const bench = benchWithVolume();
  const id = bench.create(VOLUME);

  bench.advance(59 * SECOND);
  const before = bench.snapshot(id);
  bench.advance(5 * MINUTE);
  const after = bench.snapshot(id);

  expect(before).toMatchObject({ State: 'pending', Progress: expect.stringMatching(/^[1-9]\d?%$/) });
  expect(before).not.toHaveProperty('CompletionTime');
  expect(after).toMatchObject({
    State: 'completed',
    Progress: '100%',
    StartTime: new Date('2031-03-04T05:06:07.890Z'),
    CompletionTime: expect.any(Date),
    FullSnapshotSizeInBytes: expect.any(Number),
  });
  expect(bench.events).toEqual([
    expect.objectContaining({
      'detail-type': 'EBS Snapshot Notification',
      region: PRIMARY,
      resources: [`arn:aws:ec2::us-west-2:snapshot/${id}`],
      detail: expect.objectContaining({ event: 'createSnapshot', result: 'succeeded', cause: '' }),
    }),
  ]);
});

test('a snapshot that was ordered to fail ends in error, and only the next one does', () => {
  const bench = benchWithVolume();
  bench.ec2.failNextSnapshotOf(VOLUME, 'The volume could not be read');
  const failing = bench.create(VOLUME);
  bench.advance(MINUTE);
  const next = bench.create(VOLUME);

  bench.advance(HOUR);

  expect(bench.snapshot(failing)).toMatchObject({
    State: 'error',
    StateMessage: 'The volume could not be read',
    Progress: '0%',
  });
  expect(bench.snapshot(next)).toMatchObject({ State: 'completed' });
  expect(bench.events.map((event) => [event.detail['result'], event.detail['cause']])).toEqual(
    expect.arrayContaining([
      ['failed', 'The volume could not be read'],
      ['succeeded', ''],
    ]),
  );
});

test('snapshots of one volume lie at least 15 seconds apart', () => {
  const bench = benchWithVolume();
  bench.create(VOLUME);

  bench.advance(15 * SECOND - 1);
  const tooEarly = bench.refusal('CreateSnapshot', { VolumeId: VOLUME });
  bench.advance(1);
  const inTime = bench.refusal('CreateSnapshot', { VolumeId: VOLUME });

  expect([tooEarly, inTime]).toEqual(['SnapshotCreationPerVolumeRateExceeded', 'accepted']);
});

test.each([
  ['gp3', 5],
  ['io2', 5],
  ['standard', 5],
  ['st1', 1],
  ['sc1', 1],
])('a %s volume has at most %i unfinished snapshots', (VolumeType, limit) => {
  const bench = benchWithVolume({ VolumeType });
  for (let count = 0; count < limit; count++) {
    bench.ec2.addSnapshot(PRIMARY, {
      SnapshotId: snapshotId(`${count}`),
      VolumeId: VOLUME,
      VolumeSize: 100,
      StartTime: new Date('2031-03-01T00:00:00Z'),
      State: 'error',
    });
  }

  const refused = bench.refusal('CreateSnapshot', { VolumeId: VOLUME });
  bench.call('DeleteSnapshot', { SnapshotId: snapshotId('0') });
  const accepted = bench.refusal('CreateSnapshot', { VolumeId: VOLUME });

  expect([refused, accepted]).toEqual(['ConcurrentSnapshotLimitExceeded', 'accepted']);
});

test('where the account may have only so many under way, one more is refused until one of them ends', () => {
  const bench = new Ec2Bench({ pendingSnapshots: 1 });
  const [first, second] = [volumeId('c1'), volumeId('c2')];
  for (const VolumeId of [first, second])
    bench.ec2.addVolume(PRIMARY, { VolumeId, Size: 1, AvailabilityZone: `${PRIMARY}a` });
  bench.call('CreateSnapshot', { VolumeId: first });

  const refused = bench.refusal('CreateSnapshot', { VolumeId: second });
  bench.advance(HOUR);
  const accepted = bench.refusal('CreateSnapshot', { VolumeId: second });

  expect([refused, accepted]).toEqual(['PendingSnapshotLimitExceeded', 'accepted']);
});

test('a Region holds 100,000 snapshots', () => {
  const bench = benchWithVolume();
  for (let count = 0; count < 100_000; count++) {
    bench.ec2.addSnapshot(PRIMARY, {
      SnapshotId: snapshotId(count.toString(16)),
      VolumeId: volumeId('b2'),
      VolumeSize: 1,
      StartTime: new Date('2031-03-01T00:00:00Z'),
    });
  }

  expect(bench.refusal('CreateSnapshot', { VolumeId: VOLUME })).toBe('SnapshotLimitExceeded');
});

test('a pending snapshot that is deleted goes when it is completed', () => {
  const bench = benchWithVolume();
  const id = bench.create(VOLUME);

  bench.call('DeleteSnapshot', { SnapshotId: id });
  const state = bench.snapshot(id)['State'];
  bench.advance(HOUR);

  expect(state).toBe('pending');
  expect(bench.refusal('DescribeSnapshots', { SnapshotIds: [id] })).toBe('InvalidSnapshot.NotFound');
});

test('the snapshot of an encrypted volume has its key', () => {
  const KmsKeyId = 'arn:aws:kms:us-west-2:111122223333:key/k1';
  const bench = benchWithVolume({ Encrypted: true, KmsKeyId });

  const snapshot = bench.snapshot(bench.create(VOLUME));

  expect(snapshot).toMatchObject({
    Encrypted: true,
    KmsKeyId,
    DataEncryptionKeyId: expect.stringMatching(/^[0-9a-f]{8}-/),
  });
});

test.each([
  ['a volume that is not there', { VolumeId: volumeId('f1') }, 'InvalidVolume.NotFound'],
  ['a malformed id', { VolumeId: 'vol-x' }, 'InvalidVolumeID.Malformed'],
  ['no id', {}, 'MissingParameter'],
  ['an id that is no text', { VolumeId: 1 }, 'InvalidParameterValue'],
  [
    'a parameter that is not known',
    { VolumeId: VOLUME, Location2: 'x' },
    'not simulated: ec2:CreateSnapshot with Location2',
  ],
  [
    'tags for a volume',
    { VolumeId: VOLUME, TagSpecifications: [{ ResourceType: 'volume', Tags: [] }] },
    'InvalidParameterValue',
  ],
])('CreateSnapshot with %s is refused', (_, input, code) => {
  expect(benchWithVolume().refusal('CreateSnapshot', input)).toBe(code);
});

test('IAM is asked about the volume, the new snapshot and its tags', () => {
  const bench = benchWithVolume({ Tags: [{ Key: 'backup', Value: 'yes' }] });

  const questions = bench.questions('CreateSnapshot', {
    VolumeId: VOLUME,
    TagSpecifications: snapshotTags({ team: 'data' }),
  });

  const tagContext = {
    'ec2:Region': 'us-west-2',
    'aws:RequestTag/team': 'data',
    'aws:TagKeys': ['team'],
  };
  expect(questions).toEqual([
    {
      action: 'ec2:CreateSnapshot',
      resource: `arn:aws:ec2:us-west-2:111122223333:volume/${VOLUME}`,
      context: {
        'ec2:Region': 'us-west-2',
        'aws:ResourceTag/backup': 'yes',
        'ec2:ResourceTag/backup': 'yes',
      },
    },
    { action: 'ec2:CreateSnapshot', resource: 'arn:aws:ec2:us-west-2::snapshot/*', context: tagContext },
    {
      action: 'ec2:CreateTags',
      resource: 'arn:aws:ec2:us-west-2::snapshot/*',
      context: { ...tagContext, 'ec2:CreateAction': 'CreateSnapshot' },
    },
  ]);
});

test('volumes are known in their own Region only', () => {
  const bench = benchWithVolume();

  expect(bench.refusal('CreateSnapshot', { VolumeId: VOLUME }, { region: DR })).toBe(
    'InvalidVolume.NotFound',
  );
});

describe('the place of a snapshot', () => {
  const OUTPOST = 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1';

  test('is the Region, unless the call names the Outpost or the Local Zone of the volume', () => {
    const onOutpost = benchWithVolume({ AvailabilityZone: 'us-west-2a', OutpostArn: OUTPOST });
    const inLocalZone = benchWithVolume({ AvailabilityZone: 'us-west-2-lax-1a' });
    const shown = (bench: Ec2Bench, input: object) => {
      const { OutpostArn, AvailabilityZone } = bench.snapshot(bench.create(VOLUME, input));
      return { OutpostArn, AvailabilityZone };
    };

    expect(shown(onOutpost, { OutpostArn: OUTPOST })).toEqual({ OutpostArn: OUTPOST });
    expect(shown(inLocalZone, { Location: 'local' })).toEqual({ AvailabilityZone: 'us-west-2-lax-1a' });
    onOutpost.advance(HOUR);
    inLocalZone.advance(HOUR);
    expect(shown(onOutpost, {})).toEqual({});
    expect(shown(inLocalZone, { Location: 'regional' })).toEqual({});
  });

  test.each([
    ['an Outpost', {}, { OutpostArn: OUTPOST }, 'InvalidParameterValue'],
    [
      'a Local Zone',
      { AvailabilityZone: 'us-west-2a' },
      { Location: 'local' },
      'InvalidParameterCombination',
    ],
  ])('cannot be %s in which the volume is not', (_, volume, input, code) => {
    expect(benchWithVolume(volume).refusal('CreateSnapshot', { VolumeId: VOLUME, ...input })).toBe(code);
  });
});
