import fc from 'fast-check';
import { SnapshotEvent, startsOf } from '../../../functions/domain/snapshot-event';

const starts = (event: unknown) => startsOf(SnapshotEvent.parse(event));

/** The envelope of every event, with fields that no decision reads. */
const envelope = (detailType: string, detail: object): object => ({
  version: '0',
  id: '11111111-2222-3333-4444-555555555555',
  'detail-type': detailType,
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-11-20T03:12:45Z',
  region: 'us-west-2',
  resources: ['arn:aws:ec2::us-west-2:snapshot/snap-00000000000000001'],
  detail: {
    'request-id': '',
    startTime: '2026-11-20T03:10:01Z',
    endTime: '2026-11-20T03:12:40Z',
    ...detail,
  },
});
const notification = (detail: object): object => envelope('EBS Snapshot Notification', detail);
const multiVolume = (detail: object): object =>
  envelope('EBS Multi-Volume Snapshots Completion Status', detail);

describe.each<[shape: string, arn: (resource: string) => string]>([
  ['with the Region in the fifth field', (resource) => `arn:aws:ec2::us-west-2:${resource}`],
  ['with the Region in the fourth field', (resource) => `arn:aws:ec2:us-west-2::${resource}`],
  ['with Region and account', (resource) => `arn:aws:ec2:us-west-2:111122223333:${resource}`],
])('ARNs %s', (_shape, arn) => {
  const snapshotAndVolume = {
    snapshot_id: arn('snapshot/snap-00000000000000001'),
    source: arn('volume/vol-00000000000000001'),
  };
  const copy = {
    event: 'copySnapshot',
    snapshot_id: arn('snapshot/snap-0000000000000000c'),
    source: arn('snapshot/snap-00000000000000001'),
  };
  const members = (status: string) => [
    {
      snapshot_id: arn('snapshot/snap-00000000000000002'),
      source: arn('volume/vol-00000000000000002'),
      status,
    },
    {
      snapshot_id: arn('snapshot/snap-00000000000000001'),
      source: arn('volume/vol-00000000000000001'),
      status,
    },
  ];

  test('a created snapshot starts one execution', () => {
    const event = notification({
      event: 'createSnapshot',
      result: 'succeeded',
      cause: '',
      ...snapshotAndVolume,
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-00000000000000001',
        input: { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
      },
    ]);
  });

  test('a failed creation starts one execution, with the cause', () => {
    const event = notification({
      event: 'createSnapshot',
      result: 'failed',
      cause: 'The volume is not available',
      ...snapshotAndVolume,
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-00000000000000001',
        input: {
          snapshotId: 'snap-00000000000000001',
          volumeId: 'vol-00000000000000001',
          cause: 'The volume is not available',
        },
      },
    ]);
  });

  test('a created multi-volume set starts one execution for each member', () => {
    const event = multiVolume({
      event: 'createSnapshots',
      result: 'succeeded',
      cause: '',
      snapshots: members('completed'),
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-00000000000000002',
        input: { snapshotId: 'snap-00000000000000002', volumeId: 'vol-00000000000000002' },
      },
      {
        name: 'snap-00000000000000001',
        input: { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
      },
    ]);
  });

  test('a failed multi-volume set starts one execution for each member, with the cause of the set', () => {
    const event = multiVolume({
      event: 'createSnapshots',
      result: 'failed',
      cause: 'Snapshot snap-00000000000000002 is in status error',
      snapshots: members('error'),
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-00000000000000002',
        input: {
          snapshotId: 'snap-00000000000000002',
          volumeId: 'vol-00000000000000002',
          cause: 'Snapshot snap-00000000000000002 is in status error',
        },
      },
      {
        name: 'snap-00000000000000001',
        input: {
          snapshotId: 'snap-00000000000000001',
          volumeId: 'vol-00000000000000001',
          cause: 'Snapshot snap-00000000000000002 is in status error',
        },
      },
    ]);
  });

  test('a finished copy starts one execution, named after the copy', () => {
    const event = notification({
      ...copy,
      result: 'succeeded',
      cause: '',
      incremental: 'true',
      transferType: 'standard',
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-0000000000000000c',
        input: {
          snapshotId: 'snap-0000000000000000c',
          sourceSnapshotId: 'snap-00000000000000001',
          incremental: true,
        },
      },
    ]);
  });

  test('a finished time-based copy is a finished copy, late or not', () => {
    const event = notification({
      ...copy,
      result: 'succeeded',
      cause: '',
      incremental: 'false',
      transferType: 'time-based',
      completionDurationStartTime: '2026-11-16T06:27:33.816Z',
      missedCompletionDurationCause: 'throughput quota was exceeded.',
    });
    expect(starts(event)).toEqual([
      {
        name: 'snap-0000000000000000c',
        input: {
          snapshotId: 'snap-0000000000000000c',
          sourceSnapshotId: 'snap-00000000000000001',
          incremental: false,
        },
      },
    ]);
  });

  test('a failed copy starts one execution, with the cause', () => {
    const event = notification({ ...copy, result: 'failed', cause: 'Source snapshot ID is not valid' });
    expect(starts(event)).toEqual([
      {
        name: 'snap-0000000000000000c',
        input: {
          snapshotId: 'snap-0000000000000000c',
          sourceSnapshotId: 'snap-00000000000000001',
          cause: 'Source snapshot ID is not valid',
        },
      },
    ]);
  });
});

const SNAPSHOT_ARN = 'arn:aws:ec2::us-west-2:snapshot/snap-00000000000000001';
const VOLUME_ARN = 'arn:aws:ec2::us-west-2:volume/vol-00000000000000001';
const CREATED = {
  event: 'createSnapshot',
  result: 'succeeded',
  cause: '',
  snapshot_id: SNAPSHOT_ARN,
  source: VOLUME_ARN,
};
const COPIED = {
  event: 'copySnapshot',
  result: 'succeeded',
  cause: '',
  snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-0000000000000000c',
  source: SNAPSHOT_ARN,
};

describe('whether a copy was incremental', () => {
  test.each<[rule: string, field: object, incremental: boolean]>([
    ['the text "true"', { incremental: 'true' }, true],
    ['the text "false"', { incremental: 'false' }, false],
    ['the older text "True"', { incremental: 'True' }, true],
    ['the older text "False"', { incremental: 'False' }, false],
    ['the older key', { Incremental: 'true' }, true],
    ['the older key and the older text', { Incremental: 'True' }, true],
    ['a boolean', { incremental: true }, true],
    ['the boolean false', { incremental: false }, false],
    [
      'a word that nobody documents: only what says that it was is believed',
      { incremental: 'partly' },
      false,
    ],
    ["today's key before the older one", { incremental: 'false', Incremental: 'true' }, false],
  ])('%s', (_rule, field, incremental) => {
    const [start] = starts(notification({ ...COPIED, ...field }));
    expect(start!.input).toStrictEqual({
      snapshotId: 'snap-0000000000000000c',
      sourceSnapshotId: 'snap-00000000000000001',
      incremental,
    });
  });

  test('is not said where AWS does not say it', () => {
    const [start] = starts(notification(COPIED));
    expect(start!.input).toStrictEqual({
      snapshotId: 'snap-0000000000000000c',
      sourceSnapshotId: 'snap-00000000000000001',
    });
  });
});

describe('a failure without a cause', () => {
  test.each<[rule: string, cause: object]>([
    ['empty', { cause: '' }],
    ['missing', { cause: undefined }],
  ])('of a creation is told in words where the cause is %s', (_rule, cause) => {
    const [start] = starts(notification({ ...CREATED, result: 'failed', ...cause }));
    expect(start!.input).toEqual({
      snapshotId: 'snap-00000000000000001',
      volumeId: 'vol-00000000000000001',
      cause: 'AWS gave no reason.',
    });
  });

  test('of a copy has an empty one: the copy itself may tell more', () => {
    const [start] = starts(notification({ ...COPIED, result: 'failed', cause: undefined }));
    expect(start!.input).toEqual({
      snapshotId: 'snap-0000000000000000c',
      sourceSnapshotId: 'snap-00000000000000001',
      cause: '',
    });
  });
});

test.each(['vol-ffffffff', 'vol-fffffffffffffffff'])(
  'a snapshot of the placeholder %s starts an execution, which finds that it is no volume',
  (placeholder) => {
    expect(
      starts(notification({ ...CREATED, source: `arn:aws:ec2::us-west-2:volume/${placeholder}` })),
    ).toEqual([
      {
        name: 'snap-00000000000000001',
        input: { snapshotId: 'snap-00000000000000001', volumeId: placeholder },
      },
    ]);
  },
);

test('ids of eight digits are ids', () => {
  const event = notification({
    ...CREATED,
    snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-01234567',
    source: 'arn:aws:ec2::us-west-2:volume/vol-01234567',
  });
  expect(starts(event)[0]!.input).toEqual({ snapshotId: 'snap-01234567', volumeId: 'vol-01234567' });
});

test('a member that AWS reports in its set and by itself has one name, whatever the set holds', () => {
  const anyIds = fc.uniqueArray(fc.nat({ max: 0xfffffffe }), { minLength: 1, maxLength: 10 });
  const hex = (id: number): string => id.toString(16).padStart(8, '0');
  const namesOf = (event: unknown): string[] => starts(event).map(({ name }) => name);
  fc.assert(
    fc.property(anyIds, fc.constantFrom('succeeded', 'failed'), (ids, result) => {
      const members = ids.map((id) => ({
        snapshot_id: `arn:aws:ec2::us-west-2:snapshot/snap-${hex(id)}`,
        source: `arn:aws:ec2::us-west-2:volume/vol-${hex(id)}`,
        status: result === 'failed' ? 'error' : 'completed',
      }));
      const alone = members.map((member) => notification({ ...CREATED, ...member, result }));
      const inSet = multiVolume({ event: 'createSnapshots', result, snapshots: members });

      expect(namesOf(inSet)).toEqual(ids.map((id) => `snap-${hex(id)}`));
      expect(alone.flatMap(namesOf)).toEqual(ids.map((id) => `snap-${hex(id)}`));
    }),
  );
});

test.each<[rule: string, event: unknown]>([
  [
    'a missed completion duration: the copy may still run',
    envelope('EBS Copy Snapshot Missed Completion Duration', {
      event: 'copySnapshot',
      missedCompletionDurationCause: 'Snapshot copy was not able to meet the duration',
      snapshot_id: 'arn:aws:ec2:us-east-1:111122223333:snapshot/snap-0000000000000000c',
      source: 'arn:aws:ec2:us-east-1:111122223333:snapshot/snap-00000000000000001',
      startTime: 'Sun Nov 24 22:32:55 UTC 2024',
      transferType: 'time-based',
    }),
  ],
  ['a shared snapshot', notification({ ...CREATED, event: 'shareSnapshot', source: 111122223333 })],
  ['an archived snapshot', notification({ ...CREATED, event: 'archiveSnapshot' })],
  ['a permanent restore', notification({ ...CREATED, event: 'permanentRestoreSnapshot' })],
  ['a temporary restore', notification({ ...CREATED, event: 'temporaryRestoreSnapshot' })],
  ['the end of a restore', notification({ ...CREATED, event: 'restoreExpiry' })],
  ['the end of a restore as AWS prints it', notification({ ...CREATED, event: 'restoryExpiry' })],
  ['a lock', notification({ ...CREATED, event: 'lockSnapshot', source: 111122223333 })],
  ['the end of a lock', notification({ ...CREATED, event: 'lockDurationExpiry' })],
  [
    'a created volume',
    envelope('EBS Volume Notification', { event: 'createVolume', result: 'available', cause: '' }),
  ],
  [
    'an API call of CloudTrail',
    envelope('AWS API Call via CloudTrail', {
      eventSource: 'ec2.amazonaws.com',
      eventName: 'DeleteSnapshot',
    }),
  ],
  ['an unknown result', notification({ ...CREATED, result: 'available' })],
  ['no result', notification({ ...CREATED, result: undefined })],
  ['a creation whose snapshot is none', notification({ ...CREATED, snapshot_id: VOLUME_ARN })],
  ['a creation whose source is no volume', notification({ ...CREATED, source: SNAPSHOT_ARN })],
  ['a creation whose snapshot is a wildcard', notification({ ...CREATED, snapshot_id: 'snapshot/snap-*' })],
  ['a creation whose source is a wildcard', notification({ ...CREATED, source: 'volume/vol-*' })],
  [
    'a creation whose snapshot has too few digits',
    notification({ ...CREATED, snapshot_id: 'snapshot/snap-1' }),
  ],
  ['a creation without a source', notification({ ...CREATED, source: undefined })],
  ['a copy whose source is no snapshot', notification({ ...COPIED, source: VOLUME_ARN })],
  ['a set without members', multiVolume({ event: 'createSnapshots', result: 'succeeded', snapshots: [] })],
  ['no detail', { source: 'aws.ec2' }],
  ['nothing', null],
])('refused: %s', (_rule, event) => {
  expect(SnapshotEvent.safeParse(event).success).toBe(false);
});

describe('the message of a schedule of backups', () => {
  const due = (more: object) =>
    starts({
      source: 'snapshot-keeper',
      detail: {
        event: 'backup',
        result: 'due',
        schedule: 'nightly',
        expression: 'cron(30 1 * * ? *)',
        timeZone: 'Europe/Berlin',
        scheduledAt: '2030-01-01T00:30:00Z',
        ...more,
      },
    });

  test('starts one run for its time, of whatever schedules are due then', () => {
    const run = [{ name: 'backup-2030-01-01T00-30-00Z', input: { scheduledAt: '2030-01-01T00:30:00Z' } }];

    expect(due({})).toEqual(run);
    expect(due({ schedule: 'databases', expression: 'cron(30 0/1 * * ? *)' })).toEqual(run);
  });

  test('of a rate it starts a run of that schedule alone', () => {
    const scheduledAt = '2030-01-01T00:30:17Z';

    expect(due({ schedule: 'hourly', expression: 'rate(1 hour)', scheduledAt })).toEqual([
      { name: 'backup-hourly-2030-01-01T00-30-17Z', input: { scheduledAt, schedule: 'hourly' } },
    ]);
  });

  test('with another name than a schedule may have it is none', () => {
    expect(() => due({ schedule: 'a*' })).toThrow('expected up to 30 of a-z');
  });
});

describe('the message of the schedule of the drills', () => {
  const due = (more: object) =>
    starts({
      source: 'snapshot-keeper',
      detail: { event: 'drill', result: 'due', scheduledAt: '2030-01-01T00:00:00Z', ...more },
    });

  test('starts one run, named after its time, so that a repeated one starts nothing', () => {
    const run = [{ name: 'drill-2030-01-01T00-00-00Z', input: { scheduledAt: '2030-01-01T00:00:00Z' } }];

    expect(due({})).toEqual(run);
    expect(due({ unknown: 1 })).toEqual(run);
  });

  test('of another time starts another one, which bears another name than a sweep of that time', () => {
    const scheduledAt = '2030-01-02T00:00:00.500Z';

    expect(due({ scheduledAt })).toEqual([
      { name: 'drill-2030-01-02T00-00-00-500Z', input: { scheduledAt } },
    ]);
    expect(due({ scheduledAt, event: 'sweep' })).toEqual([
      { name: 'sweep-2030-01-02T00-00-00-500Z', input: { scheduledAt } },
    ]);
  });

  test('names no volume: a person who drills one starts the machine', () => {
    expect(due({ volumeId: 'vol-00000000000000001' })[0]!.input).toEqual({
      scheduledAt: '2030-01-01T00:00:00Z',
    });
  });

  test.each<[what: string, more: object]>([
    ['without a time', { scheduledAt: undefined }],
    ['of no time', { scheduledAt: 'today' }],
    ['that is not due', { result: 'succeeded' }],
  ])('%s is none', (_, more) => {
    expect(() => due(more)).toThrow(Object.keys(more)[0]);
  });
});
