import { playYear } from '../../bench/year';

test('a fleet within its first days is played whole, and what it cost is counted', async () => {
  const year = await playYear(3, 9);

  expect(year).toMatchObject({
    volumes: 3,
    days: 9,
    lives: 27,
    // Of nine lives, two prune in the primary Region and eight in the other, which is one more call each.
    ec2Calls: 27 * 7 + 3 * (2 + 8),
  });
}, 30_000);
