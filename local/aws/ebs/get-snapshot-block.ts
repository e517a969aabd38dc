import { createHash } from 'node:crypto';
import * as z from 'zod';
import { blockOf } from '../ec2/block-content';
import { checkBlockToken } from './block-token';
import { invalid } from './ebs-error';
import { defineEbsOperation } from './operation';
import { readableSnapshot } from './readable-snapshot';
import { limitBlocks } from './request-limits';

/** GetSnapshotBlock: what a block holds, with its checksum. Of the SDK's stream only `transformToByteArray` is simulated. */
export const getSnapshotBlock = defineEbsOperation('GetSnapshotBlock', {
  parameters: { SnapshotId: z.string(), BlockIndex: z.int().min(0), BlockToken: z.string() },
  snapshotIds: ({ SnapshotId }) => [SnapshotId],
  apply: (call, { SnapshotId, BlockIndex, BlockToken }) => {
    limitBlocks(call, SnapshotId);
    const { content } = readableSnapshot(call, SnapshotId);
    checkBlockToken(BlockToken, SnapshotId, BlockIndex, call.nowMs);
    const data = blockOf(content, BlockIndex);
    if (data === undefined) throw invalid('INVALID_BLOCK', `There is no block ${BlockIndex}.`);
    return {
      DataLength: data.length,
      BlockData: { transformToByteArray: () => Promise.resolve(new Uint8Array(data)) },
      Checksum: createHash('sha256').update(data).digest('base64'),
      ChecksumAlgorithm: 'SHA256',
    };
  },
});
