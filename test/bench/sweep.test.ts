import { missed, render } from '../../bench/sweep/sweep';
import { playSweep } from '../../bench/sweep/play';

test('a sweep reads each page once and starts each repair once, which then come right', async () => {
  const played = await playSweep(400);

  expect(played).toMatchObject({
    snapshots: 400,
    lost: 13,
    started: 13,
    // What runs of three machines, when the stack was made, a page each of sources, copies and volumes, the starts, and the Regions with their volumes.
    calls: 3 + 1 + 3 + 13 + 1 + 16,
    fewestCalls: 3 + 13 + 16,
    stateTransitions: 2,
    leftUnadopted: 0,
  });
  expect(missed({ ...played, calls: 32, peakMemoryMib: 100 })).toEqual([]);
});

test('a limit that is missed is said', () => {
  const sweep = {
    snapshots: 100_000,
    lost: 3031,
    calls: 4000,
    fewestCalls: 3000,
    stateTransitions: 2,
    virtualSeconds: 100,
    payloadBytes: 100,
    started: 3031,
    leftUnadopted: 0,
    peakMemoryMib: 2000,
  };

  expect(missed(sweep).map(({ name }) => name)).toEqual([
    'calls to the fewest: a call for each page and repair',
    'peak memory, MiB',
  ]);
  expect(render(sweep)).toContain('missed: peak memory, MiB is 2,000, at most 1,024 is allowed');
});
