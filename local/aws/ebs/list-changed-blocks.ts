import * as z from 'zod';
import { listedFrom, writeOf } from '../ec2/block-content';
import { BLOCK_BYTES } from '../ec2/block-layout';
import type { SnapshotRecord } from '../ec2/snapshot-record';
import { pageParameters, takeBlockPage } from './block-page';
import { blockToken, expiryTime } from './block-token';
import { invalid } from './ebs-error';
import { defineEbsOperation } from './operation';
import { readableSnapshot } from './readable-snapshot';
import { limitLists } from './request-limits';

/**
 * ListChangedBlocks: the blocks of the second of two snapshots that the first has not, or has otherwise. What only the first has is not
 * listed: a block that was written stays so.
 */
export const listChangedBlocks = defineEbsOperation('ListChangedBlocks', {
  parameters: { FirstSnapshotId: z.string(), SecondSnapshotId: z.string(), ...pageParameters },
  snapshotIds: ({ FirstSnapshotId, SecondSnapshotId }) => [FirstSnapshotId, SecondSnapshotId],
  apply: (call, input) => {
    limitLists(call, 'ListChangedBlocks');
    const first = readableSnapshot(call, input.FirstSnapshotId);
    const second = readableSnapshot(call, input.SecondSnapshotId);
    if (first.content.kin !== second.content.kin)
      throw invalid(
        'UNRELATED_SNAPSHOTS',
        `The snapshots '${first.id}' and '${second.id}' are not of one lineage.`,
      );
    const of = `${first.id} ${second.id}`;
    const { nowMs } = call;
    const { entries, ...next } = takeBlockPage(input, { of, key: second.content.key, nowMs }, (index) =>
      changedFrom(first, second, index, nowMs),
    );
    return {
      ChangedBlocks: entries,
      ExpiryTime: expiryTime(nowMs),
      VolumeSize: second.sizeGib,
      BlockSize: BLOCK_BYTES,
      ...next,
    };
  },
});

function* changedFrom(first: SnapshotRecord, second: SnapshotRecord, index: number, nowMs: number) {
  for (const BlockIndex of listedFrom(second.content, index)) {
    const before = writeOf(first.content, BlockIndex);
    if (before !== writeOf(second.content, BlockIndex))
      yield {
        BlockIndex,
        ...(before !== undefined && { FirstBlockToken: blockToken(first.id, BlockIndex, nowMs) }),
        SecondBlockToken: blockToken(second.id, BlockIndex, nowMs),
      };
  }
}
