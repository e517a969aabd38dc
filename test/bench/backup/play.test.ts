import { playBackup } from '../../../bench/backup/play';

test('a night in two Regions has one snapshot of each volume, at the pace of the function from when Scheduler tells', async () => {
  const played = await playBackup({ volumes: 120, regionCount: 2 });

  expect(played).toMatchObject({
    volumes: 120,
    regions: [
      { region: 'us-east-1', taken: 120, volumesTaken: 120 },
      { region: 'us-east-2', taken: 120, volumesTaken: 120 },
    ],
    // A page of volumes, and two of what is taken already, the second ten seconds later.
    ec2Calls: 2 * (120 + 3),
    refusals: 0,
    // TakeSnapshots, IsDone, NotifyDone and Done.
    stateTransitions: 2 * 4,
    failedExecutions: 0,
    digests: 2,
    otherMessages: 0,
  });
  for (const { toldMs, makespanMs } of played.regions) {
    expect(toldMs).toBeGreaterThan(0);
    expect(toldMs).toBeLessThan(60_000);
    // Fifty at once, then seventy at 4.7 a second.
    expect(makespanMs - toldMs).toBeGreaterThan(14_500);
    expect(makespanMs - toldMs).toBeLessThan(17_000);
  }
});

test('with a quota of snapshots that are under way, a run waits for them and still takes one of each volume', async () => {
  const played = await playBackup({ volumes: 30, regionCount: 1, pendingSnapshots: 10 });

  expect(played).toMatchObject({
    pendingSnapshots: 10,
    regions: [{ taken: 30, volumesTaken: 30 }],
    failedExecutions: 0,
    digests: 1,
    otherMessages: 0,
  });
  const [{ makespanMs, boundMs }] = played.regions as [(typeof played.regions)[0]];
  // Twenty of five minutes, ten at a time, have ended before the last is taken.
  expect(boundMs).toBeGreaterThan(480_000);
  expect(makespanMs).toBeGreaterThan(boundMs);
  // Every ten seconds one, for ten minutes or more.
  expect(played.refusals).toBeGreaterThan(20);
  expect(played.ec2Calls - played.refusals).toBeLessThan(30 + 30);
});
