/**
 * Makes the volumes of a plan, and attaches them where that is wished: as much as can be done now; the next call goes on. None is attached before all are made. Deletes
 * nothing, also where it fails: the answer names what is there.
 *
 * Called by: restore / RestoreVolumes, in every Region.
 * Late or repeated call: makes no second volume, since each has a token of the execution's own, and attaches none twice.
 * Fails: ServiceBusy or AccessDenied where EC2 does not answer or a right is missing. A volume that EC2 refuses, or could not make, is named in the answer.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { attachTargetsIn, type AttachTargets } from '../aws/attach-targets';
import { newVolumesIn, type NewVolumes } from '../aws/new-volumes';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { RestoreVolumesEnvironment } from '../domain/environment';
import { freeDevices } from '../domain/free-devices';
import { restoredTags } from '../domain/restored-tags';
import { stepFor } from '../domain/restore-step';
import { isSettled } from '../domain/settled';
import type { Snapshot } from '../domain/snapshot';
import { cut } from '../domain/text';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';
import { failureOf, isOpen, Restoring } from './restoring';

const Input = z.object({
  /** As planned, or as the call before has answered. */
  volumes: z.array(Restoring),
  /** Whether the tag of the selection is left out. */
  withoutSelectionTag: z.boolean(),
  executionArn: z.string(),
});

type Input = z.output<typeof Input>;

export type Progress = {
  readonly volumes: readonly Restoring[];
  /** After so long the next call goes on; 0 where nothing more can be done. */
  readonly waitSeconds: number;
  /** What has failed, and what is there, in words; empty where all is as it is wished. */
  readonly failure: string;
};

export type Deps = {
  readonly newVolumes: NewVolumes;
  readonly snapshots: Pick<Snapshots, 'byIds'>;
  readonly targets: AttachTargets;
  readonly environment: z.output<typeof RestoreVolumesEnvironment>;
  readonly now: () => Date;
  readonly log: Log;
};

/** A volume is made, and attached, within some seconds. */
const WAIT_SECONDS = 10;

/** The answer goes from call to call: of each failure so much. */
const REASON_MAX = 200;

export const restoreVolumes =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const { volumes: made, isProgress } = await make(deps, input);
    // What has been made is kept before anything else can go wrong.
    if (isProgress) return { volumes: made, waitSeconds: WAIT_SECONDS, failure: '' };
    const looked = await lookAt(deps, made);
    const isFailing = looked.some(({ volume }) => volume.failed !== undefined);
    const isMaking = looked.some(({ volume, step }) => step === 'wait' && volume.attachAt === undefined);
    const isUnderWay = looked.some(({ step }) => step === 'wait' || (isToAttach(step) && !isFailing));
    const volumes =
      isFailing || isMaking ? looked.map(({ volume }) => volume) : await attachAll(deps, looked);
    deps.log.info('volumes restored', {
      volumes: volumes.map(({ volumeId, failed }) => ({ volumeId, failed })),
    });
    return {
      volumes,
      waitSeconds: isUnderWay ? WAIT_SECONDS : 0,
      failure: isUnderWay ? '' : failureOf(volumes),
    };
  };

type Made = {
  readonly volumes: readonly Restoring[];
  /** Whether any was made now. */
  readonly isProgress: boolean;
};

/**
 * Makes those that are not there yet, up to the first that fails: of what belongs together, a part is of no use. Where EC2 does not answer, what has been made
 * until then counts, and the next call goes on.
 */
async function make(deps: Deps, input: Input): Promise<Made> {
  const { snapshots, now } = deps;
  const open = input.volumes.filter(isOpen);
  const shown = new Map(
    (await snapshots.byIds(open.map(({ snapshotId }) => snapshotId))).map((one) => [one.snapshotId, one]),
  );
  const volumes = [...input.volumes];
  let isProgress = false;
  for (const [index, volume] of input.volumes.entries()) {
    if (volumes.some(({ failed }) => failed !== undefined)) break;
    if (!isOpen(volume)) continue;
    const snapshot = shown.get(volume.snapshotId);
    try {
      volumes[index] =
        snapshot === undefined
          ? unseen(volume, now(), 'EC2 shows it no more')
          : await makeOne(deps, input, volume, snapshot);
    } catch (error) {
      if (!isProgress) throw error;
      break;
    }
    isProgress ||= volumes[index].volumeId !== undefined;
  }
  return { volumes, isProgress };
}

/** EC2's answer may be minutes old; `why` is believed later. */
function unseen(volume: Restoring, now: Date, why: string): Restoring {
  const { unseenAt = now.toISOString() } = volume;
  return isSettled(unseenAt, now) ? { ...volume, failed: cut(why, REASON_MAX) } : { ...volume, unseenAt };
}

async function makeOne(
  { newVolumes, environment, now }: Deps,
  { withoutSelectionTag, executionArn }: Input,
  volume: Restoring,
  snapshot: Snapshot,
): Promise<Restoring> {
  const tags = restoredTags({
    snapshot,
    deployment: environment.DEPLOYMENT,
    selection: environment.SELECTION,
    isUnselected: withoutSelectionTag,
    execution: executionArn.split(':').at(-1) ?? '',
  });
  const making = await newVolumes.make(volume, tags, tokenOf(executionArn, volume.snapshotId));
  if (making.outcome === 'made')
    return { ...volume, volumeId: making.volumeId, madeAt: now().toISOString(), unseenAt: undefined };
  return making.outcome === 'unseen'
    ? unseen(volume, now(), making.reason)
    : { ...volume, failed: cut(making.reason, REASON_MAX) };
}

/** 64 characters, as many as EC2 takes. */
const tokenOf = (executionArn: string, snapshotId: string): string =>
  createHash('sha256').update(`${executionArn} ${snapshotId}`).digest('hex');

type Looked = { readonly volume: Restoring; readonly step: 'wait' | 'attach' | 'choose' | 'done' };

const isToAttach = (step: Looked['step']): boolean => step === 'attach' || step === 'choose';

async function lookAt({ newVolumes, now }: Deps, volumes: readonly Restoring[]): Promise<Looked[]> {
  const looks = await newVolumes.lookAt(volumes.flatMap(({ volumeId }) => volumeId ?? []));
  const isFailing = volumes.some(({ failed }) => failed !== undefined);
  return volumes.map((volume): Looked => {
    const { volumeId, madeAt, failed } = volume;
    if (failed !== undefined) return { volume, step: 'done' };
    if (volumeId === undefined || madeAt === undefined) return { volume, step: isFailing ? 'done' : 'wait' };
    const look = looks.get(volumeId);
    const step = stepFor({ ...volume, volumeId, madeAt }, volume, look, now());
    if (step === 'done' && volume.instanceId !== undefined)
      return { volume: { ...volume, isAttached: true }, step };
    if (typeof step === 'string') return { volume, step };
    const isGone = look === undefined;
    return {
      volume: { ...volume, failed: cut(step.failed, REASON_MAX), ...(isGone && { isGone }) },
      step: 'done',
    };
  });
}

/** Up to the first that is refused. */
async function attachAll(deps: Deps, looked: readonly Looked[]): Promise<Restoring[]> {
  const volumes = looked.map(({ volume }) => volume);
  for (const [index, { volume, step }] of looked.entries()) {
    if (step === 'choose') volumes[index] = await choose(deps, volume, volumes);
    if (volumes.some(({ refusal, failed }) => refusal !== undefined || failed !== undefined)) break;
    if (step === 'attach') volumes[index] = await attach(deps, volume);
  }
  return volumes;
}

/** Another device than the one that is taken, and than those of the others; the next call attaches it there. */
async function choose(
  { targets, now }: Deps,
  taken: Restoring,
  volumes: readonly Restoring[],
): Promise<Restoring> {
  const target = await targets.byId(taken.instanceId!);
  if (target === undefined) return unseen(taken, now(), `EC2 shows ${taken.instanceId} no more`);
  const names = [...target.devices, ...volumes.flatMap(({ device }) => device ?? [])];
  const [device] = freeDevices(names, { isWindows: target.isWindows, count: 1 });
  return device === undefined
    ? { ...taken, failed: cut(taken.refusal!, REASON_MAX) }
    : { ...taken, device, attachAt: undefined, refusal: undefined, unseenAt: undefined };
}

async function attach({ newVolumes, now }: Deps, volume: Restoring): Promise<Restoring> {
  const { volumeId, instanceId, device, attachAt = now().toISOString() } = volume;
  const { outcome, reason } = await newVolumes.attach(volumeId!, instanceId!, device!);
  if (outcome === 'refused') return { ...volume, attachAt, refusal: cut(reason, REASON_MAX) };
  return { ...volume, attachAt, ...(reason !== undefined && { said: cut(reason, REASON_MAX) }) };
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: RestoreVolumesEnvironment,
  deps: ({ clients, region, now, log }, environment) => {
    const ec2 = clients.ec2(region);
    return {
      newVolumes: newVolumesIn(ec2),
      snapshots: snapshotsIn(ec2),
      targets: attachTargetsIn(ec2),
      environment,
      now,
      log,
    };
  },
  run: restoreVolumes,
});
