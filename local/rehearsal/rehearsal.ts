import { regionsOf, type Settings } from '../../infra/settings';
import { AwsError } from '../aws/api';
import type { FaultName, FaultSet } from '../faults/fault-catalogue';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import type { SynthesizedStack } from '../template/template';
import type { Denial } from '../iam/iam';
import { World } from '../world/world';
import { DeniedCalls, type ExplainedDenial } from './denied-calls';
import { lookAtFleet } from './fleet-look';
import { judgeFleet } from './fleet-verdict';
import { isInRecycleBin, volumeIdsIn, volumesIn, type Inventory } from './inventory';
import {
  builtInIncidents,
  builtInInventory,
  builtInRestores,
  builtInTakers,
  routine,
} from './built-in-month';
import { frozenInstances, type FrozenInstances } from './frozen-instances';
import { Journal } from './journal';
import { describeOwnKeys, loadSnapshots } from './loaded-copies';
import { measureLifecycle, type LifecycleCost } from './lifecycle-cost';
import type { Incident } from './month';
import { countExecutions, type ExecutionCount } from './execution-count';
import { protectionOf, type FleetProtection } from './protection';
import {
  cadencesIn,
  describeCadences,
  refusalOf,
  scheduledIds,
  scheduleTakings,
  type Refusal,
} from './takings';
import type { Restored } from './restores';
import { reportRegion, type RegionReport } from './region-report';
import { describeQuota, raisedQuotas } from './snapshot-quota';
import { describeSchedules } from './scheduled-volumes';
import type { SizeAssumptions } from './snapshot-size';
import { stopSchedules } from './stop-schedules';
import { taggedInstancesIn } from './tagged-instances';
import { TimelineRecorder, type Timeline } from './timeline';
import type { VolumeLook } from './volume-look';
import type { VolumeVerdict } from './volume-verdict';

/** After the days, before what has not ended by then is called missing: long enough for copies of whole volumes and for their retries. */
const SETTLING_MS = 12 * HOUR_MS;

/** The same for what faults have held up: late events, and retries of hours. */
const SETTLING_AFTER_FAULTS_MS = 48 * HOUR_MS;

export type RehearsalOptions = {
  readonly settings: Settings;
  readonly templates: readonly SynthesizedStack[];
  readonly seed: number;
  readonly startMs: number;
  readonly days: number;
  /** How old the newest point of a volume in a Region may be at the end: by default as the settings say. */
  readonly targetHours?: number;
  /** Without it, the built-in fleet and its month of incidents. All that it holds is from before `startMs`. */
  readonly inventory?: Inventory;
  /** Takes a snapshot of each volume of the inventory so often, whatever its history shows. */
  readonly everyMs?: number;
  /** With them, the report has a timeline. */
  readonly sizeAssumptions?: SizeAssumptions;
  /** What goes wrong while the days are played. */
  readonly faults?: FaultSet;
  /** Gets one line of JSON for everything that happens. */
  readonly onTrace?: (line: string) => void;
  /** Called with the world before anything happens in it, for those who watch. Watching changes nothing. */
  readonly onWorld?: (world: World) => void;
  /** Called after each virtual day. */
  readonly onDay?: (day: number) => void;
};

export type RehearsalReport = {
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly seed: number;
  readonly targetHours: number;
  readonly protection: FleetProtection;
  /** The faults that could strike, and how often each did; absent in a run without. */
  readonly faults?: FaultSet;
  readonly strikes?: Readonly<Partial<Record<FaultName, number>>>;
  readonly incidents: readonly { readonly at: string; readonly who: string; readonly what: string }[];
  /** Of the built-in fleet, who took snapshots of it, in words. */
  readonly takers?: readonly string[];
  /** Of an inventory, who was taken to go on making snapshots, in words; absent for the built-in fleet. */
  readonly assumptions?: readonly string[];
  /** Calls of people and tools that EC2 refused, in order. */
  readonly refusals: readonly Refusal[];
  /** Absent where no schedule freezes instances. */
  readonly frozen?: FrozenInstances;
  /** What people had restored, in order; absent where nobody did. */
  readonly restored?: readonly Restored[];
  /** The primary Region first. */
  readonly regions: readonly RegionReport[];
  readonly notifications: readonly {
    readonly at: string;
    readonly region: string;
    readonly subject: string;
    readonly message: string;
  }[];
  readonly executions: readonly ExecutionCount[];
  readonly volumes: readonly VolumeVerdict[];
  /** Absent where no volume is in a steady state. */
  readonly lifecycle?: LifecycleCost;
  /** Calls that IAM refused to the deployed roles, and that nothing explains. */
  readonly denials: readonly Denial[];
  /** The same, where it is as it should be. */
  readonly explainedDenials: readonly ExplainedDenial[];
  /** What contradicts the settings and the target, in one line each. Empty: the rehearsal succeeded. */
  readonly problems: readonly string[];
  /** What was seen while the days were played; all else is the same with it and without it. */
  readonly timeline?: Timeline;
};

/**
 * Plays `days` virtual days of a fleet and reports what had become of every snapshot when they were over. What had begun by then
 * is given time to end before it is called missing. The same options give the same report. Rejects where the world meets something that it does not simulate.
 */
export async function rehearse(options: RehearsalOptions): Promise<RehearsalReport> {
  const { settings, templates, seed, startMs, days, inventory, sizeAssumptions, onDay } = options;
  const { faults, onTrace, targetHours = settings.target.hours } = options;
  const region = settings.primary.region;
  const journal = new Journal();
  const world = await World.build({
    settings,
    templates,
    seed,
    startMs,
    keepEvents: false,
    ...(faults && { faults }),
    ...(onTrace && { onTrace }),
  });
  options.onWorld?.(world);
  const strikes: Partial<Record<FaultName, number>> = {};
  const recorder =
    sizeAssumptions === undefined ? undefined : new TimelineRecorder(world, options, sizeAssumptions);
  world.observe({
    onStrike: ({ fault }) => (strikes[fault] = (strikes[fault] ?? 0) + 1),
    onInvocation: (invocation) => journal.note(invocation),
    onEvent: (event) => journal.noteEvent(event),
  });
  const deniedCalls = new DeniedCalls(world);
  world.observe(deniedCalls);
  if (recorder !== undefined) world.observe(recorder);

  const start = inventory ?? builtInInventory(settings);
  for (const { region: home, volume } of start.volumes) world.ec2.addVolume(home, volume);
  for (const { region: home, instance } of start.instances ?? [])
    world.ec2.tagInstance(home, instance.InstanceId ?? '', instance.Tags ?? []);
  loadSnapshots(world, start, settings);
  const quotas = raisedQuotas(start);
  for (const { region: home, quota } of quotas) world.ec2.setSnapshotQuota(home, quota);
  for (const { region: home, image } of start.images) world.ec2.addImage(home, image);
  for (const { region: home, lock } of start.locks) world.ec2.addLock(home, lock);
  addForeignKeys(world, start);

  const refusals: Refusal[] = [];
  const onRefusal = (refusal: Refusal): void => void refusals.push(refusal);
  const endMs = startMs + days * DAY_MS;
  const told = inventory === undefined ? builtInIncidents(world, options) : [];
  const restores = inventory === undefined ? builtInRestores(world, options) : undefined;
  const cadences = inventory === undefined ? undefined : cadencesIn(inventory, options);
  if (cadences === undefined)
    for (const incident of [...told, ...(restores?.incidents ?? []), ...routine(options)])
      schedule(world, region, incident, onRefusal);
  else scheduleTakings(world, cadences, { region, endMs, onRefusal });
  for (let day = 1; day <= days; day += 1) {
    await (recorder ?? world).run(startMs + day * DAY_MS);
    onDay?.(day);
  }
  const timeline = recorder?.timeline();
  const look = (): VolumeLook[] => lookAtFleet(world, settings, start, journal, new Date(startMs));
  const end = look();
  const facts = factsOf(world, journal, settings, startMs);
  const frozen = frozenInstances(world, region);
  world.faults?.stop();
  stopSchedules(world, settings);
  await world.run(endMs + (faults === undefined ? SETTLING_MS : SETTLING_AFTER_FAULTS_MS));
  const settled = look();
  const restored = restores?.restored() ?? [];
  const lifecycle = await measureLifecycle(world, settings, SETTLING_MS);

  const scheduled = scheduledIds(start, settings);
  const volumes = judgeFleet({
    ...{ end, settled, settings, journal, refusals, cadences, startMs, endMs, targetHours, scheduled },
  });
  const denials = deniedCalls.unexplained();
  return {
    deployment: settings.deployment,
    from: new Date(startMs).toISOString(),
    to: new Date(endMs).toISOString(),
    days,
    seed,
    targetHours,
    protection: protectionOf(volumes),
    ...(faults && { faults, strikes }),
    incidents: told
      .filter((incident): incident is Incident & { what: string } => incident.what !== undefined)
      .sort((a, b) => a.atMs - b.atMs)
      .map(({ atMs, who, what }) => ({ at: new Date(atMs).toISOString(), who, what })),
    ...(inventory === undefined && { takers: builtInTakers(options) }),
    ...(cadences && {
      assumptions: [
        ...describeSchedules(volumesIn(start, region), settings, taggedInstancesIn(start, region), options),
        ...describeCadences(
          cadences,
          volumeIdsIn(start, region).filter((id) => !scheduled.has(id)),
        ),
        ...describeOwnKeys(start, settings),
        ...quotas.map(describeQuota),
        ...leftOut(start),
      ],
    }),
    refusals,
    ...(frozen && { frozen }),
    ...(restored.length > 0 && { restored }),
    ...facts,
    volumes,
    ...(lifecycle === undefined ? {} : { lifecycle }),
    denials,
    explainedDenials: deniedCalls.explained(),
    problems: problemLines(volumes, denials, restored),
    ...(timeline === undefined ? {} : { timeline }),
  };
}

/** What had happened by now. */
const factsOf = (
  world: World,
  journal: Journal,
  settings: Settings,
  startMs: number,
): Pick<RehearsalReport, 'regions' | 'notifications' | 'executions'> => ({
  regions: regionsOf(settings).map((name) => reportRegion(world, journal, settings, name, new Date(startMs))),
  notifications: world.notifications.map(({ atMs, region: from, subject, message }) => ({
    at: new Date(atMs).toISOString(),
    region: from,
    subject: subject ?? '',
    message,
  })),
  executions: countExecutions(world.executions),
});

const problemLines = (
  volumes: readonly VolumeVerdict[],
  denials: readonly Denial[],
  restored: readonly Restored[],
): string[] => [
  ...volumes.flatMap(({ volumeId, name, problems }) =>
    problems.map(
      ({ cause, detail }) =>
        `${[volumeId, name].join(' ').trim()}: ${cause}${detail === undefined ? '' : ` (${detail})`}`,
    ),
  ),
  ...denials.map(({ action, resource, role }) => `denied: ${action} on ${resource} to the role ${role}`),
  ...restored.flatMap(({ region, what, failed }) =>
    failed === undefined ? [] : [`restore in ${region} of ${what}: ${failed}`],
  ),
];

const leftOut = ({ snapshots }: Inventory): string[] => {
  const count = snapshots.filter(({ snapshot }) => isInRecycleBin(snapshot)).length;
  return count === 0 ? [] : [`${count} in the Recycle Bin, or on the way out of it: left out`];
};

/** Keys that no stack makes: those of encrypted volumes, and those that the settings of a DR Region name. */
function addForeignKeys(world: World, { volumes, snapshots }: Inventory): void {
  const named = [
    ...volumes.map(({ volume }) => volume.KmsKeyId),
    ...snapshots.map(({ snapshot }) => snapshot.KmsKeyId),
  ];
  for (const keyId of new Set(named)) if (keyId?.startsWith('arn:') === true) world.addKey(keyId);
}

/** Nobody waits for what an outsider does: virtual time has to go on while its calls are under way. */
function schedule(
  world: World,
  region: string,
  { atMs, who, act }: Incident,
  onRefusal: (refusal: Refusal) => void,
): void {
  world.loop.schedule(atMs, who, () => {
    act(world.as(who).ec2(region)).catch((error: unknown) => {
      if (error instanceof AwsError) onRefusal({ ...refusalOf(error, world.loop.nowMs()), who });
      else world.loop.fail(error);
    });
  });
}
