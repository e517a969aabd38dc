import type { Volume, VolumeType } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Account, Ec2Region } from './account';
import { question, snapshotArn, tagOnCreate, volumeArn } from './authorization';
import { checkSnapshotId, checkVolumeId, existingVolume, usableSnapshot } from './existing-resource';
import { defineOperation, type Call } from './operation';
import { asTags, checkTags, tagList, tagsOnCreate, tagSpecifications } from './resource-tags';
import type { SnapshotRecord } from './snapshot-record';
import { checkPerformance, shownPerformance } from './volume-performance';
import { attachments, describeVolume, type VolumeRecord } from './volume-record';

/** How long a new volume stays in the state `creating`. */
const CREATION_MS = 5_000;

/** CreateVolume, empty or from a snapshot. Volume notifications are not sent. A second call makes a second volume. */
export const createVolume = defineOperation('CreateVolume', {
  parameters: {
    AvailabilityZone: z.string(),
    Size: z.int().min(1).optional(),
    SnapshotId: z.string().optional(),
    VolumeType: z.enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']).optional(),
    Iops: z.int().optional(),
    Throughput: z.int().optional(),
    Encrypted: z.boolean().optional(),
    KmsKeyId: z.string().optional(),
    TagSpecifications: tagSpecifications,
  },
  rate: 'volumeOrSnapshot',
  authorizations: (subject, input) => {
    const tags = tagsOnCreate('volume', input.TagSpecifications);
    const created = volumeArn(subject, '*');
    const ask = [question(subject, 'CreateVolume', created, { requestTags: tags })];
    if (input.SnapshotId !== undefined) {
      checkSnapshotId(input.SnapshotId);
      const arn = snapshotArn(subject.region.name, input.SnapshotId);
      const snapshot = subject.region.snapshots.get(input.SnapshotId);
      ask.push(question(subject, 'CreateVolume', arn, { resourceTags: snapshot?.tags }));
    }
    return [...ask, ...tagOnCreate(subject, 'CreateVolume', created, tags)];
  },
  apply: (call, input) => {
    const snapshot =
      input.SnapshotId === undefined ? undefined : usableSnapshot(call.region, input.SnapshotId);
    const tags = tagsOnCreate('volume', input.TagSpecifications);
    checkTags(tags, tags, false);
    const sizeGib = input.Size ?? snapshot?.sizeGib;
    if (sizeGib === undefined) {
      throw new AwsError('MissingParameter', 'The request must contain the parameter size or snapshotId');
    }
    if (snapshot && sizeGib < snapshot.sizeGib) {
      throw new AwsError(
        'InvalidParameterValue',
        `Volume of ${sizeGib}GiB is smaller than snapshot '${snapshot.id}', which has size ${snapshot.sizeGib}GiB`,
      );
    }
    const type: VolumeType = input.VolumeType ?? 'gp2';
    const { Iops, Throughput } = input;
    checkPerformance(type, { Iops, Throughput });
    const created: Volume = {
      VolumeId: call.account.newId('vol'),
      AvailabilityZone: input.AvailabilityZone,
      CreateTime: new Date(call.nowMs),
      Size: sizeGib,
      SnapshotId: snapshot?.id ?? '',
      VolumeType: type,
      Iops,
      Throughput,
      ...volumeKey(call, input, snapshot),
      Attachments: [],
      ...tagList(tags),
    };
    const volume = storeVolume(call.account, call.region, created, call.nowMs + CREATION_MS);
    return { output: { ...describeVolume(volume, call.nowMs) } };
  },
});

/** DeleteVolume, of one that is attached nowhere. Its snapshots stay. */
export const deleteVolume = defineOperation('DeleteVolume', {
  parameters: { VolumeId: z.string() },
  rate: 'volumeOrSnapshot',
  authorizations: (subject, input) => {
    checkVolumeId(input.VolumeId);
    const volume = subject.region.volumes.get(input.VolumeId);
    return [
      question(subject, 'DeleteVolume', volumeArn(subject, input.VolumeId), { resourceTags: volume?.tags }),
    ];
  },
  apply: ({ region }, input) => {
    const volume = existingVolume(region, input.VolumeId);
    const attachment = attachments(volume)[0];
    if (attachment) {
      throw new AwsError(
        'VolumeInUse',
        `Volume ${volume.id} is currently attached to ${attachment.InstanceId}`,
      );
    }
    region.volumes.remove(volume);
    return { output: {} };
  },
});

/** Adds a volume to a Region as DescribeVolumes shows it, its performance filled in. Throws without `VolumeId` or `Size`. */
export const storeVolume = (
  account: Ec2Account,
  region: Ec2Region,
  { Tags = [], Iops, Throughput, ...others }: Volume,
  availableFromMs: number,
): VolumeRecord => {
  const { VolumeId: id, Size: sizeGib, VolumeType } = others;
  if (id === undefined || sizeGib === undefined) throw new Error('A volume needs VolumeId and Size');
  const details = { ...others, ...shownPerformance(VolumeType, sizeGib, { Iops, Throughput }) };
  const volume: VolumeRecord = {
    id,
    sequence: account.nextSequence(),
    tags: asTags(Tags),
    lineage: `${region.name}/${id}`,
    sizeGib,
    writtenBytes: account.newWrittenBytes(sizeGib),
    dataEncryptionKeyId: details.Encrypted ? account.newDataEncryptionKeyId() : undefined,
    availableFromMs,
    details,
    lastSnapshotMs: undefined,
  };
  region.volumes.add(volume);
  return volume;
};

/** A volume of an encrypted snapshot is encrypted, with the snapshot's key unless another is given. */
const volumeKey = (
  { account, region }: Call,
  input: { readonly Encrypted?: boolean | undefined; readonly KmsKeyId?: string | undefined },
  snapshot: SnapshotRecord | undefined,
): Pick<Volume, 'Encrypted' | 'KmsKeyId'> => {
  if (!input.Encrypted && !snapshot?.encrypted) return { Encrypted: false };
  const keyId = input.KmsKeyId ?? snapshot?.kmsKeyId ?? 'alias/aws/ebs';
  const key = account.options.kmsKey(region.name, keyId);
  if (!key)
    throw new Error(`not simulated: ec2:CreateVolume with the KMS key ${keyId}, which does not exist`);
  return { Encrypted: true, KmsKeyId: key.arn };
};
