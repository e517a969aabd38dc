/**
 * Confirms a finished copy: checks that it is ours and complete, and writes its id on the source snapshot, which may be
 * pruned from then on.
 *
 * Called by: snapshot-copied / TagCopy, in the DR Region.
 * Late or repeated call: writes the same tag again. Where several copies of one source are finished, the one that stays is
 * confirmed, whichever event comes last.
 * Fails: SnapshotNotVisible while EC2 does not show the copy; SnapshotStateStale while it shows the copy as it was before
 * the event, or without its tags; ServiceBusy while the primary Region does not answer. A source that is gone,
 * or that somebody has taken from us by its tag, needs no confirmation.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { TagCopyEnvironment } from '../domain/environment';
import { AccessDenied, SnapshotNotVisible, SnapshotStateStale } from '../domain/errors';
import { survivingCopies } from '../domain/plan-retention';
import { isManagedBy } from '../domain/snapshot';
import { copyTag, TAG } from '../domain/tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';

const Input = z.object({
  snapshotId: z.string(),
  sourceSnapshotId: z.string(),
  /** Absent where AWS did not say. */
  incremental: z.boolean().optional(),
});

export type Deps = {
  /** Of the DR Region. */
  readonly copies: Pick<Snapshots, 'copiesBeside'>;
  /** Of the primary Region. */
  readonly sources: Pick<Snapshots, 'tag' | 'byId'>;
  readonly deployment: string;
  readonly region: string;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Output =
  | { readonly managed: false; readonly reason: string }
  | { readonly managed: true; readonly volumeId: string };

export const tagCopy =
  ({ copies, sources, deployment, region, log, metrics }: Deps) =>
  async ({ snapshotId, sourceSnapshotId, incremental }: z.output<typeof Input>): Promise<Output> => {
    const found = await copies.copiesBeside(deployment, sourceSnapshotId, snapshotId);
    if (found === undefined) return { managed: false, reason: 'not a copy of this deployment' };

    const copy = found.find((candidate) => candidate.snapshotId === snapshotId);
    const confirmed = survivingCopies(found).get(sourceSnapshotId);
    const volumeId = copy?.tags[TAG.volume];
    if (copy?.state !== 'completed' || confirmed === undefined || volumeId === undefined)
      throw new SnapshotStateStale(`EC2 shows ${snapshotId} as not completed, or without its tags`);
    try {
      await sources.tag(sourceSnapshotId, { [copyTag(region)]: confirmed });
    } catch (error) {
      if (await isStillOurs(sources, deployment, sourceSnapshotId, error)) throw error;
      log.info('the source is gone or no longer ours: nothing to confirm', { snapshotId, sourceSnapshotId });
    }
    if (incremental === false) {
      metrics.count('FullCopies', 1);
      log.warn('full copy: AWS transferred and bills the whole volume', { snapshotId, volumeId });
    }
    log.info('copy confirmed', { snapshotId: confirmed, sourceSnapshotId, volumeId, incremental });
    return { managed: true, volumeId };
  };

/**
 * Whether the source that could not be tagged is one of ours. IAM allows the call by tag, so it refuses a deleted source, which
 * has none, before EC2 says that it is gone, and one from which somebody has taken our tag: then no permission is missing.
 */
async function isStillOurs(
  sources: Pick<Snapshots, 'byId'>,
  deployment: string,
  sourceSnapshotId: string,
  error: unknown,
): Promise<boolean> {
  if (error instanceof SnapshotNotVisible) return false;
  if (!(error instanceof AccessDenied)) return true;
  const source = await sources.byId(sourceSnapshotId);
  return source !== undefined && isManagedBy(source, deployment);
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TagCopyEnvironment,
  deps: ({ clients, region, log, metrics }, environment) => ({
    copies: snapshotsIn(clients.ec2(region)),
    sources: snapshotsIn(clients.ec2(environment.PRIMARY_REGION)),
    deployment: environment.DEPLOYMENT,
    region,
    log,
    metrics,
  }),
  run: tagCopy,
});
