import { readDrillMark, writeDrillMark, type DrillMark } from '../../../functions/domain/drill-mark';
import { snap } from '../../support/builders';

const MARK: DrillMark = { verdict: 'same', copyId: snap(1), endedAt: '2030-06-01T03:04:05.678Z' };

test('a mark says how a drill ended, of which copy, and when', () => {
  expect(writeDrillMark(MARK)).toBe('same: snap-00000000000000001 at 2030-06-01T03:04:05.678Z');
  expect(readDrillMark('same: snap-00000000000000001 at 2030-06-01T03:04:05.678Z')).toEqual(MARK);
});

test.each([
  undefined,
  '',
  'fine: snap-00000000000000001 at 2030-06-01T03:04:05Z',
  'same: snap-* at 2030-06-01T03:04:05Z',
  'same: snap-00000000000000001 at tomorrow',
  'same: snap-00000000000000001 at 2030-13-01T03:04:05Z',
  'same: snap-00000000000000001 at 2030-06-01T03:04:05Z and more',
])('what is no mark counts as none: %p', (value) => {
  expect(readDrillMark(value)).toBeUndefined();
});
