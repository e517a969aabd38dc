import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  DescribeVolumesCommand,
  type EC2Client,
  type Volume as Ec2Volume,
  type VolumeType,
} from '@aws-sdk/client-ec2';
import type { VolumeToMake } from '../domain/plan-restore';
import type { VolumeLook } from '../domain/restore-step';
import { TAG, tagsToList, type Tags } from '../domain/tags';
import { codeOf, isDenied, isRefusal, messageOf, translated, translating } from './aws-errors';
import { inCalls } from './filter-values';
import { volumesIn } from './volumes';

/** How a call ended; `refused`: however often it is repeated, EC2 does not do it, or a right is missing. `unseen`: EC2 says that it is made, and does not show it. */
export type Making =
  | { readonly outcome: 'made'; readonly volumeId: string }
  | { readonly outcome: 'refused' | 'unseen'; readonly reason: string };

/** `asked`: a look tells what has become of it; `reason` is what EC2 has said where it is not attached yet. */
export type Attaching =
  | { readonly outcome: 'asked'; readonly reason?: string }
  | { readonly outcome: 'refused'; readonly reason: string };

export type NewVolumes = ReturnType<typeof newVolumesIn>;

/** Volumes of the Region that `ec2` calls, as a restore makes them. Throws what passes by itself. */
export const newVolumesIn = (ec2: EC2Client) => ({
  /** Makes a volume of a snapshot. With the same token, up to 64 ASCII characters, a repeated call answers with the same volume. */
  async make(
    volume: Omit<VolumeToMake, 'ofVolumeId' | 'takenAt' | 'sizeGib'>,
    tags: Tags,
    token: string,
  ): Promise<Making> {
    const { zone, snapshotId, volumeType, iops, throughputMibps, kmsKeyId } = volume;
    const { initializationRateMibps: rateMibps } = volume;
    try {
      const { VolumeId } = await ec2.send(
        new CreateVolumeCommand({
          AvailabilityZone: zone,
          SnapshotId: snapshotId,
          VolumeType: volumeType as VolumeType,
          ...(iops !== undefined && { Iops: iops }),
          ...(throughputMibps !== undefined && { Throughput: throughputMibps }),
          ...(kmsKeyId !== undefined && { Encrypted: true, KmsKeyId: kmsKeyId }),
          ...(rateMibps !== undefined && { VolumeInitializationRate: rateMibps }),
          ClientToken: token,
          TagSpecifications: [{ ResourceType: 'volume', Tags: tagsToList(tags) }],
        }),
      );
      if (VolumeId === undefined) throw new TypeError('EC2 answered CreateVolume without an id');
      return { outcome: 'made', volumeId: VolumeId };
    } catch (error) {
      if (codeOf(error) === 'IdempotentParameterMismatch') return madeBefore(ec2, tags, error);
      return refusedBy(error, 'to make a volume of it');
    }
  },

  /** Asks for an attachment. A repeated call, and one about a volume that is attached already, answers `asked`: what has become of it, `lookAt` shows. */
  async attach(volumeId: string, instanceId: string, device: string): Promise<Attaching> {
    try {
      await ec2.send(new AttachVolumeCommand({ VolumeId: volumeId, InstanceId: instanceId, Device: device }));
      return { outcome: 'asked' };
    } catch (error) {
      // It may be attached where it is to be, or still be made by an older answer: a look tells.
      if (codeOf(error) === 'VolumeInUse' || isOfState(error))
        return { outcome: 'asked', reason: inWords(error) };
      return refusedBy(error, `to attach it to ${instanceId} as ${device}`);
    }
  },

  /** By id, those that EC2 shows of these. The ids must have been checked, since filters take wildcards. */
  async lookAt(volumeIds: readonly string[]): Promise<Map<string, VolumeLook>> {
    const found = new Map<string, VolumeLook>();
    for (const Values of inCalls(volumeIds)) {
      let nextToken: string | undefined;
      do {
        const page = await translating(() =>
          ec2.send(
            new DescribeVolumesCommand({
              Filters: [{ Name: 'volume-id', Values }],
              MaxResults: 500,
              ...(nextToken && { NextToken: nextToken }),
            }),
          ),
        );
        for (const volume of page.Volumes ?? []) found.set(volume.VolumeId ?? '', lookOf(volume));
        nextToken = page.NextToken;
      } while (nextToken);
    }
    return found;
  },
});

/**
 * A call before has made one with this token: with tags that were others then, or it is gone since EC2 could not use its key. Its tag `restored-from` names
 * snapshot and execution, and so is its own. What one answer does not show may be there all the same.
 */
async function madeBefore(ec2: EC2Client, tags: Tags, error: unknown): Promise<Making> {
  const tagKey = TAG.restoredFrom;
  const [volume] = await volumesIn(ec2).selectedBy({ tagKey, tagValues: [tags[tagKey] ?? ''] });
  return volume === undefined
    ? { outcome: 'unseen', reason: `EC2 has made a volume of it, and shows it no more: ${inWords(error)}` }
    : { outcome: 'made', volumeId: volume.volumeId };
}

function lookOf({ State, Attachments: [attachment] = [] }: Ec2Volume): VolumeLook {
  const state = State ?? 'unknown';
  if (attachment === undefined) return { state };
  const { InstanceId: instanceId = '', Device: device = '', State: attached = 'unknown' } = attachment;
  return { state, attachment: { instanceId, device, state: attached } };
}

/** Of a snapshot that was looked at before, the state does not pass soon. */
const isOfState = (error: unknown): boolean => codeOf(error) === 'IncorrectState';

/** Not for a while, though EC2 counts it among its own errors (EC2 API reference, "Server error codes"). */
const lacksCapacity = (error: unknown): boolean => codeOf(error).startsWith('Insufficient');

const inWords = (error: unknown): string => `${codeOf(error)}: ${messageOf(error)}`;

function refusedBy(error: unknown, what: string): { outcome: 'refused'; reason: string } {
  if (!isRefusal(error) && !isDenied(error) && !isOfState(error) && !lacksCapacity(error))
    throw translated(error);
  return { outcome: 'refused', reason: `EC2 refuses ${what}, ${inWords(error)}` };
}
