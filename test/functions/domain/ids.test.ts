import { isInstanceId, isSnapshotId, isVolumeId } from '../../../functions/domain/ids';

test.each(['snap-0123456789abcdef0', 'snap-01234567', 'snap-ffffffff'])(
  '%s is the id of a snapshot',
  (id) => {
    expect(isSnapshotId(id)).toBe(true);
  },
);

test.each(['vol-0123456789abcdef0', 'vol-01234567', 'vol-fffffff0'])('%s is the id of a volume', (id) => {
  expect(isVolumeId(id)).toBe(true);
});

test.each(['i-0123456789abcdef0', 'i-01234567'])('%s is the id of an instance', (id) => {
  expect(isInstanceId(id)).toBe(true);
});

test.each(['vol-ffffffff', 'vol-fffffffffffffffff'])('the placeholder %s is no volume', (id) => {
  expect(isVolumeId(id)).toBe(false);
});

describe('the text of others is no id', () => {
  test.each<[rule: string, digits: string]>([
    ['a wildcard', '*'],
    ['a wildcard among digits', '0123456*'],
    ['one for a single character', '0123456?'],
    ['too few digits', '0123456'],
    ['more than eight and fewer than seventeen', '0123456789'],
    ['too many digits', '0123456789abcdef01'],
    ['upper case', '0123456789ABCDEF0'],
    ['other letters', '0123456g'],
    ['full-width digits', '０１２３４５６７'],
    ['a space before', ' 01234567'],
    ['a line break after', '01234567\n'],
    ['a second id', '01234567,snap-01234568'],
    ['nothing', ''],
  ])('with %s', (_rule, digits) => {
    expect(isSnapshotId(`snap-${digits}`)).toBe(false);
    expect(isVolumeId(`vol-${digits}`)).toBe(false);
    expect(isInstanceId(`i-${digits}`)).toBe(false);
  });

  test.each(['', 'ami-01234567', '01234567', 'x snap-01234567', 'SNAP-01234567'])('such as "%s"', (text) => {
    expect(isSnapshotId(text)).toBe(false);
    expect(isVolumeId(text)).toBe(false);
    expect(isInstanceId(text)).toBe(false);
  });

  test('of the other kind', () => {
    expect(isSnapshotId('vol-01234567')).toBe(false);
    expect(isVolumeId('snap-01234567')).toBe(false);
    expect(isInstanceId('vol-01234567')).toBe(false);
  });
});
