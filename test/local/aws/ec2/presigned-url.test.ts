import { copySnapshotUrl, isUrlOfCopy, presignedUrl } from '../../../../local/aws/ec2/presigned-url';
import { DR, HOUR, PRIMARY, SECOND, START_MS, snapshotId } from './ec2-bench';

const COPY = { SourceRegion: PRIMARY, SourceSnapshotId: snapshotId('a1') };
const QUERY = { Action: 'CopySnapshot', Version: '2016-11-15', DestinationRegion: DR, ...COPY };
const OF_SDK = copySnapshotUrl(COPY, DR, START_MS);

const isUrl = (url: string, nowMs = START_MS): boolean => isUrlOfCopy(url, COPY, DR, nowMs);

test('what the SDK adds by itself is the URL of the copy, for an hour', () => {
  expect([
    isUrl(OF_SDK),
    isUrl(OF_SDK, START_MS + HOUR - SECOND),
    isUrl(OF_SDK, START_MS + HOUR + SECOND),
  ]).toEqual([true, true, false]);
});

test.each([
  ['is no URL', 'nonsense'],
  ['asks for another action', presignedUrl(PRIMARY, { ...QUERY, Action: 'CopyImage' }, START_MS)],
  ['is for another snapshot', copySnapshotUrl({ ...COPY, SourceSnapshotId: snapshotId('a2') }, DR, START_MS)],
  ['is for another destination', copySnapshotUrl(COPY, PRIMARY, START_MS)],
  ['names no destination', presignedUrl(PRIMARY, { Action: 'CopySnapshot', ...COPY }, START_MS)],
  ['is for EC2 in the destination', presignedUrl(DR, QUERY, START_MS)],
  ['has the host of another partition', OF_SDK.replace('amazonaws.com', 'amazonaws.com.cn')],
  ['is signed for another Region', OF_SDK.replace(`%2F${PRIMARY}%2F`, `%2F${DR}%2F`)],
  ['is not signed', OF_SDK.replace(/&X-Amz-Signature=.*/, '')],
])('a URL that %s is not that of the copy', (_, url) => {
  expect(isUrl(url)).toBe(false);
});
