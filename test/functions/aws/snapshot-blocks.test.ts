import { createHash } from 'node:crypto';
import { EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';
import { snapshotBlocksIn } from '../../../functions/aws/snapshot-blocks';
import { BlocksUnreadable, ServiceBusy, SnapshotGone } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { snap } from '../../support/builders';

const ebs = mockAws(EBSClient);
const blocks = snapshotBlocksIn(new EBSClient({ region: 'eu-west-1' }));
const SHAPE = { VolumeSize: 8, BlockSize: 524_288 };

const failing = (name: string, status: number): Error =>
  Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: status } });

test('the written blocks of a snapshot are listed from a place on', async () => {
  ebs.on(ListSnapshotBlocksCommand).resolves({ ...SHAPE, Blocks: [{ BlockIndex: 7, BlockToken: 'seven' }] });

  expect(await blocks.list(snap(1), 5)).toEqual({ blocks: [{ index: 7, token: 'seven' }], sizeGib: 8 });
  expect(callsTo(ebs)).toEqual([
    ['ListSnapshotBlocksCommand', { SnapshotId: snap(1), MaxResults: 10_000, StartingBlockIndex: 5 }],
  ]);
});

test('a list that goes on says where; a page that is empty does not end it', async () => {
  ebs
    .on(ListSnapshotBlocksCommand)
    .resolvesOnce({ ...SHAPE, Blocks: [], NextToken: 'more' })
    .resolvesOnce({ ...SHAPE, Blocks: [{ BlockIndex: 7, BlockToken: 'seven' }], NextToken: 'yet more' })
    .rejects(UNEXPECTED);

  expect(await blocks.list(snap(1), 0)).toEqual({
    blocks: [{ index: 7, token: 'seven' }],
    nextIndex: 8,
    sizeGib: 8,
  });
  expect(callsTo(ebs)).toEqual([
    ['ListSnapshotBlocksCommand', { SnapshotId: snap(1), MaxResults: 10_000, StartingBlockIndex: 0 }],
    ['ListSnapshotBlocksCommand', { SnapshotId: snap(1), MaxResults: 10_000, NextToken: 'more' }],
  ]);
});

test.each([
  ['of another block size', { ...SHAPE, BlockSize: 4096 }, 'with blocks of 4096 bytes'],
  ['without a size', { BlockSize: 524_288 }, 'a size of undefined GiB'],
  ['with a block without a place', { ...SHAPE, Blocks: [{ BlockToken: 'x' }] }, 'without its place or token'],
])('a list %s is refused', async (_, answer, words) => {
  ebs.on(ListSnapshotBlocksCommand).resolves(answer);

  await expect(blocks.list(snap(1), 0)).rejects.toThrow(words);
});

const DATA = new Uint8Array(524_288).fill(3);
const SHA256 = createHash('sha256').update(DATA).digest('base64');
const answering = (data: Uint8Array | undefined, more = {}) =>
  ebs.on(GetSnapshotBlockCommand).resolves({
    ...(data && { BlockData: { transformToByteArray: () => Promise.resolve(data) } as never }),
    Checksum: SHA256,
    ChecksumAlgorithm: 'SHA256',
    ...more,
  });

test('a block is read and its checksum computed', async () => {
  answering(DATA);

  expect(await blocks.read(snap(1), { index: 7, token: 'seven' })).toEqual({
    outcome: 'read',
    sha256: SHA256,
  });
  expect(callsTo(ebs)).toEqual([
    ['GetSnapshotBlockCommand', { SnapshotId: snap(1), BlockIndex: 7, BlockToken: 'seven' }],
  ]);
});

test.each<[what: string, data: Uint8Array | undefined, more: object]>([
  ['whose data is not what the checksum says', new Uint8Array(524_288), {}],
  ['that is too short', DATA.subarray(1), {}],
  ['without data', undefined, {}],
  ['without a checksum', DATA, { Checksum: undefined }],
  ['whose checksum is of another kind', DATA, { ChecksumAlgorithm: 'MD5' }],
])('a block %s is spoilt', async (_, data, more) => {
  answering(data, more);

  expect(await blocks.read(snap(1), { index: 7, token: 'seven' })).toEqual({ outcome: 'spoilt' });
});

test.each([
  ['RequestThrottledException', 400],
  ['ThrottlingException', 400],
  ['InternalServerException', 500],
])('%s asks for patience', async (name, status) => {
  ebs.on(ListSnapshotBlocksCommand).rejects(failing(name, status));
  ebs.on(GetSnapshotBlockCommand).rejects(failing(name, status));

  await expect(blocks.list(snap(1), 0)).rejects.toThrow(ServiceBusy);
  await expect(blocks.read(snap(1), { index: 7, token: 'seven' })).rejects.toThrow(ServiceBusy);
});

test.each([
  ['AccessDeniedException', 403, BlocksUnreadable],
  ['ValidationException', 400, BlocksUnreadable],
  ['ResourceNotFoundException', 404, SnapshotGone],
])('%s is about this snapshot', async (name, status, Unreadable) => {
  ebs.on(ListSnapshotBlocksCommand).rejects(failing(name, status));
  ebs.on(GetSnapshotBlockCommand).rejects(failing(name, status));

  const unreadable = `the blocks of ${snap(1)} cannot be read, ${name}: no`;
  await expect(blocks.list(snap(1), 0)).rejects.toThrow(unreadable);
  await expect(blocks.list(snap(1), 0)).rejects.toBeInstanceOf(Unreadable);
  await expect(blocks.read(snap(1), { index: 7, token: 'seven' })).rejects.toThrow(unreadable);
});
