import { CreateVolumeCommand, DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { PRIMARY, startOneVolume } from '../../support/one-volume';

const KEY = `arn:aws:kms:${PRIMARY}:111122223333:key/11111111-2222-3333-4444-555555555555`;

/** A world with a completed snapshot and a key, and how a volume of the snapshot looks six seconds after it was asked for. */
async function start() {
  const { world, soon, person, runTo, takeSnapshot, held } = await startOneVolume();
  world.addKey(KEY, ['alias/data']);
  await takeSnapshot();
  await runTo(2);
  const ec2 = person(PRIMARY);
  const [SnapshotId = ''] = held(PRIMARY);
  const restore = async (input: object): Promise<unknown> => {
    const request = { AvailabilityZone: `${PRIMARY}a`, SnapshotId, ...input };
    const { VolumeId = '' } = await soon(ec2.send(new CreateVolumeCommand(request)));
    await world.run(world.loop.nowMs() + 5_000);
    const Filters = [{ Name: 'volume-id', Values: [VolumeId] }];
    const { Volumes = [] } = await soon(ec2.send(new DescribeVolumesCommand({ Filters })));
    return Volumes.map(({ State }) => State);
  };
  return { world, SnapshotId, restore };
}

test('a volume under a key of the account is there, and is gone where the key is disabled or is none', async () => {
  const { world, restore } = await start();
  const withKey = (KmsKeyId: string) => restore({ Encrypted: true, KmsKeyId });

  expect(await withKey('alias/data')).toEqual(['available']);
  world.kmsKeys.setState(KEY, 'Disabled');
  expect(await withKey('alias/data')).toEqual([]);
  expect(await withKey('alias/none')).toEqual([]);
});

test('how the next volume of a snapshot ends can be planned', async () => {
  const { world, SnapshotId, restore } = await start();
  world.ec2.failNextVolumeOf(SnapshotId, 'error');
  world.ec2.failNextVolumeOf(SnapshotId, 'vanishes');

  expect([await restore({}), await restore({}), await restore({})]).toEqual([['error'], [], ['available']]);
});
