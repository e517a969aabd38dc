import type { Volume } from '@aws-sdk/client-ec2';
import type { Ec2Account, Ec2Region } from './account';
import { newWritings, writingsOver, type Content } from './block-content';
import type { Initialization } from './initialization';
import { asTags } from './resource-tags';
import type { VolumeFailure, VolumeRecord } from './volume-record';
import { shownPerformance } from './volume-performance';

/** What of a volume DescribeVolumes does not show. */
export type HiddenFacts = {
  /** Until then it is `creating`; without it, it never was. */
  readonly availableFromMs?: number;
  /** How its creation ends, unless well. */
  readonly failure?: VolumeFailure | undefined;
  readonly initialization?: Initialization | undefined;
  /** Of a restored volume what its snapshot holds; drawn without it. */
  readonly writtenBytes?: number | undefined;
  /** The same, block by block. */
  readonly content?: Content | undefined;
  /** Of a restored volume that of its snapshot; without it an encrypted volume has one of its own. */
  readonly dataEncryptionKeyId?: string | undefined;
};

/**
 * Adds a volume to a Region as DescribeVolumes shows it, its performance filled in. It has a lineage of its own, also one that was made of a snapshot:
 * its first copy in another Region is a full one. Throws without `VolumeId` or `Size`.
 */
export const storeVolume = (
  account: Ec2Account,
  region: Ec2Region,
  { Tags = [], Iops, Throughput, ...others }: Volume,
  hidden: HiddenFacts = {},
): VolumeRecord => {
  const { VolumeId: id, Size: sizeGib, VolumeType } = others;
  if (id === undefined || sizeGib === undefined) throw new Error('A volume needs VolumeId and Size');
  const lineage = `${region.name}/${id}`;
  const writer = `${account.blockSeed}/${lineage}`;
  const writtenBytes = hidden.writtenBytes ?? account.newWrittenBytes(sizeGib);
  const details = { ...others, ...shownPerformance(VolumeType, sizeGib, { Iops, Throughput }) };
  const volume: VolumeRecord = {
    id,
    sequence: account.nextSequence(),
    tags: asTags(Tags),
    lineage,
    sizeGib,
    writtenBytes,
    writings: hidden.content
      ? writingsOver(writer, hidden.content)
      : newWritings(writer, sizeGib, writtenBytes),
    dataEncryptionKeyId: details.Encrypted
      ? (hidden.dataEncryptionKeyId ?? account.newDataEncryptionKeyId())
      : undefined,
    availableFromMs: hidden.availableFromMs ?? 0,
    failure: hidden.failure,
    initialization: hidden.initialization,
    details,
    attachingUntilMs: 0,
    lastSnapshotMs: undefined,
  };
  region.volumes.add(volume);
  return volume;
};
