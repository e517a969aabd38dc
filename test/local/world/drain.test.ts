import { CopySnapshotCommand } from '@aws-sdk/client-ec2';
import { type Deed, type Drained, drainRegion } from '../../../cli/drain/drain-region';
import { switchPruning } from '../../../cli/pause/switch-pruning';
import { MACHINE_REGIONS } from '../../statemachines/definition';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

async function start() {
  const played = await startOneVolume();
  const { world, soon } = played;
  const operator = world.as('operator');
  return {
    ...played,
    pause: () =>
      soon(
        switchPruning('pause', {
          settings: SETTINGS,
          regions: [PRIMARY, DR],
          lambda: (region) => operator.lambda(region),
        }),
      ),
    /** By machine, without the names of deployment and primary Region. */
    drain: async (deed: Deed): Promise<Record<string, Omit<Drained, 'name'>>> => {
      const answers = await soon(
        Promise.all(
          [PRIMARY, DR].map((region) =>
            drainRegion(deed, SETTINGS, region, {
              events: operator.events(region),
              states: operator.sfn(region),
            }),
          ),
        ),
      );
      const machines = answers.flatMap((answer) => ('machines' in answer ? answer.machines : []));
      return Object.fromEntries(
        machines.map(({ name, ...drained }) => [name.replace(`snapshot-keeper-${PRIMARY}-`, ''), drained]),
      );
    },
    statuses: () => world.executions.map(({ machine, status }) => `${machine.region} ${status}`),
    alarmsRung: () => world.cloudWatch.transitions.filter(({ to }) => to === 'ALARM').length,
  };
}

const NOTHING_RUNS = { rule: 'off', running: 0 };

test('what is drained takes on nothing more in any Region; undone, it goes on with the next event', async () => {
  const { drain, runTo, takeSnapshot, held, statuses } = await start();
  expect(await drain('drain')).toEqual({
    'snapshot-created': NOTHING_RUNS,
    'snapshot-failed': NOTHING_RUNS,
    'copy-failed': NOTHING_RUNS,
    'snapshot-copied': NOTHING_RUNS,
  });
  await takeSnapshot();
  await runTo(3);
  expect([held(PRIMARY).length, held(DR).length, statuses()]).toEqual([1, 0, []]);

  expect(Object.values(await drain('undo'))).toEqual(
    Array(Object.keys(MACHINE_REGIONS).length).fill({ rule: 'on' }),
  );
  await takeSnapshot();
  await runTo(6);
  expect([held(DR).length, statuses()]).toEqual([1, [`${PRIMARY} SUCCEEDED`, `${DR} SUCCEEDED`]]);
});

test('what runs when it is drained ends as it would have', async () => {
  const { drain, pause, runTo, takeSnapshot, soon, world, statuses } = await start();
  await pause();
  await takeSnapshot();
  await runTo(3);
  const waiting = { rule: 'off', running: 1 };
  expect(await drain('drain')).toMatchObject({ 'snapshot-created': waiting, 'snapshot-copied': waiting });

  await soon(
    switchPruning('resume', {
      settings: SETTINGS,
      regions: [PRIMARY, DR],
      lambda: (region) => world.as('operator').lambda(region),
    }),
  );
  await runTo(6);
  expect(statuses()).toEqual([`${PRIMARY} SUCCEEDED`, `${DR} SUCCEEDED`]);
});

test('what is stopped is aborted with the reason, and alarms tell of it', async () => {
  const { drain, pause, runTo, takeSnapshot, world, statuses, alarmsRung } = await start();
  await pause();
  await takeSnapshot();
  await runTo(3);
  const stopped = { rule: 'off', running: 0, stopped: 1 };
  expect(await drain('stop')).toMatchObject({ 'snapshot-created': stopped, 'snapshot-copied': stopped });

  await runTo(6);
  expect(statuses()).toEqual([`${PRIMARY} ABORTED`, `${DR} ABORTED`]);
  expect(world.executions.map(({ error }) => error)).toEqual(['Drained', 'Drained']);
  expect(alarmsRung()).toBe(2);
  expect(await drain('drain')).toMatchObject({ 'snapshot-created': NOTHING_RUNS });
});

test('a copy that waits for a slot is not made any more once its execution was stopped', async () => {
  const { drain, runTo, takeSnapshot, person, soon, held, statuses } = await start();
  const { SnapshotId: SourceSnapshotId } = await takeSnapshot();
  await runTo(2);
  // All slots of the DR Region.
  for (let copies = 0; copies < 20; copies += 1)
    await soon(person(DR).send(new CopySnapshotCommand({ SourceRegion: PRIMARY, SourceSnapshotId })));
  await takeSnapshot();
  await runTo(2.1);
  expect((await drain('stop'))['snapshot-created']).toEqual({ rule: 'off', running: 0, stopped: 1 });

  await runTo(12);
  expect(held(DR)).toHaveLength(21);
  expect(statuses()).toEqual([`${PRIMARY} SUCCEEDED`, `${DR} SUCCEEDED`, `${PRIMARY} ABORTED`]);
});
