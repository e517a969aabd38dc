/**
 * Starts a failed copy again.
 *
 * Called by: copy-failed / RetryCopy, in the DR Region.
 * Late or repeated call: finds the copy that already exists, by its tag, and starts none.
 * Fails: NoCopySlot, ServiceBusy and SourceNotVisible, which the machine waits out; CopyRefused or AccessDenied, which a person is told,
 * as is a source that stays away.
 */
import { copiesFor, startUnlessExisting, type Copies } from '../aws/copies';
import { CopyRequest, type CopyStart } from '../domain/copy-request';
import { CopySnapshotEnvironment } from '../domain/environment';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

export type Deps = { readonly copies: Copies; readonly log: Log };

export const retryCopy =
  ({ copies, log }: Deps) =>
  async (copy: CopyRequest): Promise<CopyStart> => {
    const start = await startUnlessExisting(copies, copy);
    log.info('copy', { snapshotId: copy.snapshotId, region: copy.region, ...start });
    return start;
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: CopyRequest,
  environment: CopySnapshotEnvironment,
  deps: ({ clients, region, now, newId, log }, environment) => ({
    copies: copiesFor({ ec2: (...where) => clients.ec2(...where), now, newId }, environment, region),
    log,
  }),
  run: retryCopy,
});
