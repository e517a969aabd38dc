import { z } from 'zod';
import { question, snapshotArn, tagOnCreate, volumeArn } from './authorization';
import { checkVolumeId, existingVolume } from './existing-resource';
import { defineOperation } from './operation';
import { checkTags, maySetReservedTags, tagsOnCreate, tagSpecifications } from './resource-tags';
import { describeSnapshot } from './snapshot-record';
import {
  checkSnapshotLimit,
  checkVolumeIsReady,
  drawSnapshotDurationMs,
  laterCompletion,
  startSnapshot,
  startTimeInAnswer,
} from './start-snapshot';

/** CreateSnapshot: answers with the pending snapshot; the event `createSnapshot` follows when it ends. */
export const createSnapshot = defineOperation('CreateSnapshot', {
  parameters: {
    VolumeId: z.string(),
    Description: z.string().optional(),
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
    const tags = tagsOnCreate('snapshot', input.TagSpecifications);
    checkTags(tags, tags, maySetReservedTags(call.caller));
    checkSnapshotLimit(call.region, 1);
    checkVolumeIsReady(call, volume);

    const snapshot = startSnapshot(call, volume, {
      description: input.Description ?? '',
      tags,
      durationMs: drawSnapshotDurationMs(call, volume),
      failure: call.account.failingSnapshots.take(volume.id),
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
