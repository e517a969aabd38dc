import { ModifySnapshotTierCommand } from '@aws-sdk/client-ec2';
import { DR, PRIMARY, startOneVolume } from '../../support/one-volume';

test.each([
  ['a snapshot', PRIMARY],
  ['a copy', DR],
])('%s that somebody is archiving when retention gives it up stays, and arrives there', async (_, region) => {
  const { world, runTo, soon, person, takeSnapshot, held } = await startOneVolume();
  await takeSnapshot();
  await runTo(20);
  const [id = ''] = held(region);
  await soon(person(region).send(new ModifySnapshotTierCommand({ SnapshotId: id, StorageTier: 'archive' })));
  await runTo(24);
  await takeSnapshot();
  await runTo(60);

  expect(held(region)).toHaveLength(2);
  expect(world.ec2.snapshot(region, id)?.StorageTier).toBe('archive');
  expect([world.notifications, world.denials]).toEqual([[], []]);
});
