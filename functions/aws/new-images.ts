import { CreateImageCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { AccessDenied, ServiceBusy } from '../domain/errors';
import {
  describedAsOf,
  descriptionsOfImage,
  hasFailed,
  sizeOf,
  withoutVolume,
  type Image,
} from '../domain/image';
import { instanceInName, isNameOf, nameOfImage, namesOfRun } from '../domain/image-name';
import { describeRun, isSince, type ScheduledRun } from '../domain/scheduled-run';
import { setOfImage } from '../domain/snapshot-set';
import { TAG, tagsToList } from '../domain/tags';
import { codeOf, messageOf } from './aws-errors';
import { inCalls } from './filter-values';
import { findImages } from './images';
import { byVolume, notTaken, type Shown, type TakenSnapshot, type Taking } from './new-snapshots';
import { pagesOfOwn } from './snapshots';

/** An instance of which an AMI is made, of all that is attached to it but these devices. With `reboot` EC2 shuts one down that runs, and starts it again. */
export type ImageToMake = {
  readonly instanceId: string;
  readonly withoutDevices: readonly string[];
  readonly reboot: boolean;
};

/** How an attempt to make an AMI ended: `snapshotIds` by volume, as far as EC2 shows them already; the others as of a single snapshot. */
export type MakingImage =
  | {
      readonly outcome: 'taken';
      readonly imageId: string;
      readonly snapshotIds: ReadonlyMap<string, string>;
    }
  | Exclude<Taking, { outcome: 'taken' | 'gone' }>;

export type NewImages = ReturnType<typeof newImagesIn>;

/** `region` is that which `ec2` calls. The name of an AMI is the key by which a call that is repeated, by the SDK too, makes none. */
export const newImagesIn = (ec2: EC2Client, region: string) => {
  /** What EC2 shows of what these AMIs hold. */
  const heldBy = async (images: readonly Image[]): Promise<Shown[]> => {
    const byDescription = new Map(
      images.flatMap((image) => {
        const instanceId = instanceInName(image.name);
        return instanceId === undefined ? [] : [[describedAsOf(image.imageId, instanceId), image] as const];
      }),
    );
    const found: Shown[] = [];
    for (const Values of inCalls([...byDescription.keys()].flatMap(descriptionsOfImage)))
      for await (const page of pagesOfOwn(ec2, [{ Name: 'description', Values }]))
        for (const { VolumeId, SnapshotId, Description = '' } of page) {
          const image = byDescription.get(withoutVolume(Description));
          // The filter takes whatever somebody has written behind.
          if (image === undefined) continue;
          const { imageId, snapshotIds } = image;
          const isHeld = snapshotIds.length === 0 || snapshotIds.includes(SnapshotId ?? '');
          if (VolumeId === undefined || SnapshotId === undefined || !isHeld) continue;
          const size = sizeOf(image) ?? Infinity;
          found.push({ volumeId: VolumeId, snapshotId: SnapshotId, set: setOfImage({ imageId, size }) });
        }
    return found;
  };

  const made = async (imageId: string, name: string): Promise<MakingImage> => {
    const image: Image = {
      imageId,
      name,
      createdAt: '',
      state: 'pending',
      snapshotIds: [],
      isProtected: false,
    };
    // It is made, whatever this look shows.
    return takenAs(imageId, await heldBy([image]).catch(() => []));
  };

  /**
   * The AMI that has the name already: what a call before has made, or somebody who knew the name beforehand, at whatever time. Only what EC2 has taken with it tells that
   * it is of the instance. Where EC2 does not answer that, it is tried again or given up as CreateImage itself would be, whose name makes no second one.
   */
  const existing = async (name: string, run: ScheduledRun, reason: string): Promise<MakingImage> => {
    const found = await findImages(ec2, { Name: 'name', Values: [name] }).catch(unreadBy('DescribeImages'));
    if (!Array.isArray(found)) return found;
    const [image] = found;
    if (image === undefined) return { outcome: 'unknown', reason, answered: true };
    const { imageId, createdAt } = image;
    if (!isSince(new Date(createdAt), run))
      return {
        outcome: 'refused',
        reason: `${imageId} of ${createdAt}, from before this run, has its name "${name}"`,
      };
    if (hasFailed(image))
      return { outcome: 'refused', reason: `${imageId}, which has the name of this run, has failed` };
    const shown = await heldBy([image]).catch(unreadBy('DescribeSnapshots'));
    if (!Array.isArray(shown)) return shown;
    return shown.length > 0
      ? takenAs(imageId, shown)
      : {
          outcome: 'unknown',
          reason: `${imageId} has the name "${name}", and EC2 shows nothing that it took of the instance with it`,
          answered: true,
        };
  };

  return {
    /** By the id of its volume, each snapshot that an AMI holds which EC2 shows as made for this time and which has not failed. */
    async takenFor(run: ScheduledRun): Promise<Map<string, TakenSnapshot>> {
      const shown = await findImages(ec2, { Name: 'name', Values: [namesOfRun(run)] });
      const images = shown.filter(
        (image) =>
          isNameOf(image.name, run.deployment) &&
          isSince(new Date(image.createdAt), run) &&
          !hasFailed(image),
      );
      return byVolume(await heldBy(images));
    },

    /** Makes an AMI of an instance. A repeated call makes no other one. Throws nothing. */
    async make(
      { instanceId, withoutDevices, reboot }: ImageToMake,
      run: ScheduledRun,
      schedules: readonly string[],
    ): Promise<MakingImage> {
      const name = nameOfImage(run, instanceId, schedules);
      try {
        const { ImageId } = await ec2.send(
          new CreateImageCommand({
            InstanceId: instanceId,
            Name: name,
            Description: describeRun(run, schedules),
            NoReboot: !reboot,
            ...(withoutDevices.length > 0 && {
              BlockDeviceMappings: withoutDevices.map((DeviceName) => ({ DeviceName, NoDevice: '' })),
            }),
            TagSpecifications: [
              {
                ResourceType: 'image',
                Tags: tagsToList({ [TAG.managedBy]: run.deployment, [TAG.region]: region }),
              },
            ],
          }),
        );
        return ImageId === undefined
          ? { outcome: 'unknown', reason: 'EC2 answered CreateImage without an id', answered: true }
          : await made(ImageId, name);
      } catch (error) {
        const reason = reasonOf(error);
        if (codeOf(error) === 'InvalidAMIName.Duplicate') return existing(name, run, reason);
        if (IS_OF_OLD_LOOK.test(codeOf(error))) return { outcome: 'unknown', reason, answered: true };
        return notMade(error);
      }
    },
  };
};

/** How an attempt ended of which EC2 has answered with an error. */
function notMade(error: unknown): NotMade {
  const taking = notTaken(error);
  return taking.outcome === 'gone' ? { outcome: 'unknown', reason: reasonOf(error), answered: true } : taking;
}

type NotMade = Exclude<MakingImage, { outcome: 'taken' }>;

/** The call is named before all else: EC2's words are long, and are cut where a person is told. */
const unreadBy =
  (action: string) =>
  (error: unknown): NotMade => {
    const cause = (error instanceof AccessDenied || error instanceof ServiceBusy) && error.cause;
    const { outcome, reason } = notMade(cause || error);
    return { outcome, reason: `its name is taken, and ${action} does not say by what: ${reason}` };
  };

const reasonOf = (error: unknown): string => `${codeOf(error)}: ${messageOf(error)}`;

const takenAs = (imageId: string, shown: readonly Shown[]): MakingImage => ({
  outcome: 'taken',
  imageId,
  snapshotIds: new Map(shown.map((one) => [one.volumeId, one.snapshotId])),
});

/** The instance is gone, or its devices are others than EC2 has shown: a later look shows what is there. */
const IS_OF_OLD_LOOK = /^(?:InvalidInstanceI[Dd]\.NotFound|InvalidBlockDeviceMapping|InvalidParameterValue)$/;
