import {
  CreateImageCommand,
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Image,
  type Snapshot,
} from '@aws-sdk/client-ec2';
import { newImagesIn } from '../../../functions/aws/new-images';
import { callsTo, mockAws } from '../../support/aws-mock';
import { ec2Error, lostAnswer } from '../../support/aws-failures';
import { snap, vol } from '../../support/builders';
import { ami } from '../../support/images';

const ec2 = mockAws(EC2Client);
const images = newImagesIn(new EC2Client({ region: 'us-east-1' }), 'us-east-1');
const INSTANCE = 'i-0123456789abcdef0';
const RUN = { deployment: 'keeper', scheduledAt: '2030-01-01T01:00:00Z' };
const NAME = `snapshot-keeper keeper ${INSTANCE} 2030-01-01T01.00.00Z by nightly weekly`;
const TO_MAKE = { instanceId: INSTANCE, withoutDevices: [], reboot: false };
const BY = ['nightly', 'weekly'];

const shown = (more: Partial<Image> = {}): Image => ({
  ImageId: ami(1),
  Name: NAME,
  CreationDate: '2030-01-01T01:00:30.000Z',
  State: 'pending',
  BlockDeviceMappings: [{ Ebs: { SnapshotId: snap(1) } }, { Ebs: { SnapshotId: snap(2) } }],
  ...more,
});

const member = (digits: number, more: Partial<Snapshot> = {}): Snapshot => ({
  SnapshotId: snap(digits),
  VolumeId: vol(digits),
  Description: `Created by CreateImage(${INSTANCE}) for ${ami(1)}`,
  ...more,
});

const ofMembers = {
  OwnerIds: ['self'],
  Filters: [
    {
      Name: 'description',
      Values: [
        `Created by CreateImage(${INSTANCE}) for ${ami(1)}`,
        `Created by CreateImage(${INSTANCE}) for ${ami(1)} from vol-*`,
      ],
    },
  ],
  MaxResults: 1000,
};

test('an AMI is made without a reboot, under the name of the run, and tagged as what the deployment may deregister', async () => {
  ec2.on(CreateImageCommand).resolves({ ImageId: ami(1) });
  ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1), member(2)] });

  expect(await images.make({ ...TO_MAKE, withoutDevices: ['/dev/sdf'] }, RUN, BY)).toEqual({
    outcome: 'taken',
    imageId: ami(1),
    snapshotIds: new Map([
      [vol(1), snap(1)],
      [vol(2), snap(2)],
    ]),
  });
  expect(callsTo(ec2)).toEqual([
    [
      'CreateImageCommand',
      {
        InstanceId: INSTANCE,
        Name: NAME,
        Description: 'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by nightly, weekly',
        NoReboot: true,
        BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: '' }],
        TagSpecifications: [
          {
            ResourceType: 'image',
            Tags: [
              { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
              { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
            ],
          },
        ],
      },
    ],
    ['DescribeSnapshotsCommand', ofMembers],
  ]);
});

test('with a reboot where that is asked for', async () => {
  ec2.on(CreateImageCommand).resolves({ ImageId: ami(1) });
  ec2.on(DescribeSnapshotsCommand).resolves({});
  await images.make({ ...TO_MAKE, reboot: true }, RUN, BY);
  expect(callsTo(ec2)[0]![1]).toMatchObject({ NoReboot: false });
});

test('nothing is said of devices where none is left out', async () => {
  ec2.on(CreateImageCommand).resolves({ ImageId: ami(1) });
  ec2.on(DescribeSnapshotsCommand).resolves({});
  await images.make(TO_MAKE, RUN, BY);
  expect(callsTo(ec2)[0]![1]).not.toHaveProperty('BlockDeviceMappings');
});

test('an AMI is made though EC2 does not say what it holds', async () => {
  ec2.on(CreateImageCommand).resolves({ ImageId: ami(1) });
  ec2.on(DescribeSnapshotsCommand).rejects(ec2Error('RequestLimitExceeded', 503));
  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: 'taken',
    imageId: ami(1),
    snapshotIds: new Map(),
  });
});

test('a repeated call finds the AMI by its name', async () => {
  ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
  ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
  ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1)] });

  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: 'taken',
    imageId: ami(1),
    snapshotIds: new Map([[vol(1), snap(1)]]),
  });
  expect(callsTo(ec2)[1]).toEqual([
    'DescribeImagesCommand',
    {
      Owners: ['self'],
      IncludeDisabled: true,
      Filters: [{ Name: 'name', Values: [NAME] }],
      MaxResults: 1000,
    },
  ]);
});

test('an AMI that has the name from before the run is not its own', async () => {
  ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
  ec2.on(DescribeImagesCommand).resolves({ Images: [shown({ CreationDate: '2030-01-01T00:49:59.000Z' })] });
  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: 'refused',
    reason: `${ami(1)} of 2030-01-01T00:49:59.000Z, from before this run, has its name "${NAME}"`,
  });
});

test.each([
  ['five minutes before the run', '2030-01-01T00:55:00.000Z'],
  ['while the run was on its way', '2030-01-01T02:30:00.000Z'],
])(
  'an AMI that somebody has registered under the name %s, and that holds nothing that was taken with it, is none of the run',
  async (_, CreationDate) => {
    ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
    ec2.on(DescribeImagesCommand).resolves({
      Images: [
        shown({ CreationDate, State: 'available', BlockDeviceMappings: [{ Ebs: { SnapshotId: snap(9) } }] }),
      ],
    });
    // Nothing of the AMI, and what somebody describes as of it.
    for (const Snapshots of [[], [member(8)]]) {
      ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots });
      expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
        outcome: 'unknown',
        reason: `${ami(1)} has the name "${NAME}", and EC2 shows nothing that it took of the instance with it`,
        answered: true,
      });
    }
  },
);

test('an AMI of the name that has failed is not taken', async () => {
  ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
  ec2.on(DescribeImagesCommand).resolves({ Images: [shown({ State: 'failed' })] });
  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: 'refused',
    reason: `${ami(1)}, which has the name of this run, has failed`,
  });
});

test('nobody knows where the name is given and EC2 does not show to which', async () => {
  ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
  ec2.on(DescribeImagesCommand).resolves({});
  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: 'unknown',
    reason: "InvalidAMIName.Duplicate: in AWS's words",
    answered: true,
  });
});

describe.each([
  ['DescribeImages', DescribeImagesCommand],
  ['DescribeSnapshots', DescribeSnapshotsCommand],
] as const)('where the name is taken and %s does not answer', (action, command) => {
  test.each<[what: string, error: Error, outcome: string, inWords: string]>([
    [
      'the missing right is told',
      ec2Error('UnauthorizedOperation', 403),
      'refused',
      "UnauthorizedOperation: in AWS's words",
    ],
    [
      'it is tried again where EC2 wants fewer calls',
      ec2Error('RequestLimitExceeded', 503),
      'busy',
      "RequestLimitExceeded: in AWS's words",
    ],
    [
      'nobody knows where EC2 fails',
      ec2Error('InternalError', 500),
      'unknown',
      "InternalError: in AWS's words",
    ],
    ['nobody knows where the answer is lost', lostAnswer(), 'unknown', 'TimeoutError: socket hang up'],
  ])('%s', async (_, error, outcome, inWords) => {
    ec2.on(CreateImageCommand).rejects(ec2Error('InvalidAMIName.Duplicate'));
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    ec2.on(command).rejects(error);
    expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
      outcome,
      reason: `its name is taken, and ${action} does not say by what: ${inWords}`,
    });
  });
});

test.each<[code: string, status: number, outcome: string]>([
  ['InvalidInstanceID.NotFound', 400, 'unknown, answered'],
  ['InvalidBlockDeviceMapping', 400, 'unknown, answered'],
  ['InvalidVolume.NotFound', 400, 'unknown, answered'],
  ['ConcurrentCreateImageNoRebootLimitExceeded', 400, 'volume busy'],
  ['SnapshotCreationPerVolumeRateExceeded', 400, 'volume busy'],
  ['RequestLimitExceeded', 503, 'busy'],
  ['IncorrectInstanceState', 400, 'refused'],
  ['UnauthorizedOperation', 403, 'refused'],
  ['InternalError', 500, 'unknown'],
])('%s', async (code, status, outcome) => {
  ec2.on(CreateImageCommand).rejects(ec2Error(code, status));
  const answered = outcome === 'unknown, answered';
  expect(await images.make(TO_MAKE, RUN, BY)).toEqual({
    outcome: answered ? 'unknown' : outcome,
    reason: `${code}: in AWS's words`,
    ...(answered && { answered }),
  });
});

test('nobody knows after an answer that is lost', async () => {
  ec2.on(CreateImageCommand).rejects(lostAnswer());
  expect((await images.make(TO_MAKE, RUN, BY)).outcome).toBe('unknown');
});

describe('what EC2 shows as made for a run', () => {
  test('is all that its AMIs hold, found by their names', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1), member(2)] });

    expect(await images.takenFor(RUN)).toEqual(
      new Map([
        [vol(1), { snapshotId: snap(1) }],
        [vol(2), { snapshotId: snap(2) }],
      ]),
    );
    expect(callsTo(ec2)).toEqual([
      [
        'DescribeImagesCommand',
        {
          Owners: ['self'],
          IncludeDisabled: true,
          Filters: [{ Name: 'name', Values: ['snapshot-keeper keeper i-* 2030-01-01T01.00.00Z by *'] }],
          MaxResults: 1000,
        },
      ],
      ['DescribeSnapshotsCommand', ofMembers],
    ]);
  });

  test('is found as well where EC2 names the volume in the description', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    ec2.on(DescribeSnapshotsCommand).resolves({
      Snapshots: [1, 2].map((digits) =>
        member(digits, {
          Description: `Created by CreateImage(${INSTANCE}) for ${ami(1)} from ${vol(digits)}`,
        }),
      ),
    });
    expect([...(await images.takenFor(RUN)).keys()]).toEqual([vol(1), vol(2)]);
  });

  test('is nothing of which somebody says more than EC2 does', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    const Description = `Created by CreateImage(${INSTANCE}) for ${ami(1)} from ${vol(1)}, and more`;
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1, { Description })] });
    expect(await images.takenFor(RUN)).toEqual(new Map());
  });

  test('lacks something while EC2 does not show all that an AMI holds', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1)] });
    expect(await images.takenFor(RUN)).toEqual(
      new Map([[vol(1), { snapshotId: snap(1), lackingSet: '000000000001' }]]),
    );
  });

  test.each([
    ['one device, whose snapshot is there, lacks nothing', 1, {}],
    ['two devices, of which one snapshot is there, lacks something', 2, { lackingSet: '000000000001' }],
    ['no device lacks something', 0, { lackingSet: '000000000001' }],
  ])('of a pending AMI of which EC2 names no snapshots and %s', async (_, count, lacking) => {
    const devices = Array.from({ length: count }, () => ({ Ebs: { VolumeSize: 8 } }));
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown({ BlockDeviceMappings: devices })] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(1)] });
    expect(await images.takenFor(RUN)).toEqual(new Map([[vol(1), { snapshotId: snap(1), ...lacking }]]));
  });

  test('is nothing that only says to be of an AMI', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown()] });
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [member(7)] });
    expect(await images.takenFor(RUN)).toEqual(new Map());
  });

  test.each([
    ['was made before it was due', { CreationDate: '2030-01-01T00:49:59.000Z' }],
    ['has failed', { State: 'failed' as const }],
    ['has a name that is none of ours', { Name: `${NAME} (copy)` }],
  ])('is nothing of an AMI that %s', async (_, more) => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [shown(more)] });
    expect(await images.takenFor(RUN)).toEqual(new Map());
  });

  test('cannot be known without the right', async () => {
    ec2.on(DescribeImagesCommand).rejects(ec2Error('UnauthorizedOperation', 403));
    await expect(images.takenFor(RUN)).rejects.toThrow('UnauthorizedOperation');
  });
});
