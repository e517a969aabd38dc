import {
  DeleteVolumeCommand,
  DescribeVolumesCommand,
  DescribeVolumeStatusCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { drillVolumesIn } from '../../../functions/aws/drill-volumes';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { BUSY, DENIED, ec2Error, lostAnswer } from '../../support/aws-failures';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { vol } from '../../support/builders';

const ec2 = mockAws(EC2Client);
const volumes = drillVolumesIn(new EC2Client({ region: 'us-west-2' }));
const ID = vol(9);

const TAGS = [
  { Key: 'snapshot-keeper:restored-by', Value: 'keeper' },
  { Key: 'snapshot-keeper:drill', Value: 'drill-1' },
];
const DESCRIBED = {
  VolumeId: ID,
  State: 'available' as const,
  Attachments: [],
  CreateTime: new Date('2030-01-01T03:00:00Z'),
  Tags: TAGS,
};
const SHOWN = {
  volumeId: ID,
  state: 'available',
  attachments: 0,
  createdAt: '2030-01-01T03:00:00.000Z',
  tags: { 'snapshot-keeper:restored-by': 'keeper', 'snapshot-keeper:drill': 'drill-1' },
};

describe('a volume', () => {
  const asked = { Filters: [{ Name: 'volume-id', Values: [ID] }], MaxResults: 500 };

  test('is asked for by filter, and comes with what the guard asks about', async () => {
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce({ Volumes: [DESCRIBED] })
      .rejects(UNEXPECTED);

    expect(await volumes.byId(ID)).toEqual(SHOWN);
    expect(callsTo(ec2)).toEqual([['DescribeVolumesCommand', asked]]);
  });

  test('is looked for past an empty page', async () => {
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce({ Volumes: [], NextToken: 'a' })
      .resolvesOnce({ Volumes: [DESCRIBED], NextToken: '' })
      .rejects(UNEXPECTED);

    expect(await volumes.byId(ID)).toEqual(SHOWN);
    expect(callsTo(ec2)).toEqual([
      ['DescribeVolumesCommand', asked],
      ['DescribeVolumesCommand', { ...asked, NextToken: 'a' }],
    ]);
  });

  test.each<[what: string, answer: object]>([
    ['an empty page', { Volumes: [] }],
    ['no volumes', {}],
  ])('is not there where EC2 shows %s', async (_, answer) => {
    ec2.on(DescribeVolumesCommand).resolves(answer);

    expect(await volumes.byId(ID)).toBeUndefined();
  });

  test('that several instances have is attached several times', async () => {
    ec2.on(DescribeVolumesCommand).resolves({
      Volumes: [
        { ...DESCRIBED, State: 'in-use', Attachments: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] },
      ],
    });

    expect(await volumes.byId(ID)).toEqual({ ...SHOWN, state: 'in-use', attachments: 2 });
  });

  test('of which EC2 tells nothing but its id is in no state that a deletion goes by, of no time and without tags', async () => {
    ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ VolumeId: ID }] });

    expect(await volumes.byId(ID)).toEqual({
      volumeId: ID,
      state: 'unknown',
      attachments: 0,
      createdAt: '',
      tags: {},
    });
  });
});

test('what drills of the deployment have made is listed to the last page, and nothing that a restore has made', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [DESCRIBED], NextToken: 'a' })
    .resolvesOnce({ Volumes: [{ ...DESCRIBED, VolumeId: vol(8) }] })
    .rejects(UNEXPECTED);

  expect(await volumes.madeFor('keeper')).toEqual([SHOWN, { ...SHOWN, volumeId: vol(8) }]);
  const asked = {
    Filters: [
      { Name: 'tag:snapshot-keeper:restored-by', Values: ['keeper'] },
      { Name: 'tag-key', Values: ['snapshot-keeper:drill'] },
    ],
    MaxResults: 500,
  };
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', asked],
    ['DescribeVolumesCommand', { ...asked, NextToken: 'a' }],
  ]);
});

describe('whether a volume is initialized', () => {
  const status = (...Details: { Name: string; Status: string }[]) => ({
    VolumeStatuses: [{ VolumeId: ID, VolumeStatus: { Status: 'ok' as const, Details } }],
  });
  const told = (...details: { Name: string; Status: string }[]) =>
    ec2.on(DescribeVolumeStatusCommand).resolves(status(...details) as never);
  const ENABLED = { Name: 'io-enabled', Status: 'passed' };

  test('is asked of EC2, which says so in a detail of its status', async () => {
    told(ENABLED, { Name: 'initialization-state', Status: 'completed' });

    expect(await volumes.isInitialized(ID)).toBe(true);
    expect(callsTo(ec2)).toEqual([['DescribeVolumeStatusCommand', { VolumeIds: [ID] }]]);
  });

  test.each<[what: string, details: { Name: string; Status: string }[]]>([
    ['is at it', [{ Name: 'initialization-state', Status: 'initializing' }]],
    ['lacks data', [{ Name: 'initialization-state', Status: 'insufficient-data' }]],
    ['says nothing of it', [ENABLED]],
    ['says so of something else', [{ Name: 'io-performance', Status: 'completed' }]],
    ['says nothing at all', []],
  ])('is not yet so where EBS %s', async (_, details) => {
    told(...details);

    expect(await volumes.isInitialized(ID)).toBe(false);
  });

  test.each<[what: string, answer: object]>([
    ['without a status', { VolumeStatuses: [] }],
    ['without a list', {}],
    ['without details', { VolumeStatuses: [{ VolumeId: ID }] }],
  ])('nor by an answer %s', async (_, answer) => {
    ec2.on(DescribeVolumeStatusCommand).resolves(answer);

    expect(await volumes.isInitialized(ID)).toBe(false);
  });

  test('nor of one that EC2 does not know', async () => {
    ec2.on(DescribeVolumeStatusCommand).rejects(ec2Error('InvalidVolume.NotFound'));

    expect(await volumes.isInitialized(ID)).toBe(false);
  });

  test.each(BUSY)('is not known under load, %s', async (code, httpStatusCode) => {
    ec2.on(DescribeVolumeStatusCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(volumes.isInitialized(ID)).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('is not known where the right is missing, %s', async (code, httpStatusCode) => {
    ec2.on(DescribeVolumeStatusCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(volumes.isInitialized(ID)).rejects.toThrow(AccessDenied);
  });
});

describe('a deletion', () => {
  test('is one call', async () => {
    ec2.on(DeleteVolumeCommand).resolves({});

    expect(await volumes.delete(ID)).toEqual({ outcome: 'deleted' });
    expect(callsTo(ec2)).toEqual([['DeleteVolumeCommand', { VolumeId: ID }]]);
  });

  test('of what is gone is done', async () => {
    ec2.on(DeleteVolumeCommand).rejects(ec2Error('InvalidVolume.NotFound'));

    expect(await volumes.delete(ID)).toEqual({ outcome: 'gone' });
  });

  test.each<[code: string, httpStatusCode: number]>([['VolumeInUse', 400], ...DENIED])(
    'that EC2 refuses, %s, answers why',
    async (code, httpStatusCode) => {
      ec2.on(DeleteVolumeCommand).rejects(ec2Error(code, httpStatusCode));

      expect(await volumes.delete(ID)).toEqual({
        outcome: 'refused',
        reason: `EC2 refuses, ${code}: in AWS's words`,
      });
    },
  );

  test.each(BUSY)('is to be asked for again under load, %s', async (code, httpStatusCode) => {
    ec2.on(DeleteVolumeCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(volumes.delete(ID)).rejects.toThrow(ServiceBusy);
  });

  test('is to be asked for again where the answer is lost', async () => {
    ec2.on(DeleteVolumeCommand).rejects(lostAnswer());

    await expect(volumes.delete(ID)).rejects.toThrow(ServiceBusy);
  });
});

test.each(BUSY)('load on the second page, %s, is not taken for absence', async (code, httpStatusCode) => {
  const onFirst = { Volumes: [], NextToken: 'a' };
  const error = ec2Error(code, httpStatusCode);
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce(onFirst)
    .rejectsOnce(error)
    .resolvesOnce(onFirst)
    .rejects(error);

  await expect(volumes.byId(ID)).rejects.toThrow(ServiceBusy);
  await expect(volumes.madeFor('keeper')).rejects.toThrow(ServiceBusy);
});

test.each(DENIED)('a missing right to look, %s, is AccessDenied', async (code, httpStatusCode) => {
  ec2.on(DescribeVolumesCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(volumes.byId(ID)).rejects.toThrow(AccessDenied);
  await expect(volumes.madeFor('keeper')).rejects.toThrow(AccessDenied);
});
