import { CreateSnapshotCommand, type EC2Client, type Snapshot as Ec2Snapshot } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { fromEc2 } from '../../functions/aws/snapshots';
import type { Snapshot } from '../../functions/domain/snapshot';
import { confirmedCopy, TAG } from '../../functions/domain/tags';
import type { LambdaHandler } from '../../functions/runtime/lambda';
import { parseSettings } from '../../infra/settings';
import { MINUTE_MS } from '../../local/kernel/time-units';
import { loadHandler } from '../../local/world/load-handler';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const KEPT_IN_PRIMARY = 2;
const KEPT_IN_DR = 1;
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const VOLUMES = ['vol-00000000000000001', 'vol-00000000000000002'];

const settings = parseSettings(
  {
    // What comes late is of an unknown policy, and the limit would hold it back: that is its own test's.
    deletionLimit: 'none',
    // So is the age of a point.
    target: { hours: 10_000 },
    primary: { region: PRIMARY, retention: { last: KEPT_IN_PRIMARY } },
    dr: [{ region: DR, retention: { last: KEPT_IN_DR } }],
  },
  'the test',
);
const templates = synthesize(settings);

/** What befalls a run: when which volume gets a snapshot, how each event is delivered, which calls of functions run twice. */
type History = {
  readonly snapshots: readonly { readonly volume: number; readonly atMinute: number }[];
  /** Delays of the deliveries of the first, second, … event; every event is delivered at least once. */
  readonly deliveries: readonly (readonly number[])[];
  /** Whether the first, second, … invocation of any function is carried out twice. */
  readonly twice: readonly boolean[];
};

const delayMinutes = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 300 }),
);

const history: fc.Arbitrary<History> = fc.record({
  snapshots: fc.array(
    fc.record({
      volume: fc.integer({ min: 0, max: VOLUMES.length - 1 }),
      atMinute: fc.integer({ min: 0, max: 240 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  deliveries: fc.array(fc.array(delayMinutes, { minLength: 1, maxLength: 3 }), { maxLength: 12 }),
  twice: fc.array(fc.boolean(), { maxLength: 60 }),
});

/** Runs a history to its end and returns what broke an invariant on the way. */
async function play({ snapshots, deliveries, twice }: History): Promise<{ world: World; broken: string[] }> {
  let invocations = 0;
  const world = await World.build({
    settings,
    templates,
    seed: 1,
    startMs: START_MS,
    loadHandler: async (constructId) => {
      const production = await loadHandler(constructId);
      const within: LambdaHandler['within'] = (runtime) => {
        const run = production.within(runtime);
        return async (event) => {
          const again = twice[invocations++] ?? false;
          const answer = await run(event);
          if (again) await run(event);
          return answer;
        };
      };
      return Object.assign((event: unknown) => production(event), { within });
    },
  });
  let events = 0;
  world.deliveryDelaysMs = () => (deliveries[events++] ?? [0]).map((minutes) => minutes * MINUTE_MS);
  const broken: string[] = [];
  watch(world, broken);

  for (const [index, VolumeId] of VOLUMES.entries())
    world.ec2.addVolume(PRIMARY, {
      VolumeId,
      VolumeType: 'gp3',
      Size: 8 * (index + 1),
      AvailabilityZone: `${PRIMARY}a`,
      State: 'in-use',
      Tags: [{ Key: 'Backup', Value: 'yes' }],
    });
  for (const { volume, atMinute } of snapshots)
    world.loop.schedule(START_MS + atMinute * MINUTE_MS, 'a snapshot', () => {
      takeOne(world.as('somebody').ec2(PRIMARY), VOLUMES[volume]!).catch((error: unknown) =>
        world.loop.fail(error),
      );
    });
  await world.run(START_MS + 24 * 60 * MINUTE_MS);
  // What a plan has to leave because no copy is confirmed yet goes with the volume's next snapshot.
  world.deliveryDelaysMs = () => [0];
  for (const volume of new Set(snapshots.map((taken) => taken.volume)))
    world.loop.schedule(world.loop.nowMs(), 'the next snapshot', () => {
      takeOne(world.as('somebody').ec2(PRIMARY), VOLUMES[volume]!).catch((error: unknown) =>
        world.loop.fail(error),
      );
    });
  await world.run(START_MS + 48 * 60 * MINUTE_MS);
  return { world, broken };
}

/** EC2 refuses a second snapshot of a volume within 15 seconds; whoever asks for one goes without. */
async function takeOne(ec2: EC2Client, VolumeId: string): Promise<void> {
  try {
    await ec2.send(new CreateSnapshotCommand({ VolumeId }));
  } catch (error) {
    if ((error as Error).name !== 'SnapshotCreationPerVolumeRateExceeded') throw error;
  }
}

/** Checks every copy and every deletion at the instant at which it takes effect. */
function watch(world: World, broken: string[]): void {
  const copied = new Set<string>();
  let before = goodTimes(world);
  let sources = goodIn(world, PRIMARY);
  world.observe({
    onCall: ({ request: { operation, region, input }, errorCode }) => {
      if (errorCode !== undefined) return;
      if (operation === 'CopySnapshot') {
        const source = String(input['SourceSnapshotId']);
        if (copied.has(source)) broken.push(`a second copy of ${source}`);
        copied.add(source);
      }
      const now = goodTimes(world);
      if (operation === 'DeleteSnapshot')
        for (const [place, { kept, times }] of now) {
          const had = before.get(place)!.times;
          if (times.length < had.length && times.length < kept) broken.push(`one too many deleted: ${place}`);
          if (times[0] !== had[0]) broken.push(`the newest deleted: ${place}`);
        }
      if (operation === 'DeleteSnapshot' && region === PRIMARY) {
        const deleted = sources.find(({ snapshotId }) => snapshotId === input['SnapshotId']);
        if (deleted !== undefined && !isDataInDr(deleted, sources))
          broken.push(`${deleted.snapshotId} deleted before its copy or a newer one was confirmed`);
      }
      before = now;
      sources = goodIn(world, PRIMARY);
    },
  });
}

/** Whether the DR Region is known to hold this data of the volume, or newer: all that its policy, the last one, asks for. */
const isDataInDr = ({ tags }: Snapshot, sources: readonly Snapshot[]): boolean =>
  sources.some(
    (source) =>
      source.tags[TAG.volume] === tags[TAG.volume] &&
      source.tags[TAG.takenAt]! >= tags[TAG.takenAt]! &&
      confirmedCopy(source, DR) !== undefined,
  );

/** For each volume and Region, how many points its policy keeps and when its good points were taken, newest first. */
const goodTimes = (world: World) =>
  new Map(
    [
      { region: PRIMARY, kept: KEPT_IN_PRIMARY },
      { region: DR, kept: KEPT_IN_DR },
    ].flatMap(({ region, kept }) =>
      VOLUMES.map((volumeId) => {
        const times = goodIn(world, region)
          .filter(({ tags }) => tags[TAG.volume] === volumeId)
          .map(({ tags }) => tags[TAG.takenAt]!);
        return [`${volumeId} in ${region}`, { kept, times: times.sort().reverse() }] as const;
      }),
    ),
  );

const goodIn = (world: World, region: string) =>
  world.ec2
    .snapshots(region)
    .filter(({ State }: Ec2Snapshot) => State === 'completed')
    .map(fromEc2)
    .filter(({ tags }) => tags[TAG.managedBy] === settings.deployment);

/** What the volume must end with: its newest completed snapshots, as EC2 made them. */
function expectedTimes(made: readonly string[], count: number): string[] {
  return [...made].sort().reverse().slice(0, count);
}

test('no order, repetition or overlap of events and calls makes a second copy, deletes too much, fails or tells', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (played) => {
      const made = new Map<string, string[]>();
      const { world, broken } = await play(played);
      for (const execution of world.executions) {
        const { volumeId, snapshotId } = JSON.parse(execution.input) as {
          volumeId?: string;
          snapshotId: string;
        };
        if (volumeId !== undefined && execution.status === 'SUCCEEDED')
          made.set(volumeId, [...(made.get(volumeId) ?? []), snapshotId]);
      }

      expect(broken).toEqual([]);
      expect(world.notifications).toEqual([]);
      // A source whose copy is not wanted may go before the copy is confirmed on it: IAM has no tag of it to allow the call by.
      expect(world.denials.filter(({ callerName }) => callerName !== 'TagCopy')).toEqual([]);
      expect(world.executions.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
      for (const volumeId of VOLUMES) {
        const inPrimary = goodIn(world, PRIMARY).filter(({ tags }) => tags[TAG.volume] === volumeId);
        const inDr = goodIn(world, DR).filter(({ tags }) => tags[TAG.volume] === volumeId);
        const count = made.get(volumeId)?.length ?? 0;
        expect(inPrimary).toHaveLength(Math.min(count, KEPT_IN_PRIMARY));
        expect(inDr).toHaveLength(Math.min(count, KEPT_IN_DR));
        const times = expectedTimes(
          inPrimary.map(({ tags }) => tags[TAG.takenAt]!),
          KEPT_IN_DR,
        );
        expect(inDr.map(({ tags }) => tags[TAG.takenAt])).toEqual(times);
        for (const source of inPrimary.filter(({ tags }) => tags[TAG.takenAt] === times[0]))
          expect(confirmedCopy(source, DR)).toBe(inDr[0]!.snapshotId);
      }
    }),
    { numRuns: 60, seed: 20260301 },
  );
});
