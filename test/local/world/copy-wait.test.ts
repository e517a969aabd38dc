import { HOUR_MS } from '../../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';

test('a copy that waits alone for a slot rings once, when it has waited for a day', async () => {
  const { world, runTo, takeSnapshot } = await startOneVolume({ ec2: { copySlots: 0 } });
  await runTo(3);
  await takeSnapshot();
  await runTo(36);

  const told = world.notifications.map(({ atMs, region, subject = '', message }) => ({
    hours: Math.floor((atMs - START_MS) / HOUR_MS),
    region,
    alarm: /CopyQueueWait\D+/.exec(subject)?.[0],
    isOfRegion: message.includes(`to be copied to ${DR}`),
  }));
  expect(told).toEqual([{ hours: 27, region: PRIMARY, alarm: 'CopyQueueWaiteucentral', isOfRegion: true }]);
});
