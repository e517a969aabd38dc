import type { ShellResult } from '../../../../local/aws/ssm/managed-instance';
import { Loop } from '../../../../local/kernel/loop';
import { DAY_MS } from '../../../../local/kernel/time-units';
import { ChangingConditions } from '../../../../local/world/instances/conditions';
import { FreezeScript } from '../../../../local/world/instances/freeze-script';
import type { FrozenPeriod } from '../../../../local/world/instances/frozen-period';
import { Machine } from '../../../../local/world/instances/machine';

/** An instance with one file system to freeze, from its start at 0. What a call comes to stands in `results` once it has ended. */
function start() {
  const loop = new Loop(0);
  const conditions = new ChangingConditions();
  const periods: FrozenPeriod[] = [];
  const machine = new Machine({
    instanceId: 'i-1',
    loop,
    conditions,
    onFreeze: (period) => periods.push(period),
  });
  const script = new FreezeScript(machine, () => [{ name: '/dev/sdf', isBoot: false }]);
  const results: ShellResult[] = [];
  const call = (action: string, run: string): void => {
    const values = { action, run, thawAfterSeconds: '60', application: 'none' };
    void script.call(values).then((result) => results.push(result));
  };
  return { loop, conditions, machine, periods, results, call };
}

/** How an instance stands that was frozen at 200 ms, and cannot thaw since it was asked at 1,000 ms. */
async function startStuck() {
  const started = start();
  const { loop, conditions, call } = started;
  call('freeze', 'r1');
  await loop.run(1_000);
  conditions.set({ thawFails: true });
  call('thaw', 'r1');
  await loop.run(1_200);
  return started;
}

test('a freeze takes 350 ms until it is told, and a thaw 100', async () => {
  const { loop, periods, results, call } = start();
  call('freeze', 'r1');
  await loop.run(349);
  expect(results).toHaveLength(0);
  await loop.run(350);
  expect(results).toHaveLength(1);
  expect(periods).toEqual([{ instanceId: 'i-1', run: 'r1', fromMs: 200, wholeFromMs: 300 }]);

  call('thaw', 'r1');
  await loop.run(450);
  expect(results[1]?.out).toBe('snapshot-keeper frozenMs=200 level=filesystem\n');
  expect(periods).toEqual([
    {
      instanceId: 'i-1',
      run: 'r1',
      fromMs: 200,
      wholeFromMs: 300,
      wholeToMs: 350,
      toMs: 400,
      thawedBy: 'thaw',
    },
  ]);
});

test('a thaw that comes before its freeze has looked around has that refused', async () => {
  const { loop, periods, results, call } = start();
  call('freeze', 'r1');
  await loop.run(50);
  call('thaw', 'r1');
  await loop.run(1_000);

  expect(results.map(({ code }) => code).sort()).toEqual([205, 205]);
  expect(periods).toEqual([]);
});

test('a thaw that comes while it writes out what is to be written ends the freeze before anything is frozen', async () => {
  const { loop, periods, results, call } = start();
  call('freeze', 'r1');
  await loop.run(150);
  call('thaw', 'r1');
  await loop.run(1_000);

  expect(results).toContainEqual(
    expect.objectContaining({
      code: 201,
      err: 'What is to be written to /mnt/sdf was not written in time.\n',
    }),
  );
  expect(periods).toEqual([]);
});

test('a run is known for two days', async () => {
  const { loop, results, call } = start();
  for (const atMs of [0, 2 * DAY_MS, 2 * DAY_MS + 2_000]) {
    await loop.run(atMs);
    call('freeze', 'r1');
    await loop.run(atMs + 500);
    call('thaw', 'r1');
    await loop.run(atMs + 1_000);
  }

  expect(results.map(({ code }) => code)).toEqual([0, 0, 205, 205, 0, 0]);
});

test('while a thaw fails it is told how long it has stood frozen, to the last attempt', async () => {
  const { loop, results, call } = await startStuck();
  await loop.run(4_000);
  call('thaw', 'r1');
  await loop.run(4_100);

  expect(results.slice(1).map(({ code, out }) => [code, out])).toEqual([
    [202, 'snapshot-keeper frozenMs=850 level=crash\n'],
    [202, 'snapshot-keeper frozenMs=3850 level=crash\n'],
  ]);
});

test('what can be thawed again is thawed at the next attempt', async () => {
  const { loop, conditions, periods } = await startStuck();
  await loop.run(3_500);
  conditions.set({ thawFails: false });
  await loop.run(10_000);

  expect(periods).toMatchObject([{ wholeToMs: 1_000, toMs: 4_050, thawedBy: 'thaw' }]);
});

test('a stop ends what cannot be thawed, which stood still as a whole until the first attempt', async () => {
  const { loop, machine, periods } = await startStuck();
  await loop.run(5_000);
  machine.stop();

  expect(periods).toMatchObject([{ wholeToMs: 1_000, toMs: 5_000, thawedBy: 'stop' }]);
});
