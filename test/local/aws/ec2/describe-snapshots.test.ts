import { DR, Ec2Bench, PRIMARY, snapshotId, volumeId } from './ec2-bench';

/** Ten snapshots, of two volumes, five of each team, the third one failed and the fourth archived. */
const benchWithTen = (): Ec2Bench => {
  const bench = new Ec2Bench();
  for (let number = 0; number < 10; number++) {
    bench.ec2.addSnapshot(PRIMARY, {
      SnapshotId: snapshotId(`${number}`),
      VolumeId: volumeId(number < 4 ? 'a1' : 'b2'),
      VolumeSize: 10 + number,
      Description: `number ${number}`,
      StartTime: new Date(Date.UTC(2031, 0, 1 + number)),
      State: number === 2 ? 'error' : 'completed',
      StorageTier: number === 3 ? 'archive' : 'standard',
      Encrypted: number === 5,
      Tags: [
        { Key: 'team', Value: number % 2 === 0 ? 'even' : 'odd' },
        ...(number === 7 ? [{ Key: 'hold', Value: '*' }] : []),
      ],
    });
  }
  return bench;
};

const numbers = (ids: readonly unknown[]): number[] => ids.map((id) => Number(String(id).at(-1)));

test.each<[string, Record<string, string[]>, number[]]>([
  ['nothing', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['a tag', { 'tag:team': ['even'] }, [0, 2, 4, 6, 8]],
  ['one of several values', { 'tag:team': ['odd', 'even', 'other'] }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ['a wildcard on a tag', { 'tag:team': ['e*n'] }, [0, 2, 4, 6, 8]],
  ['a tag in another case', { 'tag:team': ['Even'] }, []],
  ['a tag key', { 'tag-key': ['hold', 'none'] }, [7]],
  ['an escaped wildcard', { 'tag:hold': ['\\*'] }, [7]],
  ['a volume', { 'volume-id': [volumeId('a1')] }, [0, 1, 2, 3]],
  ['two fields at once', { 'volume-id': [volumeId('a1')], 'tag:team': ['odd'] }, [1, 3]],
  ['ids', { 'snapshot-id': [snapshotId('8'), snapshotId('2'), snapshotId('f')] }, [2, 8]],
  ['a pattern of ids', { 'snapshot-id': ['snap-*[13]', 'snap-*4'] }, [4]],
  ['a state', { status: ['error'] }, [2]],
  ['a tier', { 'storage-tier': ['archive'] }, [3]],
  ['encryption', { encrypted: ['true'] }, [5]],
  ['a size', { 'volume-size': ['1?'], progress: ['0%'] }, [2]],
  ['a description', { description: ['number 9'] }, [9]],
  ['a day', { 'start-time': ['2031-01-02T*'] }, [1]],
  ['the owner', { 'owner-id': ['111122223333'], 'tag:team': ['odd'] }, [1, 3, 5, 7, 9]],
  ['an alias of the owner', { 'owner-alias': ['amazon'] }, []],
  ['a kind of transfer', { 'transfer-type': ['standard'] }, []],
])('a listing by %s finds exactly what fits, in order of creation', (_, filters, expected) => {
  expect(numbers(benchWithTen().ids(filters))).toEqual(expected);
});

test('pages follow each other without gap or repetition, also while snapshots go', () => {
  const bench = benchWithTen();
  const page = (NextToken?: string) =>
    bench.call('DescribeSnapshots', { MaxResults: 5, ...(NextToken !== undefined && { NextToken }) });
  const idsOf = (answer: Record<string, unknown>) =>
    numbers((answer['Snapshots'] as { SnapshotId: string }[]).map((snapshot) => snapshot.SnapshotId));

  const first = page();
  bench.call('DeleteSnapshot', { SnapshotId: snapshotId('4') });
  bench.call('DeleteSnapshot', { SnapshotId: snapshotId('5') });
  const second = page(String(first['NextToken']));

  expect(idsOf(first)).toEqual([0, 1, 2, 3, 4]);
  expect(idsOf(second)).toEqual([6, 7, 8, 9]);
  expect(second).not.toHaveProperty('NextToken');
});

test('the last page may be empty', () => {
  const bench = benchWithTen();
  const second = bench.call('DescribeSnapshots', {
    NextToken: bench.call('DescribeSnapshots', { MaxResults: 5 })['NextToken'],
    MaxResults: 5,
  });

  const third = bench.call('DescribeSnapshots', { NextToken: second['NextToken'], MaxResults: 5 });

  expect(third).toEqual({ Snapshots: [] });
});

test('ids find the snapshots named, and owners only what is their own', () => {
  const bench = benchWithTen();
  const list = (input: object) => bench.call('DescribeSnapshots', input)['Snapshots'];
  const SnapshotIds = [snapshotId('9'), snapshotId('1')];

  expect(list({ SnapshotIds })).toEqual([
    expect.objectContaining({ SnapshotId: snapshotId('1') }),
    expect.objectContaining({ SnapshotId: snapshotId('9') }),
  ]);
  expect(list({ SnapshotIds, OwnerIds: ['self'] })).toHaveLength(2);
  expect(list({ SnapshotIds, OwnerIds: ['111122223333'] })).toHaveLength(2);
  expect(list({ SnapshotIds, OwnerIds: ['amazon'] })).toEqual([]);
});

test.each([
  [
    'one unknown id among known ones',
    { SnapshotIds: [snapshotId('1'), snapshotId('f1')] },
    'InvalidSnapshot.NotFound',
  ],
  ['a malformed id', { SnapshotIds: ['snap-12'] }, 'InvalidSnapshotID.Malformed'],
  ['ids and pages', { SnapshotIds: [snapshotId('1')], MaxResults: 5 }, 'InvalidParameterCombination'],
  ['pages of 4', { MaxResults: 4 }, 'InvalidMaxResults'],
  ['a token that EC2 did not make', { NextToken: 'abc' }, 'InvalidNextToken'],
  [
    '201 values',
    { Filters: [{ Name: 'volume-id', Values: Array(201).fill('vol-1') }] },
    'FilterLimitExceeded',
  ],
  [
    'a filter that is not known',
    { Filters: [{ Name: 'outpost-arn', Values: ['x'] }] },
    "not simulated: the filter 'outpost-arn'",
  ],
])('a listing with %s is refused', (_, input, code) => {
  expect(benchWithTen().refusal('DescribeSnapshots', input)).toBe(code);
});

test('pages hold at most 1000 snapshots', () => {
  const bench = new Ec2Bench();
  for (let number = 0; number < 1001; number++) {
    bench.ec2.addSnapshot(DR, {
      SnapshotId: snapshotId(number.toString(16)),
      VolumeId: volumeId('a1'),
      VolumeSize: 1,
      StartTime: new Date('2031-01-01T00:00:00Z'),
    });
  }

  const paged = bench.call('DescribeSnapshots', { MaxResults: 5000 }, { region: DR });
  const whole = bench.call('DescribeSnapshots', {}, { region: DR });

  expect(paged['Snapshots']).toHaveLength(1000);
  expect(whole['Snapshots']).toHaveLength(1001);
});

test('IAM knows no resource for listings', () => {
  expect(new Ec2Bench().questions('DescribeSnapshots', {})).toEqual([
    { action: 'ec2:DescribeSnapshots', resource: '*', context: { 'ec2:Region': 'us-west-2' } },
  ]);
});
