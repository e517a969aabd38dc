/**
 * Deletes what retention gives up of one volume's snapshots in this Region, of copies also of those that share sets with it, and nothing else. The only function that may delete.
 *
 * Called by: snapshot-created / PruneVolume and snapshot-copied / PruneVolume.
 * Late or repeated call: reads, decides and deletes anew; what is gone by then is not missed. A retry is a new plan.
 * Fails closed: a deletion must be given up by the plan for a reason, pass the guard, and be allowed by IAM, whose role may delete only
 * what carries our tags and no hold. What EC2 refuses for a reason of the snapshot's own (in use, locked, AWS Backup's), and what somebody is archiving, is blocked
 * and reported. All others are attempted first; then PruneIncomplete or ServiceBusy asks for a new plan, and AccessDenied (of reading),
 * DeletionFailed or GuardRefused tells a person. What a Recycle Bin may bring back is marked before it is deleted, and what has come
 * back is told once and stays for seven days. Where a changed policy would remove too much at once, an override cannot be read, or
 * tags contradict the facts, nothing is deleted on the strength of it and a person is told once, by this function; for the
 * first, DeletionRefused turns the execution red. In the same way it tells of what stays of an AMI that is gone, and of an AMI that stays
 * since it has lost a tag.
 */
import * as z from 'zod';
import { archivingIn } from '../aws/archiving';
import { failuresTo } from '../aws/failures';
import { imagesIn } from '../aws/images';
import { recycleBinOf } from '../aws/recycle-bin';
import { snapshotsIn } from '../aws/snapshots';
import { arnOf } from '../domain/arn';
import { calendarOf } from '../domain/calendar';
import { PruneVolumeEnvironment } from '../domain/environment';
import { DeletionRefused } from '../domain/errors';
import { SnapshotId, VolumeId } from '../domain/ids';
import { noticesOf, openDoubts, unnotedOrigins, type Notice } from '../domain/notices';
import { ManagedVolumes } from '../domain/managed-volumes';
import type { RegionPlan } from '../domain/plan-region';
import type { Verdict } from '../domain/plan-retention';
import { planTogether } from '../domain/plan-together';
import { recognise, type Doubt } from '../domain/recognise';
import type { ManagedSnapshot } from '../domain/snapshot';
import { TAG } from '../domain/tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import { rbinClients } from '../runtime/rbin-clients';
import { sqsClients } from '../runtime/sqs-clients';
import { deleteGivenUp } from './delete-given-up';
import type { Deps } from './deps';
import { givenImages, type Given } from './given-images';
import { RecentlyTold } from './recently-told';
import { readTogether } from './read-together';
import { tellOnce } from './tell-once';

const Input = z.object({
  /** For which the volume is pruned; named in what people are told. */
  snapshotId: SnapshotId,
  volumeId: VolumeId,
  machine: z.string(),
  /** Its name stands in a mark whose words count; a name has no colons, commas or spaces (StartExecution). */
  executionArn: z
    .string()
    .regex(/^arn:[^\s,]+:execution:[^\s:,]+:[^\s:,]{1,80}$/, 'expected the ARN of an execution'),
});

/** So many are named in the output, the oldest: a state machine's payload holds 256 KiB. The log names all. */
const NAMED_MAX = 100;

/** Others write some of the reasons, a hold's for example. */
const REASON_CHARACTERS_MAX = 200;

export type Output = {
  /** All that is in force, in words. */
  readonly policy: string;
  /** Deleted now or found already gone. */
  readonly deletedCount: number;
  readonly deleted: readonly Given[];
  /** What no rule keeps and must stay all the same. */
  readonly blockedCount: number;
  readonly blocked: readonly Given[];
  readonly keptCount: number;
};

export const pruneVolume =
  (deps: Deps) =>
  async (input: z.output<typeof Input>): Promise<Output> => {
    const { environment, region, calendar, now, log, metrics } = deps;
    const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion, OVERRIDE_TAG: overrideTag } = environment;
    const { volumeId } = input;
    const execution = arnOf(input.executionArn).resource.split(':').at(-1) ?? '';
    const readAt = now();
    const { shown, ofOthers, images } = await readTogether(deps, volumeId);
    const home = { deployment, primaryRegion, region };
    const { managed, doubts } = recognise(shown, home);
    const others = recognise(ofOthers, home);
    const plans = planTogether({
      volumeId,
      managed: new ManagedVolumes(await together(deps, managed, others.managed)),
      overrideTag,
      retention: environment.RETENTION,
      schedules: { deployment, retention: environment.SCHEDULE_RETENTION },
      copyRetention: environment.COPY_RETENTION,
      deletionLimit: environment.DELETION_LIMIT,
      calendar,
      now: readAt,
    });
    const plan = plans.get(volumeId)!;
    const { inForce, verdicts } = plan;
    log.info('planned', { volumeId, policy: inForce, verdicts });
    const notices = noticesOf({
      plan,
      managed,
      failed: shown.filter(({ state }) => state === 'error'),
      doubts,
      overrideTag,
      drRegions: Object.keys(environment.COPY_RETENTION),
    });
    const unnoted = unnotedOrigins(doubts);
    const tell = (notice: Notice): Promise<boolean> => tellOnce(deps, input, notice);
    for (const notice of notices) if (await tell(notice)) unnoted.delete(notice.mark.snapshotId);
    const refusal = notices.find(({ error }) => error === 'DeletionRefused');
    if (refusal !== undefined) throw new DeletionRefused(refusal.text);

    const blocked = having(verdicts, 'blocked');
    const givenUp = having(verdicts, 'remove');
    // Once it is gone, nothing else tells that somebody has made the other one of it.
    const origins = new Set(unnoted.values());
    const mustStay = givenUp.filter(({ snapshotId }) => origins.has(snapshotId));
    const mayGo = givenUp.filter(({ snapshotId }) => !origins.has(snapshotId));
    const ofOtherVolumes = otherVolumes(plans, volumeId, openDoubts(others.doubts, others.managed));
    const { going, staying } = givenImages({
      deployment,
      images,
      shown: [...shown, ...ofOthers],
      given: [
        ...mayGo.map((one) => ({ ...one, volumeId })),
        ...ofOtherVolumes.flatMap(([id, of]) =>
          having(of.verdicts, 'remove').map((one) => ({ ...one, volumeId: id })),
        ),
      ],
    });
    // Their members go with this one's.
    const along = new Set(mayGo.flatMap((one) => going.get(one.snapshotId)?.members ?? []).map(volumeOf));
    for (const [other, of] of ofOtherVolumes)
      if (along.has(other))
        log.info('planned', { volumeId: other, policy: of.inForce, verdicts: of.verdicts });
    const read = { shown: [...shown, ...ofOthers], images, readAt, execution, withImage: going, tell };
    const { deleted, blocked: refused } = await deleteGivenUp(deps, {
      ...read,
      given: mayGo.filter(({ snapshotId }) => !staying.has(snapshotId)),
      volumeId,
    });
    // In the primary Region one event completes the whole set, and each member has an execution of its own that prunes. Copies end one after the
    // other: the execution of the last one finds the set whole, and those of the others have come and gone.
    if (region !== primaryRegion)
      for (const [other, { inForce: policy, verdicts: itsVerdicts }] of ofOtherVolumes) {
        log.info('planned', { volumeId: other, policy, verdicts: itsVerdicts });
        const given = having(itsVerdicts, 'remove');
        deleted.push(...(await deleteGivenUp(deps, { ...read, volumeId: other, given })).deleted);
      }
    const stay = [
      ...blocked,
      ...mustStay.map(({ snapshotId }) => ({
        snapshotId,
        reason: 'somebody has copied it, and that could not be noted',
      })),
      ...mayGo.flatMap(({ snapshotId }) => {
        const reason = staying.get(snapshotId);
        return reason === undefined ? [] : [{ snapshotId, reason }];
      }),
      ...refused,
    ];
    if (stay.length > 0) {
      metrics.count('SnapshotsBlocked', stay.length);
      log.warn('blocked', { volumeId, blocked: stay });
    }
    return {
      policy: inForce,
      deletedCount: deleted.length,
      deleted: named(deleted),
      blockedCount: stay.length,
      blocked: named(stay),
      keptCount: verdicts.filter(({ action }) => action === 'keep').length,
    };
  };

/**
 * Ours of the volume and of those that share sets with it. Where one is being archived its whole set stays, so that here it is archived already; of
 * a volume without sets EC2 is asked that where something is to be deleted.
 */
async function together(
  { archiving }: Deps,
  managed: readonly ManagedSnapshot[],
  ofOthers: readonly ManagedSnapshot[],
): Promise<readonly ManagedSnapshot[]> {
  if (ofOthers.length === 0) return managed;
  const ids = await archiving();
  return [...managed, ...ofOthers].map((one) =>
    ids.has(one.snapshotId) ? { ...one, storageTier: 'archive' } : one,
  );
}

/** Those of the volumes that share sets with this one of which something is given up, but for those of which somebody has yet to be told something. */
const otherVolumes = (
  plans: ReadonlyMap<string, RegionPlan>,
  volumeId: string,
  doubts: readonly Doubt[],
): [string, RegionPlan][] => {
  const inDoubt = new Set(doubts.map(({ snapshot }) => snapshot.tags[TAG.volume]));
  return [...plans].filter(
    ([id, { verdicts, restored }]) =>
      id !== volumeId &&
      !inDoubt.has(id) &&
      restored.length === 0 &&
      verdicts.some(({ action }) => action === 'remove'),
  );
};

const volumeOf = ({ volumeId }: { readonly volumeId: string }): string => volumeId;

const having = (verdicts: readonly Verdict[], action: Verdict['action']): Given[] =>
  verdicts
    .filter((verdict) => verdict.action === action)
    .map(({ snapshotId, reasons }) => ({ snapshotId, reason: reasons.join('; ') }));

const named = (given: readonly Given[]): Given[] =>
  given
    .slice(-NAMED_MAX)
    .map(({ snapshotId, reason }) => ({ snapshotId, reason: reason.slice(0, REASON_CHARACTERS_MAX) }));

export const handler = lambda(awsRuntime({ ec2: ec2Clients, rbin: rbinClients, sqs: sqsClients }), {
  input: Input,
  environment: PruneVolumeEnvironment,
  deps: ({ clients, region, now, log, metrics }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    ...(environment.IMAGES && { images: imagesIn(clients.ec2(region)) }),
    recycleBin: recycleBinOf(clients.rbin(region), now),
    archiving: () => archivingIn(clients.ec2(region)),
    failures: failuresTo(clients.sqs(region), environment.FAILURE_QUEUE_URL),
    recentlyTold: new RecentlyTold(),
    environment,
    region,
    calendar: calendarOf(environment.TIME_ZONE),
    now,
    log,
    metrics,
  }),
  run: pruneVolume,
});
