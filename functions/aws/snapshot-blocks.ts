import { createHash } from 'node:crypto';
import { type EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import type { Block, BlocksPage } from '../domain/compare-blocks';
import { BlocksUnreadable, SnapshotGone } from '../domain/errors';
import { codeOf, isDenied, messageOf, translated } from './aws-errors';

/** As many as one answer lists (EBS direct APIs reference, ListSnapshotBlocks). */
const PAGE_MAX = 10_000;

/** 512 KiB; the only size that EBS has. */
const BLOCK_BYTES = 524_288;

export type BlocksList = BlocksPage & { readonly sizeGib: number };

/** How reading a block ended; `spoilt`: EBS answers with data that is not what it says of it. */
export type BlockRead =
  { readonly outcome: 'read'; readonly sha256: string } | { readonly outcome: 'spoilt' };

export type SnapshotBlocks = ReturnType<typeof snapshotBlocksIn>;

/** What is written in snapshots of the Region that `ebs` calls, by the EBS direct APIs. Throws ServiceBusy, SnapshotGone, or BlocksUnreadable. */
export const snapshotBlocksIn = (ebs: EBSClient) => ({
  /** The written blocks from `fromIndex` on, as many as one call lists. Pages that are empty and go on are passed over. */
  async list(snapshotId: string, fromIndex: number): Promise<BlocksList> {
    let nextToken: string | undefined;
    for (;;) {
      const answer = await reading(snapshotId, () =>
        ebs.send(
          new ListSnapshotBlocksCommand({
            SnapshotId: snapshotId,
            MaxResults: PAGE_MAX,
            ...(nextToken === undefined ? { StartingBlockIndex: fromIndex } : { NextToken: nextToken }),
          }),
        ),
      );
      const { Blocks = [], NextToken, VolumeSize, BlockSize } = answer;
      if (VolumeSize === undefined || BlockSize !== BLOCK_BYTES)
        throw new TypeError(
          `EBS lists ${snapshotId} with blocks of ${BlockSize} bytes and a size of ${VolumeSize} GiB`,
        );
      const blocks = Blocks.map(({ BlockIndex, BlockToken }): Block => {
        if (BlockIndex === undefined || BlockToken === undefined)
          throw new TypeError(`EBS lists a block of ${snapshotId} without its place or token`);
        return { index: BlockIndex, token: BlockToken };
      });
      const last = blocks.at(-1);
      if (!NextToken) return { blocks, sizeGib: VolumeSize };
      if (last !== undefined) return { blocks, nextIndex: last.index + 1, sizeGib: VolumeSize };
      nextToken = NextToken;
    }
  },

  /** What a block holds, as its SHA-256 in base64, which is computed of the data and held against what EBS says of it. */
  async read(snapshotId: string, { index, token }: Block): Promise<BlockRead> {
    const { BlockData, Checksum, ChecksumAlgorithm } = await reading(snapshotId, () =>
      ebs.send(new GetSnapshotBlockCommand({ SnapshotId: snapshotId, BlockIndex: index, BlockToken: token })),
    );
    const data = await reading(snapshotId, async () => BlockData?.transformToByteArray());
    if (data?.length !== BLOCK_BYTES || ChecksumAlgorithm !== 'SHA256') return { outcome: 'spoilt' };
    const sha256 = createHash('sha256').update(data).digest('base64');
    return sha256 === Checksum ? { outcome: 'read', sha256 } : { outcome: 'spoilt' };
  },
});

async function reading<Result>(snapshotId: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const code = codeOf(error);
    const text = `the blocks of ${snapshotId} cannot be read, ${code}: ${messageOf(error)}`;
    if (code === 'ResourceNotFoundException') throw new SnapshotGone(text, { cause: error });
    if (isDenied(error) || code === 'ValidationException') throw new BlocksUnreadable(text, { cause: error });
    throw translated(error);
  }
}
