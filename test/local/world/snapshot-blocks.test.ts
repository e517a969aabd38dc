import { GetSnapshotBlockCommand, ListSnapshotBlocksCommand, type Block } from '@aws-sdk/client-ebs';
import { MINUTE_MS } from '../../../local/kernel/time-units';
import type { World } from '../../../local/world/world';
import { DR, PRIMARY, startOneVolume, VOLUME } from '../../support/one-volume';

/** A snapshot that was taken, and the copy that the product made of it, a day later. */
async function startCopied(prepare: (world: World) => void = () => undefined) {
  const { world, runTo, takeSnapshot } = await startOneVolume();
  prepare(world);
  const { SnapshotId: source = '' } = await takeSnapshot();
  await runTo(24);
  const copy = world.ec2.snapshots(DR)[0]?.SnapshotId ?? '';
  const ebs = (region: string) => world.as('person').ebs(region);
  /** What a call comes to within a minute, with all attempts of the SDK. */
  async function soon<T>(answer: Promise<T>): Promise<T> {
    const [settled] = await Promise.allSettled([answer, world.run(world.loop.nowMs() + MINUTE_MS)]);
    if (settled.status === 'rejected') throw settled.reason as Error;
    return settled.value;
  }
  return {
    world,
    source,
    copy,
    /** The first blocks of a snapshot. */
    list: async (region: string, SnapshotId: string): Promise<readonly Block[]> => {
      let NextToken: string | undefined;
      for (;;) {
        const page = await soon(
          ebs(region).send(new ListSnapshotBlocksCommand({ SnapshotId, MaxResults: 1_000, NextToken })),
        );
        if (page.Blocks !== undefined && page.Blocks.length > 0) return page.Blocks;
        NextToken = page.NextToken;
      }
    },
    read: async (region: string, SnapshotId: string, { BlockIndex, BlockToken }: Block) => {
      const read = ebs(region).send(new GetSnapshotBlockCommand({ SnapshotId, BlockIndex, BlockToken }));
      const { BlockData, Checksum } = await soon(read);
      return { bytes: (await BlockData?.transformToByteArray())?.length, Checksum };
    },
  };
}

test('the copy that is made lists the blocks of its source, and a block of both is the same', async () => {
  const { source, copy, list, read } = await startCopied();

  const [sources, copies] = [await list(PRIMARY, source), await list(DR, copy)];
  const [ofSource, ofCopy] = [await read(PRIMARY, source, sources[9]!), await read(DR, copy, copies[9]!)];

  expect(copies.slice(0, 100).map(({ BlockIndex }) => BlockIndex)).toEqual(
    sources.slice(0, 100).map(({ BlockIndex }) => BlockIndex),
  );
  expect(ofSource.bytes).toBe(524_288);
  expect(ofCopy).toEqual(ofSource);
});

test('a copy that was ordered to be wrong is made and confirmed as any other, and its blocks alone tell', async () => {
  const { world, source, copy, list, read } = await startCopied(({ ec2 }) =>
    ec2.ebs.damageNextCopyOf(VOLUME, { effect: 'wrong', share: 1 }),
  );

  const ofSource = await read(PRIMARY, source, (await list(PRIMARY, source))[0]!);
  const ofCopy = await read(DR, copy, (await list(DR, copy))[0]!);

  expect(world.notifications).toEqual([]);
  expect(ofCopy.Checksum).not.toBe(ofSource.Checksum);
});

test('the SDK tries three times what EBS refuses for now', async () => {
  const { world, source, list } = await startCopied();
  const fail = () => world.ec2.ebs.failNextCall('ListSnapshotBlocks', source, 'RequestThrottledException');
  [1, 2].forEach(fail);
  const listed = await list(PRIMARY, source);
  [1, 2, 3].forEach(fail);

  await expect(list(PRIMARY, source)).rejects.toMatchObject({
    name: 'RequestThrottledException',
    Reason: 'RESOURCE_LEVEL_THROTTLE',
  });
  expect(listed.length).toBeGreaterThan(0);
});
