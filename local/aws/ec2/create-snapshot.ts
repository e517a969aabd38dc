import * as z from 'zod';
import { AwsError } from '../api';
import { question, snapshotArn, tagOnCreate, volumeArn } from './authorization';
import { checkVolumeId, existingVolume } from './existing-resource';
import { defineOperation } from './operation';
import { checkTags, maySetReservedTags, tagsOnCreate, tagSpecifications } from './resource-tags';
import { describeSnapshot } from './snapshot-record';
import {
  checkPendingLimit,
  checkSnapshotLimit,
  checkVolumeIsReady,
  drawSnapshotDurationMs,
  laterCompletion,
  startSnapshot,
  startTimeInAnswer,
} from './start-snapshot';
import type { VolumeRecord } from './volume-record';

/** CreateSnapshot: answers with the pending snapshot; the event `createSnapshot` follows when it ends. */
export const createSnapshot = defineOperation('CreateSnapshot', {
  parameters: {
    VolumeId: z.string(),
    Description: z.string().optional(),
    /** The Outpost of the volume; without it the snapshot is stored in the Region. */
    OutpostArn: z.string().optional(),
    /** Of a volume in a Local Zone: there, or as without it in the Region. */
    Location: z.enum(['local', 'regional']).optional(),
    TagSpecifications: tagSpecifications,
  },
  rate: 'volumeOrSnapshot',
  authorizations: (subject, input) => {
    checkVolumeId(input.VolumeId);
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    const created = snapshotArn(subject.region.name, '*');
    const volume = subject.region.volumes.get(input.VolumeId);
    return [
      question(subject, 'CreateSnapshot', volumeArn(subject, input.VolumeId), { resourceTags: volume?.tags }),
      question(subject, 'CreateSnapshot', created, { requestTags: tags }),
      ...tagOnCreate(subject, 'CreateSnapshot', created, tags),
    ];
  },
  apply: (call, input) => {
    const volume = existingVolume(call.region, input.VolumeId);
    checkPlace(volume, input);
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    checkTags(tags, tags, maySetReservedTags(call.caller));
    checkSnapshotLimit(call.region, 1);
    checkPendingLimit(call, 1);
    checkVolumeIsReady(call, volume);

    const snapshot = startSnapshot(call, volume, {
      description: input.Description ?? '',
      tags,
      durationMs: drawSnapshotDurationMs(call, volume),
      failure: call.account.failingSnapshots.take(volume.id),
      place: {
        outpostArn: input.OutpostArn,
        zone: input.Location === 'local' ? volume.details.AvailabilityZone : undefined,
      },
    });
    return {
      output: {
        ...describeSnapshot(snapshot, call.account.id, call.nowMs),
        StartTime: startTimeInAnswer(snapshot),
        Progress: '',
      },
      later: [laterCompletion(call, snapshot)],
    };
  },
});

/** The codes are [unverified]. */
const checkPlace = (
  { details }: VolumeRecord,
  { OutpostArn, Location }: { OutpostArn?: string | undefined; Location?: string | undefined },
): void => {
  if (OutpostArn !== undefined && OutpostArn !== details.OutpostArn)
    throw new AwsError('InvalidParameterValue', `The volume is not on the Outpost ${OutpostArn}.`);
  const isInRegion = /^[a-z]+(-[a-z]+)+-[0-9]+[a-z]$/.test(details.AvailabilityZone ?? '');
  if (Location !== undefined && (isInRegion || details.OutpostArn !== undefined))
    throw new AwsError('InvalidParameterCombination', 'Location is for volumes in Local Zones.');
};
