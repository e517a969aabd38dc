import * as z from 'zod';
import { AwsError, type Authorization } from '../api';
import { instanceArn, question, snapshotArn, volumeArn } from './authorization';
import {
  checkExistingInstance,
  checkInstanceId,
  checkSnapshotId,
  checkVolumeId,
  existingSnapshot,
  existingVolume,
} from './existing-resource';
import { defineOperation, type Call, type Subject } from './operation';
import {
  asTags,
  checkNotReserved,
  checkTags,
  isReserved,
  NO_TAGS,
  tagsParameter,
  type Tags,
} from './resource-tags';

const resources = z.array(z.string()).max(1000).default([]);

/** CreateTags on snapshots, also those in the Recycle Bin, volumes and instances: sets or overwrites the tags on all of them, or on none. */
export const createTags = defineOperation('CreateTags', {
  parameters: { Resources: resources, Tags: tagsParameter },
  rate: 'tags',
  authorizations: (subject, input) => questions(subject, 'CreateTags', input.Resources, asTags(input.Tags)),
  apply: (call, input) => {
    const added = asTags(input.Tags);
    changeTags(call, input.Resources, (tags) => {
      const result = new Map(tags);
      for (const [key, value] of added) result.set(key, value);
      checkTags(added, result, false);
      return result;
    });
    return { output: {} };
  },
});

/**
 * DeleteTags on snapshots, volumes and instances: a tag with a value goes only where the value is equal; without `Tags` all go but
 * the `aws:` ones. A tag that is not there is no error.
 */
export const deleteTags = defineOperation('DeleteTags', {
  parameters: { Resources: resources, Tags: tagsParameter.optional() },
  rate: 'tags',
  authorizations: (subject, input) =>
    questions(subject, 'DeleteTags', input.Resources, asTags(input.Tags ?? [])),
  apply: (call, input) => {
    input.Tags?.forEach(({ Key }) => checkNotReserved(Key));
    const isDeleted = (key: string, value: string): boolean =>
      input.Tags?.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value)) ??
      !isReserved(key);
    changeTags(
      call,
      input.Resources,
      (tags) => new Map([...tags].filter(([key, value]) => !isDeleted(key, value))),
    );
    return { output: {} };
  },
});

const questions = (
  subject: Subject,
  action: string,
  ids: readonly string[],
  requested: Tags,
): readonly Authorization[] => {
  checkGiven(ids);
  return ids.map((id) => {
    const { arn, resource } = find(subject, id);
    return question(subject, action, arn, { resourceTags: resource?.tags, requestTags: requested });
  });
};

/** EC2 names its own parameter, not the SDK's. */
const checkGiven = (ids: readonly string[]): void => {
  if (ids.length > 0) return;
  throw new AwsError('MissingParameter', 'The request must contain the parameter resourceIdSet');
};

const find = (subject: Subject, id: string) => {
  const kind = kindOf(id);
  if (kind === 'i') {
    checkInstanceId(id);
    const tags = subject.region.instanceTags.get(id) ?? NO_TAGS;
    return { arn: instanceArn(subject, id), resource: { tags } };
  }
  if (kind === 'snap') {
    checkSnapshotId(id);
    const { name, snapshots, recycleBin } = subject.region;
    return { arn: snapshotArn(name, id), resource: snapshots.get(id) ?? recycleBin.get(id, 0)?.snapshot };
  }
  checkVolumeId(id);
  return { arn: volumeArn(subject, id), resource: subject.region.volumes.get(id) };
};

/** `change` may throw; no resource is changed then. */
const changeTags = ({ region, nowMs }: Call, ids: readonly string[], change: (tags: Tags) => Tags): void => {
  checkGiven(ids);
  const updates = [...new Set(ids)].map((id) => {
    const binned = region.recycleBin.get(id, nowMs)?.snapshot;
    if (binned !== undefined) {
      const tags = change(binned.tags);
      return () => (binned.tags = tags);
    }
    const kind = kindOf(id);
    if (kind === 'i') {
      checkExistingInstance(region, id);
      const tags = change(region.instanceTags.get(id) ?? NO_TAGS);
      return () => region.instanceTags.set(id, tags);
    }
    if (kind === 'snap') {
      const snapshot = existingSnapshot(region, id);
      const tags = change(snapshot.tags);
      return () => region.snapshots.update(snapshot, () => (snapshot.tags = tags));
    }
    const volume = existingVolume(region, id);
    const tags = change(volume.tags);
    return () => region.volumes.update(volume, () => (volume.tags = tags));
  });
  for (const update of updates) update();
};

const kindOf = (id: string): string => {
  const [, kind] = /^(snap|vol|i)-/.exec(id) ?? [];
  if (kind === undefined) throw new Error(`not simulated: tags on ${id}`);
  return kind;
};
