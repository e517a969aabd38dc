/**
 * Starts a failed copy again.
 *
 * Called by: copy-failed / RetryCopy, in the DR Region.
 * Late or repeated call: finds the copy that already exists, by its tag, and starts none.
 * Fails: ServiceBusy and SourceNotVisible, which the machine waits out; CopyRefused or AccessDenied, which a person is told, as is a
 * source that stays away. That there is no slot for it now is an answer, with how long to wait before the next call: EC2 has none
 * free, or a full copy of the volume must end first. It is NoCopySlot or OtherCopyUnderWay only after 14 days of them.
 */
import * as z from 'zod';
import { copiesInto, startUnlessExisting, type StartOnce } from '../aws/copies';
import { CopyRequest, type CopyStart } from '../domain/copy-request';
import { slotWaitSeconds } from '../domain/slot-wait';
import { RetryCopyEnvironment } from '../domain/environment';
import { NoCopySlot, OtherCopyUnderWay } from '../domain/errors';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { ec2Signers } from '../runtime/ec2-signers';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

/** An execution of the release before sends the copy alone, and waits on the error. */
const Input = z.preprocess(
  (input) => (typeof input === 'object' && input !== null && !('copy' in input) ? { copy: input } : input),
  z.object({
    copy: CopyRequest,
    /** When the execution began. */
    startedAt: z.iso.datetime().optional(),
  }),
);

type Input = z.output<typeof Input>;

export type Deps = { readonly copies: StartOnce; readonly now: () => Date; readonly log: Log };

type Answer = CopyStart | { readonly outcome: 'no-slot'; readonly waitSeconds: number };

export const retryCopy =
  ({ copies, now, log }: Deps) =>
  async ({ copy, startedAt }: Input): Promise<Answer> => {
    const { snapshotId, region } = copy;
    try {
      const start = await startUnlessExisting(copies, copy);
      log.info('copy', { snapshotId, region, ...start });
      return start;
    } catch (error) {
      const waitSeconds = slotWaitSeconds(startedAt, now());
      if (!isWaiting(error) || waitSeconds === undefined) throw error;
      log.info('copy waits', { snapshotId, region, error: error.name, cause: error.message, waitSeconds });
      return { outcome: 'no-slot', waitSeconds };
    }
  };

const isWaiting = (error: unknown): error is NoCopySlot | OtherCopyUnderWay =>
  error instanceof NoCopySlot || error instanceof OtherCopyUnderWay;

export const handler = lambda(awsRuntime({ ec2: ec2Clients, ec2Signer: ec2Signers }), {
  input: Input,
  environment: RetryCopyEnvironment,
  deps: ({ clients, region, now, newId, log }, environment) => ({
    copies: copiesInto({ ...clients, now, newId }, environment, region),
    now,
    log,
  }),
  run: retryCopy,
});
