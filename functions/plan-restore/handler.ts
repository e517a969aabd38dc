/**
 * Decides of which snapshots or copies of this Region volumes are made, and how: of one that a person names, of the newest of a volume, or of each volume of an
 * instance.
 *
 * Called by: restore / PlanRestore, in every Region.
 * Late or repeated call: only reads, and decides anew. What comes after goes by what it has answered.
 * Fails: ServiceBusy or AccessDenied where snapshots, AMIs, volumes or instances cannot be read; InvalidInput. What cannot be restored as it is wished is no failure: the answer says why.
 */
import * as z from 'zod';
import { attachTargetsIn, type AttachTargets } from '../aws/attach-targets';
import { originOf, pointsIn, type Points } from '../aws/points';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { PlanRestoreEnvironment } from '../domain/environment';
import { isDevice } from '../domain/free-devices';
import { InstanceId, SnapshotId, VolumeId } from '../domain/ids';
import { isZoneOf, planRestore, type RestoreWish, type VolumeToMake } from '../domain/plan-restore';
import { newestOf, togetherOf, type Choice } from '../domain/restore-choice';
import { restorePoints, type RestorePoint } from '../domain/restore-points';
import type { VolumeOfInstance } from '../domain/restored-together';
import type { Selection } from '../domain/selection';
import { TAG } from '../domain/tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { wishIn } from './runbook-form';

/** As a person starts the machine. What is unknown is refused: a wish that is misspelt would be granted as none, and a dry run be none. */
const Wish = z
  .strictObject({
    snapshotId: SnapshotId.optional(),
    volumeId: VolumeId.optional(),
    instanceId: InstanceId.optional(),
    /** Of a volume or an instance, the newest data that is no newer is restored; now unless told. */
    at: z.iso.datetime({ offset: true }).optional(),
    zone: z.string().optional(),
    attachTo: InstanceId.optional(),
    device: z
      .string()
      .refine(isDevice, 'expected the name of a device such as /dev/sdf, or xvdf of Windows')
      .optional(),
    volumeType: z.string().optional(),
    iops: z.int().optional(),
    throughputMibps: z.int().optional(),
    kmsKeyId: z.string().min(1).max(2048).optional(),
    initializationRateMibps: z.int().optional(),
    /** Whether an instance is restored also where one of its volumes has nothing to restore. */
    partly: z.boolean().optional(),
    /** Whether the tag by which the deployment selects volumes is left out. */
    withoutSelectionTag: z.boolean().optional(),
    /** Whether it is only shown what would be made. */
    dryRun: z.boolean().optional(),
  })
  .refine(
    ({ snapshotId, volumeId, instanceId }) =>
      [snapshotId, volumeId, instanceId].filter((id) => id !== undefined).length === 1,
    'expected one of snapshotId, volumeId and instanceId',
  )
  .refine(
    ({ snapshotId, at }) => snapshotId === undefined || at === undefined,
    'expected no time with snapshotId, which is of one',
  )
  .refine(
    ({ instanceId, partly = false }) => instanceId !== undefined || !partly,
    'expected instanceId with partly, since a snapshot and a volume have no parts',
  )
  .refine(
    ({ zone, attachTo }) => zone === undefined || attachTo === undefined,
    'expected zone or attachTo, which is in one, found both',
  )
  .refine(
    ({ device, attachTo }) => device === undefined || attachTo !== undefined,
    'expected attachTo with device',
  );

type Wish = z.output<typeof Wish>;

const Input = z.strictObject({ input: z.preprocess(wishIn, Wish) });

type Input = z.output<typeof Input>;

export type Deps = {
  readonly points: Points;
  readonly snapshots: Pick<Snapshots, 'byId'>;
  readonly volumes: Pick<Volumes, 'attachedTo'>;
  readonly targets: AttachTargets;
  readonly deployment: string;
  readonly primaryRegion: string;
  readonly selection: Selection;
  /** Whether AMIs hold snapshots here. */
  readonly hasImages: boolean;
  /** Whether a schedule reboots or freezes instances here. */
  readonly isInterrupting: boolean;
  readonly region: string;
  readonly now: () => Date;
  readonly log: Log;
};

export type Plan = {
  /** Why nothing is made, in one sentence; else absent. */
  readonly refused?: string;
  /** Where it is refused none, or those that would be made if a part were enough. */
  readonly volumes: readonly VolumeToMake[];
  /** What a person should know of them. */
  readonly notes: readonly string[];
};

/** What is wished of the machine, which goes by it. */
export type Answer = Plan & { readonly isDryRun: boolean; readonly withoutSelectionTag: boolean };

export const planRestoreOf =
  (deps: Deps) =>
  async ({ input }: Input): Promise<Answer> => {
    const { dryRun = false, withoutSelectionTag = false } = input;
    const plan = await planned(deps, input);
    deps.log.info('restore planned', {
      ...('refused' in plan && { refused: plan.refused }),
      snapshotIds: plan.volumes.map(({ snapshotId }) => snapshotId),
    });
    return { ...plan, isDryRun: dryRun, withoutSelectionTag };
  };

async function planned(deps: Deps, wish: Wish): Promise<Plan> {
  const { region, selection } = deps;
  const { zone, attachTo, withoutSelectionTag } = wish;
  if (withoutSelectionTag && selection === 'all')
    return refusing(
      'The deployment selects all volumes, so that there is no tag without which one is left alone.',
    );
  if (zone !== undefined && !isZoneOf(zone, region))
    return refusing(
      `${zone} is no zone of ${region}, where the restore is: expected one such as ${region}a.`,
    );
  const chosen = await chosenBy(deps, wish);
  if ('refused' in chosen) return refusing(chosen.refused);
  const target = attachTo === undefined ? undefined : await deps.targets.byId(attachTo);
  if (attachTo !== undefined && target === undefined)
    return refusing(`EC2 shows no instance ${attachTo} in ${region}.`);
  const plan = planRestore({
    points: chosen.points,
    region,
    wish: wishOf(wish),
    ...(target !== undefined && { target }),
  });
  if ('refused' in plan) return refusing(plan.refused);
  const refused = wish.partly === true ? undefined : chosen.whyPartly;
  return {
    ...(refused !== undefined && { refused }),
    volumes: plan.volumes,
    notes: [...chosen.notes, ...plan.notes, ...interruptions(deps, wish)],
  };
}

const refusing = (refused: string): Plan => ({ refused, volumes: [], notes: [] });

function wishOf(wish: Wish): RestoreWish {
  const { zone, device, volumeType, iops, throughputMibps, kmsKeyId, initializationRateMibps } = wish;
  return {
    ...(zone !== undefined && { zone }),
    ...(device !== undefined && { device }),
    ...(volumeType !== undefined && { volumeType }),
    ...(iops !== undefined && { iops }),
    ...(throughputMibps !== undefined && { throughputMibps }),
    ...(kmsKeyId !== undefined && { kmsKeyId }),
    ...(initializationRateMibps !== undefined && { initializationRateMibps }),
  };
}

/** The volume brings its tags to an instance of which the owner may have chosen no schedule. */
function interruptions(
  { isInterrupting, selection }: Deps,
  { attachTo, withoutSelectionTag }: Wish,
): string[] {
  if (!isInterrupting || attachTo === undefined || withoutSelectionTag) return [];
  const wayOut = selection === 'all' ? '' : ': --without-selection-tag keeps it out';
  return [
    `Schedules that go by the volume's tags cover ${attachTo} from now on, and may reboot or freeze it${wayOut}.`,
  ];
}

async function chosenBy(deps: Deps, wish: Wish): Promise<Choice> {
  const { region } = deps;
  const { snapshotId, volumeId, instanceId } = wish;
  const at = wish.at === undefined ? deps.now() : new Date(wish.at);
  if (snapshotId !== undefined) return named(deps, snapshotId);
  if (volumeId !== undefined)
    return newestOf(volumeId, (await pointsOf(deps, [volumeId])).get(volumeId)!, { region, at });
  return togetherOf(instanceId!, await volumesOf(deps, instanceId!), { region, at });
}

/** Also one that a restore would not choose by itself. */
async function named(deps: Deps, snapshotId: string): Promise<Choice> {
  const { snapshots, region } = deps;
  const snapshot = await snapshots.byId(snapshotId);
  if (snapshot === undefined) return { refused: `EC2 shows no snapshot ${snapshotId} in ${region}.` };
  const volumeId = originOf(snapshot);
  const point =
    volumeId === undefined
      ? undefined
      : (await pointsOf(deps, [volumeId])).get(volumeId)!.find((one) => one.snapshotId === snapshotId);
  if (point === undefined) return { refused: `Nobody can tell of which volume ${snapshotId} is.` };
  return {
    points: [point],
    notes: point.isWholeAlone ? [`${snapshotId} may not fit to other volumes: ${point.obstacle}.`] : [],
  };
}

/** All that are attached to it, and those of which a snapshot says so. */
async function volumesOf(deps: Deps, instanceId: string): Promise<VolumeOfInstance[]> {
  const { volumes, points } = deps;
  const attached = new Map(
    (await volumes.attachedTo(instanceId)).map(({ volumeId, device }) => [volumeId, device]),
  );
  const tagged = await points.volumeIdsTagged({ tagKey: TAG.instance, tagValues: [instanceId] });
  const ids = [...new Set([...attached.keys(), ...tagged])].sort();
  const shown = await pointsOf(deps, ids);
  return ids.map((volumeId) => ({
    volumeId,
    isAttached: attached.has(volumeId),
    device: attached.get(volumeId),
    points: shown.get(volumeId)!,
  }));
}

/** By volume, newest first. */
async function pointsOf(
  { points, deployment, primaryRegion, hasImages, region, now }: Deps,
  volumeIds: readonly string[],
): Promise<Map<string, RestorePoint[]>> {
  const shown = await points.shownOf(volumeIds);
  const snapshots = hasImages ? await points.withImages(shown, { deployment, now: now() }) : shown;
  const here = { deployment, region, primaryRegions: [primaryRegion] };
  return new Map(
    volumeIds.map((volumeId) => [volumeId, restorePoints({ volumeId, snapshots, here, now: now() })]),
  );
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: PlanRestoreEnvironment,
  deps: ({ clients, region, now, log }, environment) => {
    const { DEPLOYMENT, PRIMARY_REGION, SELECTION, IMAGES, INTERRUPTS } = environment;
    const ec2 = clients.ec2(region);
    return {
      points: pointsIn(ec2),
      snapshots: snapshotsIn(ec2),
      volumes: volumesIn(ec2),
      targets: attachTargetsIn(ec2),
      deployment: DEPLOYMENT,
      primaryRegion: PRIMARY_REGION,
      selection: SELECTION,
      hasImages: IMAGES,
      isInterrupting: INTERRUPTS,
      region,
      now,
      log,
    };
  },
  run: planRestoreOf,
});
