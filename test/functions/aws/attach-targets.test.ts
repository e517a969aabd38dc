import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { attachTargetsIn } from '../../../functions/aws/attach-targets';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws } from '../../support/aws-mock';
import { AccessDenied } from '../../../functions/domain/errors';

const ec2 = mockAws(EC2Client);
const targets = attachTargetsIn(new EC2Client({ region: 'us-east-1' }));
const INSTANCE = 'i-0123456789abcdef0';

test('of an instance its zone, its state and its devices are read', async () => {
  ec2.on(DescribeInstancesCommand).resolves({
    Reservations: [
      {
        Instances: [
          {
            InstanceId: INSTANCE,
            State: { Name: 'running' },
            Placement: { AvailabilityZone: 'us-east-1b' },
            BlockDeviceMappings: [{ DeviceName: '/dev/xvda' }, { DeviceName: '/dev/sdf' }],
          },
        ],
      },
    ],
  });

  expect(await targets.byId(INSTANCE)).toEqual({
    instanceId: INSTANCE,
    state: 'running',
    zone: 'us-east-1b',
    isWindows: false,
    devices: ['/dev/xvda', '/dev/sdf'],
  });
  expect(callsTo(ec2)).toEqual([
    [
      'DescribeInstancesCommand',
      { Filters: [{ Name: 'instance-id', Values: [INSTANCE] }], MaxResults: 1000 },
    ],
  ]);
});

test.each(['windows', 'Windows'])('one of the platform %s has devices of Windows', async (Platform) => {
  ec2
    .on(DescribeInstancesCommand)
    .resolves({ Reservations: [{ Instances: [{ InstanceId: INSTANCE, Platform: Platform as 'Windows' }] }] });

  expect(await targets.byId(INSTANCE)).toMatchObject({ isWindows: true });
});

test('one that EC2 does not show is none', async () => {
  ec2.on(DescribeInstancesCommand).resolves({ Reservations: [] });

  expect(await targets.byId(INSTANCE)).toBeUndefined();
});

test('a missing right is thrown', async () => {
  ec2.on(DescribeInstancesCommand).rejects(ec2Error('UnauthorizedOperation', 403));

  await expect(targets.byId(INSTANCE)).rejects.toThrow(AccessDenied);
});
