/**
 * Deletes the snapshots that the retention plan gave up, and nothing else.
 *
 * Called by: snapshot-created / PruneSnapshots and snapshot-copied / PruneSnapshots.
 * Late or repeated call: safe. A snapshot that is already gone counts as deleted.
 * Fails closed: IAM lets this role delete only what carries our tag and no hold, so a snapshot that was held after the
 * plan stays. What EC2 refuses (in use by an AMI, locked, AWS Backup's) is left and reported. Where load or a missing
 * permission stood in the way, the others are deleted first; then PruneIncomplete tells the machine to come back, or
 * AccessDenied tells a person.
 */
import * as z from 'zod';
import { snapshotsIn, type Deletion, type Snapshots } from '../aws/snapshots';
import { PruneSnapshotsEnvironment } from '../domain/environment';
import { AccessDenied, PruneIncomplete, ServiceBusy } from '../domain/errors';
import { isManagedBy } from '../domain/snapshot';
import { TAG } from '../domain/tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';

const Input = z.object({
  volumeId: z.string(),
  remove: z.array(z.object({ snapshotId: z.string(), reason: z.string() })),
});

export type Deps = {
  readonly snapshots: Pick<Snapshots, 'delete' | 'byId'>;
  readonly deployment: string;
  readonly log: Log;
  readonly metrics: Metrics;
};

type Left = { readonly snapshotId: string; readonly reason: string };

export type Output = {
  /** Deleted now or found already gone. */
  readonly deleted: readonly string[];
  readonly blocked: readonly Left[];
};

type Obstacle = ServiceBusy | AccessDenied;

type Result = Deletion | { readonly outcome: 'unfinished'; readonly error: Obstacle };

const isObstacle = (error: unknown): error is Obstacle =>
  error instanceof ServiceBusy || error instanceof AccessDenied;

export const pruneSnapshots =
  ({ snapshots, deployment, log, metrics }: Deps) =>
  async ({ volumeId, remove }: z.output<typeof Input>): Promise<Output> => {
    const deleted: string[] = [];
    const blocked: Left[] = [];
    const unfinished: { snapshotId: string; error: Obstacle }[] = [];
    for (const { snapshotId, reason } of remove) {
      const result = await attempt(snapshots, deployment, snapshotId);
      log.info('prune', { volumeId, snapshotId, reason, outcome: result.outcome });
      if (result.outcome === 'unfinished') unfinished.push({ snapshotId, error: result.error });
      else if (result.outcome === 'blocked') blocked.push({ snapshotId, reason: result.reason });
      else deleted.push(snapshotId);
      if (result.outcome === 'deleted') metrics.count('SnapshotsPruned', 1);
    }
    if (blocked.length > 0) {
      metrics.count('SnapshotsBlocked', blocked.length);
      log.warn('left', { volumeId, blocked });
    }
    const denial = unfinished.find(({ error }) => error instanceof AccessDenied);
    if (denial !== undefined) throw denial.error;
    if (unfinished.length > 0)
      throw new PruneIncomplete(
        unfinished.map(({ snapshotId, error }) => `${snapshotId}: ${error.message}`).join('; '),
      );
    return { deleted, blocked };
  };

/** Deletes one snapshot. Throws only what neither waiting nor a permission can mend. */
async function attempt(
  snapshots: Pick<Snapshots, 'delete' | 'byId'>,
  deployment: string,
  snapshotId: string,
): Promise<Result> {
  try {
    return await snapshots.delete(snapshotId);
  } catch (error) {
    if (error instanceof AccessDenied) return explainDenial(snapshots, deployment, snapshotId, error);
    if (error instanceof ServiceBusy) return { outcome: 'unfinished', error };
    throw error;
  }
}

/**
 * Why IAM refused a deletion: the snapshot is gone, and with it the tags that allow the call; or its tags have changed
 * since the plan. Else a permission is missing.
 */
async function explainDenial(
  snapshots: Pick<Snapshots, 'byId'>,
  deployment: string,
  snapshotId: string,
  denial: AccessDenied,
): Promise<Result> {
  try {
    const snapshot = await snapshots.byId(snapshotId);
    if (snapshot === undefined) return { outcome: 'gone' };
    const hold = snapshot.tags[TAG.hold];
    if (hold !== undefined) return { outcome: 'blocked', reason: `held: ${hold || 'no reason given'}` };
    if (!isManagedBy(snapshot, deployment))
      return { outcome: 'blocked', reason: `no longer tagged ${TAG.managedBy} = ${deployment}` };
    return { outcome: 'unfinished', error: denial };
  } catch (error) {
    if (isObstacle(error)) return { outcome: 'unfinished', error };
    throw error;
  }
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: PruneSnapshotsEnvironment,
  deps: ({ clients, region, log, metrics }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    deployment: environment.DEPLOYMENT,
    log,
    metrics,
  }),
  run: pruneSnapshots,
});
