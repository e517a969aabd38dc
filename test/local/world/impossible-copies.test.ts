import { CreateSnapshotCommand, type CreateSnapshotRequest, type Volume } from '@aws-sdk/client-ec2';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';
import { ofEvents } from '../../support/of-events';

const PLACED = 'vol-0fedcba9876543210';
const OUTPOST = `arn:aws:outposts:${PRIMARY}:111122223333:outpost/op-0123456789abcdef0`;

/** Four days of which each begins with a snapshot of a selected volume, in the place given. The last snapshot is kept. */
async function fourDays(volume: Volume, place: Partial<CreateSnapshotRequest>) {
  const { world, person, soon, runTo } = await startOneVolume();
  const asked: string[] = [];
  world.observe({
    onCall: ({ request: { operation }, callerName }) => {
      if (operation === 'CopySnapshot') asked.push(callerName);
    },
  });
  world.ec2.addVolume(PRIMARY, {
    VolumeId: PLACED,
    Size: 20,
    CreateTime: new Date(START_MS),
    Tags: [{ Key: 'Backup', Value: 'yes' }],
    ...volume,
  });
  for (const day of [0, 1, 2, 3]) {
    await runTo(24 * day);
    await soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: PLACED, ...place })));
  }
  await runTo(96);
  return { world, asked };
}

test.each([
  [
    'on an Outpost',
    { AvailabilityZone: 'eu-west-1a', OutpostArn: OUTPOST },
    { OutpostArn: OUTPOST },
    `it is stored on an Outpost (${OUTPOST})`,
  ],
  [
    'in a Local Zone',
    { AvailabilityZone: 'eu-west-1-dub-1a' },
    { Location: 'local' as const },
    'it is stored in the Local Zone eu-west-1-dub-1a',
  ],
])(
  'snapshots %s are never asked to be copied, of which a person is told once, and expire by the policy',
  async (_, volume, place, why) => {
    const { world, asked } = await fourDays(volume, place);

    expect(asked).toEqual([]);
    expect(ofEvents(world).map(({ status }) => status)).toEqual(Array(4).fill('SUCCEEDED'));
    expect(world.ec2.snapshots(PRIMARY)).toMatchObject([{ StartTime: expect.anything(), VolumeId: PLACED }]);
    expect(world.ec2.snapshots(DR)).toEqual([]);
    expect(world.notifications).toHaveLength(1);
    const [told] = world.notifications;
    expect(told?.message).toMatch(/EC2 does not copy snap-[0-9a-f]+ to eu-central-1: /);
    expect(told?.message).toContain(why);
    expect(told?.atMs).toBeLessThan(START_MS + HOUR_MS);
  },
);

test('snapshots of the same volume that are stored in the Region are copied', async () => {
  const { world, asked } = await fourDays({ AvailabilityZone: 'eu-west-1a', OutpostArn: OUTPOST }, {});

  expect(asked).toHaveLength(4);
  expect(world.ec2.snapshots(DR)).toHaveLength(1);
  expect(world.notifications).toEqual([]);
});
