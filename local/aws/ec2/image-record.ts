import type { Image, ImageState } from '@aws-sdk/client-ec2';
import type { Catalogue, Entry, Fields } from './catalogue';
import { tagList } from './resource-tags';
import { snapshotState, type SnapshotRecord } from './snapshot-record';

/** Where an AMI is, as far as it concerns it. */
type Place = { readonly accountId: string; readonly snapshots: Catalogue<SnapshotRecord> };

/** An AMI of the account. */
export type ImageRecord = Entry & {
  /** Unique in its Region. */
  readonly name: string;
  readonly description: string;
  readonly createdMs: number;
  /** The instance that it was made of; undefined of one that was registered or loaded. */
  readonly sourceInstanceId: string | undefined;
  readonly rootDeviceName: string | undefined;
  readonly devices: readonly ImageDevice[];
};

export type ImageDevice = { readonly name: string | undefined; readonly snapshotId: string };

/** An AMI is there when all of its snapshots are, and fails with one of them. */
function imageState({ snapshots }: Place, { devices }: ImageRecord): ImageState {
  const states = devices.map(({ snapshotId }) => {
    const snapshot = snapshots.get(snapshotId);
    return snapshot === undefined ? 'completed' : snapshotState(snapshot);
  });
  if (states.includes('error')) return 'failed';
  return states.includes('pending') ? 'pending' : 'available';
}

/** The AMI as DescribeImages shows it. */
export const describeImage = (place: Place, image: ImageRecord): Image => ({
  ImageId: image.id,
  Name: image.name,
  Description: image.description,
  OwnerId: place.accountId,
  State: imageState(place, image),
  CreationDate: new Date(image.createdMs).toISOString(),
  ...(image.sourceInstanceId !== undefined && { SourceInstanceId: image.sourceInstanceId }),
  ...(image.rootDeviceName !== undefined && { RootDeviceName: image.rootDeviceName }),
  BlockDeviceMappings: image.devices.map(({ name, snapshotId }) => ({
    ...(name !== undefined && { DeviceName: name }),
    Ebs: { SnapshotId: snapshotId },
  })),
  ...tagList(image.tags),
});

/** The filters of DescribeImages that are simulated, beside those on tags. */
export const imageFields: Fields<ImageRecord> = {
  id: 'image-id',
  indexed: {
    name: (image) => [image.name],
    'block-device-mapping.snapshot-id': (image) => image.devices.map(({ snapshotId }) => snapshotId),
    'source-instance-id': (image) => (image.sourceInstanceId === undefined ? [] : [image.sourceInstanceId]),
  },
  computed: {},
};
