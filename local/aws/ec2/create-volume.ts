import type { Volume, VolumeType } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError, type Outcome } from '../api';
import type { Ec2Region } from './account';
import { question, snapshotArn, tagOnCreate, volumeArn } from './authorization';
import { clientToken, madeIsGone } from './client-tokens';
import { checkSnapshotId, checkVolumeId, existingVolume, usableSnapshot } from './existing-resource';
import { checkInitializationRate, initializationOf } from './initialization';
import { checkKeyInput } from './key-use';
import { defineOperation, type Call } from './operation';
import { checkTags, tagList, tagsOnCreate, tagSpecifications } from './resource-tags';
import type { SnapshotRecord } from './snapshot-record';
import { EC2_ITSELF } from './start-snapshot';
import { storeVolume } from './store-volume';
import { volumeKey } from './volume-key';
import { checkVolumeLimits } from './volume-limits';
import { attachments, describeVolume, volumeState, type VolumeRecord } from './volume-record';

/** How long a new volume stays in the state `creating`. */
const CREATION_MS = 5_000;

/**
 * CreateVolume, empty or from a snapshot. Volume notifications are not sent. With the token of an earlier request it answers with what that one
 * has made, as it is now; without one a second call makes a second volume.
 *
 * EC2 looks at the key only after it has accepted the volume. Where it cannot use it, the volume is gone some seconds later
 * (aws/aws-cli#2592, #2604, kubernetes/kubernetes#62171, kubernetes-sigs/aws-ebs-csi-driver#3010); AWS says only that the request "eventually fails", so
 * a planned failure can have it end in `error` as well.
 */
export const createVolume = defineOperation('CreateVolume', {
  parameters: {
    AvailabilityZone: z.string(),
    ClientToken: clientToken,
    Size: z.int().min(1).optional(),
    SnapshotId: z.string().optional(),
    VolumeType: z.enum(['gp2', 'gp3', 'io1', 'io2', 'st1', 'sc1', 'standard']).optional(),
    Iops: z.int().optional(),
    Throughput: z.int().optional(),
    /** In MiB a second. */
    VolumeInitializationRate: z.int().optional(),
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
  apply: (call, { ClientToken, ...input }) => {
    const { account, region, nowMs } = call;
    const madeId = region.volumeTokens.madeFor(ClientToken, input, nowMs);
    if (madeId !== undefined) {
      const made = region.volumes.get(madeId);
      if (made === undefined) throw madeIsGone();
      return { output: { ...describeVolume(made, nowMs) } };
    }
    checkZone(region, input.AvailabilityZone);
    checkKeyInput(input);
    checkInitializationRate(input, region.name);
    const snapshot = input.SnapshotId === undefined ? undefined : usableSnapshot(region, input.SnapshotId);
    const tags = tagsOnCreate('volume', input.TagSpecifications);
    checkTags(tags, tags, false);
    const sizeGib = sizeOf(input.Size, snapshot);
    const type: VolumeType = input.VolumeType ?? 'gp2';
    const { Iops, Throughput, VolumeInitializationRate } = input;
    checkVolumeLimits(type, sizeGib, { Iops, Throughput });

    const key = volumeKey(call, snapshot, input);
    const planned = snapshot && account.failingVolumes.take(snapshot.id);
    const created: Volume = {
      VolumeId: account.newId('vol'),
      AvailabilityZone: input.AvailabilityZone,
      CreateTime: new Date(nowMs),
      Size: sizeGib,
      SnapshotId: snapshot?.id ?? '',
      VolumeType: type,
      Iops,
      Throughput,
      ...(VolumeInitializationRate !== undefined && { VolumeInitializationRate }),
      Encrypted: key.encrypted,
      ...(key.encrypted && { KmsKeyId: key.kmsKeyId }),
      Attachments: [],
      ...tagList(tags),
    };
    const volume = storeVolume(account, region, created, {
      availableFromMs: nowMs + CREATION_MS,
      initialization:
        snapshot &&
        initializationOf(snapshot, input, {
          isFast: region.fastRestores.get(snapshot.id)?.includes(input.AvailabilityZone) === true,
          fromMs: nowMs + CREATION_MS,
        }),
      failure: planned ?? (key.isUsable ? undefined : 'vanishes'),
      writtenBytes: snapshot?.fullSizeBytes,
      content: snapshot?.content,
      dataEncryptionKeyId: key.keepsDataKey ? snapshot?.dataEncryptionKeyId : undefined,
    });
    region.volumeTokens.note(ClientToken, input, volume.id, nowMs);
    return { output: { ...describeVolume(volume, nowMs) }, later: laterEnd(call, volume) };
  },
});

/** A zone of the Region or a Local Zone; which of them the account has is not known here. */
const checkZone = (region: Ec2Region, zone: string): void => {
  if (!new RegExp(`^${region.name}(-[a-z]+-[0-9])?[a-z]$`).test(zone))
    throw new AwsError('InvalidZone.NotFound', `The zone '${zone}' does not exist.`);
};

const sizeOf = (asked: number | undefined, snapshot: SnapshotRecord | undefined): number => {
  const sizeGib = asked ?? snapshot?.sizeGib;
  if (sizeGib === undefined) {
    throw new AwsError('MissingParameter', 'The request must contain the parameter size or snapshotId');
  }
  if (snapshot && sizeGib < snapshot.sizeGib) {
    throw new AwsError(
      'InvalidParameterValue',
      `Volume of ${sizeGib}GiB is smaller than snapshot '${snapshot.id}', which has size ${snapshot.sizeGib}GiB`,
    );
  }
  return sizeGib;
};

/** The step by which EC2 takes a volume back whose creation fails without a trace. */
const laterEnd = ({ region }: Call, { id, failure }: VolumeRecord) =>
  failure === 'vanishes'
    ? [
        {
          afterMs: CREATION_MS,
          request: {
            service: 'ec2',
            region: region.name,
            operation: 'takeVolumeBack',
            input: { VolumeId: id },
            caller: EC2_ITSELF,
          },
        },
      ]
    : [];

/** EC2's own step at the end of a creation that fails without a trace. */
export const takeVolumeBack = ({ region }: Call, volumeId: string): Outcome => {
  region.volumes.remove(existingVolume(region, volumeId));
  return { output: {} };
};

/** DeleteVolume, of one that is available, or [unverified] in `error`: at once. Its snapshots stay. */
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
  apply: ({ region, nowMs }, input) => {
    const volume = existingVolume(region, input.VolumeId);
    const attachment = attachments(volume)[0];
    if (attachment) {
      throw new AwsError(
        'VolumeInUse',
        `Volume ${volume.id} is currently attached to ${attachment.InstanceId}`,
      );
    }
    if (volumeState(volume, nowMs) === 'creating')
      throw new AwsError('IncorrectState', `The volume '${volume.id}' is 'creating'.`);
    region.volumes.remove(volume);
    return { output: {} };
  },
});
