import { explainOverride } from '../../functions/domain/effective-policy';
import { isVolumeId } from '../../functions/domain/ids';
import { ofInstance } from '../../functions/domain/override';
import type { RegionPlan } from '../../functions/domain/plan-region';
import type { Verdict } from '../../functions/domain/plan-retention';
import type { PointAge } from '../../functions/domain/recovery-point-age';
import { describePolicy, type RetentionPolicy } from '../../functions/domain/retention-policy';
import { rulesOfSchedules } from '../../functions/domain/schedule-retention-rules';
import { isSelected } from '../../functions/domain/selection';
import {
  isCompleted,
  newestFirst,
  type ManagedSnapshot,
  type Snapshot,
} from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { schedulesIn } from '../../infra/schedule-retention';
import { copyRetentionOf, type Settings } from '../../infra/settings';
import { HOUR_MS } from '../../local/kernel/time-units';
import { afterEvents, type AfterEvent, type Held } from './after-events';
import { coverageOf, type HomeOfVolume } from './coverage';
import { newestFinished, notesOn } from './notes';
import type { PlanContext, VolumeFacts } from './plan-context';
import type { Action, PlannedRegion, PlannedSnapshot, PlannedVolume } from './planned';
import { isUnnamed } from './unnamed';
import { removalOf } from './removal';
import { retain } from './retain';
import { volumeAges } from './volume-ages';

/** What becomes of a volume's snapshots in all Regions, by the very functions that the Lambdas run. */
export function planVolume(shown: VolumeFacts, context: PlanContext): PlannedVolume {
  const facts = withOverrides(shown, context);
  const { settings, copies, adopt, calendar, now } = context;
  const { primary, dr } = settings;
  const { volumeId, held } = facts;
  const volume = facts.home?.region === primary.region ? facts.home.volume : undefined;
  const inPrimary = afterEvents(
    { volume, held: held.get(primary.region) ?? [], settings, copies, calendar, now },
    adopt,
  );
  const ours = managedAmong(inPrimary);
  const { covered, reason } = coverOf(facts, volume, ours.length > 0, settings);
  const there = dr.map(({ region }) => held.get(region) ?? []);
  const since = sinceOf(facts.home, context);
  const ages = volumeAges(
    { volumeId, tags: facts.home?.volume.tags ?? {}, since },
    [
      [primary.region, ours],
      ...dr.map(({ region }, index) => [region, managedAmong(there[index]!)] as const),
    ],
    context,
  );
  const regions = [
    primaryRegion(inPrimary, ours, covered, reason, context),
    ...dr.map((destination, index) => drRegion(there[index]!, destination, context)),
  ].map(({ snapshots, ...one }, index) => ({ ...one, ...newestOf(ages[index]!), snapshots }));
  return {
    volumeId,
    name: facts.home?.volume.tags['Name'] ?? '',
    covered,
    reason,
    ...coverageOf({
      ...context,
      volumeId,
      home: facts.home,
      inPrimary,
      ages,
      since,
      unfit: volume?.unfit,
      covering: volume === undefined ? { surely: [], perhaps: [] } : context.coveringOf(volume),
    }),
    targetHours: ages[0]!.targetHours,
    ...(isTargetUnknown(shown, context) && { isTargetUnknown: true as const }),
    notes: notesOn({ volume, ours, age: ages[0]!, held: [...held.values()].flat() }),
    regions: regions.filter(({ snapshots }) => snapshots.length > 0),
  };
}

/** With what its instances say of a volume of the primary Region. */
function withOverrides(facts: VolumeFacts, { settings, overriding }: PlanContext): VolumeFacts {
  const { home, held } = facts;
  const { region } = settings.primary;
  if (home?.region !== region) return facts;
  return {
    ...facts,
    home: { ...home, volume: overriding(home.volume, managedAmong(held.get(region) ?? [])) },
  };
}

function isTargetUnknown({ home }: VolumeFacts, context: PlanContext): boolean {
  const { primary, selection } = context.settings;
  return (
    home?.region === primary.region &&
    isSelected(home.volume.tags, selection) &&
    context.isTargetUnknown(home.volume)
  );
}

/** No volume has a point of ours from before the deployment. */
function sinceOf(
  home: HomeOfVolume | undefined,
  { deployedAt }: Pick<PlanContext, 'deployedAt'>,
): string | undefined {
  const times = [home?.createdAt, deployedAt].flatMap((time) => time?.toISOString() ?? []);
  return times.sort().at(-1);
}

function coverOf(
  { volumeId, home, held }: VolumeFacts,
  volume: Volume | undefined,
  hasOurs: boolean,
  { selection, primary }: Settings,
): { covered: boolean; reason: string } {
  if (!isVolumeId(volumeId))
    return { covered: false, reason: 'copies and imports by others, which name no volume' };
  if (volume !== undefined)
    return isSelected(volume.tags, selection)
      ? { covered: true, reason: 'the volume is selected' }
      : { covered: false, reason: 'the volume is not selected' };
  if (home !== undefined)
    return { covered: false, reason: `the volume is in ${home.region}, not in ${primary.region}` };
  if (hasOurs) return { covered: true, reason: 'the volume is gone; its snapshots are managed' };
  if ([...held.values()].flat().some(({ managed }) => managed !== undefined))
    return { covered: false, reason: 'the volume and its snapshots are gone; their copies are left' };
  return { covered: false, reason: 'the volume is gone, or of another Region or account' };
}

function primaryRegion(
  inPrimary: readonly AfterEvent[],
  ours: readonly ManagedSnapshot[],
  covered: boolean,
  reason: string,
  context: PlanContext,
): PlannedRegion {
  const { primary, dr } = context.settings;
  const retainWith = (copyRetention: Readonly<Record<string, RetentionPolicy>>): RegionPlan =>
    retain(ours, TAG.retain, primary, context, copyRetention);
  const plan = covered ? retainWith(copyRetentionOf(dr)) : undefined;
  // Where nothing is blocked, no copy stands in the way.
  const isBlocked = plan?.verdicts.some(({ action }) => action === 'blocked') === true;
  const afterCopies = isBlocked ? retainWith({}) : plan;
  const decide = deciderOf(primary.region, plan, context);
  return {
    region: primary.region,
    ...retentionOf(primary.region, plan, TAG.retain, ours, context, afterCopies),
    snapshots: sorted(inPrimary).map((each) => {
      const { snapshot, managed, copyTo } = each;
      const otherwise =
        managed === undefined ? othersReason(each, context.settings) : `left alone: ${reason}`;
      const planned = decide(snapshot, managed, otherwise);
      const asked = planned.action === 'remove' ? [] : copyTo;
      const copies =
        managed &&
        Object.fromEntries(dr.map(({ region }) => [region, context.copies.describe(region, managed)]));
      return {
        ...planned,
        action: planned.action === 'keep' && asked.length > 0 ? ('copy' as const) : planned.action,
        copyTo: asked,
        ...(copies === undefined ? {} : { copies }),
      };
    }),
  };
}

function drRegion(
  held: readonly Held[],
  destination: Settings['dr'][number],
  context: PlanContext,
): PlannedRegion {
  const { region } = destination;
  const ours = managedAmong(held);
  const plan = ours.length > 0 ? retain(ours, TAG.drRetain, destination, context) : undefined;
  const decide = deciderOf(region, plan, context);
  return {
    region,
    ...retentionOf(region, plan, TAG.drRetain, ours, context),
    snapshots: sorted(held).map(({ snapshot, managed, doubt }) => {
      const otherwise =
        doubt === undefined
          ? `not managed: no copy that this deployment made of a snapshot of ${context.settings.primary.region}`
          : `not managed, in doubt: ${doubt}`;
      const planned = decide(snapshot, managed, otherwise);
      const source = managed?.sourceSnapshotId;
      return source === undefined ? planned : { ...planned, source };
    }),
  };
}

function newestOf({ point }: PointAge): Pick<PlannedRegion, 'newest'> {
  if (point === undefined) return {};
  const { snapshotId, takenAt, ageMs } = point;
  return { newest: { snapshotId, takenAt, ageHours: ageMs / HOUR_MS } };
}

type Outcome = Pick<PlannedSnapshot, 'action' | 'reasons'>;

/** What goes with an AMI says which one is gone with it. */
const withImage = ({ action, reasons }: Outcome, managed: ManagedSnapshot | undefined): Outcome => ({
  action,
  reasons:
    action === 'remove' && managed?.image !== undefined
      ? [...reasons, `with ${managed.image.imageId}, which is deregistered`]
      : reasons,
});

/** What becomes of a snapshot: retention's verdict, unless EC2 stands in the way; without one it stays. */
function deciderOf(
  region: string,
  plan: RegionPlan | undefined,
  { obstacles }: PlanContext,
): (snapshot: Snapshot, managed: ManagedSnapshot | undefined, otherwise: string) => PlannedSnapshot {
  const verdicts = new Map(plan?.verdicts.map((verdict) => [verdict.snapshotId, verdict]));
  return (snapshot, managed, otherwise) => {
    const { snapshotId, state, sizeGib } = snapshot;
    const inTheWay = obstacles(region, snapshotId);
    const verdict = verdicts.get(snapshotId);
    return {
      snapshotId,
      takenAt: (managed ?? { takenAt: snapshot.startedAt }).takenAt,
      state,
      sizeGib,
      managed: managed !== undefined,
      ...(verdict === undefined
        ? { action: 'keep', reasons: [otherwise] }
        : withImage(outcomeOf(verdict, inTheWay), managed)),
      obstacles: inTheWay,
      copyTo: [],
    };
  };
}

function outcomeOf(
  { action, reasons }: Verdict,
  obstacles: readonly string[],
): { action: Action; reasons: readonly string[] } {
  if (action === 'keep') return { action, reasons };
  const blockers = [...(action === 'blocked' ? reasons : []), ...obstacles];
  return blockers.length > 0 ? { action: 'blocked', reasons: blockers } : { action, reasons };
}

function retentionOf(
  region: string,
  plan: RegionPlan | undefined,
  overrideTag: string,
  ours: readonly ManagedSnapshot[],
  { obstacles, settings }: PlanContext,
  /** The same once every copy is confirmed. */
  afterCopies = plan,
): Pick<PlannedRegion, 'retention'> {
  if (plan === undefined || afterCopies === undefined) return {};
  const { policy, overridden, instanceId, unreadable, refusal } = plan;
  const removal = removalOf(region, plan, afterCopies, obstacles);
  const schedules = schedulesIn(region, settings);
  const ofSchedules = [...new Set(ours.flatMap((one) => rulesOfSchedules(one, schedules)))].sort();
  return {
    retention: {
      policy: describePolicy(policy),
      from: overridden
        ? tagOf(newestFinished(ours)?.snapshotId ?? '', overrideTag, instanceId)
        : 'the settings',
      ...(ofSchedules.length === 0 ? {} : { ofSchedules }),
      removal,
      ...(refusal === undefined ? {} : { refusal: refusal.reason }),
      ...(afterCopies.refusal === undefined || removal.blockedAfterCopiesCount === 0
        ? {}
        : { refusalAfterCopies: afterCopies.refusal.reason }),
      ...(unreadable === undefined ? {} : { notice: explainOverride(overrideTag, unreadable) }),
    },
  };
}

/** A snapshot repeats what counts, which may be an instance's. */
const tagOf = (snapshotId: string, overrideTag: string, instanceId: string | undefined): string =>
  instanceId === undefined
    ? `the tag ${overrideTag} of ${snapshotId}`
    : `the tag ${overrideTag}${ofInstance({ instanceId })}, repeated on ${snapshotId}`;

function othersReason({ scope, doubt, lacksRoom, snapshot }: AfterEvent, { deployment }: Settings): string {
  if (doubt !== undefined) return `not managed, in doubt: ${doubt}`;
  if (scope.verdict !== 'managed') return `not managed: ${scope.reason}`;
  if (lacksRoom) return 'not managed: its own tags leave no room for ours';
  if (!isCompleted(snapshot)) return `not managed yet: ${snapshot.state}`;
  return isUnnamed(snapshot, deployment)
    ? `not managed: it bears our tags, but ${TAG.snapshot} does not name it: carried from elsewhere, or edited`
    : 'not managed: no event about it was handled';
}

const managedAmong = (held: readonly Held[]): ManagedSnapshot[] =>
  held.flatMap(({ managed }) => (managed === undefined ? [] : [managed]));

function sorted<H extends Held>(held: readonly H[]): H[] {
  const dated = held.map((each) => ({
    each,
    snapshotId: each.snapshot.snapshotId,
    startedAt: each.snapshot.startedAt,
    takenAt: each.managed?.takenAt ?? each.snapshot.startedAt,
  }));
  return newestFirst(dated).map(({ each }) => each);
}
