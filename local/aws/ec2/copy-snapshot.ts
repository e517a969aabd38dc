import * as z from 'zod';
import { MINUTE_MS } from '../../kernel/time-units';
import { AwsError } from '../api';
import type { Random } from '../../kernel/random';
import { copiedContent, damagedContent, type Content } from './block-content';
import { question, snapshotArn, tagOnCreate } from './authorization';
import { copyKey } from './copy-key';
import { checkSnapshotId, usableSnapshot } from './existing-resource';
import { checkKeyInput, type KeyInput } from './key-use';
import { defineOperation, type Call } from './operation';
import { isUrlOfCopy } from './presigned-url';
import { checkTags, maySetReservedTags, tagList, tagsOnCreate, tagSpecifications } from './resource-tags';
import { COPY_VOLUME_ID, type PendingSnapshot, type SnapshotRecord } from './snapshot-record';
import { checkSnapshotLimit, laterCompletion } from './start-snapshot';

const KEY_NOT_ACCESSIBLE = 'Given key ID is not accessible';

/** AWS says that such a copy fails later, and not with which text. [unverified] */
const URL_NOT_VALID = 'The presigned URL is not valid';

/**
 * CopySnapshot, called in the destination Region: answers with the id of a pending copy that has only the tags given
 * here. The event `copySnapshot` follows in the destination Region when the copy ends. A second call makes a second
 * copy.
 */
export const copySnapshot = defineOperation('CopySnapshot', {
  parameters: {
    SourceRegion: z.string(),
    SourceSnapshotId: z.string(),
    Description: z.string().optional(),
    Encrypted: z.boolean().optional(),
    KmsKeyId: z.string().optional(),
    TagSpecifications: tagSpecifications,
    // Means nothing outside the URL, but the SDK gives it too.
    DestinationRegion: z.string().optional(),
    PresignedUrl: z.string().optional(),
  },
  rate: 'otherMutation',
  authorizations: (subject, input) => {
    checkSnapshotId(input.SourceSnapshotId);
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    const created = snapshotArn(subject.region.name, '*');
    const source = snapshotArn(input.SourceRegion, input.SourceSnapshotId);
    return [
      question(subject, 'CopySnapshot', created, { requestTags: tags }),
      question(subject, 'CopySnapshot', source, { requestTags: tags }),
      ...tagOnCreate(subject, 'CopySnapshot', created, tags),
    ];
  },
  apply: (call, input) => {
    checkEncryption(input);
    const source = sourceOf(call, input.SourceRegion, input.SourceSnapshotId);
    checkPlace(call, input.SourceRegion, source);
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    checkTags(tags, tags, maySetReservedTags(call.caller));
    checkSnapshotLimit(call.region, 1);
    if (call.region.copiesInProgress >= call.account.copyLimit) {
      throw new AwsError(
        'ResourceLimitExceeded',
        `Too many snapshot copies in progress. The limit is ${call.account.copyLimit} for this destination region.`,
      );
    }

    const key = copyKey(call, source, input.SourceRegion, input);
    const incremental = isIncremental(call, source, input.SourceRegion, key.kmsKeyId);
    const id = call.account.newId('snap');
    const copy: SnapshotRecord = {
      id,
      sequence: call.account.nextSequence(),
      tags,
      volumeId: COPY_VOLUME_ID,
      lineage: source.lineage,
      isCopy: true,
      description: input.Description ?? '',
      startMs: call.nowMs,
      sizeGib: source.sizeGib,
      fullSizeBytes: source.fullSizeBytes,
      content: contentOf(call, source, id),
      encrypted: key.encrypted,
      kmsKeyId: key.kmsKeyId,
      dataEncryptionKeyId: key.encrypted ? call.account.newDataEncryptionKeyId() : undefined,
      outpostArn: undefined,
      zone: undefined,
      storageTier: 'standard',
      imageIds: [],
      pending: {
        ...planCopy(call, source, incremental, lastingFailure(call, source, input, key.isAccessible)),
        set: undefined,
        copy: { sourceRegion: input.SourceRegion, sourceSnapshotId: source.id, incremental },
        isTold: true,
        isDeleted: false,
      },
      failure: undefined,
      completedMs: undefined,
    };
    call.region.snapshots.add(copy);
    call.region.copiesInProgress++;
    return { output: { SnapshotId: copy.id, ...tagList(tags) }, later: [laterCompletion(call, copy)] };
  },
});

const checkEncryption = (input: KeyInput): void => {
  if (input.Encrypted === false) {
    throw new AwsError('InvalidParameterValue', 'Encrypted can only be true or be left out.');
  }
  checkKeyInput(input);
};

const sourceOf = ({ account }: Call, sourceRegion: string, snapshotId: string): SnapshotRecord => {
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(sourceRegion)) {
    throw new AwsError('InvalidRegion', `The region '${sourceRegion}' is not valid.`);
  }
  return usableSnapshot(account.region(sourceRegion), snapshotId);
};

/**
 * Nothing leaves an Outpost, and what lies in a Local Zone goes to the Region of the zone alone (API reference, CopySnapshot). That of
 * an Availability Zone lies in its Region. The code is [unverified].
 */
const checkPlace = (
  { region }: Call,
  sourceRegion: string,
  { id, outpostArn, zone }: SnapshotRecord,
): void => {
  const isInLocalZone = zone !== undefined && !/^[a-z]$/.test(zone.slice(sourceRegion.length));
  if (outpostArn === undefined && (!isInLocalZone || region.name === sourceRegion)) return;
  throw new AwsError(
    'UnsupportedOperation',
    `The snapshot '${id}' in ${outpostArn ?? zone} cannot be copied to ${region.name}.`,
  );
};

/** Within a Region a copy sends only what changed where the key stays the same; between Regions earlier copies decide. */
const isIncremental = (
  { region }: Call,
  source: SnapshotRecord,
  sourceRegion: string,
  kmsKeyId: string | undefined,
): boolean =>
  sourceRegion === region.name ? source.kmsKeyId === kmsKeyId : region.copies.areBasisFor(source, kmsKeyId);

/** What EC2 finds out about the request only after it has accepted the copy. The copy of an unencrypted source needs no URL. */
const lastingFailure = (
  { region, nowMs }: Call,
  source: SnapshotRecord,
  input: { SourceRegion: string; SourceSnapshotId: string; PresignedUrl?: string | undefined },
  isKeyAccessible: boolean,
): string | undefined => {
  const { PresignedUrl } = input;
  const isUrlValid =
    PresignedUrl === undefined ? !source.encrypted : isUrlOfCopy(PresignedUrl, input, region.name, nowMs);
  if (!isUrlValid) return URL_NOT_VALID;
  return isKeyAccessible ? undefined : KEY_NOT_ACCESSIBLE;
};

/** Exactly what its source holds, unless somebody ordered otherwise. */
const contentOf = ({ account }: Call, source: SnapshotRecord, copyId: string): Content => {
  const content = copiedContent(source.content, copyId);
  const ordered = account.damagedCopies.take(source.id, originalVolumeId(source));
  return ordered === undefined ? content : damagedContent(content, copyId, ordered);
};

const originalVolumeId = ({ lineage }: SnapshotRecord): string => lineage.slice(lineage.indexOf('/') + 1);

/** Failures, of the request or as ordered, show within minutes. A failure may be ordered for a snapshot or its volume. */
const planCopy = (
  { account, region, nowMs }: Call,
  source: SnapshotRecord,
  incremental: boolean,
  lasting: string | undefined,
): Pick<PendingSnapshot, 'dueMs' | 'failure'> => {
  const volumeId = originalVolumeId(source);
  const ordered = account.failingCopies.take(source.id, volumeId);
  const failure = lasting ?? ordered;
  const durationMs =
    failure === undefined
      ? (account.options.copyDurationMs?.(volumeId, region.name) ??
        drawCopyDurationMs(account.copyDuration, source.fullSizeBytes, incremental))
      : account.copyDuration.integer(10_000, 180_000);
  return { dueMs: nowMs + durationMs, failure };
};

/** A full copy goes at 50 to 150 MiB a second, an incremental one takes minutes; both need a minute to get going. */
const drawCopyDurationMs = (random: Random, sizeBytes: number, incremental: boolean): number => {
  const overheadMs = random.integer(60_000, 90_000);
  if (incremental) return overheadMs + random.integer(30_000, 9 * MINUTE_MS);
  const bytesPerSecond = random.integer(50, 150) * 2 ** 20;
  return overheadMs + Math.round((sizeBytes / bytesPerSecond) * 1000);
};
