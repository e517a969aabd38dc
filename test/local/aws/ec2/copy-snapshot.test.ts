import type { Authorization, Caller } from '../../../../local/aws/api';
import type { Ec2Options } from '../../../../local/aws/ec2/account';
import { DR, Ec2Bench, HOUR, MINUTE, PRIMARY, snapshotId, snapshotTags, volumeId } from './ec2-bench';

const VOLUME = volumeId('a1');
const ROLE: Caller = { roleArn: 'arn:aws:iam::111122223333:role/copier' };
const SOURCE_KEY = 'arn:aws:kms:us-west-2:111122223333:key/source';
const DAY = 24 * HOUR;

const benchWithSource = (options: Partial<Ec2Options> = {}, volume: object = {}) => {
  const bench = new Ec2Bench(options);
  bench.ec2.addVolume(PRIMARY, { VolumeId: VOLUME, Size: 100, VolumeType: 'gp3', ...volume });
  return { bench, source: completed(bench) };
};

const completed = (bench: Ec2Bench): string => {
  const id = bench.create(VOLUME, { TagSpecifications: snapshotTags({ Name: 'db' }) });
  bench.advance(HOUR);
  return id;
};

const lastDetail = (bench: Ec2Bench) => bench.events.at(-1)!.detail;

test('a copy is pending in the destination Region, of no volume, with only the tags given', () => {
  const { bench, source } = benchWithSource();

  const answer = bench.call(
    'CopySnapshot',
    {
      SourceRegion: PRIMARY,
      SourceSnapshotId: source,
      TagSpecifications: snapshotTags({ 'source-snapshot': source }),
    },
    { region: DR },
  );

  const id = String(answer['SnapshotId']);
  expect(answer).toEqual({ SnapshotId: id, Tags: [{ Key: 'source-snapshot', Value: source }] });
  expect(bench.snapshot(id, DR)).toMatchObject({
    State: 'pending',
    VolumeId: 'vol-ffffffff',
    VolumeSize: 100,
    Description: '',
    TransferType: 'standard',
    Encrypted: false,
    Tags: [{ Key: 'source-snapshot', Value: source }],
  });
});

test('a completed copy sends its event in the destination Region', () => {
  const { bench, source } = benchWithSource();
  const id = bench.copy(source);

  bench.advance(DAY);

  expect(bench.events.at(-1)).toMatchObject({
    region: DR,
    resources: [`arn:aws:ec2::us-east-2:snapshot/${id}`],
    detail: {
      event: 'copySnapshot',
      result: 'succeeded',
      snapshot_id: `arn:aws:ec2::us-east-2:snapshot/${id}`,
      source: `arn:aws:ec2::us-west-2:snapshot/${source}`,
      incremental: 'false',
      transferType: 'standard',
    },
  });
  expect(bench.snapshot(id, DR)['FullSnapshotSizeInBytes']).toBe(
    bench.snapshot(source)['FullSnapshotSizeInBytes'],
  );
});

test('a copy beyond the limit, here that of a tenth of the account, is refused with ResourceLimitExceeded until another has ended', () => {
  const { bench, source } = benchWithSource({ accountShare: 0.1 });
  bench.copy(source);
  bench.copy(source);
  const input = { SourceRegion: PRIMARY, SourceSnapshotId: source };

  expect(bench.error('CopySnapshot', input, { region: DR })).toMatchObject({
    name: 'ResourceLimitExceeded',
    message: 'Too many snapshot copies in progress. The limit is 2 for this destination region.',
  });
  expect(bench.refusal('CopySnapshot', input, { region: 'eu-west-1' })).toBe('accepted');
  bench.advance(DAY);
  expect(bench.refusal('CopySnapshot', input, { region: DR })).toBe('accepted');
});

test.each<[limit: number, options: Partial<Ec2Options>]>([
  [20, {}],
  [30, { copySlots: 30 }],
])('the limit is 20 by default, or what AWS has raised it to: %p', (limit, options) => {
  const { bench, source } = benchWithSource(options);
  for (let count = 0; count < limit; count++) bench.copy(source);

  const input = { SourceRegion: PRIMARY, SourceSnapshotId: source };
  expect(bench.refusal('CopySnapshot', input, { region: DR })).toBe('ResourceLimitExceeded');
});

test('a copy takes as long as the account says of the volume and the Region', () => {
  const asked: string[] = [];
  const { bench, source } = benchWithSource({
    copyDurationMs: (...question) => {
      asked.push(question.join(' '));
      return 7 * MINUTE;
    },
  });
  const id = bench.copy(source);

  bench.advance(7 * MINUTE - 1);
  expect(bench.snapshot(id, DR)).toMatchObject({ State: 'pending' });
  bench.advance(1);
  expect(bench.snapshot(id, DR)).toMatchObject({ State: 'completed' });
  expect(asked).toEqual([`${VOLUME} ${DR}`]);
});

describe('a copy between Regions', () => {
  const secondCopyIsIncremental = (between: (bench: Ec2Bench, first: string) => void, input: object = {}) => {
    const { bench, source } = benchWithSource();
    const first = bench.copy(source);
    bench.advance(DAY);
    between(bench, first);
    const second = completed(bench);
    bench.copy(second, input);
    bench.advance(DAY);
    return lastDetail(bench)['incremental'];
  };

  test('is incremental after an earlier one of the volume', () => {
    expect(secondCopyIsIncremental(() => {})).toBe('true');
  });

  test('is full where the newest copy was deleted', () => {
    const deleted = (bench: Ec2Bench, first: string) =>
      bench.call('DeleteSnapshot', { SnapshotId: first }, { region: DR });
    expect(secondCopyIsIncremental(deleted)).toBe('false');
  });

  test('is full where the key is another', () => {
    expect(secondCopyIsIncremental(() => {}, { Encrypted: true })).toBe('false');
  });

  test('is full while the earlier one still runs', () => {
    const { bench, source } = benchWithSource();
    bench.copy(source);
    bench.copy(source);

    bench.advance(DAY);

    const copies = bench.events.filter((event) => event.detail['event'] === 'copySnapshot');
    expect(copies.map((event) => event.detail['incremental'])).toEqual(['false', 'false']);
  });

  test('is full after one that failed', () => {
    const { bench, source } = benchWithSource();
    bench.ec2.failNextCopyOf(source, 'Source snapshot ID is not valid');
    bench.copy(source);
    bench.advance(DAY);
    bench.copy(source);
    bench.advance(DAY);

    expect(lastDetail(bench)['incremental']).toBe('false');
  });

  test('takes minutes where it is incremental, and as long as the data needs where it is full', () => {
    const { bench, source } = benchWithSource({}, { Size: 1000 });
    const hasEnded = (id: string) => bench.snapshot(id, DR)['State'] === 'completed';

    const full = bench.copy(source);
    bench.advance(15 * MINUTE);
    const fullAfterMinutes = hasEnded(full);
    bench.advance(DAY);
    const incremental = bench.copy(completed(bench));
    bench.advance(15 * MINUTE);

    expect([fullAfterMinutes, hasEnded(full), hasEnded(incremental)]).toEqual([false, true, true]);
  });
});

test.each([
  ['builds on the newest one that was loaded, in whatever order', ['e1', 'e2'], [], 'true'],
  ['builds on the newest one that was loaded, in whatever order', ['e2', 'e1'], [], 'true'],
  ['is full where the newest one that was loaded is gone', ['e2', 'e1'], ['e2'], 'false'],
  ['builds on it where an older one is gone', ['e2', 'e1'], ['e1'], 'true'],
])('a copy between Regions %s', (_, loaded, deleted, incremental) => {
  const { bench, source } = benchWithSource();
  for (const tail of loaded) {
    const copy = {
      SnapshotId: snapshotId(tail),
      VolumeId: 'vol-ffffffff',
      VolumeSize: 100,
      StartTime: new Date(tail === 'e1' ? '2031-01-01T00:00:00Z' : '2031-01-02T00:00:00Z'),
    };
    bench.ec2.addSnapshot(DR, copy, { region: PRIMARY, volumeId: VOLUME });
  }
  for (const tail of deleted) bench.call('DeleteSnapshot', { SnapshotId: snapshotId(tail) }, { region: DR });

  bench.copy(source);
  bench.advance(DAY);

  expect(lastDetail(bench)['incremental']).toBe(incremental);
});

test.each([
  ['is incremental with the same key', {}, 'true'],
  ['is full with another key', { Encrypted: true }, 'false'],
])('a copy within a Region %s', (_, input, incremental) => {
  const { bench, source } = benchWithSource();

  bench.copy(source, input, PRIMARY);
  bench.advance(DAY);

  expect(lastDetail(bench)['incremental']).toBe(incremental);
});

test.each([
  ['the snapshot', (source: string) => source],
  ['its volume', () => VOLUME],
])('a copy that was ordered to fail by %s ends in error', (_, ordered) => {
  const { bench, source } = benchWithSource();
  bench.ec2.failNextCopyOf(ordered(source), 'Source snapshot ID is not valid');

  const id = bench.copy(source);
  bench.advance(HOUR);

  expect(bench.snapshot(id, DR)).toMatchObject({
    State: 'error',
    StateMessage: 'Source snapshot ID is not valid',
  });
  expect(lastDetail(bench)).toMatchObject({ result: 'failed', cause: 'Source snapshot ID is not valid' });
  expect(lastDetail(bench)).not.toHaveProperty('incremental');
});

describe('the presigned URL', () => {
  const stateAfter = (volume: object, PresignedUrl: string | undefined): unknown => {
    const { bench, source } = benchWithSource({}, volume);
    const id = bench.copy(source, { PresignedUrl });
    expect(bench.snapshot(id, DR)['State']).toBe('pending');
    bench.advance(DAY);
    return bench.snapshot(id, DR)['StateMessage'] ?? bench.snapshot(id, DR)['State'];
  };
  const encrypted = { Encrypted: true, KmsKeyId: SOURCE_KEY };

  test('makes the copy fail after it was accepted where it is wrong', () => {
    expect(stateAfter({}, 'https://ec2.us-west-2.amazonaws.com/')).toBe('The presigned URL is not valid');
    expect(stateAfter(encrypted, 'https://ec2.us-west-2.amazonaws.com/')).toBe(
      'The presigned URL is not valid',
    );
  });

  test('may be absent only where the source is not encrypted', () => {
    expect(stateAfter({}, undefined)).toBe('completed');
    expect(stateAfter(encrypted, undefined)).toBe('The presigned URL is not valid');
  });
});

describe('encryption', () => {
  test('a key that does not exist makes the copy fail after it was accepted', () => {
    const { bench, source } = benchWithSource({ kmsKey: () => undefined });

    const id = bench.copy(source, { Encrypted: true, KmsKeyId: 'alias/missing' });
    const state = bench.snapshot(id, DR)['State'];
    bench.advance(HOUR);

    expect(state).toBe('pending');
    expect(bench.snapshot(id, DR)).toMatchObject({
      State: 'error',
      StateMessage: 'Given key ID is not accessible',
    });
    expect(lastDetail(bench)).toMatchObject({ result: 'failed', cause: 'Given key ID is not accessible' });
  });

  test('a copy is encrypted where the source is, with the key of EBS unless one is given', () => {
    const { bench, source } = benchWithSource({}, { Encrypted: true, KmsKeyId: SOURCE_KEY });

    const plain = bench.snapshot(bench.copy(source), DR);
    const keyed = bench.snapshot(bench.copy(source, { Encrypted: true, KmsKeyId: 'alias/dr' }), DR);

    expect(plain).toMatchObject({
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-2:111122223333:key/ebs',
    });
    expect(keyed).toMatchObject({
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-2:111122223333:key/dr',
    });
  });

  test('the caller needs rights on both keys', () => {
    const asked: { caller: Caller; authorizations: readonly Authorization[] }[] = [];
    const { bench, source } = benchWithSource(
      {
        kmsKey: (region, id) => ({
          arn: `arn:aws:kms:${region}:111122223333:key/${id.split('/').at(-1)}`,
          aliases: region === DR ? ['alias/dr'] : [],
        }),
        isAllowed: (caller, authorizations) => {
          asked.push({ caller, authorizations });
          return false;
        },
      },
      { Encrypted: true, KmsKeyId: SOURCE_KEY },
    );

    const id = bench.copy(source, { Encrypted: true, KmsKeyId: 'alias/dr' }, DR, ROLE);
    bench.advance(HOUR);

    const atDr = {
      'kms:ViaService': 'ec2.us-east-2.amazonaws.com',
      'kms:ResourceAliases': ['alias/dr'],
    };
    const atSource = { 'kms:ViaService': 'ec2.us-west-2.amazonaws.com' };
    const grant = { 'kms:GrantIsForAWSResource': 'true' };
    const drKey = 'arn:aws:kms:us-east-2:111122223333:key/dr';
    expect(asked).toEqual([
      {
        caller: ROLE,
        authorizations: [
          { action: 'kms:DescribeKey', resource: drKey, context: atDr },
          { action: 'kms:GenerateDataKeyWithoutPlaintext', resource: drKey, context: atDr },
          { action: 'kms:ReEncryptTo', resource: drKey, context: atDr },
          { action: 'kms:CreateGrant', resource: drKey, context: { ...atDr, ...grant } },
          { action: 'kms:DescribeKey', resource: SOURCE_KEY, context: atSource },
          { action: 'kms:Decrypt', resource: SOURCE_KEY, context: atSource },
          { action: 'kms:ReEncryptFrom', resource: SOURCE_KEY, context: atSource },
          { action: 'kms:CreateGrant', resource: SOURCE_KEY, context: { ...atSource, ...grant } },
        ],
      },
    ]);
    expect(bench.snapshot(id, DR)['StateMessage']).toBe('Given key ID is not accessible');
  });

  test('the key of EBS needs no right of the caller', () => {
    const { bench, source } = benchWithSource({ isAllowed: () => false });

    const id = bench.copy(source, { Encrypted: true });
    bench.advance(DAY);

    expect(bench.snapshot(id, DR)['State']).toBe('completed');
  });
});

test.each([
  [
    'on an Outpost is copied nowhere',
    { OutpostArn: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1' },
    ['UnsupportedOperation', 'UnsupportedOperation'],
  ],
  [
    'in a Local Zone is copied to the Region of the zone alone',
    { AvailabilityZone: 'us-west-2-lax-1a' },
    ['UnsupportedOperation', 'accepted'],
  ],
  [
    'in an Availability Zone is copied everywhere',
    { AvailabilityZone: 'us-west-2a' },
    ['accepted', 'accepted'],
  ],
])('a snapshot %s', (_, place, answers) => {
  const { bench } = benchWithSource();
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: snapshotId('e1'),
    VolumeId: VOLUME,
    VolumeSize: 100,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    ...place,
  });
  const request = { SourceRegion: PRIMARY, SourceSnapshotId: snapshotId('e1') };

  expect([DR, PRIMARY].map((region) => bench.refusal('CopySnapshot', request, { region }))).toEqual(answers);
});

test('a source that is pending or archived cannot be copied', () => {
  const { bench } = benchWithSource();
  const pending = bench.create(VOLUME);
  const archived = snapshotId('e1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId: archived,
    VolumeId: VOLUME,
    VolumeSize: 100,
    StartTime: new Date('2031-01-01T00:00:00Z'),
    StorageTier: 'archive',
  });

  const refusals = [pending, archived].map((SourceSnapshotId) =>
    bench.refusal('CopySnapshot', { SourceRegion: PRIMARY, SourceSnapshotId }, { region: DR }),
  );

  expect(refusals).toEqual(['IncorrectState', 'IncorrectState']);
});

test.each([
  ['a source that is not there', { SourceSnapshotId: snapshotId('f1') }, 'InvalidSnapshot.NotFound'],
  ['a source of another Region', { SourceRegion: 'eu-west-1' }, 'InvalidSnapshot.NotFound'],
  ['a malformed source', { SourceSnapshotId: 'snap-1' }, 'InvalidSnapshotID.Malformed'],
  ['no Region', { SourceRegion: 'nowhere' }, 'InvalidRegion'],
  ['a key but no encryption', { KmsKeyId: 'alias/dr' }, 'InvalidParameterDependency'],
  ['encryption switched off', { Encrypted: false }, 'InvalidParameterValue'],
  ['reserved tags', { TagSpecifications: snapshotTags({ 'aws:x': 'y' }) }, 'InvalidTagKey.Malformed'],
  [
    'a completion duration',
    { CompletionDurationMinutes: 15 },
    'not simulated: ec2:CopySnapshot with CompletionDurationMinutes',
  ],
])('a copy with %s is refused', (_, input, code) => {
  const { bench, source } = benchWithSource();
  const request = { SourceRegion: PRIMARY, SourceSnapshotId: source, ...input };

  expect(bench.refusal('CopySnapshot', request, { region: DR })).toBe(code);
  expect(bench.ec2.snapshots(DR)).toEqual([]);
});

test('IAM is asked about the new snapshot, the source and the tags, without the tags of the source', () => {
  const { bench, source } = benchWithSource();
  const input = {
    SourceRegion: PRIMARY,
    SourceSnapshotId: source,
    TagSpecifications: snapshotTags({ team: 'data' }),
  };

  const context = { 'ec2:Region': DR, 'aws:RequestTag/team': 'data', 'aws:TagKeys': ['team'] };
  expect(bench.questions('CopySnapshot', input, DR)).toEqual([
    { action: 'ec2:CopySnapshot', resource: 'arn:aws:ec2:us-east-2::snapshot/*', context },
    { action: 'ec2:CopySnapshot', resource: `arn:aws:ec2:us-west-2::snapshot/${source}`, context },
    {
      action: 'ec2:CreateTags',
      resource: 'arn:aws:ec2:us-east-2::snapshot/*',
      context: { ...context, 'ec2:CreateAction': 'CopySnapshot' },
    },
  ]);
});

test('a person re-encrypts a copy within its Region: its event names the copied copy as source, and it keeps what the call gives', () => {
  const { bench, source } = benchWithSource();
  const tags = { 'snapshot-keeper:volume': VOLUME };
  const first = bench.copy(source, { TagSpecifications: snapshotTags(tags), Description: 'made of it' });
  bench.advance(2 * HOUR);

  const { Description } = bench.snapshot(first, DR);
  const { SnapshotId } = bench.call(
    'CopySnapshot',
    {
      SourceRegion: DR,
      SourceSnapshotId: first,
      Encrypted: true,
      Description,
      TagSpecifications: snapshotTags(tags),
    },
    { region: DR },
  );
  bench.advance(2 * HOUR);

  expect(bench.snapshot(String(SnapshotId), DR)).toMatchObject({
    VolumeId: 'vol-ffffffff',
    Encrypted: true,
    Description: 'made of it',
    Tags: [{ Key: 'snapshot-keeper:volume', Value: VOLUME }],
  });
  expect(bench.events.at(-1)).toMatchObject({
    region: DR,
    detail: {
      event: 'copySnapshot',
      result: 'succeeded',
      snapshot_id: `arn:aws:ec2::us-east-2:snapshot/${String(SnapshotId)}`,
      source: `arn:aws:ec2::us-east-2:snapshot/${first}`,
    },
  });
});
