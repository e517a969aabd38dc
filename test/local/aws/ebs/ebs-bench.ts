import type {
  GetSnapshotBlockResponse,
  ListChangedBlocksResponse,
  ListSnapshotBlocksResponse,
} from '@aws-sdk/client-ebs';
import type { Caller } from '../../../../local/aws/api';
import { EbsError } from '../../../../local/aws/ebs/ebs-error';
import { Ec2Bench, PRIMARY, snapshotId, START_MS, volumeId } from '../ec2/ec2-bench';

/** A block as a call of the EBS direct APIs answers it. */
export type ReadBlock = Omit<GetSnapshotBlockResponse, 'BlockData'> & {
  readonly BlockData: { transformToByteArray(): Promise<Uint8Array> };
};

type Place = { readonly region?: string; readonly caller?: Caller };

/** Adds a completed snapshot of the one volume, of so few blocks that all of them are soon read. */
export function addSnapshot(bench: Ec2Bench, SnapshotId: string, StartTime: Date, blocks = 128): string {
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: volumeId('a1'),
    VolumeSize: 1,
    StartTime,
    FullSnapshotSizeInBytes: blocks * 524_288,
  });
  return SnapshotId;
}

export function oneSnapshot(options: ConstructorParameters<typeof Ec2Bench>[0] = {}) {
  const bench = new Ec2Bench(options);
  return { bench, source: addSnapshot(bench, snapshotId('1'), new Date(START_MS)) };
}

export const listPage = (bench: Ec2Bench, input: object, place: Place = {}): ListSnapshotBlocksResponse =>
  bench.ebs('ListSnapshotBlocks', input, place);

/** The blocks of all pages of a snapshot. */
export function listAll(bench: Ec2Bench, SnapshotId: string, place: Place = {}) {
  const blocks: { BlockIndex: number; BlockToken: string }[] = [];
  let NextToken: string | undefined;
  do {
    const page = listPage(bench, { SnapshotId, ...(NextToken !== undefined && { NextToken }) }, place);
    blocks.push(...(page.Blocks as typeof blocks));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return blocks;
}

export const indexesOf = (bench: Ec2Bench, snapshotId: string, place: Place = {}): number[] =>
  listAll(bench, snapshotId, place).map(({ BlockIndex }) => BlockIndex);

/** All pages of what changed between two snapshots. */
export function changedBlocks(bench: Ec2Bench, FirstSnapshotId: string, SecondSnapshotId: string) {
  const blocks: { BlockIndex: number; FirstBlockToken?: string; SecondBlockToken: string }[] = [];
  let NextToken: string | undefined;
  do {
    const page: ListChangedBlocksResponse = bench.ebs('ListChangedBlocks', {
      FirstSnapshotId,
      SecondSnapshotId,
      ...(NextToken !== undefined && { NextToken }),
    });
    blocks.push(...(page.ChangedBlocks as typeof blocks));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return blocks;
}

export const readBlock = (bench: Ec2Bench, input: object, place: Place = {}): ReadBlock =>
  bench.ebs('GetSnapshotBlock', input, place) as unknown as ReadBlock;

/** The checksums of all blocks of a snapshot, by index. */
export const checksums = (
  bench: Ec2Bench,
  SnapshotId: string,
  place: Place = {},
): ReadonlyMap<number, string> =>
  new Map(
    listAll(bench, SnapshotId, place).map(({ BlockIndex, BlockToken }) => {
      bench.advance(1);
      const { Checksum } = readBlock(bench, { SnapshotId, BlockIndex, BlockToken }, place);
      return [BlockIndex, Checksum ?? ''];
    }),
  );

/** How a call is refused: AWS's name of the error and its reason, or the message where it is not AWS's. */
export function ebsRefusal(bench: Ec2Bench, operation: string, input: object, place: Place = {}): string {
  try {
    bench.ebs(operation, input, place);
  } catch (error) {
    if (error instanceof EbsError) return [error.name, error.Reason].filter(Boolean).join(' ');
    return (error as Error).message;
  }
  return 'accepted';
}
