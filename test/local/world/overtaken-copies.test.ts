import { CopySnapshotCommand } from '@aws-sdk/client-ec2';
import { HOUR_MS, MINUTE_MS } from '../../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume, VOLUME } from '../../support/one-volume';

const OTHERS = { SnapshotId: 'snap-0ffffffffffffffff', VolumeId: 'vol-0ffffffffffffffff' };

/** A volume whose first snapshot is copied, and a DR Region whose only slot others have from an hour and a half on until the eighth hour. */
async function slotTaken() {
  const started = await startOneVolume({
    ec2: {
      copySlots: 1,
      copyDurationMs: (volumeId) => (volumeId === VOLUME ? 5 * MINUTE_MS : 6.5 * HOUR_MS),
    },
  });
  const { world, person, soon, runTo, takeSnapshot } = started;
  world.ec2.addSnapshot(PRIMARY, { ...OTHERS, VolumeSize: 1, StartTime: new Date(START_MS - HOUR_MS) });
  const copied: string[] = [];
  const leftOut: string[] = [];
  world.observe({
    onCall: ({ request: { operation, input }, callerName, errorCode }) => {
      if (operation === 'CopySnapshot' && callerName !== 'person' && errorCode === undefined)
        copied.push(String(input['SourceSnapshotId']));
    },
    onLog: ({ fields }) => {
      if (fields['outcome'] === 'overtaken')
        leftOut.push(`${String(fields['snapshotId'])} for ${String(fields['by'])}`);
    },
  });
  const takeAt = async (hours: number): Promise<string> => {
    await runTo(hours);
    return (await takeSnapshot()).SnapshotId ?? '';
  };
  const first = await takeAt(0);
  await runTo(1.5);
  await soon(
    person(DR).send(new CopySnapshotCommand({ SourceRegion: PRIMARY, SourceSnapshotId: OTHERS.SnapshotId })),
  );
  return { ...started, copied, leftOut, first, takeAt };
}

test('of the snapshots of a volume that wait for a slot, the newest is copied, and the others are left out for it', async () => {
  const { world, copied, leftOut, first, takeAt, runTo } = await slotTaken();
  const taken: string[] = [];
  for (const hours of [2, 2.5, 3, 3.5]) taken.push(await takeAt(hours));
  const newest = taken.at(-1);

  await runTo(12);

  expect(copied).toEqual([first, newest]);
  expect(leftOut.map((line) => line.split(' ')[0])).toEqual(taken.slice(0, -1));
  expect(world.executions.map(({ status }) => status)).not.toContain('FAILED');
  expect(world.executions.map(({ status }) => status)).not.toContain('RUNNING');
  expect(world.notifications).toEqual([]);

  // The plan keeps those without a copy until the newest has one: the next snapshot's removes them.
  const next = await takeAt(13);
  await runTo(15);
  const ours = (region: string) =>
    world.ec2
      .snapshots(region)
      .filter(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'snapshot-keeper:volume'));
  expect(ours(PRIMARY).map(({ SnapshotId }) => SnapshotId)).toEqual([next]);
  expect(ours(DR)).toHaveLength(1);
});
