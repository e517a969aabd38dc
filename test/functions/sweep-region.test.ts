import { handler } from '../../functions/sweep-region/handler';
import { recordingRuntime, type Call } from '../support/recording-runtime';
import { snap, vol } from '../support/builders';

const MACHINES = {
  'us-east-1': { 'snapshot-created': 'arn:created' },
  'us-west-2': { 'snapshot-copied': 'arn:copied' },
};

const ENVIRONMENT = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  SELECTION: '{"tagKey":"Backup"}',
  ADOPT: '{"dlm":true,"ami":false,"awsBackup":false,"kubernetes":false,"exceptTags":[]}',
  IMAGES: 'false',
  ADOPT_FROM: 'all',
  RETENTION: '{"last":7}',
  SCHEDULE_RETENTION: '{}',
  COPY_RETENTION: '{"us-west-2":{"last":1}}',
  TIME_ZONE: 'UTC',
  DELETION_LIMIT: '"none"',
  TARGET_HOURS: '26',
  SWEEP_HOURS: '1',
  COPY_HOURS: '48',
  METRICS_PER_VOLUME: 'false',
  INSTANCE_OVERRIDES: 'false',
  MACHINES: JSON.stringify(MACHINES),
  SCHEDULES: '[]',
  SCHEDULE_GROUP: 'keeper-us-east-1',
  STACK_NAME: 'keeper-us-east-1-primary',
  PRIMARY_REGIONS: '["us-east-1"]',
  IGNORE_REGIONS: '[]',
};

/** Of the DR Region's own sweep. */
const IN_DR = { COPY_RETENTION: '{}', MACHINES: '{"us-west-2":{"snapshot-copied":"arn:copied"}}' };

/** One that no event has told of, taken at noon of the day before. */
const UNADOPTED = {
  SnapshotId: snap(1),
  VolumeId: vol(1),
  State: 'completed',
  StartTime: new Date('2029-12-31T12:00:00Z'),
  Tags: [],
};
const VOLUME = { VolumeId: vol(1), Tags: [{ Key: 'Backup', Value: 'yes' }] };
const INPUT = { scheduledAt: '2030-01-01T00:00:00Z' };
const NOTHING_RUNS = { executions: [] };

const answers = {
  DescribeStacksCommand: [{ Stacks: [{ CreationTime: new Date('2029-12-01T00:00:00Z') }] }],
  ListExecutionsCommand: [NOTHING_RUNS, NOTHING_RUNS],
  DescribeSnapshotsCommand: [{ Snapshots: [] }, { Snapshots: [UNADOPTED] }],
  DescribeRegionsCommand: [{ Regions: [{ RegionName: 'us-east-1' }, { RegionName: 'us-west-2' }] }],
  DescribeVolumesCommand: [{ Volumes: [VOLUME] }, { Volumes: [] }],
  StartExecutionCommand: [{}],
};

/** Ours, of noon of the day before, and adopted. */
const TAKEN = '2029-12-31T12:00:00.000Z';
const tagsOf = (words: Record<string, string>) =>
  Object.entries({
    'managed-by': 'keeper',
    volume: vol(1),
    region: 'us-east-1',
    'taken-at': TAKEN,
    ...words,
  }).map(([word, Value]) => ({ Key: `snapshot-keeper:${word}`, Value }));
const OF_SOURCE = { snapshot: snap(1) };
const SOURCE = {
  SnapshotId: snap(1),
  VolumeId: vol(1),
  State: 'completed',
  StartTime: new Date(TAKEN),
  KmsKeyId: 'arn:here',
  Tags: tagsOf({ ...OF_SOURCE, 'copy/us-west-2': `${snap(91)} of ${snap(1)}` }),
};
const COPY = {
  SnapshotId: snap(91),
  VolumeId: 'vol-ffffffff',
  State: 'completed',
  StartTime: new Date(TAKEN),
  Description: `snapshot-keeper keeper: copy of ${snap(1)} of ${vol(1)} in us-east-1, taken ${TAKEN}, requested ${TAKEN} call-1`,
  KmsKeyId: 'arn:there',
  Tags: tagsOf({ 'source-snapshot': snap(1) }),
};

const key = (KeyState: string) => ({ KeyMetadata: { KeyState } });

const valuesOf = (gauges: ReturnType<typeof sweep>['gauges'], wanted: string): string[] =>
  gauges.flatMap(([name, { value, ofRegion }]) => (name === wanted ? [`${value} of ${ofRegion}`] : []));

type More = {
  readonly environment?: Record<string, string>;
  readonly answers?: Record<string, readonly unknown[]>;
};

const started = (name: string): Call => [
  'sfn us-east-1',
  'StartExecutionCommand',
  { stateMachineArn: 'arn:created', name, input: `{"snapshotId":"${snap(1)}","volumeId":"${vol(1)}"}` },
];

function sweep(input: object, { environment = {}, answers: more = {} }: More = {}, region = 'us-east-1') {
  const { runtime, ...recorded } = recordingRuntime({
    region,
    environment: { ...ENVIRONMENT, ...environment },
    answers: { ...answers, ...more },
  });
  // Reading takes its time: each look at the clock shows ten seconds more.
  let looks = -1;
  const now = (): Date => new Date(runtime.now().getTime() + ++looks * 10_000);
  return { output: handler.within({ ...runtime, now })(input), ...recorded };
}

const taken = Object.assign(new Error('taken'), { name: 'ExecutionAlreadyExists' });

describe('a run of a schedule that has not begun', () => {
  const scheduled = {
    environment: {
      MACHINES: JSON.stringify({
        ...MACHINES,
        'us-east-1': { 'snapshot-created': 'arn:created', backup: 'arn:backup' },
      }),
      SCHEDULES: '["nightly"]',
    },
    answers: {
      ListExecutionsCommand: [NOTHING_RUNS, NOTHING_RUNS, NOTHING_RUNS, NOTHING_RUNS],
      StartExecutionCommand: [{}, {}],
      GetScheduleCommand: [
        {
          State: 'ENABLED',
          ScheduleExpression: 'cron(30 20 * * ? *)',
          CreationDate: new Date('2029-01-01T00:00:00Z'),
        },
      ],
    },
  };

  test('is started by the sweep of the whole Region', async () => {
    const { output, calls, counts } = sweep(INPUT, scheduled);
    await output;

    expect(calls).toContainEqual([
      'scheduler us-east-1',
      'GetScheduleCommand',
      { GroupName: 'keeper-us-east-1', Name: 'backup-nightly' },
    ]);
    expect(calls).toContainEqual([
      'sfn us-east-1',
      'StartExecutionCommand',
      {
        stateMachineArn: 'arn:backup',
        name: 'backup-2029-12-31T20-30-00Z',
        input: '{"scheduledAt":"2029-12-31T20:30:00Z"}',
      },
    ]);
    expect(counts).toContainEqual(['BackupsMissed', 1]);
  });

  test('and not by that of one volume', async () => {
    const { output, calls } = sweep({ ...INPUT, volumeId: vol(1) }, scheduled);
    await output;

    expect(calls.map(([, command]) => command)).not.toContain('GetScheduleCommand');
  });

  test('where Scheduler does not answer, the ages are told all the same, and the sweep fails', async () => {
    const { output, gauges, counts } = sweep(INPUT, {
      ...scheduled,
      answers: { ...scheduled.answers, GetScheduleCommand: [new Error('hangs')] },
    });

    await expect(output).rejects.toThrow('hangs');
    expect(gauges.map(([name]) => name)).toContain('VolumesUncovered');
    expect(counts.map(([name]) => name)).not.toContain('SweepsFinished');
  });
});

test('the primary Region is read, and its DR Regions, and the work of a lost event started', async () => {
  const { output, calls, counts } = sweep(INPUT);

  expect(await output).toEqual({
    found: { 'newest unadopted': 1 },
    started: 1,
    tried: 0,
    deferred: 0,
    unread: [],
  });
  expect(calls).toEqual([
    ['cloudformation us-east-1', 'DescribeStacksCommand', { StackName: 'keeper-us-east-1-primary' }],
    [
      'sfn us-east-1',
      'ListExecutionsCommand',
      { stateMachineArn: 'arn:created', statusFilter: 'RUNNING', maxResults: 1000 },
    ],
    [
      'sfn us-west-2',
      'ListExecutionsCommand',
      { stateMachineArn: 'arn:copied', statusFilter: 'RUNNING', maxResults: 1000 },
    ],
    [
      'ec2 us-west-2',
      'DescribeSnapshotsCommand',
      {
        OwnerIds: ['self'],
        Filters: [{ Name: 'description', Values: ['snapshot-keeper keeper: copy of *'] }],
        MaxResults: 1000,
      },
    ],
    ['ec2 us-east-1', 'DescribeSnapshotsCommand', { OwnerIds: ['self'], Filters: [], MaxResults: 1000 }],
    ['ec2 us-east-1', 'DescribeVolumesCommand', { MaxResults: 1000 }],
    started(snap(1)),
    ['ec2 us-east-1', 'DescribeRegionsCommand', {}],
    [
      'ec2 us-west-2',
      'DescribeVolumesCommand',
      { Filters: [{ Name: 'tag-key', Values: ['Backup'] }], MaxResults: 1000 },
    ],
  ]);
  expect(counts).toEqual([
    ['RepairsStarted', 1],
    ['RepairsDeferred', 0],
    ['RegionsUnread', 0],
    ['SweepsFinished', 1],
  ]);
});

test('where the event’s name is taken, the day’s is tried, and what is tried already is counted', async () => {
  const again = sweep(INPUT, { answers: { StartExecutionCommand: [taken, {}] } });
  await again.output;
  expect(again.calls.filter(([, command]) => command === 'StartExecutionCommand')).toEqual([
    started(snap(1)),
    started(`${snap(1)}-sweep-2030-01-01`),
  ]);

  const inVain = sweep(INPUT, { answers: { StartExecutionCommand: [taken, taken] } });
  expect(await inVain.output).toMatchObject({ started: 0, tried: 1, deferred: 0 });
});

test('what people have been told of once is no lack any more', async () => {
  const FAILED = { ...UNADOPTED, State: 'error' };
  const machines = { 'us-east-1': { 'snapshot-created': 'arn:created', 'snapshot-failed': 'arn:failed' } };
  const swept = sweep(INPUT, {
    environment: { MACHINES: JSON.stringify(machines) },
    answers: {
      DescribeSnapshotsCommand: [{ Snapshots: [] }, { Snapshots: [FAILED] }],
      StartExecutionCommand: [taken],
    },
  });

  expect(await swept.output).toEqual({ found: {}, started: 0, tried: 0, deferred: 0, unread: [] });
});

test('a snapshot of a volume in the DR Region is no copy, whatever its description says', async () => {
  const forged = {
    ...UNADOPTED,
    SnapshotId: snap(9),
    Description: `snapshot-keeper keeper: copy of ${snap(1)} of ${vol(1)} in us-east-1, taken 2029-12-31T12:00:00.000Z, requested 2029-12-31T12:00:00.000Z call-1`,
  };
  const looked = (VolumeId: string): Promise<unknown> =>
    sweep(
      INPUT,
      {
        environment: IN_DR,
        answers: { DescribeSnapshotsCommand: [{ Snapshots: [{ ...forged, VolumeId }] }] },
      },
      'us-west-2',
    ).output;

  expect(await looked('vol-ffffffff')).toHaveProperty('found', { 'copy disowned': 1 });
  expect(await looked(vol(7))).toHaveProperty('found', {});
});

test('what runs is not started beside', async () => {
  const runs = {
    executions: [{ name: `${snap(1)}-sweep-2029-12-31`, startDate: new Date('2029-12-31T13:00:00Z') }],
    nextToken: 'more',
  };
  const { output, calls } = sweep(INPUT, {
    answers: { ListExecutionsCommand: [runs, NOTHING_RUNS, NOTHING_RUNS] },
  });

  expect(await output).toEqual({ found: {}, started: 0, tried: 0, deferred: 0, unread: [] });
  expect(calls[2]).toEqual([
    'sfn us-east-1',
    'ListExecutionsCommand',
    { stateMachineArn: 'arn:created', statusFilter: 'RUNNING', maxResults: 1000, nextToken: 'more' },
  ]);
});

test('every page is read', async () => {
  const { output, calls } = sweep(INPUT, {
    answers: {
      DescribeSnapshotsCommand: [
        { Snapshots: [] },
        { Snapshots: [], NextToken: 'two' },
        { Snapshots: [UNADOPTED] },
      ],
      DescribeVolumesCommand: [{ Volumes: [], NextToken: 'two' }, { Volumes: [VOLUME] }],
    },
  });

  expect(await output).toMatchObject({ started: 1 });
  expect(calls.map(([, , input]) => input).filter((input) => 'NextToken' in input)).toHaveLength(2);
});

test('a DR Region that cannot be read is left out, and nothing is missing there', async () => {
  const denied = Object.assign(new Error('no'), { name: 'UnauthorizedOperation' });
  const { output, counts, lines } = sweep(INPUT, {
    answers: { DescribeSnapshotsCommand: [denied, { Snapshots: [UNADOPTED] }] },
  });

  expect(await output).toMatchObject({ started: 1, unread: ['us-west-2'] });
  expect(counts).toContainEqual(['RegionsUnread', 1]);
  expect(JSON.stringify(lines)).toContain('DR Region not read');
});

test('what one sweep does not start is counted', async () => {
  const closed = Object.assign(new Error('no'), { name: 'ThrottlingException' });
  const { output, counts } = sweep(INPUT, {
    answers: {
      DescribeSnapshotsCommand: [
        { Snapshots: [COPY] },
        { Snapshots: [{ ...SOURCE, Tags: tagsOf(OF_SOURCE) }] },
      ],
      StartExecutionCommand: [closed],
      DescribeKeyCommand: [key('Enabled'), key('Enabled')],
    },
  });

  expect(await output).toMatchObject({ found: { 'copy unconfirmed': 1 }, started: 0, deferred: 1 });
  expect(counts).toContainEqual(['RepairsDeferred', 1]);
});

test.each([
  ['deleting', 'has no target any more', 0],
  ['error', 'keeps its target', 1],
] as const)('a volume without a point that is in the state %s %s', async (State, _, uncovered) => {
  const { output, gauges } = sweep(INPUT, {
    answers: { DescribeVolumesCommand: [{ Volumes: [{ ...VOLUME, State }] }, { Volumes: [] }] },
  });
  await output;

  expect(valuesOf(gauges, 'VolumesUncovered')).toEqual([
    `${uncovered} of us-east-1`,
    `${uncovered} of us-west-2`,
  ]);
});

describe('a point whose key cannot be used is none', () => {
  test.each([
    ['here', ['Disabled', 'Enabled'], ['1 of us-east-1', '0 of us-west-2']],
    ['in a DR Region', ['Enabled', 'Disabled'], ['0 of us-east-1', '1 of us-west-2']],
  ])('%s', async (_, states, uncovered) => {
    const { output, calls, gauges } = sweep(INPUT, {
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [COPY] }, { Snapshots: [SOURCE] }],
        DescribeKeyCommand: states.map(key),
      },
    });

    expect(await output).toMatchObject({ started: 0 });
    expect(calls.filter(([, command]) => command === 'DescribeKeyCommand')).toEqual([
      ['kms us-east-1', 'DescribeKeyCommand', { KeyId: 'arn:here' }],
      ['kms us-west-2', 'DescribeKeyCommand', { KeyId: 'arn:there' }],
    ]);
    expect(valuesOf(gauges, 'VolumesUncovered')).toEqual(uncovered);
  });

  test('where a DR Region looks by itself', async () => {
    const { output, gauges } = sweep(
      INPUT,
      {
        environment: IN_DR,
        answers: {
          DescribeSnapshotsCommand: [{ Snapshots: [COPY] }],
          DescribeKeyCommand: [key('Disabled')],
        },
      },
      'us-west-2',
    );

    await output;
    expect(valuesOf(gauges, 'NothingArrives')).toEqual(['1 of us-west-2']);
    expect(valuesOf(gauges, 'KeysUnusable')).toEqual(['1 of us-west-2']);
  });
});

describe('what instances bear', () => {
  const INSTANCE = 'i-0123456789abcdef0';
  const bearing = (value: string, word = 'target') => ({
    environment: { INSTANCE_OVERRIDES: 'true' },
    answers: {
      DescribeVolumesCommand: [
        { Volumes: [{ ...VOLUME, Attachments: [{ InstanceId: INSTANCE }] }] },
        { Volumes: [] },
      ],
      DescribeInstancesCommand: [
        {
          Reservations: [
            {
              Instances: [{ InstanceId: INSTANCE, Tags: [{ Key: `snapshot-keeper:${word}`, Value: value }] }],
            },
          ],
        },
      ],
    },
  });

  test('is read once in a sweep of the whole Region, where it counts', async () => {
    const { output, calls, gauges } = sweep(INPUT, bearing('daily'));

    await output;
    expect(calls.filter(([, command]) => command === 'DescribeInstancesCommand')).toEqual([
      ['ec2 us-east-1', 'DescribeInstancesCommand', { MaxResults: 1000 }],
    ]);
    expect(valuesOf(gauges, 'TargetsUnreadable')).toEqual(['1 of us-east-1']);
  });

  test('is read of the instance of the one volume that a person sweeps', async () => {
    const { output, calls } = sweep({ ...INPUT, volumeId: vol(1) }, bearing('8d'));

    await output;
    expect(calls.filter(([, command]) => command === 'DescribeInstancesCommand')).toEqual([
      [
        'ec2 us-east-1',
        'DescribeInstancesCommand',
        { MaxResults: 1000, Filters: [{ Name: 'instance-id', Values: [INSTANCE] }] },
      ],
    ]);
  });

  test.each([
    ['the whole Region', INPUT],
    ['one volume', { ...INPUT, volumeId: vol(1) }],
  ])('is not read in a sweep of %s where it does not count', async (_, input) => {
    const { output, calls } = sweep(input);

    await output;
    expect(calls.map(([, command]) => command)).not.toContain('DescribeInstancesCommand');
  });

  test.each([
    ['counts', 'true', { 'no room': 1 }],
    ['does not count', 'false', { 'newest unadopted': 1 }],
  ])('leaves a snapshot no room for our tags where it %s', async (_, INSTANCE_OVERRIDES, found) => {
    const { answers: read, environment } = bearing('30d', 'retain');
    const Tags = Array.from({ length: 43 }, (_, index) => ({ Key: `own-${index}`, Value: '' }));
    const { output } = sweep(INPUT, {
      environment: { ...environment, INSTANCE_OVERRIDES },
      answers: {
        ...read,
        DescribeSnapshotsCommand: [{ Snapshots: [COPY] }, { Snapshots: [{ ...UNADOPTED, Tags }] }],
        DescribeKeyCommand: [key('Enabled'), key('Enabled')],
      },
    });

    expect(await output).toMatchObject({ found });
  });

  test('stops no repair where it cannot be read: the sweep fails at its end', async () => {
    const { environment, answers: read } = bearing('8d');
    const { output, calls, lines } = sweep(INPUT, {
      environment,
      answers: { ...read, DescribeInstancesCommand: [new Error('not now')] },
    });

    await expect(output).rejects.toThrow('not now');
    expect(calls).toContainEqual(started(snap(1)));
    expect(lines).toContainEqual([
      'warn',
      'instances not read',
      { region: 'us-east-1', why: 'Error: not now' },
    ]);
  });
});

test('ages are those of the time at which EC2 was read, however long the repairs take', async () => {
  const { output, gauges } = sweep(INPUT, {
    answers: {
      DescribeSnapshotsCommand: [{ Snapshots: [COPY] }, { Snapshots: [SOURCE] }],
      DescribeKeyCommand: [key('Enabled'), key('Enabled')],
    },
  });

  await output;
  expect(valuesOf(gauges, 'WorstRecoveryPointAge')).toEqual(['43200 of us-east-1', '43200 of us-west-2']);
});

test.each([
  ['its own Region cannot be read', { DescribeSnapshotsCommand: [{ Snapshots: [] }, new Error('no')] }],
  ['nothing can be started there', { StartExecutionCommand: [new Error('no')] }],
])('where %s, the sweep fails', async (_, more) => {
  await expect(sweep(INPUT, { answers: more }).output).rejects.toThrow('no');
});

describe('what no event has told of', () => {
  const created = (CreationTime: Date) => ({ DescribeStacksCommand: [{ Stacks: [{ CreationTime }] }] });

  test.each([
    ['since the deployment', 'deployment', created(new Date('2029-12-31T12:00:00Z')), 1],
    ['before the deployment', 'deployment', created(new Date('2029-12-31T12:00:01Z')), 0],
    ['since a time', '2029-12-31T12:00:00Z', {}, 1],
    ['before a time', '2029-12-31T12:00:01Z', {}, 0],
  ])('%s is adopted or left, as is set', async (_, from, more, count) => {
    const { output } = sweep(INPUT, { environment: { ADOPT_FROM: from }, answers: more });

    expect(await output).toMatchObject({ started: count });
  });
});

test('a person sweeps one volume: only it is read, and each time has a name of its own', async () => {
  const { output, calls } = sweep(
    { scheduledAt: '2030-01-01T10:20:30.400Z', volumeId: vol(1) },
    { answers: { StartExecutionCommand: [taken, {}] } },
  );

  expect(await output).toMatchObject({ started: 1 });
  expect(calls.slice(3)).toEqual([
    [
      'ec2 us-west-2',
      'DescribeSnapshotsCommand',
      {
        OwnerIds: ['self'],
        Filters: [{ Name: 'description', Values: [`snapshot-keeper keeper: copy of * of ${vol(1)} in *`] }],
        MaxResults: 1000,
      },
    ],
    [
      'ec2 us-east-1',
      'DescribeSnapshotsCommand',
      { OwnerIds: ['self'], Filters: [{ Name: 'volume-id', Values: [vol(1)] }], MaxResults: 1000 },
    ],
    ['ec2 us-east-1', 'DescribeVolumesCommand', { Filters: [{ Name: 'volume-id', Values: [vol(1)] }] }],
    started(snap(1)),
    started(`${snap(1)}-sweep-2030-01-01T10-20-30-400Z`),
  ]);
});

test('of a volume that is gone, which a person sweeps, it is told that nobody knows whether it was selected', async () => {
  const { output } = sweep(
    { ...INPUT, volumeId: vol(1) },
    { answers: { DescribeVolumesCommand: [{ Volumes: [] }] } },
  );

  expect(await output).toMatchObject({ found: { 'scope unknown': 1 }, started: 1 });
});

test.each<[what: string, region: string, known: boolean, shown: Record<string, unknown[]>]>([
  ['no snapshot, copy or volume', 'us-east-1', false, {}],
  [
    'a volume that is not selected',
    'us-east-1',
    false,
    { DescribeVolumesCommand: [{ Volumes: [{ ...VOLUME, Tags: [] }] }] },
  ],
  ['a selected volume', 'us-east-1', true, { DescribeVolumesCommand: [{ Volumes: [VOLUME] }] }],
  [
    'a snapshot alone',
    'us-east-1',
    true,
    { DescribeSnapshotsCommand: [{ Snapshots: [] }, { Snapshots: [UNADOPTED] }] },
  ],
  [
    'a copy alone',
    'us-east-1',
    true,
    { DescribeSnapshotsCommand: [{ Snapshots: [COPY] }, { Snapshots: [] }] },
  ],
  ['no copy', 'us-west-2', false, {}],
  ['a copy', 'us-west-2', true, { DescribeSnapshotsCommand: [{ Snapshots: [COPY] }] }],
])(
  'a sweep of one volume that sees %s in %s says whether it knows it: %p',
  async (_, region, known, shown) => {
    const { output } = sweep(
      { ...INPUT, volumeId: vol(1) },
      {
        environment: region === 'us-west-2' ? IN_DR : {},
        answers: {
          DescribeSnapshotsCommand: [{ Snapshots: [] }, { Snapshots: [] }],
          DescribeVolumesCommand: [{ Volumes: [] }],
          ...shown,
        },
      },
      region,
    );

    expect(await output).toMatchObject({ isVolumeKnown: known });
  },
);

test('a volume that is null is none: the whole Region is swept', async () => {
  const { output, counts } = sweep({ ...INPUT, volumeId: null });

  expect(await output).toMatchObject({ started: 1 });
  expect(counts).toContainEqual(['SweepsFinished', 1]);
});

test('a sweep that could not report is none that has finished', async () => {
  const { output, gauges, counts } = sweep(INPUT, {
    environment: { INSTANCE_OVERRIDES: 'true' },
    answers: { DescribeInstancesCommand: [new Error('not now')] },
  });

  await expect(output).rejects.toThrow('not now');
  expect(gauges.map(([name]) => name)).not.toContain('VolumesUncovered');
  expect(counts.map(([name]) => name)).not.toContain('SweepsFinished');
});

test('a DR Region is swept without the primary one', async () => {
  const { output, calls } = sweep(
    INPUT,
    { environment: { COPY_RETENTION: '{}', MACHINES: '{"us-west-2":{"copy-failed":"arn:failed"}}' } },
    'us-west-2',
  );

  expect(await output).toEqual({ found: {}, started: 0, tried: 0, deferred: 0, unread: [] });
  expect(calls.map(([client, command]) => `${client} ${command}`)).toEqual([
    'sfn us-west-2 ListExecutionsCommand',
    'ec2 us-west-2 DescribeSnapshotsCommand',
    'cloudformation us-west-2 DescribeStacksCommand',
  ]);
});

test.each([
  ['no time', {}],
  ['a day for a time', { scheduledAt: '2030-01-01' }],
  ['a volume with a wildcard', { ...INPUT, volumeId: 'vol-*' }],
])('an input with %s is refused before any call', async (_, input) => {
  const { output, calls } = sweep(input);

  await expect(output).rejects.toThrow();
  expect(calls).toEqual([]);
});
