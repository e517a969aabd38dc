import { CopySnapshotCommand, type CopySnapshotCommandInput, type EC2Client } from '@aws-sdk/client-ec2';
import type * as z from 'zod';
import { calendarOf } from '../domain/calendar';
import { mayBeFull, type CopyRequest, type CopyStart } from '../domain/copy-request';
import { copyTurn, type CopyTurn } from '../domain/copy-turn';
import type { RetryCopyEnvironment } from '../domain/environment';
import { describeCopy } from '../domain/copy-description';
import {
  CopyRefused,
  InvalidEnvironment,
  NoCopySlot,
  OtherCopyUnderWay,
  ServiceBusy,
  SourceNotVisible,
} from '../domain/errors';
import { leftOutFor } from '../domain/left-out-copy';
import { isMissed } from '../domain/missed-copy';
import { recognise } from '../domain/recognise';
import type { ManagedSnapshot, Snapshot } from '../domain/snapshot';
import { readSet } from '../domain/snapshot-set';
import { TAG, tagsToList, type Tags } from '../domain/tags';
import { codeOf, isRefusal, messageOf, translated } from './aws-errors';
import { copyUrl, type UrlSigner } from './copy-url';
import { snapshotsIn } from './snapshots';

export type Copies = ReturnType<typeof copiesInto>;

/** What it takes to start none twice. */
export type StartOnce = Pick<Copies, 'existing' | 'turnOf' | 'start'>;

type Clients = {
  /** Each calls the Region given; the one without retries is for CopySnapshot, which takes no client token. */
  readonly ec2: (region: string, retries?: 'none') => EC2Client;
  readonly ec2Signer: (region: string) => UrlSigner;
  readonly now: () => Date;
  /** A new id for each call: letters, digits and hyphens, at most 36. */
  readonly newId: () => string;
};

/** Copies into `region`. Throws InvalidEnvironment where the environment names no key or no policy for it. */
export function copiesInto(
  { ec2, ec2Signer, now, newId }: Clients,
  environment: z.output<typeof RetryCopyEnvironment>,
  region: string,
) {
  const { DEPLOYMENT: deployment, PRIMARY_REGION: sourceRegion } = environment;
  const kmsKeyId = environment.KMS_KEYS[region];
  if (kmsKeyId === undefined) throw new InvalidEnvironment(`KMS_KEYS names no key for ${region}`);
  const retention = environment.COPY_RETENTION[region];
  if (retention === undefined) throw new InvalidEnvironment(`COPY_RETENTION names no policy for ${region}`);
  const calendar = calendarOf(environment.TIME_ZONE);
  const [inRegion, inSource] = [snapshotsIn(ec2(region)), snapshotsIn(ec2(sourceRegion))];
  const ec2WithoutRetries = ec2(region, 'none');
  const sourceSigner = ec2Signer(sourceRegion);

  const oursAmong = (shown: readonly Snapshot[]): readonly ManagedSnapshot[] =>
    recognise(shown, { deployment, primaryRegion: sourceRegion, region }).managed;
  const inputOf = async ({
    snapshotId,
    volumeId,
    takenAt,
    policy,
    tags,
  }: CopyRequest): Promise<CopySnapshotCommandInput> => ({
    SourceRegion: sourceRegion,
    SourceSnapshotId: snapshotId,
    // Both, as the SDK does it.
    DestinationRegion: region,
    PresignedUrl: await copyUrl(sourceSigner, { sourceRegion, snapshotId, region }, now()),
    Description: describeCopy({
      deployment,
      sourceSnapshotId: snapshotId,
      volumeId,
      region: sourceRegion,
      takenAt,
      requestedAt: now().toISOString(),
      requestId: newId(),
      set: readSet(tags[TAG.set]),
    }),
    Encrypted: true,
    KmsKeyId: kmsKeyId,
    TagSpecifications: [{ ResourceType: 'snapshot', Tags: tagsToList(withPolicy(tags, policy)) }],
  });

  const source = (snapshotId: string): Promise<Snapshot | undefined> =>
    refusing(() => inSource.byId(snapshotId));

  const sourcesOf = async (volumeId: string): Promise<readonly ManagedSnapshot[]> =>
    recognise(await refusing(() => inSource.ofVolume(volumeId)), {
      deployment,
      primaryRegion: sourceRegion,
      region: sourceRegion,
    }).managed;

  /** What it means that a Region knows no such source. One may not know yet what another has made, so the source's has the last word. */
  const sourceUnknown = async (
    { snapshotId, volumeId, takenAt }: CopyRequest,
    refused: { readonly text: string; readonly cause: unknown },
  ): Promise<CopyStart> => {
    const { text, cause } = refused;
    if ((await source(snapshotId)) !== undefined) throw new ServiceBusy(text, { cause });
    const ofVolume = await refusing(() => inRegion.taggedAsOf(deployment, volumeId));
    const gone = { snapshotId, takenAt, startedAt: takenAt };
    if (isMissed(gone, oursAmong(ofVolume), retention, calendar, now()))
      throw new SourceNotVisible(text, { cause });
    return { outcome: 'overtaken' };
  };

  /** What it means that EC2 has not started the copy: none is needed any more, or else throws as `start`. */
  const notStarted = async (request: CopyRequest, cause: unknown): Promise<CopyStart> => {
    const code = codeOf(cause);
    const text = `${code}: ${messageOf(cause)}`;
    if (code === 'ResourceLimitExceeded') throw new NoCopySlot(text, { cause });
    if (code === 'InvalidSnapshot.NotFound') return sourceUnknown(request, { text, cause });
    // Other states pass: this one lasts until somebody restores it, and would hold up all that wait for the Region.
    if (code === 'IncorrectState' && (await source(request.snapshotId))?.storageTier === 'archive')
      throw new CopyRefused(`${text} (it is in the archive tier: restore it first)`, { cause });
    if (isRefusal(cause)) throw new CopyRefused(text, { cause });
    throw translated(cause);
  };

  return {
    /** The copy of a source snapshot that runs or is finished, or undefined. Failed ones are none. Throws as `start`. */
    async existing(sourceSnapshotId: string): Promise<string | undefined> {
      const tagged = await refusing(() => inRegion.taggedAsCopyOf(deployment, sourceSnapshotId));
      return oursAmong(tagged).find(
        (copy) =>
          copy.sourceSnapshotId === sourceSnapshotId &&
          (copy.state === 'pending' || copy.state === 'completed'),
      )?.snapshotId;
    },

    /** Whether it is the turn of a copy that may be full; see `copyTurn`. Throws as `start`. */
    async turnOf({ snapshotId, volumeId, takenAt, atWorst }: CopyRequest): Promise<CopyTurn> {
      const copies = oursAmong(await refusing(() => inRegion.taggedAsOf(deployment, volumeId)));
      // Only a source tells whether one of them takes its place.
      const isFirst = atWorst === 'first';
      const sources = isFirst && copies.length > 0 ? await sourcesOf(volumeId) : [];
      const wanted = { snapshotId, takenAt, startedAt: takenAt };
      return copyTurn({ wanted, isFirst, copies, sources, region, retention, calendar, now: now() });
    },

    /** The source for whose copy this one is left out; see `leftOutFor`. Throws as `start`. */
    async leftOutFor(
      { snapshotId, volumeId, takenAt }: CopyRequest,
      heirId: string | undefined,
    ): Promise<string | undefined> {
      const sources = await sourcesOf(volumeId);
      const wanted = { snapshotId, takenAt, startedAt: takenAt };
      return leftOutFor({ wanted, sources, region, retention, calendar, now: now(), heirId })?.snapshotId;
    },

    /**
     * Starts a copy, always encrypted. Two calls start two copies: look for an existing one first, wherever the first
     * call may have taken effect. A source that retention has overtaken while its copy waited needs none. Throws NoCopySlot,
     * ServiceBusy, SourceNotVisible, AccessDenied or CopyRefused.
     */
    async start(request: CopyRequest): Promise<CopyStart> {
      try {
        const { SnapshotId } = await ec2WithoutRetries.send(new CopySnapshotCommand(await inputOf(request)));
        if (SnapshotId === undefined) throw new ServiceBusy('EC2 answered CopySnapshot without an id');
        return { outcome: 'started', copyId: SnapshotId };
      } catch (error) {
        return notStarted(request, error);
      }
    },
  };
}

/**
 * Starts the copy, unless one exists already: a repeated call starts none. Throws as `start`, and OtherCopyUnderWay where it may be full and
 * its turn has not come.
 */
export async function startUnlessExisting(copies: StartOnce, copy: CopyRequest): Promise<CopyStart> {
  const { snapshotId, volumeId, region } = copy;
  const copyId = await copies.existing(snapshotId);
  if (copyId !== undefined) return { outcome: 'exists', copyId };
  if (!mayBeFull(copy)) return copies.start(copy);
  const answer = await copies.turnOf(copy);
  if (answer.turn === 'never') return { outcome: 'overtaken' };
  if (answer.turn === 'after')
    throw new OtherCopyUnderWay(
      `${answer.copyId}, another copy of ${volumeId} into ${region}, must end and be confirmed first`,
    );
  return copies.start(copy);
}

const withPolicy = (tags: Tags, policy: string | undefined): Tags =>
  policy === undefined || policy === '' ? tags : { ...tags, [TAG.policy]: policy };

/** Carries `call` out; a refusal by EC2 becomes CopyRefused. */
async function refusing<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (isRefusal(error)) throw new CopyRefused(`${codeOf(error)}: ${messageOf(error)}`, { cause: error });
    throw error;
  }
}
