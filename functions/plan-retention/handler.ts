/**
 * Decides which snapshots of one volume retention gives up in this Region. Deletes nothing.
 *
 * Called by: snapshot-created / PlanRetention and snapshot-copied / PlanRetention.
 * Late or repeated call: the same snapshots and the same `now` give the same verdicts.
 * Fails: RetentionRefused where the policy has no rule, DeletionRefused for the first snapshot whose plan would remove too much
 * at once because the policy has changed; nothing is given up then. For the later ones, that is only blocked.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { calendarOf, type Calendar } from '../domain/calendar';
import { PlanRetentionEnvironment } from '../domain/environment';
import { DeletionRefused } from '../domain/errors';
import { isFirstRefusal, planRegion } from '../domain/plan-region';
import { describePolicy } from '../domain/plan-retention';
import { Snapshot } from '../domain/snapshot';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';

const Input = z.object({
  /** For which the plan is made: its execution tells what it refuses. */
  snapshotId: z.string(),
  volumeId: z.string(),
  now: z.iso.datetime(),
  /** Our snapshots of the volume, where the machine has them already. */
  snapshots: z.array(Snapshot).nullish(),
});

export type Deps = {
  readonly snapshots: Pick<Snapshots, 'managedOf'>;
  readonly environment: z.output<typeof PlanRetentionEnvironment>;
  readonly calendar: Calendar;
  readonly log: Log;
  readonly metrics: Metrics;
};

/**
 * At most so many snapshots are given up at once, and so many leftovers named: a state machine's payload holds 256 KiB.
 * The oldest go first, the others with the plan of the volume's next snapshot.
 */
const TRAVELLING_MAX = 400;

type Given = { readonly snapshotId: string; readonly reason: string };

export type Output = {
  readonly policy: string;
  /** Oldest data last; at most 400, the oldest. */
  readonly remove: readonly Given[];
  /** What no rule keeps and must stay all the same; at most 400, the oldest. */
  readonly blocked: readonly Given[];
  readonly keptCount: number;
  /** For a person: an override tag that was ignored. */
  readonly notice?: string;
};

export const planRetention =
  ({ snapshots, environment, calendar, log, metrics }: Deps) =>
  async ({ snapshotId, volumeId, now, snapshots: given }: z.output<typeof Input>): Promise<Output> => {
    const question = {
      snapshots: given ?? (await snapshots.managedOf(environment.DEPLOYMENT, volumeId)),
      overrideTag: environment.OVERRIDE_TAG,
      retention: environment.RETENTION,
      copyRetention: environment.COPY_RETENTION,
      deletionLimit: environment.DELETION_LIMIT,
      calendar,
      now: new Date(now),
    };
    const plan = planRegion(question);
    const { policy, notice, verdicts, refusal } = plan;
    log.info('planned', { volumeId, policy: describePolicy(policy), verdicts });
    if (refusal !== undefined && isFirstRefusal(question, plan, snapshotId))
      throw new DeletionRefused(
        [`${volumeId}, policy ${describePolicy(policy)}: ${refusal}.`, notice ?? ''].join(' ').trim(),
      );
    const having = (action: 'remove' | 'blocked'): Given[] =>
      verdicts
        .filter((verdict) => verdict.action === action)
        .map(({ snapshotId, reasons }) => ({ snapshotId, reason: reasons.join('; ') }));
    const blocked = having('blocked');
    if (blocked.length > 0) metrics.count('SnapshotsBlocked', blocked.length);
    return {
      policy: describePolicy(policy),
      remove: having('remove').slice(-TRAVELLING_MAX),
      blocked: blocked.slice(-TRAVELLING_MAX),
      keptCount: verdicts.filter(({ action }) => action === 'keep').length,
      ...(notice === undefined ? {} : { notice }),
    };
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: PlanRetentionEnvironment,
  deps: ({ clients, region, log, metrics }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    environment,
    calendar: calendarOf(environment.TIME_ZONE),
    log,
    metrics,
  }),
  run: planRetention,
});
