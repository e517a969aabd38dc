/**
 * Decides what to do about a failed copy: nothing, another attempt, or telling a person AWS's reason.
 *
 * Called by: copy-failed / JudgeCopyFailure, in the DR Region.
 * Late or repeated call: reads only. The attempts are counted by the failed copies that EC2 still shows, and by the copy's own tag.
 * Fails: SnapshotNotVisible while EC2 does not show the copy; SnapshotStateStale while EC2 shows it as it was before the event;
 * TagsContradicted where the copy is ours by its description and not by its tags. The machine retries, then tells a person. A copy
 * that is still not shown after ten minutes is gone, and its source decides whether that matters.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { readCopyDescription, tagsInWords } from '../domain/copy-description';
import {
  isOfKey,
  judgeCopyFailure as judge,
  keysInWords,
  replacementAmong,
  type CopyFailureVerdict,
} from '../domain/copy-failure';
import { JudgeCopyFailureEnvironment } from '../domain/environment';
import { SnapshotNotVisible, SnapshotStateStale, TagsContradicted } from '../domain/errors';
import { refuseNameOfAnother } from '../domain/execution-name';
import { SnapshotId } from '../domain/ids';
import { isAdoptedBy, recognise } from '../domain/recognise';
import { isSettled } from '../domain/settled';
import type { ManagedSnapshot } from '../domain/snapshot';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

const Input = z.object({
  snapshotId: SnapshotId,
  sourceSnapshotId: SnapshotId,
  cause: z.string(),
  /** When the machine entered the step, before its first attempt. */
  enteredAt: z.iso.datetime().optional(),
  executionName: z.string().optional(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  /** Of the DR Region. */
  readonly copies: Pick<Snapshots, 'taggedAsCopyOf' | 'byId'>;
  /** Of the primary Region. */
  readonly sources: Pick<Snapshots, 'byId'>;
  readonly deployment: string;
  readonly primaryRegion: string;
  readonly region: string;
  readonly now: () => Date;
  readonly log: Log;
};

const NOT_OURS: CopyFailureVerdict = { verdict: 'none', reason: 'not a copy of this deployment' };

export const judgeCopyFailure =
  (deps: Deps) =>
  async (input: Input): Promise<CopyFailureVerdict> => {
    const { copies, sources, deployment, primaryRegion, region, log } = deps;
    const { snapshotId, sourceSnapshotId, cause } = input;
    refuseNameOfAnother(input.executionName, snapshotId);
    const shown = await copies.taggedAsCopyOf(deployment, sourceSnapshotId);
    const { managed } = recognise(shown, { deployment, primaryRegion, region });
    const ofSource = managed.filter((copy) => copy.sourceSnapshotId === sourceSnapshotId);
    const failed = ofSource.find((copy) => copy.snapshotId === snapshotId);
    if (failed === undefined) return unlisted(deps, input, ofSource);
    if (failed.state !== 'error') throw new SnapshotStateStale(`EC2 shows ${snapshotId} as ${failed.state}`);
    const judged = judge({ ...failed, sourceSnapshotId }, ofSource, region, cause);
    const verdict =
      judged.verdict === 'tell' && isOfKey(failed, cause)
        ? {
            ...judged,
            reason: `${judged.reason} ${keysInWords(failed, await sources.byId(sourceSnapshotId))}`,
          }
        : judged;
    log.warn('copy failed', { snapshotId, sourceSnapshotId, ...verdict });
    return verdict;
  };

/** EC2 does not list the copy among those of its source that are ours: it is of others, or in doubt, or not there. */
async function unlisted(
  { copies, sources, deployment, primaryRegion, region, now }: Deps,
  { snapshotId, sourceSnapshotId, cause, enteredAt }: Input,
  ofSource: readonly ManagedSnapshot[],
): Promise<CopyFailureVerdict> {
  const copy = await copies.byId(snapshotId);
  if (copy !== undefined) {
    const witness = readCopyDescription(copy.description);
    if (witness?.deployment !== deployment || witness.region !== primaryRegion) return NOT_OURS;
    throw new TagsContradicted(
      `${snapshotId}, a failed copy of ${sourceSnapshotId}, does not have our tags, which should be ${tagsInWords(witness)}.`,
    );
  }
  if (!isSettled(enteredAt, now())) throw new SnapshotNotVisible(`EC2 does not show the copy ${snapshotId}`);
  const replacement = replacementAmong(ofSource, snapshotId);
  if (replacement !== undefined)
    return { verdict: 'none', reason: `${replacement.snapshotId} has taken its place` };
  const source = await sources.byId(sourceSnapshotId);
  if (source === undefined || !isAdoptedBy(source, deployment)) return NOT_OURS;
  return {
    verdict: 'tell',
    volumeId: source.volumeId,
    reason:
      `The copy ${snapshotId} of ${sourceSnapshotId} to ${region} failed ("${cause || 'AWS gave no reason'}") and was deleted before ` +
      'its failure could be judged.',
  };
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: JudgeCopyFailureEnvironment,
  deps: ({ clients, region, now, log }, environment) => ({
    copies: snapshotsIn(clients.ec2(region)),
    sources: snapshotsIn(clients.ec2(environment.PRIMARY_REGION)),
    deployment: environment.DEPLOYMENT,
    primaryRegion: environment.PRIMARY_REGION,
    region,
    now,
    log,
  }),
  run: judgeCopyFailure,
});
