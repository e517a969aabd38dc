import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { MINUTE_MS } from '../../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';

const volumeOf = (index: number): string => `vol-0${String(index).padStart(16, '0')}`;

/** Fifty volumes whose snapshots complete together, two slots, and copies of five minutes; those of `targets` have one of their own. */
async function orderOfCopies(targets: Readonly<Record<number, string>>): Promise<number[]> {
  const { world, person, soon, runTo } = await startOneVolume({
    ec2: { copySlots: 2, copyDurationMs: () => 5 * MINUTE_MS, snapshotDurationMs: () => MINUTE_MS },
  });
  const order: number[] = [];
  world.observe({
    onCall: ({ request: { operation, region, input }, errorCode }) => {
      if (operation !== 'CopySnapshot' || errorCode !== undefined || region !== DR) return;
      const source = world.ec2.snapshot(PRIMARY, String(input['SourceSnapshotId']));
      order.push(Number(source?.VolumeId?.slice(-4)));
    },
  });
  for (let index = 1; index <= 50; index += 1) {
    const target = targets[index];
    world.ec2.addVolume(PRIMARY, {
      VolumeId: volumeOf(index),
      Size: 8,
      VolumeType: 'gp3',
      AvailabilityZone: `${PRIMARY}a`,
      CreateTime: new Date(START_MS),
      Tags: [
        { Key: 'Backup', Value: 'yes' },
        ...(target === undefined ? [] : [{ Key: 'snapshot-keeper:target', Value: target }]),
      ],
    });
    await soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: volumeOf(index) })));
  }
  await runTo(4);
  expect(world.notifications).toEqual([]);
  return order;
}

test('volumes of a shorter target are copied first, in their own order, and none of the others starves', async () => {
  const order = await orderOfCopies({ 47: '4h', 48: '4h', 49: '4h', 50: '4h' });

  expect(new Set(order).size).toBe(50);
  const places = [47, 48, 49, 50].map((index) => order.indexOf(index));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  // Their snapshots are the last of fifty to be completed.
  expect(Math.max(...places)).toBeLessThan(20);
});

test('without any, the copies come in the order of the snapshots', async () => {
  const order = await orderOfCopies({});

  expect(order).toHaveLength(50);
  expect(order.indexOf(50)).toBeGreaterThan(40);
});
