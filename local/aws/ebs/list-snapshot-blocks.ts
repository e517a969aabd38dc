import * as z from 'zod';
import { listedFrom } from '../ec2/block-content';
import { BLOCK_BYTES } from '../ec2/block-layout';
import { pageParameters, takeBlockPage } from './block-page';
import { blockToken, expiryTime } from './block-token';
import { defineEbsOperation } from './operation';
import { readableSnapshot } from './readable-snapshot';
import { limitLists } from './request-limits';

/** ListSnapshotBlocks: the written blocks of a snapshot, in the order of their indexes. What they hold the list does not say. */
export const listSnapshotBlocks = defineEbsOperation('ListSnapshotBlocks', {
  parameters: { SnapshotId: z.string(), ...pageParameters },
  snapshotIds: ({ SnapshotId }) => [SnapshotId],
  apply: (call, input) => {
    limitLists(call, 'ListSnapshotBlocks');
    const { id, content, sizeGib } = readableSnapshot(call, input.SnapshotId);
    const { nowMs } = call;
    function* blocksFrom(index: number) {
      for (const BlockIndex of listedFrom(content, index))
        yield { BlockIndex, BlockToken: blockToken(id, BlockIndex, nowMs) };
    }
    const { entries, ...next } = takeBlockPage(input, { of: id, key: content.key, nowMs }, blocksFrom);
    return {
      Blocks: entries,
      ExpiryTime: expiryTime(nowMs),
      VolumeSize: sizeGib,
      BlockSize: BLOCK_BYTES,
      ...next,
    };
  },
});
