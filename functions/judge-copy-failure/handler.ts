/**
 * Decides what to do about a failed copy: nothing, another attempt, or telling a person AWS's reason.
 *
 * Called by: copy-failed / JudgeCopyFailure, in the DR Region.
 * Late or repeated call: reads only. The attempts are counted by the failed copies that EC2 still shows.
 * Fails: SnapshotNotVisible while EC2 does not show the copy; the machine retries, then takes it as gone.
 * SnapshotStateStale while EC2 shows it as it was before the event; the machine retries, then tells a person.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { judgeCopyFailure as judge, type CopyFailureVerdict } from '../domain/copy-failure';
import { JudgeCopyFailureEnvironment } from '../domain/environment';
import { SnapshotStateStale } from '../domain/errors';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

const Input = z.object({
  snapshotId: z.string(),
  sourceSnapshotId: z.string(),
  cause: z.string(),
});

export type Deps = {
  readonly copies: Pick<Snapshots, 'copiesBeside'>;
  readonly deployment: string;
  readonly region: string;
  readonly log: Log;
};

export const judgeCopyFailure =
  ({ copies, deployment, region, log }: Deps) =>
  async ({ snapshotId, sourceSnapshotId, cause }: z.output<typeof Input>): Promise<CopyFailureVerdict> => {
    const found = await copies.copiesBeside(deployment, sourceSnapshotId, snapshotId);
    const failed = found?.find((copy) => copy.snapshotId === snapshotId);
    if (found === undefined || failed === undefined)
      return { verdict: 'none', reason: 'not a copy of this deployment' };
    if (failed.state !== 'error') throw new SnapshotStateStale(`EC2 shows ${snapshotId} as ${failed.state}`);
    const verdict = judge(failed, found, region, cause);
    log.warn('copy failed', { snapshotId, sourceSnapshotId, ...verdict });
    return verdict;
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: JudgeCopyFailureEnvironment,
  deps: ({ clients, region, log }, environment) => ({
    copies: snapshotsIn(clients.ec2(region)),
    deployment: environment.DEPLOYMENT,
    region,
    log,
  }),
  run: judgeCopyFailure,
});
