import { playShare } from '../../bench/share-of-year';
import { SETTINGS } from '../../bench/year';
import { synthesize } from '../../local/world/synthesize';
import { withoutSchedules } from '../../local/world/without-schedules';

test('a fleet within its first days is played whole, and what it cost is counted', async () => {
  const days: number[] = [];
  const templates = withoutSchedules(synthesize(SETTINGS));
  const share = { settings: SETTINGS, templates, seed: 1, accountShare: 0.5, volumes: 3, days: 9 };

  const played = await playShare(share, (day) => days.push(day));

  // Of nine lives, two prune in the primary Region and eight in the other: a deletion, and what is being archived, asked each time.
  // The first copy of each volume looks whether it was asked for before, and whether another one runs.
  expect(played.ec2Calls).toBe(27 * 8 + 3 * (2 + 8) * 2 + 3 * 2);
  expect(days).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
