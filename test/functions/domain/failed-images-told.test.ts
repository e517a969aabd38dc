import { failedImagesTold, toldOfFailedImages } from '../../../functions/domain/failed-images-told';
import { ami } from '../../support/images';

const told = (value: string) => failedImagesTold({ 'snapshot-keeper:told': value });
const amis = (count: number) => Array.from({ length: count }, (_, index) => ami(index));

test.each<[string, string[]]>([
  ['ami-1 has failed', ['ami-1']],
  ['ami-1 ami-2 have failed', ['ami-1', 'ami-2']],
])('%s names %j', (value, imageIds) => {
  expect(toldOfFailedImages(imageIds)).toBe(value);
  expect(told(value)).toEqual(imageIds);
});

test.each(['ami-1 stays', 'in doubt', 'ami-1 has failed, or so', ' has failed', ''])(
  '%j names none',
  (value) => {
    expect(told(value)).toEqual([]);
  },
);

test('a snapshot without the tag names none', () => {
  expect(failedImagesTold({})).toEqual([]);
});

test('a value names the first eleven, for which it has room', () => {
  const value = toldOfFailedImages(amis(12));
  expect(told(value)).toEqual(amis(11));
  expect(value).toHaveLength(253);
});
