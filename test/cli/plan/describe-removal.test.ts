import { stripVTControlCharacters } from 'node:util';
import { describeRemoval } from '../../../cli/plan/describe-removal';
import { explain, explainVolume } from '../../../cli/plan/explain';
import { renderExplanation } from '../../../cli/plan/render-explanation';
import { renderVolumeExplanation } from '../../../cli/plan/render-volume-explanation';
import { snap, vol } from '../../support/builders';
import { managed, planOf, volume } from './account';

const NONE = {
  removedCount: 0,
  blockedByLimitCount: 0,
  afterCopiesCount: 0,
  blockedAfterCopiesCount: 0,
  ofCount: 50,
};

test.each<[rule: string, removal: Partial<typeof NONE>, words: string]>([
  ['nothing', {}, 'would remove 0 of 50 good snapshots (0.0 %)'],
  ['what goes', { removedCount: 5 }, 'would remove 5 of 50 good snapshots (10.0 %)'],
  [
    'what the limit blocks, which does not go',
    { blockedByLimitCount: 39 },
    'would remove 0 of 50 good snapshots (0.0 %); deletionLimit blocks 39',
  ],
  [
    'what goes later',
    { removedCount: 1, afterCopiesCount: 3 },
    'would remove 1 of 50 good snapshots (2.0 %); 3 more once their copies are confirmed',
  ],
  [
    'what the limit will block later',
    { blockedByLimitCount: 2, blockedAfterCopiesCount: 37 },
    'would remove 0 of 50 good snapshots (0.0 %); deletionLimit blocks 2; 0 more once their copies are confirmed, and deletionLimit will block 37',
  ],
])('tells %s', (_, removal, words) => {
  expect(describeRemoval({ ...NONE, ...removal })).toBe(words);
});

describe('what deletionLimit will block once the copies are confirmed', () => {
  const primary = [1, 2, 3, 4, 5, 6, 7, 8].map((day) =>
    managed(day, vol(1), day, { 'snapshot-keeper:policy': 'last 30' }),
  );
  const plan = planOf({ volumes: [volume(1)], primary });

  test('is not announced as going', () => {
    expect(plan.totals.removal).toEqual({ ...NONE, blockedAfterCopiesCount: 6, ofCount: 8 });
  });

  test('is told of the volume and of the snapshot, with the reason', () => {
    const more = '0 more once their copies are confirmed, and deletionLimit will block 6';
    const why = 'a change of policy (last 30 → last 2) would remove 6 of 8 earlier snapshots at once';
    const ofVolume = stripVTControlCharacters(renderVolumeExplanation(explainVolume(plan, vol(1))!));
    const ofSnapshot = stripVTControlCharacters(renderExplanation(explain(plan, snap(1))!));

    expect(ofVolume).toContain(`    To go: ${more}.\n    Limited then: ${why}`);
    expect(ofSnapshot).toMatch(new RegExp(`^ +Later: +${more}$`, 'm'));
    expect(ofSnapshot).toContain(why);
  });
});
