/**
 * Drills copies one after the other: makes a volume of each, compares the copy with its source, and deletes the volume again. As much as one call does; the next one
 * goes on. At the end it tells what drills of days before have left.
 *
 * Called by: drill / DrillCopy, in a DR Region.
 * Late or repeated call: makes no second volume, since each has a token of the execution's own, and compares the same blocks anew.
 * Fails: ServiceBusy or AccessDenied where EC2 or EBS does not answer or a right is missing. What is wrong with a copy is no failure: the answer tells it.
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { drillVolumesIn, type DrillVolumes } from '../aws/drill-volumes';
import { newVolumesIn, type NewVolumes } from '../aws/new-volumes';
import { snapshotBlocksIn, type SnapshotBlocks } from '../aws/snapshot-blocks';
import { volumesIn, type Volumes } from '../aws/volumes';
import { DrillCopyEnvironment } from '../domain/environment';
import { BlocksUnreadable, SnapshotGone } from '../domain/errors';
import { guardDrillVolume } from '../domain/guard-drill-volume';
import { stepFor } from '../domain/restore-step';
import { isSettled } from '../domain/settled';
import { TAG } from '../domain/tags';
import { cut } from '../domain/text';
import { HOUR_MS } from '../domain/time-units';
import { awsRuntime } from '../runtime/aws-runtime';
import { ebsClients } from '../runtime/ebs-clients';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { compare } from './compare';
import { Drill, NOTHING_COMPARED } from './drill';
import { markDrilled } from './mark';
import { chanceOfOnePerCent, judge } from './verdict';

const Input = z.object({
  /** As chosen, or as the call before has answered: the first is under way. */
  drills: z.array(Drill),
  executionArn: z.string(),
});

type Input = z.output<typeof Input>;

export type Output = {
  readonly drills: readonly Drill[];
  /** After so long the next call goes on. */
  readonly waitSeconds: number;
  /** What is wrong with the copy whose drill has just ended, or with what a drill has left; empty where nothing is. */
  readonly finding: string;
  /** What the finding is about. */
  readonly about: readonly Pick<Drill, 'volumeId' | 'copyId'>[];
  /** Whether nothing more is to be done. */
  readonly isDone: boolean;
};

export type Deps = {
  readonly newVolumes: NewVolumes;
  readonly made: DrillVolumes;
  readonly copyBlocks: SnapshotBlocks;
  /** Both of the primary Region. */
  readonly sourceBlocks: SnapshotBlocks;
  readonly volumes: Pick<Volumes, 'tag'>;
  readonly environment: z.output<typeof DrillCopyEnvironment>;
  readonly region: string;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

const WAIT_SECONDS = 10;

/** The answer goes from call to call: of each reason so much. */
const REASON_MAX = 400;

export const drillCopy =
  (deps: Deps) =>
  async ({ drills: [drill, ...later], executionArn }: Input): Promise<Output> => {
    const execution = executionArn.split(':').at(-1) ?? '';
    const still = { waitSeconds: 0, finding: '', about: [], isDone: false };
    if (drill === undefined) return { ...still, drills: [], finding: await left(deps), isDone: true };
    if (drill.verdict === undefined) {
      const { drill: next, waitSeconds = 0 } = await goOn(deps, drill, execution, executionArn);
      return { ...still, drills: [next, ...later], waitSeconds };
    }
    const finding = await end(deps, drill, execution);
    const { volumeId, copyId } = drill;
    return { ...still, drills: later, finding, about: [{ volumeId, copyId }] };
  };

type Next = { readonly drill: Drill; readonly waitSeconds?: number };

async function goOn(deps: Deps, drill: Drill, execution: string, executionArn: string): Promise<Next> {
  const { madeVolumeId, madeAt, usableAt } = drill;
  if (madeVolumeId === undefined || madeAt === undefined) return make(deps, drill, execution, executionArn);
  if (usableAt === undefined) return lookAt(deps, drill, { volumeId: madeVolumeId, madeAt });
  const { comparison = NOTHING_COMPARED, copyId, sourceId } = drill;
  try {
    const { copyBlocks, sourceBlocks, environment } = deps;
    const comparing = { copyBlocks, sourceBlocks, copyId, sourceId, seed: `${execution} ${copyId}` };
    const compared =
      drill.isCompared === true
        ? { comparison, isDone: true }
        : await compare({ ...comparing, sampleBlocks: environment.SAMPLE_BLOCKS }, comparison);
    const next = { ...drill, comparison: compared.comparison, isCompared: compared.isDone };
    if (!compared.isDone) return { drill: next };
    const judged = judge(next, compared.comparison);
    return judged.verdict === 'same'
      ? await initialize(deps, next, { madeVolumeId, madeAt, why: judged.why })
      : { drill: { ...next, ...judged } };
  } catch (error) {
    if (error instanceof SnapshotGone) return { drill: ended(drill, 'left', error.message) };
    if (error instanceof BlocksUnreadable) return { drill: ended(drill, 'failed', error.message) };
    throw error;
  }
}

const ended = (drill: Drill, verdict: 'left' | 'failed', why: string): Drill => ({
  ...drill,
  verdict,
  why: cut(why, REASON_MAX),
});

async function make(
  { newVolumes, environment, now }: Deps,
  drill: Drill,
  execution: string,
  executionArn: string,
): Promise<Next> {
  const { copyId } = drill;
  const { DEPLOYMENT, ZONE: zone, INITIALIZATION_RATE_MIBPS: rateMibps } = environment;
  // None of the user's, so that nothing takes it for the volume that it is a copy of.
  const tags = {
    [TAG.restoredBy]: DEPLOYMENT,
    [TAG.restoredFrom]: `${copyId} by ${execution}`,
    [TAG.drill]: execution,
  };
  const madeAt = now().toISOString();
  const volume = {
    zone,
    snapshotId: copyId,
    volumeType: 'gp3',
    ...(rateMibps !== null && { initializationRateMibps: rateMibps }),
  };
  const token = createHash('sha256').update(`${executionArn} ${copyId}`).digest('hex');
  const making = await newVolumes.make(volume, tags, token);
  if (making.outcome === 'made')
    return { drill: { ...drill, madeVolumeId: making.volumeId, madeAt }, waitSeconds: WAIT_SECONDS };
  const { reason } = making;
  if (making.outcome === 'refused')
    return { drill: ended(drill, reason.includes('InvalidSnapshot.NotFound') ? 'left' : 'failed', reason) };
  const { unseenAt = madeAt } = drill;
  return isSettled(unseenAt, now())
    ? { drill: ended(drill, 'failed', reason) }
    : { drill: { ...drill, unseenAt }, waitSeconds: WAIT_SECONDS };
}

async function lookAt(
  { newVolumes, now }: Deps,
  drill: Drill,
  made: { readonly volumeId: string; readonly madeAt: string },
): Promise<Next> {
  const look = (await newVolumes.lookAt([made.volumeId])).get(made.volumeId);
  const step = stepFor(made, {}, look, now());
  if (typeof step !== 'string')
    return {
      drill: ended(drill, 'failed', `no volume can be made of ${drill.copyId} that is used: ${step.failed}`),
    };
  return step === 'done'
    ? { drill: { ...drill, usableAt: now().toISOString() } }
    : { drill, waitSeconds: WAIT_SECONDS };
}

/** How long EBS may take beyond twice the time that the rate says. */
const PATIENCE_MS = HOUR_MS;
const INITIALIZING_WAIT_SECONDS = 60;

async function initialize(
  { made, environment, now }: Deps,
  drill: Drill,
  {
    madeVolumeId,
    madeAt,
    why,
  }: { readonly madeVolumeId: string; readonly madeAt: string; readonly why: string },
): Promise<Next> {
  const { INITIALIZATION_RATE_MIBPS: rateMibps } = environment;
  if (rateMibps === null) return { drill: { ...drill, verdict: 'same', why } };
  if (await made.isInitialized(madeVolumeId))
    return { drill: { ...drill, verdict: 'same', why, initializedAt: now().toISOString() } };
  const allowedMs = ((drill.sizeGib * 1024) / rateMibps) * 1000 * 2 + PATIENCE_MS;
  return now().getTime() - Date.parse(madeAt) > allowedMs
    ? { drill: ended(drill, 'failed', `EBS has not initialized ${madeVolumeId} of ${drill.copyId} in time`) }
    : { drill, waitSeconds: INITIALIZING_WAIT_SECONDS };
}

/** Deletes the volume, and keeps what the drill has shown. Answers with what a person should know. */
async function end(deps: Deps, drill: Drill, execution: string): Promise<string> {
  const { volumes, environment, region, now, log, metrics } = deps;
  const { volumeId, copyId, sourceId, sizeGib, verdict = 'failed', why = '', comparison } = drill;
  const stays = await deleteMade(deps, drill, execution);
  const endedAt = now().toISOString();
  const unmarked =
    verdict === 'left'
      ? undefined
      : await markDrilled(volumes, { volumeId, region }, { verdict, copyId, endedAt });
  log.info('drill ended', {
    verdict,
    why,
    volumeId,
    copyId,
    sourceId,
    sizeGib,
    ...(comparison && {
      blocks: comparison.inBoth,
      compared: comparison.chosen,
      chanceOfOnePerCent: chanceOfOnePerCent(comparison),
    }),
    sampleBlocks: environment.SAMPLE_BLOCKS,
    ...secondsFrom(drill),
    ...(stays !== undefined && { stays }),
    ...(unmarked !== undefined && { unmarked }),
  });
  metrics.count('DrillsEnded', 1);
  const isBad = verdict === 'differs' || verdict === 'failed';
  metrics.count('DrillsFailed', isBad ? 1 : 0);
  return [isBad ? why : '', stays ?? '', unmarked ?? ''].filter((text) => text !== '').join('. ');
}

/** From the call that made the volume; EC2 was looked at every ten seconds, and while it is initialized every minute. */
function secondsFrom({ madeAt, usableAt, initializedAt }: Drill): Readonly<Record<string, number>> {
  if (madeAt === undefined) return {};
  const since = (time: string): number => Math.round((Date.parse(time) - Date.parse(madeAt)) / 1000);
  return {
    ...(usableAt !== undefined && { usableSeconds: since(usableAt) }),
    ...(initializedAt !== undefined && { initializedSeconds: since(initializedAt) }),
  };
}

const IS_GOING: ReadonlySet<string> = new Set(['deleting', 'deleted']);

/** Why the volume of a drill stays; undefined where it is gone. */
async function deleteMade(
  { made, environment }: Deps,
  { madeVolumeId }: Drill,
  execution: string,
): Promise<string | undefined> {
  if (madeVolumeId === undefined) return undefined;
  const shown = await made.byId(madeVolumeId);
  if (shown === undefined || IS_GOING.has(shown.state)) return undefined;
  const guarded = guardDrillVolume(shown, {
    volumeId: madeVolumeId,
    deployment: environment.DEPLOYMENT,
    execution,
  });
  if (guarded !== undefined) return `${madeVolumeId}, which the drill has made, stays: ${guarded}`;
  const deletion = await made.delete(madeVolumeId);
  return deletion.outcome === 'refused'
    ? `${madeVolumeId}, which the drill has made, stays: ${deletion.reason}`
    : undefined;
}

/** Longer than an execution of the machine lasts: no drill is at work on it any more. */
const LEFT_MS = 21 * HOUR_MS;

/** What drills that were broken off have left, in words. It is told and not deleted: by its tags alone, which others may write, nothing proves that a drill has made it. */
async function left({ made, environment, now }: Deps): Promise<string> {
  const volumes = (await made.madeFor(environment.DEPLOYMENT)).filter(
    ({ createdAt, state }) => now().getTime() - Date.parse(createdAt) > LEFT_MS && !IS_GOING.has(state),
  );
  return volumes.length === 0
    ? ''
    : cut(
        `By their tags, drills of days before have left ${volumes.map(({ volumeId }) => volumeId).join(', ')}: delete what nobody uses`,
        REASON_MAX,
      );
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients, ebs: ebsClients }), {
  input: Input,
  environment: DrillCopyEnvironment,
  deps: ({ clients, region, now, log, metrics }, environment) => {
    const { PRIMARY_REGION: primaryRegion } = environment;
    return {
      newVolumes: newVolumesIn(clients.ec2(region)),
      made: drillVolumesIn(clients.ec2(region)),
      copyBlocks: snapshotBlocksIn(clients.ebs(region)),
      sourceBlocks: snapshotBlocksIn(clients.ebs(primaryRegion)),
      volumes: volumesIn(clients.ec2(primaryRegion)),
      environment,
      region,
      now,
      log,
      metrics,
    };
  },
  run: drillCopy,
});
