import { nameOf } from '../../../infra/names';
import { parseSettings } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { World } from '../../../local/world/world';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const REGIONS = ['eu-west-1', 'eu-central-1'];
const SETTINGS = parseSettings(
  {
    primary: { region: 'eu-west-1' },
    dr: [{ region: 'eu-central-1' }],
    // No alarm on what does not arrive shall ring.
    target: { hours: 10_000 },
  },
  'the test',
);
const SYNTHESIZED = synthesize(SETTINGS);

type Act = (world: World, region: string) => Promise<unknown>;

/** Lets `act` happen in `region` at each of `hours` since the start; returns the alarms that ring, with their hours. */
async function rungAfter(region: string, acts: readonly { readonly hour: number; readonly act: Act }[]) {
  const world = await World.build({ settings: SETTINGS, templates: SYNTHESIZED, seed: 1, startMs: START_MS });
  for (const { hour, act } of acts)
    world.loop.schedule(START_MS + hour * HOUR_MS, 'the test', () => {
      act(world, region).catch((error: unknown) => world.loop.fail(error as Error));
    });
  await world.run(START_MS + 100 * HOUR_MS);
  return {
    rung: world.cloudWatch.transitions
      .filter(({ to }) => to === 'ALARM')
      .map(({ atMs, name, region: of }) => [
        (atMs - START_MS) / HOUR_MS,
        of,
        /(Paused|PlansRefused|ManyDeleted|FunctionThrottles)\w+$/.exec(name)?.[1],
      ]),
    told: world.notifications.map(({ message }) => message),
  };
}

const counted =
  (counts: Readonly<Record<string, number>>, service = 'snapshot-keeper-eu-west-1'): Act =>
  (world, region) =>
    world.callAs('the function', {
      service: 'cloudwatch',
      region,
      operation: 'PutMetricData',
      input: {
        Namespace: 'SnapshotKeeper',
        MetricData: Object.entries(counts).map(([MetricName, Value]) => ({
          MetricName,
          Value,
          Dimensions: [{ Name: 'service', Value: service }],
        })),
      },
    });

const FunctionName = nameOf(SETTINGS, 'prune-volume');

const pause: Act = (world, region) =>
  world.callAs('operator', {
    service: 'lambda',
    region,
    operation: 'PutFunctionConcurrency',
    input: { FunctionName, ReservedConcurrentExecutions: 0 },
  });

/** What an execution that waits does at least once an hour. */
const ask: Act = async (world, region) => {
  const invoking = world.callAs('a waiting execution', {
    service: 'lambda',
    region,
    operation: 'Invoke',
    input: { FunctionName, Payload: '{}' },
  });
  await expect(invoking).rejects.toMatchObject({ name: 'TooManyRequestsException' });
};

const everyHalfHour = (from: number, to: number) =>
  Array.from({ length: (to - from) * 2 }, (_, index) => ({ hour: from + 0.25 + index / 2, act: ask }));

describe.each(REGIONS)('in %s', (region) => {
  test('a pause tells a person once it has lasted for a day, and no alarm takes it for a fault', async () => {
    const { rung, told } = await rungAfter(region, [{ hour: 0.1, act: pause }, ...everyHalfHour(1, 40)]);

    expect(rung).toEqual([[25, region, 'Paused']]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(
      'run "npm run keeper -- status", and "npm run keeper -- resume" to end the pause',
    );
  });

  test('a pause of less than a day tells nobody', async () => {
    const { rung } = await rungAfter(region, [{ hour: 0.1, act: pause }, ...everyHalfHour(1, 24)]);

    expect(rung).toEqual([]);
  });

  test.each<[rule: string, counts: Record<string, number>, alarm: string | undefined]>([
    ['one plan that was refused whole', { PlansRefused: 1 }, 'PlansRefused'],
    ['20 deletions without an adoption', { SnapshotsPruned: 20 }, 'ManyDeleted'],
    ['19 deletions without an adoption', { SnapshotsPruned: 19 }, undefined],
    ['320 deletions for 100 adoptions', { SnapshotsPruned: 320, SnapshotsAdopted: 100 }, 'ManyDeleted'],
    ['319 deletions for 100 adoptions', { SnapshotsPruned: 319, SnapshotsAdopted: 100 }, undefined],
    ['1,000 adoptions without a deletion', { SnapshotsAdopted: 1000 }, undefined],
  ])('%s', async (_, counts, alarm) => {
    const { rung, told } = await rungAfter(region, [{ hour: 5.5, act: counted(counts) }]);

    expect(rung).toEqual(alarm === undefined ? [] : [[6, region, alarm]]);
    expect(told).toHaveLength(rung.length);
  });

  test('20 deletions over two hours ring no alarm', async () => {
    const { rung } = await rungAfter(
      region,
      [5.5, 6.5].map((hour) => ({ hour, act: counted({ SnapshotsPruned: 10 }) })),
    );

    expect(rung).toEqual([]);
  });

  test("another deployment's deletions ring no alarm of this one", async () => {
    const { rung } = await rungAfter(region, [
      { hour: 5.5, act: counted({ SnapshotsPruned: 99, PlansRefused: 1 }, 'team-b') },
    ]);

    expect(rung).toEqual([]);
  });
});
