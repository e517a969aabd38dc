import type { SnapshotInfo } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import { AwsError } from '../api';
import type { Ec2Region } from './account';
import { instanceArn, question, snapshotArn, tagOnCreate, volumeArn } from './authorization';
import { checkInstanceId, checkVolumeId } from './existing-resource';
import { defineOperation, type Call } from './operation';
import {
  checkTags,
  isReserved,
  maySetReservedTags,
  tagList,
  tagsOnCreate,
  tagSpecifications,
  type Tags,
} from './resource-tags';
import { snapshotState, type SnapshotRecord, type SnapshotSet } from './snapshot-record';
import {
  checkPendingLimit,
  checkSnapshotLimit,
  checkVolumeIsReady,
  drawSnapshotDurationMs,
  laterCompletion,
  startSnapshot,
  startTimeInAnswer,
} from './start-snapshot';
import { isBootVolume, type VolumeRecord } from './volume-record';

/** The root volume and 127 others. */
const MAX_VOLUMES = 128;

const instanceSpecification = z.strictObject({
  InstanceId: z.string(),
  ExcludeBootVolume: z.boolean().optional(),
  ExcludeDataVolumeIds: z.array(z.string()).max(40).optional(),
});

/**
 * CreateSnapshots: one snapshot of each volume of an instance, at one time. All start or none; where one fails, all
 * fail with it. When the last has ended, the event `createSnapshots` follows.
 */
export const createSnapshots = defineOperation('CreateSnapshots', {
  parameters: {
    InstanceSpecification: instanceSpecification,
    Description: z.string().optional(),
    TagSpecifications: tagSpecifications,
    CopyTagsFromSource: z.literal('volume').optional(),
  },
  rate: 'volumeOrSnapshot',
  authorizations: (subject, input) => {
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    const created = snapshotArn(subject.region.name, '*');
    const instance = instanceArn(subject, input.InstanceSpecification.InstanceId);
    return [
      question(subject, 'CreateSnapshots', instance),
      ...selectVolumes(subject.region, input.InstanceSpecification).map((volume) =>
        question(subject, 'CreateSnapshots', volumeArn(subject, volume.id), { resourceTags: volume.tags }),
      ),
      question(subject, 'CreateSnapshots', created, { requestTags: tags }),
      ...tagOnCreate(subject, 'CreateSnapshots', created, tags),
    ];
  },
  apply: (call, input) => {
    const volumes = selectVolumes(call.region, input.InstanceSpecification);
    const requested = tagsOnCreate('snapshot', input.TagSpecifications);
    const tagsOf = (volume: VolumeRecord): Tags =>
      input.CopyTagsFromSource ? withVolumeTags(requested, volume) : requested;
    for (const volume of volumes) {
      checkTags(requested, tagsOf(volume), maySetReservedTags(call.caller));
      checkVolumeIsReady(call, volume);
    }
    checkSnapshotLimit(call.region, volumes.length);
    checkPendingLimit(call, volumes.length);

    const snapshots = startSet(call, volumes, tagsOf, input.Description ?? '');
    return {
      output: { Snapshots: snapshots.map((snapshot) => snapshotInfo(snapshot, call.account.id)) },
      later: snapshots.map((snapshot) => laterCompletion(call, snapshot)),
    };
  },
});

/** The volumes to take snapshots of, in order of their creation. */
const selectVolumes = (
  region: Ec2Region,
  specification: z.infer<typeof instanceSpecification>,
): readonly VolumeRecord[] => {
  const { InstanceId, ExcludeBootVolume = false, ExcludeDataVolumeIds = [] } = specification;
  checkInstanceId(InstanceId);
  ExcludeDataVolumeIds.forEach(checkVolumeId);
  const attached = region.volumes.having('attachment.instance-id', InstanceId);
  if (attached.length === 0) {
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${InstanceId}' does not exist`);
  }
  const dataVolumeIds = attached.filter((volume) => !isBootVolume(volume, InstanceId)).map(({ id }) => id);
  const wrong = ExcludeDataVolumeIds.find((id) => !dataVolumeIds.includes(id));
  if (wrong !== undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      `'${wrong}' is not a data volume of the instance '${InstanceId}'.`,
    );
  }
  const selected = attached.filter(
    (volume) =>
      !ExcludeDataVolumeIds.includes(volume.id) && !(ExcludeBootVolume && isBootVolume(volume, InstanceId)),
  );
  if (selected.length === 0 || selected.length > MAX_VOLUMES) {
    throw new AwsError(
      'InvalidParameterValue',
      `A multi-volume snapshot set has 1 to ${MAX_VOLUMES} volumes, not ${selected.length}.`,
    );
  }
  return selected;
};

/** Tags of the request win over the volume's of the same key [unverified]; the volume's `aws:` tags stay behind. */
const withVolumeTags = (requested: Tags, volume: VolumeRecord): Tags =>
  new Map([...[...volume.tags].filter(([key]) => !isReserved(key)), ...requested]);

/** A member that is to fail takes the others with it, at the time when it fails. */
const startSet = (
  call: Call,
  volumes: readonly VolumeRecord[],
  tagsOf: (volume: VolumeRecord) => Tags,
  description: string,
): readonly SnapshotRecord[] => {
  const plans = volumes.map((volume) => ({
    volume,
    durationMs: drawSnapshotDurationMs(call, volume),
    failure: call.account.failingSnapshots.take(volume.id),
  }));
  const failing = plans.find((plan) => plan.failure !== undefined);
  const set: SnapshotSet = { members: [], failedMember: undefined };
  for (const { volume, durationMs, failure } of plans) {
    const snapshot = startSnapshot(call, volume, {
      description,
      tags: tagsOf(volume),
      durationMs: failing?.durationMs ?? durationMs,
      failure,
      set,
    });
    set.members.push(snapshot);
    if (volume === failing?.volume) set.failedMember = snapshot;
  }
  return set.members;
};

const snapshotInfo = (snapshot: SnapshotRecord, ownerId: string): SnapshotInfo => ({
  SnapshotId: snapshot.id,
  VolumeId: snapshot.volumeId,
  VolumeSize: snapshot.sizeGib,
  State: snapshotState(snapshot),
  StartTime: startTimeInAnswer(snapshot),
  Progress: '',
  OwnerId: ownerId,
  Description: snapshot.description,
  Encrypted: snapshot.encrypted,
  ...tagList(snapshot.tags),
});
