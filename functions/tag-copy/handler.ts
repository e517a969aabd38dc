/**
 * Confirms a finished copy: checks that it is ours and complete, and writes its id on the source snapshot, which may be
 * pruned from then on.
 *
 * Called by: snapshot-copied / TagCopy, in the DR Region.
 * Late or repeated call: writes the same tag again. Where several copies of one source are finished, the one that stays is
 * confirmed, whichever event comes last.
 * Fails: SnapshotNotVisible while EC2 does not show the copy; SnapshotStateStale while it shows the copy as it was before
 * the event; TagsContradicted where the copy is ours by its description and not by its tags; ServiceBusy while the primary Region does
 * not answer; SnapshotNotVisible, too, for ten minutes, while the source is not shown as one of ours. CopyGone where the copy is still
 * not shown after ten minutes, its source has no other, and retention has not given it up before its event came. A source that is gone, or that somebody has taken from us by its tag, needs no confirmation.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { calendarOf, type Calendar } from '../domain/calendar';
import { readCopyDescription, tagsInWords } from '../domain/copy-description';
import { replacementAmong } from '../domain/copy-failure';
import { TagCopyEnvironment } from '../domain/environment';
import {
  AccessDenied,
  CopyGone,
  InvalidInput,
  SnapshotNotVisible,
  SnapshotStateStale,
  TagsContradicted,
} from '../domain/errors';
import { refuseNameOfAnother } from '../domain/execution-name';
import { SnapshotId } from '../domain/ids';
import { isMissed } from '../domain/missed-copy';
import { survivingCopies } from '../domain/plan-retention';
import { isAdoptedBy, recognise, type Recognised } from '../domain/recognise';
import type { RetentionPolicy } from '../domain/retention-policy';
import { isSettled } from '../domain/settled';
import { isTaggedBy, type Snapshot } from '../domain/snapshot';
import { confirmation, copyTag } from '../domain/tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { reportCompleted } from '../runtime/report-completed';

const Input = z.object({
  snapshotId: SnapshotId,
  sourceSnapshotId: SnapshotId,
  /** Null or absent where AWS did not say. */
  incremental: z.boolean().nullish(),
  /** When the machine entered the step, before its first attempt. */
  enteredAt: z.iso.datetime().optional(),
  executionName: z.string().optional(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  /** Of the DR Region. */
  readonly copies: Pick<Snapshots, 'taggedAsCopyOf' | 'taggedAsOf' | 'byId'>;
  /** Of the primary Region. */
  readonly sources: Pick<Snapshots, 'tag' | 'byId'>;
  readonly deployment: string;
  readonly primaryRegion: string;
  readonly region: string;
  /** Of the copies here, unless their volume overrides it. */
  readonly retention: RetentionPolicy;
  readonly calendar: Calendar;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Output =
  | { readonly managed: false; readonly reason: string }
  | { readonly managed: true; readonly volumeId: string };

const NOT_OURS: Output = { managed: false, reason: 'not a copy of this deployment' };

export const tagCopy =
  (deps: Deps) =>
  async (input: Input): Promise<Output> => {
    const { copies, deployment, primaryRegion, region, log, metrics } = deps;
    const { snapshotId, sourceSnapshotId, incremental } = input;
    refuseNameOfAnother(input.executionName, snapshotId);
    const shown = await copies.taggedAsCopyOf(deployment, sourceSnapshotId);
    const recognised = recognise(shown, { deployment, primaryRegion, region });
    const ofSource = recognised.managed.filter((copy) => copy.sourceSnapshotId === sourceSnapshotId);
    const copy = ofSource.find((candidate) => candidate.snapshotId === snapshotId);
    if (copy === undefined) return unlisted(deps, input, shown, recognised);

    const confirmed = survivingCopies(ofSource).get(sourceSnapshotId);
    const { volumeId } = copy;
    if (copy.state !== 'completed' || confirmed === undefined)
      throw new SnapshotStateStale(`EC2 shows ${snapshotId} as ${copy.state}`);
    const isConfirmed = await confirm(deps, input, confirmed);
    if (incremental === false) {
      metrics.count('FullCopies', 1);
      log.warn('full copy: AWS transferred and bills the whole volume', { snapshotId, volumeId });
    }
    metrics.count('SnapshotsAdopted', 1);
    reportCompleted(metrics, 'Copy', copy, region);
    log.info(isConfirmed ? 'copy confirmed' : 'the source is gone or no longer ours: nothing to confirm', {
      snapshotId: confirmed,
      sourceSnapshotId,
      volumeId,
      incremental,
    });
    return { managed: true, volumeId };
  };

/** Writes on the source that it has the copy. Answers false where there is no such source of ours any more. */
async function confirm(
  { sources, deployment, region, now }: Deps,
  { sourceSnapshotId, enteredAt }: Input,
  copyId: string,
): Promise<boolean> {
  try {
    await sources.tag(sourceSnapshotId, { [copyTag(region)]: confirmation(copyId, sourceSnapshotId) });
    return true;
  } catch (error) {
    if (await isStillOurs(sources, deployment, sourceSnapshotId, error)) throw error;
    if (!isSettled(enteredAt, now()))
      throw new SnapshotNotVisible(`EC2 does not show ${sourceSnapshotId}, the source, as one of ours`);
    return false;
  }
}

/** EC2 does not list the copy among those of its source that are ours: it is of others, or in doubt, or not there. */
async function unlisted(
  deps: Deps,
  { snapshotId, sourceSnapshotId, enteredAt }: Input,
  shown: readonly Snapshot[],
  { managed, doubts }: Recognised,
): Promise<Output> {
  const { copies, sources, deployment, primaryRegion, region, retention, calendar, now } = deps;
  const copy = shown.find((one) => one.snapshotId === snapshotId) ?? (await copies.byId(snapshotId));
  if (copy !== undefined) {
    const witness = readCopyDescription(copy.description);
    if (witness?.deployment !== deployment || witness.region !== primaryRegion) return NOT_OURS;
    if (witness.sourceSnapshotId !== sourceSnapshotId)
      throw new InvalidInput(
        `sourceSnapshotId: ${snapshotId} is a copy of ${witness.sourceSnapshotId}, not of ${sourceSnapshotId}`,
      );
    const doubt = doubts.find(({ snapshot }) => snapshot.snapshotId === snapshotId);
    throw new TagsContradicted(
      `${snapshotId}, a copy of ${sourceSnapshotId}: ${doubt?.reason ?? `EC2 does not list it by its tags, which should be ${tagsInWords(witness)}`}.`,
    );
  }
  if (!isSettled(enteredAt, now())) throw new SnapshotNotVisible(`EC2 does not show the copy ${snapshotId}`);
  const source = await sources.byId(sourceSnapshotId);
  if (source === undefined || !isAdoptedBy(source, deployment)) return NOT_OURS;
  if (replacementAmong(managed, snapshotId) !== undefined) return NOT_OURS;
  const ofVolume = recognise(await copies.taggedAsOf(deployment, source.volumeId), {
    deployment,
    primaryRegion,
    region,
  });
  const gone = { ...source, snapshotId, takenAt: source.startedAt };
  if (!isMissed(gone, ofVolume.managed, retention, calendar, now()))
    return { managed: false, reason: 'retention has given the copy up' };
  throw new CopyGone(
    `The copy ${snapshotId} of ${sourceSnapshotId} of ${source.volumeId} was deleted before it could be confirmed.`,
  );
}

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
  return source !== undefined && isTaggedBy(source, deployment);
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TagCopyEnvironment,
  deps: ({ clients, region, now, log, metrics }, environment) => ({
    copies: snapshotsIn(clients.ec2(region)),
    sources: snapshotsIn(clients.ec2(environment.PRIMARY_REGION)),
    deployment: environment.DEPLOYMENT,
    primaryRegion: environment.PRIMARY_REGION,
    region,
    retention: environment.RETENTION,
    calendar: calendarOf(environment.TIME_ZONE),
    now,
    log,
    metrics,
  }),
  run: tagCopy,
});
