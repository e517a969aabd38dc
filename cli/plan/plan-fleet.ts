import { imageFromEc2 } from '../../functions/aws/images';
import { fromEc2 as snapshotFromEc2 } from '../../functions/aws/snapshots';
import { fromEc2 as volumeFromEc2 } from '../../functions/aws/volumes';
import { calendarOf, remembering } from '../../functions/domain/calendar';
import { readCopyDescription } from '../../functions/domain/copy-description';
import { withImages } from '../../functions/domain/image';
import { ManagedVolumes } from '../../functions/domain/managed-volumes';
import { recognise, type Recognised } from '../../functions/domain/recognise';
import type { Snapshot } from '../../functions/domain/snapshot';
import { brokenSets } from '../../functions/domain/snapshot-set';
import { tagsFromList } from '../../functions/domain/tags';
import { makesImages } from '../../infra/schedules-setting';
import { regionsOf, type Settings } from '../../infra/settings';
import type { Inventory, ListName } from '../../local/rehearsal/inventory';
import { taggedInstancesIn } from '../../local/rehearsal/tagged-instances';
import { ASSUMED } from '../../local/rehearsal/snapshot-size';
import priceTable from '../../local/rehearsal/prices.json';
import { adoptionCosts, firstCopyCosts } from './copying-cost';
import type { Held } from './after-events';
import { Copies } from './copies';
import { nextSweep, type Deployed } from './next-sweep';
import { whyNothingIsSelected } from './nothing-selected';
import { coveringSchedules } from './covering-schedules';
import { overridingIn, tagsOfInstances } from './instance-overrides';
import { obstaclesIn } from './obstacles';
import { planSchedules } from './planned-schedules';
import type { PlanContext, VolumeFacts } from './plan-context';
import { planVolume } from './plan-volume';
import { SetMembers } from './set-members';
import type { FleetPlan, PlannedVolume } from './planned';
import { selectedCount, totalsOf } from './totals';
import { unknownTargetIn, unknownTargetWords } from './unknown-target';
import { KEYS_NOT_LOOKED_AT } from './volume-ages';

export type PlanOptions = {
  readonly now: Date;
  /** Supposes that an event came about every completed snapshot, so that those in scope are adopted. */
  readonly adopt: boolean;
  /** How old the newest point of a selected volume may be in each Region, where it has no target of its own; default that of the settings. */
  readonly targetHours?: number;
  /** The other primary Regions of the deployment; default none. */
  readonly otherPrimaries?: readonly string[];
  /** What is known of the deployment; default nothing. */
  readonly deployed?: Deployed;
};

/**
 * What the Lambdas would do with an account's snapshots as they are. Decides as they do, and calls nothing. The inventory
 * must hold the lists of snapshots of all Regions.
 */
export function planFleet(inventory: Inventory, settings: Settings, options: PlanOptions): FleetPlan {
  const { now, adopt, targetHours = settings.target.hours, otherPrimaries = [], deployed = {} } = options;
  const copies = new Copies();
  // Other volumes have their snapshots at the same times.
  const calendar = remembering(calendarOf(settings.timeZone));
  const shown = shownByRegion(inventory, settings, now);
  const recognised = new Map(
    [...shown].map(([region, all]) => [
      region,
      recognise(all, { deployment: settings.deployment, primaryRegion: settings.primary.region, region }),
    ]),
  );
  const volumesHere = inventory.volumes.flatMap(({ region, volume }) =>
    region === settings.primary.region ? [volumeFromEc2(volume)] : [],
  );
  const sweep = nextSweep({
    ...{ settings, calendar, now, deployed, shown },
    volumes: volumesHere,
    instances: tagsOfInstances(inventory, settings),
  });
  const broken = new Map(
    [...recognised].map(([region, { managed }]) => [region, brokenSets(managed, now)] as const),
  );
  const tagged = taggedInstancesIn(inventory, settings.primary.region);
  const context: PlanContext = {
    settings,
    calendar,
    now,
    adopt,
    targetHours,
    otherPrimaries,
    copies,
    obstacles: obstaclesIn(inventory, settings, now),
    managedIn: new Map(
      [...recognised].map(([region, { managed }]) => [region, new ManagedVolumes(managed)] as const),
    ),
    broken,
    members: new SetMembers(shown, recognised, {
      broken: new Set([...broken.values()].flatMap((ids) => [...ids])),
      deployment: settings.deployment,
      now,
    }),
    overriding: overridingIn(inventory, settings),
    isTargetUnknown: unknownTargetIn(inventory, settings),
    coveringOf: coveringSchedules(settings.schedules, tagged),
    deployedAt: deployed.deployedAt,
    repairs: new Map(
      sweep.regions[0]?.repairs.flatMap((repair) =>
        repair.lack === 'over retention' ? [] : [[repair.snapshotId, repair] as const],
      ),
    ),
    underWay: deployed.underWay ?? new Map(),
    isDeployed: deployed.absent === undefined,
  };
  const held = byOriginVolume(inventory.volumes, shown, recognised, copies);
  const volumes = held.map((facts) => planVolume(facts, context));
  const firsts = held.filter((_, index) => isBeforeItsFirst(volumes[index]));
  const totals = totalsOf(volumes);
  const schedules = planSchedules(settings, {
    volumes: volumesHere,
    tagged,
    managed: context.managedIn.get(settings.primary.region) ?? new ManagedVolumes([]),
    now,
  });
  return {
    deployment: settings.deployment,
    at: now.toISOString(),
    adopt,
    targetHours,
    unknown: unknownIn(inventory, settings),
    notLookedAt: [
      ...(totals.unknownTargetCount > 0 ? [unknownTargetWords(totals.unknownTargetCount)] : []),
      ...(volumes.some(({ points }) => points.some(({ isEncrypted }) => isEncrypted))
        ? [KEYS_NOT_LOOKED_AT]
        : []),
    ],
    ...(deployed.absent !== undefined && { notDeployed: `${deployed.absent}.` }),
    ...(selectedCount(totals.coverage) > 0 ? {} : { nothingSelected: whyNothing(inventory, settings) }),
    volumes,
    adoption: adoptionCosts(volumes, settings.primary.region, ASSUMED, priceTable.prices),
    firstCopies: firstCopyCosts(
      firsts.map(({ home }) => home?.volume.sizeGib ?? 0),
      settings,
      ASSUMED,
      priceTable.prices,
    ),
    totals,
    ...(schedules && { schedules }),
    nextSweep: sweep,
  };
}

/** Whether a volume is selected and none of its snapshots or copies is ours. */
const isBeforeItsFirst = (volume: PlannedVolume | undefined): boolean =>
  volume?.covered === true &&
  !volume.regions.some(({ snapshots }) => snapshots.some(({ managed }) => managed));

const whyNothing = ({ volumes }: Inventory, { selection, primary }: Settings): string =>
  whyNothingIsSelected(
    selection,
    primary.region,
    volumes.filter(({ region }) => region === primary.region).map(({ volume }) => tagsFromList(volume.Tags)),
  );

/** What EC2 shows, the primary Region first; there, where a schedule makes AMIs, with those that hold it. */
function shownByRegion(inventory: Inventory, settings: Settings, now: Date): Map<string, Snapshot[]> {
  const { deployment, primary } = settings;
  return new Map(
    regionsOf(settings).map((region) => {
      const found = inventory.snapshots.flatMap((one) =>
        one.region === region ? [snapshotFromEc2(one.snapshot)] : [],
      );
      const areHeld = region === primary.region && makesImages(settings);
      const images = inventory.images.flatMap((one) =>
        one.region === region ? imageFromEc2(one.image) : [],
      );
      return [region, areHeld ? withImages(found, { deployment, images, now }) : found];
    }),
  );
}

/**
 * The snapshots by volume, in order of the volumes' ids: ours and those in doubt by their witness, since copies show a meaningless
 * VolumeId, the others by the id that EC2 shows. Notes the copies on the way.
 */
function byOriginVolume(
  volumes: Inventory['volumes'],
  shownIn: ReadonlyMap<string, readonly Snapshot[]>,
  recognised: ReadonlyMap<string, Recognised>,
  copies: Copies,
): VolumeFacts[] {
  const homes = new Map(
    volumes.map(({ region, volume }) => [
      volume.VolumeId ?? '',
      { region, volume: volumeFromEc2(volume), createdAt: volume.CreateTime },
    ]),
  );
  const held = new Map<string, Map<string, Held[]>>();
  for (const volumeId of homes.keys()) held.set(volumeId, new Map());
  for (const [region, shown] of shownIn) {
    const { managed, doubts } = recognised.get(region)!;
    const ours = new Map(managed.map((snapshot) => [snapshot.snapshotId, snapshot]));
    const doubtful = new Map(doubts.map(({ snapshot, reason }) => [snapshot.snapshotId, reason]));
    for (const copy of managed) copies.add(region, copy);
    for (const snapshot of shown) {
      const own = ours.get(snapshot.snapshotId);
      const doubt = doubtful.get(snapshot.snapshotId);
      const witness = doubt === undefined ? undefined : readCopyDescription(snapshot.description);
      const { volumeId } = own ?? witness ?? snapshot;
      const byRegion = held.get(volumeId) ?? new Map<string, Held[]>();
      const there = byRegion.get(region) ?? [];
      there.push({
        snapshot,
        ...(own === undefined ? {} : { managed: own }),
        ...(doubt === undefined ? {} : { doubt }),
      });
      held.set(volumeId, byRegion.set(region, there));
    }
  }
  return [...held]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([volumeId, byRegion]) => {
      const home = homes.get(volumeId);
      return { volumeId, held: byRegion, ...(home === undefined ? {} : { home }) };
    });
}

/** AMIs and locks only block, so that a plan without them names too much rather than too little. */
const WHAT_IS_UNKNOWN: readonly { list: ListName; unknown: string }[] = [
  { list: 'images', unknown: 'which snapshots AMIs use (describe-images --owners self --include-disabled)' },
  { list: 'locks', unknown: 'which snapshots are locked (describe-locked-snapshots)' },
];

const INSTANCES_UNKNOWN = 'which instances bear the tag of a schedule (describe-instances)';
const OVERRIDES_UNKNOWN =
  'what the tags of instances say of their volumes, so that what the newest snapshots repeat counts (describe-instances)';

/** What a list that is not in the inventory would tell. */
function unknownIn({ lists }: Inventory, settings: Settings): string[] {
  const { primary, schedules, instanceOverrides } = settings;
  const isUnknown = (list: ListName, region: string): boolean =>
    !lists.some((known) => known.list === list && known.region === region);
  const ofInstances = [
    ...(schedules.some(({ instances }) => instances !== undefined) ? [INSTANCES_UNKNOWN] : []),
    ...(instanceOverrides ? [OVERRIDES_UNKNOWN] : []),
  ];
  return [
    ...WHAT_IS_UNKNOWN.flatMap(({ list, unknown }) =>
      regionsOf(settings)
        .filter((region) => isUnknown(list, region))
        .map((region) => `${region}: ${unknown}`),
    ),
    ...(isUnknown('instances', primary.region) ? ofInstances : []).map(
      (unknown) => `${primary.region}: ${unknown}`,
    ),
  ];
}
