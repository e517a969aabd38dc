import * as environments from '../../../functions/domain/environment';
import {
  ChooseDrillsEnvironment,
  CopySnapshotEnvironment,
  DrillCopyEnvironment,
  JudgeCopyFailureEnvironment,
  NotifyFailureEnvironment,
  PruneVolumeEnvironment,
  ReceiveEventEnvironment,
  RetryCopyEnvironment,
  SelectVolumesEnvironment,
  PlanRestoreEnvironment,
  RestoreVolumesEnvironment,
  SweepRegionEnvironment,
  TagCopyEnvironment,
  TagSnapshotEnvironment,
  TakeSnapshotsEnvironment,
} from '../../../functions/domain/environment';
import type * as z from 'zod';

type Variables = Record<string, string>;

const TAG_SNAPSHOT: Variables = {
  DEPLOYMENT: 'keeper',
  SELECTION: '{"tagKey":"Backup","tagValues":["yes"]}',
  ADOPT: '{"dlm":true,"ami":false,"awsBackup":false,"kubernetes":false,"exceptTags":[]}',
  IMAGES: 'true',
  COPY_VOLUME_TAGS: 'true',
  INSTANCE_OVERRIDES: 'false',
  TIME_ZONE: 'Europe/Berlin',
  TARGET_HOURS: '26',
  SWEEP_HOURS: '1',
  RETENTION: '{"daily":7}',
  SCHEDULE_RETENTION: '{"nightly":{"daily":30}}',
  COPY_RETENTION: '{"us-west-2":{"last":1},"eu-west-1":{"weekly":4}}',
};
const RETRY_COPY: Variables = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  KMS_KEYS: '{"us-west-2":"alias/keeper-copies"}',
  COPY_RETENTION: '{"us-west-2":{"last":1}}',
  TIME_ZONE: 'Europe/Berlin',
};
const COPY_SNAPSHOT: Variables = {
  ...RETRY_COPY,
  DR_STACKS: '{"us-west-2":"keeper-us-east-1-dr-us-west-2"}',
  COPY_QUEUE_URL: 'https://queue',
};
const PRUNE_VOLUME: Variables = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  RETENTION: '{"daily":7,"within":"36h"}',
  SCHEDULE_RETENTION: '{"nightly":{"daily":30},"hourly":{"within":"2d"}}',
  OVERRIDE_TAG: 'snapshot-keeper:retain',
  TIME_ZONE: 'Europe/Berlin',
  COPY_RETENTION: '{"us-west-2":{"last":1}}',
  IMAGES: 'true',
  DELETION_LIMIT: '{"share":0.5,"count":5}',
  FAILURE_QUEUE_URL: 'https://queue',
};

const SWEEP_REGION: Variables = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  SELECTION: '"all"',
  ADOPT: '{"dlm":true,"ami":false,"awsBackup":false,"kubernetes":false,"exceptTags":[]}',
  IMAGES: 'true',
  ADOPT_FROM: '2026-11-01T00:00:00Z',
  RETENTION: '{"daily":7}',
  SCHEDULE_RETENTION: '{}',
  COPY_RETENTION: '{"us-west-2":{"last":1}}',
  TIME_ZONE: 'Europe/Berlin',
  DELETION_LIMIT: '{"share":0.5,"count":5}',
  MACHINES: '{"us-east-1":{"snapshot-created":"arn:created"},"us-west-2":{"snapshot-copied":"arn:copied"}}',
  TARGET_HOURS: '26',
  SWEEP_HOURS: '1',
  COPY_HOURS: '48',
  METRICS_PER_VOLUME: 'true',
  INSTANCE_OVERRIDES: 'true',
  SCHEDULES: '["nightly"]',
  SCHEDULE_GROUP: 'keeper-us-east-1',
  STACK_NAME: 'keeper-us-east-1-primary',
  PRIMARY_REGIONS: '["us-east-1"]',
  IGNORE_REGIONS: '[]',
};

const PLAN_RESTORE: Variables = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  SELECTION: '"all"',
  IMAGES: 'true',
  INTERRUPTS: 'false',
};

const ENVIRONMENTS: [name: string, schema: z.ZodType, variables: Variables, values: object][] = [
  [
    'ReceiveEvent',
    ReceiveEventEnvironment,
    {
      MACHINES: '{"createSnapshot succeeded":"arn:aws:states:created"}',
      EVENT_QUEUE_URL: 'https://queue',
      START_RATE: '{"atOnce":25,"perSecond":2}',
    },
    {
      MACHINES: { 'createSnapshot succeeded': 'arn:aws:states:created' },
      EVENT_QUEUE_URL: 'https://queue',
      START_RATE: { atOnce: 25, perSecond: 2 },
    },
  ],
  [
    'PlanRestore',
    PlanRestoreEnvironment,
    PLAN_RESTORE,
    { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1', SELECTION: 'all', IMAGES: true, INTERRUPTS: false },
  ],
  [
    'RestoreVolumes',
    RestoreVolumesEnvironment,
    { DEPLOYMENT: 'keeper', SELECTION: '{"tagKey":"Backup"}' },
    { DEPLOYMENT: 'keeper', SELECTION: { tagKey: 'Backup' } },
  ],
  [
    'TagSnapshot',
    TagSnapshotEnvironment,
    TAG_SNAPSHOT,
    {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'Backup', tagValues: ['yes'] },
      ADOPT: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
      IMAGES: true,
      COPY_VOLUME_TAGS: true,
      INSTANCE_OVERRIDES: false,
      TIME_ZONE: 'Europe/Berlin',
      TARGET_HOURS: 26,
      SWEEP_HOURS: 1,
      RETENTION: { daily: 7 },
      SCHEDULE_RETENTION: { nightly: { daily: 30 } },
      COPY_RETENTION: { 'us-west-2': { last: 1 }, 'eu-west-1': { weekly: 4 } },
    },
  ],
  [
    'CopySnapshot',
    CopySnapshotEnvironment,
    COPY_SNAPSHOT,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      KMS_KEYS: { 'us-west-2': 'alias/keeper-copies' },
      COPY_RETENTION: { 'us-west-2': { last: 1 } },
      TIME_ZONE: 'Europe/Berlin',
      DR_STACKS: { 'us-west-2': 'keeper-us-east-1-dr-us-west-2' },
      COPY_QUEUE_URL: 'https://queue',
    },
  ],
  [
    'RetryCopy',
    RetryCopyEnvironment,
    RETRY_COPY,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      KMS_KEYS: { 'us-west-2': 'alias/keeper-copies' },
      COPY_RETENTION: { 'us-west-2': { last: 1 } },
      TIME_ZONE: 'Europe/Berlin',
    },
  ],
  [
    'TagCopy',
    TagCopyEnvironment,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: '{"last":1}',
      TIME_ZONE: 'Europe/Berlin',
    },
    { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1', RETENTION: { last: 1 }, TIME_ZONE: 'Europe/Berlin' },
  ],
  [
    'JudgeCopyFailure',
    JudgeCopyFailureEnvironment,
    { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1' },
    { DEPLOYMENT: 'keeper', PRIMARY_REGION: 'us-east-1' },
  ],
  [
    'PruneVolume in the primary Region',
    PruneVolumeEnvironment,
    PRUNE_VOLUME,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: { daily: 7, within: '36h' },
      SCHEDULE_RETENTION: { nightly: { daily: 30 }, hourly: { within: '2d' } },
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'Europe/Berlin',
      COPY_RETENTION: { 'us-west-2': { last: 1 } },
      IMAGES: true,
      DELETION_LIMIT: { share: 0.5, count: 5 },
      FAILURE_QUEUE_URL: 'https://queue',
    },
  ],
  [
    'PruneVolume in a DR Region',
    PruneVolumeEnvironment,
    {
      ...PRUNE_VOLUME,
      OVERRIDE_TAG: 'snapshot-keeper:dr-retain',
      COPY_RETENTION: '{}',
      IMAGES: 'false',
      DELETION_LIMIT: '"none"',
    },
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: { daily: 7, within: '36h' },
      SCHEDULE_RETENTION: { nightly: { daily: 30 }, hourly: { within: '2d' } },
      OVERRIDE_TAG: 'snapshot-keeper:dr-retain',
      TIME_ZONE: 'Europe/Berlin',
      COPY_RETENTION: {},
      IMAGES: false,
      DELETION_LIMIT: 'none',
      FAILURE_QUEUE_URL: 'https://queue',
    },
  ],
  ['SelectVolumes', SelectVolumesEnvironment, { SELECTION: '"all"' }, { SELECTION: 'all' }],
  [
    'SweepRegion',
    SweepRegionEnvironment,
    SWEEP_REGION,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      SELECTION: 'all',
      ADOPT: { dlm: true, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
      IMAGES: true,
      ADOPT_FROM: '2026-11-01T00:00:00Z',
      RETENTION: { daily: 7 },
      SCHEDULE_RETENTION: {},
      COPY_RETENTION: { 'us-west-2': { last: 1 } },
      TIME_ZONE: 'Europe/Berlin',
      DELETION_LIMIT: { share: 0.5, count: 5 },
      MACHINES: {
        'us-east-1': { 'snapshot-created': 'arn:created' },
        'us-west-2': { 'snapshot-copied': 'arn:copied' },
      },
      TARGET_HOURS: 26,
      SWEEP_HOURS: 1,
      COPY_HOURS: 48,
      METRICS_PER_VOLUME: true,
      INSTANCE_OVERRIDES: true,
      SCHEDULES: ['nightly'],
      SCHEDULE_GROUP: 'keeper-us-east-1',
      STACK_NAME: 'keeper-us-east-1-primary',
      PRIMARY_REGIONS: ['us-east-1'],
      IGNORE_REGIONS: [],
    },
  ],
  [
    'TakeSnapshots',
    TakeSnapshotsEnvironment,
    {
      DEPLOYMENT: 'keeper',
      SELECTION: '{"tagKey":"Backup"}',
      SCHEDULES:
        '{"nightly":{"expression":"rate(1 day)","timeZone":"UTC","selection":"all","mode":"instance","freeze":{"application":"mysql","thawAfterSeconds":30,"otherwise":"takeNone"},"digest":"unlessEmpty"},"apps":{"expression":"rate(1 day)","timeZone":"UTC","selection":"all","instances":{"tagKey":"Backup","tagValues":["nightly"]},"mode":"volume","digest":"never"},"windows":{"expression":"rate(1 day)","timeZone":"UTC","selection":"all","mode":"instance","freeze":{"application":"vss","otherwise":"takeAnyway"},"digest":"never"}}',
      SCHEDULE_GROUP: 'keeper-us-east-1',
      FREEZE_DOCUMENT: 'freeze-keeper-us-east-1',
    },
    {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'Backup' },
      SCHEDULES: {
        nightly: {
          expression: 'rate(1 day)',
          timeZone: 'UTC',
          selection: 'all',
          mode: 'instance',
          freeze: { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeNone' },
          digest: 'unlessEmpty',
        },
        apps: {
          expression: 'rate(1 day)',
          timeZone: 'UTC',
          selection: 'all',
          instances: { tagKey: 'Backup', tagValues: ['nightly'] },
          mode: 'volume',
          digest: 'never',
        },
        windows: {
          expression: 'rate(1 day)',
          timeZone: 'UTC',
          selection: 'all',
          mode: 'instance',
          freeze: { application: 'vss', otherwise: 'takeAnyway' },
          digest: 'never',
        },
      },
      SCHEDULE_GROUP: 'keeper-us-east-1',
      FREEZE_DOCUMENT: 'freeze-keeper-us-east-1',
    },
  ],
  [
    'ChooseDrills',
    ChooseDrillsEnvironment,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      WITHIN_DAYS: '30',
      SCHEDULE: 'keeper-us-east-1-drill',
      SCHEDULE_GROUP: 'keeper-us-east-1',
    },
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      WITHIN_DAYS: 30,
      SCHEDULE: 'keeper-us-east-1-drill',
      SCHEDULE_GROUP: 'keeper-us-east-1',
    },
  ],
  [
    'DrillCopy',
    DrillCopyEnvironment,
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      ZONE: 'us-west-2a',
      SAMPLE_BLOCKS: '1000',
      INITIALIZATION_RATE_MIBPS: 'null',
    },
    {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      ZONE: 'us-west-2a',
      SAMPLE_BLOCKS: 1000,
      INITIALIZATION_RATE_MIBPS: null,
    },
  ],
  [
    'NotifyFailure',
    NotifyFailureEnvironment,
    { DEPLOYMENT: 'keeper', TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:alerts' },
    { DEPLOYMENT: 'keeper', TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:alerts' },
  ],
];

test('each function that has variables is tried', () => {
  const names = Object.keys(environments).filter((name) => name.endsWith('Environment'));

  const tried = new Set(ENVIRONMENTS.map(([name]) => `${name.split(' ')[0]}Environment`));
  expect([...tried].sort()).toEqual(names.sort());
});

test.each(ENVIRONMENTS)(
  '%s reads its variables, and each of them is required',
  (_name, schema, variables, values) => {
    const lambdaOwn = { AWS_REGION: 'us-east-1' };
    expect(schema.parse({ ...variables, ...lambdaOwn })).toEqual(values);
    for (const missing of Object.keys(variables)) {
      const rest = Object.fromEntries(Object.entries(variables).filter(([name]) => name !== missing));
      const result = schema.safeParse(rest);
      expect(result.error?.issues.map(({ path }) => path[0])).toEqual([missing]);
    }
  },
);

test.each<[rule: string, schema: z.ZodType, variables: Variables, wrong: string]>([
  [
    'an empty name',
    JudgeCopyFailureEnvironment,
    { DEPLOYMENT: '', PRIMARY_REGION: 'us-east-1' },
    'DEPLOYMENT',
  ],
  ['a selection that is no JSON', TagSnapshotEnvironment, { ...TAG_SNAPSHOT, SELECTION: 'all' }, 'SELECTION'],
  [
    'a selection with an unknown key',
    TagSnapshotEnvironment,
    { ...TAG_SNAPSHOT, SELECTION: '{"tagkey":"Backup"}' },
    'SELECTION',
  ],
  [
    'an adoption with a gap',
    TagSnapshotEnvironment,
    { ...TAG_SNAPSHOT, ADOPT: '{"dlm":true,"ami":false,"kubernetes":false,"exceptTags":[]}' },
    'ADOPT',
  ],
  [
    'a word for a boolean',
    TagSnapshotEnvironment,
    { ...TAG_SNAPSHOT, COPY_VOLUME_TAGS: 'yes' },
    'COPY_VOLUME_TAGS',
  ],
  ['no DR Region', TagSnapshotEnvironment, { ...TAG_SNAPSHOT, COPY_RETENTION: '{}' }, 'COPY_RETENTION'],
  ['a list of keys', CopySnapshotEnvironment, { ...COPY_SNAPSHOT, KMS_KEYS: '["alias/a"]' }, 'KMS_KEYS'],
  [
    'a key without a name',
    CopySnapshotEnvironment,
    { ...COPY_SNAPSHOT, KMS_KEYS: '{"us-west-2":""}' },
    'KMS_KEYS',
  ],
  ['a day for a time', SweepRegionEnvironment, { ...SWEEP_REGION, ADOPT_FROM: '2026-11-01' }, 'ADOPT_FROM'],
  ['an empty policy', PruneVolumeEnvironment, { ...PRUNE_VOLUME, RETENTION: '{}' }, 'RETENTION'],
  [
    'a policy that keeps none',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, RETENTION: '{"last":0}' },
    'RETENTION',
  ],
  [
    'an empty policy of a DR Region',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, COPY_RETENTION: '{"us-west-2":{}}' },
    'COPY_RETENTION',
  ],
  [
    'an empty policy of a schedule',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, SCHEDULE_RETENTION: '{"nightly":{}}' },
    'SCHEDULE_RETENTION',
  ],
  [
    'an unknown time zone',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, TIME_ZONE: 'Europe/Atlantis' },
    'TIME_ZONE',
  ],
  [
    'a limit of deletions without its count',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, DELETION_LIMIT: '{"share":0.5}' },
    'DELETION_LIMIT',
  ],
  [
    'an override tag of another name',
    PruneVolumeEnvironment,
    { ...PRUNE_VOLUME, OVERRIDE_TAG: 'snapshot-keeper:hold' },
    'OVERRIDE_TAG',
  ],
])('%s is refused and named', (_rule, schema, variables, wrong) => {
  const issues = schema.safeParse(variables).error?.issues ?? [];
  expect(issues.map(({ path }) => path[0])).toEqual([wrong]);
});
