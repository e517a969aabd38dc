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
import { newVolumesIn, type NewVolumes } from '../aws/new-volumes';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { RestoreVolumesEnvironment } from '../domain/environment';
import { InstanceId, SnapshotId, VolumeId } from '../domain/ids';
import { restoredTags } from '../domain/restored-tags';
import { stepFor } from '../domain/restore-step';
import { isSettled } from '../domain/settled';
import type { Snapshot } from '../domain/snapshot';
import { cut } from '../domain/text';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

const Wanted = z.object({
  ofVolumeId: VolumeId,
  snapshotId: SnapshotId,
  takenAt: z.string(),
  sizeGib: z.int(),
  zone: z.string(),
  volumeType: z.string(),
  iops: z.int().optional(),
  throughputMibps: z.int().optional(),
  kmsKeyId: z.string().optional(),
  instanceId: InstanceId.optional(),
  device: z.string().optional(),
});

/** What is to be made, and what has been done for it. */
const Restoring = Wanted.extend({
  volumeId: VolumeId.optional(),
  madeAt: z.iso.datetime().optional(),
  /** When EC2 was first asked to attach it, and why it has refused. */
  attachAt: z.iso.datetime().optional(),
  refusal: z.string().optional(),
  /** Why it has failed, for good. */
  failed: z.string().optional(),
});

type Restoring = z.output<typeof Restoring>;

const Input = z.object({
  /** As planned, or as the call before has answered. */
  volumes: z.array(Restoring),
  /** Whether the tag of the selection is left out. */
  withoutSelectionTag: z.boolean(),
  executionArn: z.string(),
  /** When the machine began. */
  startedAt: z.iso.datetime(),
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
  readonly environment: z.output<typeof RestoreVolumesEnvironment>;
  readonly now: () => Date;
  readonly log: Log;
};

/** A volume is made, and attached, within some seconds. */
const WAIT_SECONDS = 10;

/** The answer goes from call to call: of each failure so much. */
const REASON_MAX = 300;

export const restoreVolumes =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const made = await make(deps, input);
    const looked = await lookAt(deps, made);
    const isFailing = looked.some(({ volume }) => volume.failed !== undefined);
    const isMaking = looked.some(({ volume, step }) => step === 'wait' && volume.attachAt === undefined);
    const isUnderWay = looked.some(({ step }) => step === 'wait' || (step === 'attach' && !isFailing));
    const volumes: Restoring[] = [];
    for (const { volume, step } of looked)
      volumes.push(step === 'attach' && !isFailing && !isMaking ? await attach(deps, volume) : volume);
    deps.log.info('volumes restored', {
      volumes: volumes.map(({ volumeId, failed }) => ({ volumeId, failed })),
    });
    return {
      volumes,
      waitSeconds: isUnderWay ? WAIT_SECONDS : 0,
      failure: isUnderWay ? '' : failureOf(volumes),
    };
  };

/** Makes those that are not there yet, up to the first that fails: of what belongs together, a part is of no use. */
async function make(deps: Deps, input: Input): Promise<Restoring[]> {
  const { snapshots, now } = deps;
  const open = input.volumes.filter(isOpen);
  const shown = new Map(
    (await snapshots.byIds(open.map(({ snapshotId }) => snapshotId))).map((one) => [one.snapshotId, one]),
  );
  const made: Restoring[] = [];
  let isFailing = input.volumes.some(({ failed }) => failed !== undefined);
  for (const volume of input.volumes) {
    const snapshot = shown.get(volume.snapshotId);
    if (!isOpen(volume) || isFailing) made.push(volume);
    else if (snapshot !== undefined) made.push(await makeOne(deps, input, volume, snapshot));
    else if (isSettled(input.startedAt, now())) made.push({ ...volume, failed: 'EC2 shows it no more' });
    else made.push(volume);
    isFailing ||= made.at(-1)?.failed !== undefined;
  }
  return made;
}

const isOpen = ({ volumeId, failed }: Restoring): boolean => volumeId === undefined && failed === undefined;

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
  });
  const making = await newVolumes.make(volume, tags, tokenOf(executionArn, volume.snapshotId));
  return making.outcome === 'made'
    ? { ...volume, volumeId: making.volumeId, madeAt: now().toISOString() }
    : { ...volume, failed: cut(making.reason, REASON_MAX) };
}

/** 64 characters, as many as EC2 takes. */
const tokenOf = (executionArn: string, snapshotId: string): string =>
  createHash('sha256').update(`${executionArn} ${snapshotId}`).digest('hex');

type Looked = { readonly volume: Restoring; readonly step: 'wait' | 'attach' | 'done' };

async function lookAt({ newVolumes, now }: Deps, volumes: readonly Restoring[]): Promise<Looked[]> {
  const looks = await newVolumes.lookAt(volumes.flatMap(({ volumeId }) => volumeId ?? []));
  const isFailing = volumes.some(({ failed }) => failed !== undefined);
  return volumes.map((volume): Looked => {
    const { volumeId, madeAt, failed } = volume;
    if (failed !== undefined) return { volume, step: 'done' };
    if (volumeId === undefined || madeAt === undefined) return { volume, step: isFailing ? 'done' : 'wait' };
    const step = stepFor({ ...volume, volumeId, madeAt }, volume, looks.get(volumeId), now());
    return typeof step === 'string'
      ? { volume, step }
      : { volume: { ...volume, failed: cut(step.failed, REASON_MAX) }, step: 'done' };
  });
}

async function attach({ newVolumes, now }: Deps, volume: Restoring): Promise<Restoring> {
  const { volumeId, instanceId, device, attachAt = now().toISOString() } = volume;
  const attaching = await newVolumes.attach(volumeId!, instanceId!, device!);
  return attaching.outcome === 'asked'
    ? { ...volume, attachAt }
    : { ...volume, attachAt, refusal: cut(attaching.reason, REASON_MAX) };
}

function failureOf(volumes: readonly Restoring[]): string {
  const failed = volumes.filter((one) => one.failed !== undefined);
  if (failed.length === 0) return '';
  const made = volumes.flatMap(({ volumeId, snapshotId }) =>
    volumeId === undefined ? [] : [`${volumeId} of ${snapshotId}`],
  );
  return [
    ...failed.map(({ snapshotId, volumeId, failed: why }) => `${volumeId ?? snapshotId}: ${why}.`),
    made.length === 0
      ? 'No volume was made.'
      : `Made, and left as they are: ${made.join(', ')}. Delete what you do not need.`,
  ].join(' ');
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: RestoreVolumesEnvironment,
  deps: ({ clients, region, now, log }, environment) => {
    const ec2 = clients.ec2(region);
    return { newVolumes: newVolumesIn(ec2), snapshots: snapshotsIn(ec2), environment, now, log };
  },
  run: restoreVolumes,
});
