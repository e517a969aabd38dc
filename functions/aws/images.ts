import {
  DeregisterImageCommand,
  DescribeImagesCommand,
  type EC2Client,
  type Filter,
  type Image as Ec2Image,
} from '@aws-sdk/client-ec2';
import { ServiceBusy } from '../domain/errors';
import { imageIdsIn, withImages, type Image } from '../domain/image';
import { namesOfDeployment } from '../domain/image-name';
import type { Snapshot } from '../domain/snapshot';
import { holdOf, TAG, tagsFromList } from '../domain/tags';
import { codeOf, isRefusal, messageOf, translated, translating } from './aws-errors';
import { inCalls } from './filter-values';

/** The most that one page of DescribeImages holds (EC2 API reference). */
const PAGE_SIZE = 1000;

/**
 * How the deregistration of an AMI with its snapshots ended. `deregistered`: the AMI is gone, and the codes say of each snapshot whether it is, too.
 * `gone`: it was before. `failed`: nothing was done.
 */
export type Deregistered =
  | { readonly outcome: 'deregistered'; readonly codes: ReadonlyMap<string, string> }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'failed'; readonly reason: string };

/** The account's own AMIs in one Region. */
export type Images = ReturnType<typeof imagesIn>;

/** AMIs of the Region that `ec2` calls. Errors come translated. Ids must have been checked, since EC2's filters take wildcards. */
export function imagesIn(ec2: EC2Client) {
  /** Those that EC2 shows of these. */
  const byIds = async (imageIds: readonly string[]): Promise<Image[]> => {
    const found: Image[] = [];
    for (const Values of inCalls(imageIds))
      found.push(...(await findImages(ec2, { Name: 'image-id', Values })));
    return found;
  };

  return {
    byIds,

    /** The snapshots of a Region, each with the AMI of the deployment that holds it; see `withImages`. */
    async marking(
      snapshots: readonly Snapshot[],
      { deployment, now }: { readonly deployment: string; readonly now: Date },
    ): Promise<Snapshot[]> {
      const own = await findImages(ec2, { Name: 'name', Values: [namesOfDeployment(deployment)] });
      const marked = withImages(snapshots, { deployment, images: own, now });
      // These may be of somebody else's.
      const unseen = marked.filter(({ image }) => image !== undefined && image.name === undefined);
      if (unseen.length === 0) return marked;
      const others = await byIds(imageIdsIn(unseen));
      return withImages(snapshots, { deployment, images: [...own, ...others], now });
    },

    /** Deregisters an AMI and deletes its snapshots, as far as EC2 lets that happen. Throws what passes by itself, and what is denied. */
    async deregisterWithSnapshots(imageId: string): Promise<Deregistered> {
      try {
        const { DeleteSnapshotResults = [] } = await ec2.send(
          new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: true }),
        );
        const codes = DeleteSnapshotResults.flatMap(({ SnapshotId, ReturnCode = '' }) =>
          SnapshotId === undefined ? [] : [[SnapshotId, ReturnCode] as const],
        );
        return { outcome: 'deregistered', codes: new Map(codes) };
      } catch (error) {
        if (codeOf(error) === 'InvalidAMIID.NotFound') return { outcome: 'gone' };
        // Said of one that is deregistered, and of one that is pending.
        if (codeOf(error) === 'InvalidAMIID.Unavailable') {
          if ((await byIds([imageId])).length === 0) return { outcome: 'gone' };
          throw new ServiceBusy(`${imageId} is unavailable: ${messageOf(error)}`);
        }
        if (!isRefusal(error)) throw translated(error);
        return {
          outcome: 'failed',
          reason: `EC2 refuses to deregister ${imageId}, ${codeOf(error)}: ${messageOf(error)}`,
        };
      }
    },
  };
}

/** The account's own that fit, disabled ones among them: these hold their snapshots as well. */
export async function findImages(ec2: EC2Client, filter: Filter): Promise<Image[]> {
  const found: Image[] = [];
  let nextToken: string | undefined;
  do {
    const page = await translating(() =>
      ec2.send(
        new DescribeImagesCommand({
          Owners: ['self'],
          IncludeDisabled: true,
          Filters: [filter],
          MaxResults: PAGE_SIZE,
          ...(nextToken === undefined ? {} : { NextToken: nextToken }),
        }),
      ),
    );
    found.push(...(page.Images ?? []).map(imageFromEc2));
    nextToken = page.NextToken;
  } while (nextToken);
  return found;
}

/** EC2's answer in our form. An AMI always has an id; its absence is a bug of the call. */
export function imageFromEc2(image: Ec2Image): Image {
  const { ImageId, Name = '', CreationDate = '', State = 'unknown', BlockDeviceMappings = [], Tags } = image;
  if (ImageId === undefined) throw new TypeError(`EC2 described an AMI without id: ${JSON.stringify(image)}`);
  const ids = BlockDeviceMappings.flatMap(({ Ebs }) => (Ebs === undefined ? [] : (Ebs.SnapshotId ?? '')));
  const tags = tagsFromList(Tags);
  const hold = holdOf(tags);
  const { [TAG.managedBy]: managedBy, [TAG.region]: region } = tags;
  const named = ids.filter((id) => id !== '');
  const isNamingDevices = State === 'pending' && named.length < ids.length;
  return {
    imageId: ImageId,
    name: Name,
    createdAt: CreationDate,
    state: State,
    ...(isNamingDevices && { deviceCount: ids.length }),
    // Of one that is being made, EC2 may name the devices before it names their snapshots.
    snapshotIds: isNamingDevices ? [] : named,
    isProtected: (image.DeregistrationProtection ?? 'disabled').startsWith('enabled'),
    ...(hold !== undefined && { hold }),
    ...(managedBy !== undefined && { managedBy }),
    ...(region !== undefined && { region }),
  };
}
