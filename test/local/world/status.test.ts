import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { drainRegion, type Deed } from '../../../cli/drain/drain-region';
import { switchPruning } from '../../../cli/pause/switch-pruning';
import { planFleet } from '../../../cli/plan/plan-fleet';
import { readRightNow } from '../../../cli/status/right-now';
import { statusOf } from '../../../cli/status/status';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const IN_WORK = { eventsAreOff: false, sweepsAreOff: false };

const DAILY = { ...SETTINGS, target: { hours: 26, copyHours: 48 } };

async function start() {
  const played = await startOneVolume();
  const { world, soon } = played;
  const operator = world.as('operator');
  return {
    ...played,
    /** In the primary Region. */
    drain: (deed: Deed) =>
      soon(
        drainRegion(deed, SETTINGS, PRIMARY, {
          events: operator.events(PRIMARY),
          scheduler: operator.scheduler(PRIMARY),
          states: operator.sfn(PRIMARY),
          cloudFormation: operator.cloudFormation(PRIMARY),
          sqs: operator.sqs(PRIMARY),
        }),
      ),
    pause: () =>
      soon(
        switchPruning('pause', {
          settings: SETTINGS,
          source: 'the test',
          regions: [PRIMARY],
          lambda: (region) => operator.lambda(region),
        }),
      ),
    status: async () => {
      const { rightNow, underWay } = await soon(
        readRightNow(DAILY, 'the test', (region) => ({
          cloudFormation: operator.cloudFormation(region),
          events: operator.events(region),
          lambda: operator.lambda(region),
          scheduler: operator.scheduler(region),
          sqs: operator.sqs(region),
          states: operator.sfn(region),
        })),
      );
      const inventory = {
        volumes: world.ec2.volumes(PRIMARY).map((volume) => ({ region: PRIMARY, volume })),
        snapshots: [PRIMARY, DR].flatMap((region) =>
          world.ec2.snapshots(region).map((snapshot) => ({ region, snapshot })),
        ),
        ...{ images: [], locks: [], lists: [] },
      };
      const plan = planFleet(inventory, DAILY, {
        now: new Date(world.loop.nowMs()),
        adopt: false,
        deployed: { deployedAt: new Date(rightNow.deployedAt ?? NaN), ...(underWay && { underWay }) },
      });
      return statusOf(plan, [PRIMARY, DR], rightNow);
    },
  };
}

test('a volume is not yet protected, then it is, and once nobody takes snapshots any more it is not', async () => {
  const { runTo, takeSnapshot, status } = await start();
  expect(await status()).toMatchObject({ isProtected: true, volumes: { notYet: 1 } });

  await takeSnapshot();
  await runTo(3);
  expect(await status()).toMatchObject({
    isProtected: true,
    volumes: { protected: 1 },
    rightNow: { deployedAt: new Date(START_MS).toISOString(), unseen: [] },
  });

  await runTo(30);
  const { isProtected, causes } = await status();
  expect(isProtected).toBe(false);
  expect(causes.map(({ cause, volumes }) => [cause, volumes[0]?.missedIn])).toEqual([
    ['no snapshot was taken since its newest point', [PRIMARY, DR]],
  ]);
});

test('a copy that somebody has deleted is what the next sweep asks for, and then it does', async () => {
  const { runTo, takeSnapshot, held, person, soon, status } = await start();
  await takeSnapshot();
  await runTo(3.2);
  await soon(person(DR).send(new DeleteSnapshotCommand({ SnapshotId: held(DR)[0]! })));

  expect((await status()).nextSweep?.regions).toEqual([
    { region: PRIMARY, found: { 'copy missing': 1 } },
    { region: DR, found: {} },
  ]);

  await runTo(5);
  expect(await status()).toMatchObject({
    isProtected: true,
    nextSweep: { regions: [{ found: {} }, { found: {} }] },
  });
});

test('that deleting is paused is told of its Region', async () => {
  const { pause, status } = await start();
  await pause();

  expect((await status()).rightNow?.regions).toEqual([
    { region: PRIMARY, isPaused: true, ...IN_WORK, running: {}, queues: [] },
    { region: DR, isPaused: false, ...IN_WORK, running: {}, queues: [] },
  ]);
});

test('that a Region is drained is told until that is undone, and nobody is protected by it meanwhile', async () => {
  const { runTo, takeSnapshot, drain, status } = await start();
  await takeSnapshot();
  await runTo(3);

  await drain('drain');
  expect(await status()).toMatchObject({
    isProtected: false,
    volumes: { protected: 1 },
    rightNow: {
      regions: [
        { region: PRIMARY, eventsAreOff: true, sweepsAreOff: true },
        { region: DR, ...IN_WORK },
      ],
    },
  });

  await drain('undo');
  expect(await status()).toMatchObject({
    isProtected: true,
    rightNow: {
      regions: [
        { region: PRIMARY, ...IN_WORK },
        { region: DR, ...IN_WORK },
      ],
    },
  });
});
