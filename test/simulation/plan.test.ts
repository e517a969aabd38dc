import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import fc from 'fast-check';
import { planFleet } from '../../cli/plan/plan-fleet';
import type { FleetPlan, PlannedRegion, PlannedSnapshot } from '../../cli/plan/planned';
import { parseSettings } from '../../infra/settings';
import type { Verdict } from '../../functions/domain/plan-retention';
import { readInventory } from '../../cli/inventory/read-inventory';
import { MINUTE_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { withoutSchedules } from '../../local/world/without-schedules';
import { World } from '../../local/world/world';
import type { LogLine } from '../../local/handlers/hosted-function';
import { anyFleet, DEPLOYMENT, DR, ec2StateOf, PRIMARY, type Fleet } from './any-fleet';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

const settings = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 3 } },
    dr: [{ region: DR, retention: { last: 2 } }],
    deletionLimit: { share: 0.5, count: 2 },
  },
  'the test',
);
const keepingAll = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 100 } },
    dr: [{ region: DR }],
    adopt: { awsBackup: true },
  },
  'the test',
);
const templates = {
  pruning: withoutSchedules(synthesize(settings)),
  keepingAll: withoutSchedules(synthesize(keepingAll)),
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a world did after the machines were started. */
type Deeds = {
  /** `region/id` of what was deleted. */
  readonly deleted: string[];
  /** `region/id` of what retention or EC2 left although no rule keeps it. */
  readonly left: string[];
  /** `source id to region` of the copies that were started. */
  readonly copied: string[];
  /** `region/id` of what was found ours. */
  readonly adopted: string[];
};

/** A world that holds the fleet, and its plan, made from the AWS CLI's output for that world. */
async function holding(fleet: Fleet, options: { keepAll?: boolean; adopt?: boolean } = {}) {
  const ofWorld = options.keepAll === true ? keepingAll : settings;
  const world = await World.build({
    settings: ofWorld,
    templates: options.keepAll === true ? templates.keepingAll : templates.pruning,
    seed: 1,
    startMs: START_MS,
  });
  const { volumes, snapshots, images, locks } = ec2StateOf(fleet);
  for (const volume of volumes) world.ec2.addVolume(PRIMARY, volume);
  const files = [write('volumes.json', { Volumes: [...world.ec2.volumes(PRIMARY), OTHERS_VOLUME] })];
  for (const region of [PRIMARY, DR]) {
    for (const snapshot of snapshots[region]!) world.ec2.addSnapshot(region, snapshot);
    for (const image of images[region]!) world.ec2.addImage(region, image);
    for (const lock of locks[region]!) world.ec2.addLock(region, lock);
    files.push(
      `${region}=${write(`${region}-snapshots.json`, { Snapshots: world.ec2.snapshots(region) })}`,
      `${region}=${write(`${region}-images.json`, { Images: images[region] })}`,
      `${region}=${write(`${region}-locks.json`, { Snapshots: locks[region] })}`,
    );
  }
  const plan = planFleet(readInventory(files, ofWorld), ofWorld, {
    now: new Date(START_MS),
    adopt: options.adopt ?? false,
  });
  return { world, plan };
}

/** An inventory holds at least one volume. */
const OTHERS_VOLUME = {
  VolumeId: 'vol-0fffffffffffffff0',
  VolumeType: 'gp3',
  Size: 1,
  AvailabilityZone: `${PRIMARY}a`,
};

function write(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

type Start = { readonly machine: string; readonly region: string; readonly input: Record<string, string> };

/** Starts executions, one every `pauseMs`, and lets two hours pass. */
async function started(world: World, starts: readonly Start[], pauseMs = 0): Promise<Deeds> {
  const deleted = new Set<string>();
  const left = new Set<string>();
  const adopted = new Set<string>();
  const copied: string[] = [];
  world.observe({
    onLog: ({ region, message, fields }: LogLine) => {
      const { snapshotId, outcome, verdicts = [] } = fields as LoggedByFunctions;
      const place = `${region}/${snapshotId}`;
      if (message === 'managed') adopted.add(place);
      if (message === 'prune' && outcome === 'deleted') deleted.add(place);
      if (message === 'prune' && outcome === 'blocked') left.add(place);
      for (const verdict of message === 'planned' ? verdicts : [])
        if (verdict.action === 'blocked') left.add(`${region}/${verdict.snapshotId}`);
    },
    onCall: ({ request: { operation, region, input }, errorCode }) => {
      if (operation === 'CopySnapshot' && errorCode === undefined)
        copied.push(`${String(input['SourceSnapshotId'])} to ${region}`);
    },
  });
  starts.forEach(({ machine, region, input }, index) =>
    world.loop.schedule(START_MS + index * pauseMs, 'an event comes late', () => {
      const stateMachineArn = `arn:aws:states:${region}:111122223333:stateMachine:${DEPLOYMENT}-${PRIMARY}-${machine}`;
      world
        .as('somebody')
        .sfn(region)
        .send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `${input['snapshotId']!}-${index}`,
            input: JSON.stringify(input),
          }),
        )
        .catch((error: unknown) => world.loop.fail(error));
    }),
  );
  await world.run(START_MS + starts.length * pauseMs + 120 * MINUTE_MS);
  return {
    deleted: [...deleted].sort(),
    left: [...left].sort(),
    copied: copied.sort(),
    adopted: [...adopted].sort(),
  };
}

/** What the functions log of what they do: of one snapshot, or of the plan of a volume. */
type LoggedByFunctions = {
  readonly snapshotId?: string;
  readonly outcome?: string;
  readonly verdicts?: readonly Verdict[];
};

const inRegion = (plan: FleetPlan, region: string): (PlannedRegion & { volumeId: string })[] =>
  plan.volumes.flatMap(({ volumeId, regions }) =>
    regions.filter((planned) => planned.region === region).map((planned) => ({ volumeId, ...planned })),
  );

const ids = (planned: readonly PlannedRegion[], isMeant: (snapshot: PlannedSnapshot) => boolean): string[] =>
  planned
    .flatMap(({ region, snapshots }) =>
      snapshots.filter(isMeant).map(({ snapshotId }) => `${region}/${snapshotId}`),
    )
    .sort();

const isManagedAndGood = ({ managed, state }: PlannedSnapshot): boolean => managed && state === 'completed';

test('the primary Region does what the plan says: deletes, leaves and copies exactly that', async () => {
  let deletedCount = 0;
  let copiedCount = 0;
  let blockedCount = 0;
  let refusedCount = 0;
  await fc.assert(
    fc.asyncProperty(anyFleet, async (fleet) => {
      const { world, plan } = await holding(fleet);
      const planned = inRegion(plan, PRIMARY);
      // Of a snapshot that goes at once, nobody knows whether its copy or its deletion comes first.
      const starts = planned.flatMap(({ volumeId, snapshots }) =>
        snapshots
          .filter((snapshot) => isManagedAndGood(snapshot) && snapshot.action !== 'remove')
          .map(({ snapshotId }) => ({
            machine: 'snapshot-created',
            region: PRIMARY,
            input: { snapshotId, volumeId },
          })),
      );

      const { deleted, left, copied } = await started(world, starts);

      expect(deleted.filter((place) => place.startsWith(PRIMARY))).toEqual(
        ids(planned, ({ action }) => action === 'remove'),
      );
      expect(left.filter((place) => place.startsWith(PRIMARY))).toEqual(
        ids(planned, ({ action }) => action === 'blocked'),
      );
      expect(copied).toEqual(
        planned
          .flatMap(({ snapshots }) => snapshots)
          .flatMap(({ snapshotId, copyTo }) => copyTo.map((region) => `${snapshotId} to ${region}`))
          .sort(),
      );
      deletedCount += deleted.length;
      copiedCount += copied.length;
      blockedCount += left.length;
      refusedCount += plan.totals.refusedCount;
    }),
    { numRuns: 16, seed: 20260301 },
  );
  // The fleets are not trivial.
  expect(Math.min(deletedCount, copiedCount, blockedCount, refusedCount)).toBeGreaterThan(2);
});

test('a DR Region does what the plan says', async () => {
  let deletedCount = 0;
  let blockedCount = 0;
  let refusedCount = 0;
  await fc.assert(
    fc.asyncProperty(anyFleet, async (fleet) => {
      const { world, plan } = await holding(fleet);
      const planned = inRegion(plan, DR).filter(({ snapshots }) => snapshots.some(isManagedAndGood));
      const starts = planned.map(({ snapshots }) => {
        const { snapshotId, source } = snapshots.find(isManagedAndGood)!;
        return { machine: 'snapshot-copied', region: DR, input: { snapshotId, sourceSnapshotId: source! } };
      });

      // Where the limit refuses something, the first run only tells so.
      const { deleted, left } = await started(world, [...starts, ...starts], MINUTE_MS);

      expect(deleted).toEqual(ids(planned, ({ action }) => action === 'remove'));
      expect(left).toEqual(ids(planned, ({ action }) => action === 'blocked'));
      expect(world.denials).toEqual([]);
      deletedCount += deleted.length;
      blockedCount += left.length;
      refusedCount += planned.filter(({ retention }) => retention?.refusal !== undefined).length;
    }),
    { numRuns: 20, seed: 20260302 },
  );
  expect(Math.min(deletedCount, blockedCount, refusedCount)).toBeGreaterThan(2);
});

test('with an event about every completed snapshot, those are adopted and copied that --adopt says', async () => {
  let adoptedCount = 0;
  await fc.assert(
    fc.asyncProperty(anyFleet, async (fleet) => {
      const keeping = fleet.map((volume) => ({ ...volume, retain: undefined }));
      const { world, plan } = await holding(keeping, { keepAll: true, adopt: true });
      const planned = inRegion(plan, PRIMARY);
      const starts = planned
        .flatMap(({ volumeId, snapshots }) => snapshots.map((snapshot) => ({ volumeId, ...snapshot })))
        .filter(({ state }) => state === 'completed')
        .sort((a, b) => (a.takenAt < b.takenAt ? -1 : 1))
        .map(({ snapshotId, volumeId }) => ({
          machine: 'snapshot-created',
          region: PRIMARY,
          input: { snapshotId, volumeId },
        }));

      // What a DR Region prunes meanwhile, it may be asked for again.
      world.deliveryDelaysMs = ({ detail }) => (detail.event === 'copySnapshot' ? [] : [0]);
      const { adopted, copied, deleted } = await started(world, starts, MINUTE_MS);

      const isLeftAlone = ({ reasons }: PlannedSnapshot): boolean => reasons[0]!.startsWith('left alone');
      expect(adopted).toEqual(
        ids(planned, (snapshot) => isManagedAndGood(snapshot) && !isLeftAlone(snapshot)),
      );
      expect(copied).toEqual(
        planned
          .flatMap(({ snapshots }) => snapshots)
          .flatMap(({ snapshotId, copyTo }) => copyTo.map((region) => `${snapshotId} to ${region}`))
          .sort(),
      );
      expect(deleted.filter((place) => place.startsWith(PRIMARY))).toEqual([]);
      adoptedCount += adopted.length;
    }),
    { numRuns: 6, seed: 20260303 },
  );
  expect(adoptedCount).toBeGreaterThan(20);
});
