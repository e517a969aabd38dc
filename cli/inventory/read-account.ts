import {
  DescribeLockedSnapshotsCommand,
  type EC2Client,
  type Image,
  type Instance,
  type LockedSnapshotsInfo,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
  type Snapshot,
  type Volume,
} from '@aws-sdk/client-ec2';
import { filtersOf } from '../../functions/aws/tag-filters';
import { keptByRegion } from '../../functions/runtime/kept-by-region';
import { regionsOf, type Settings } from '../../infra/settings';
import type { Inventory, ListName, UnreadRegion } from '../../local/rehearsal/inventory';
import { UsageError } from '../flags/usage-error';
import { failedCall } from '../terminal/failed-call';
import { listIn } from './list-in';

/** The most that one page holds (EC2 API reference); volumes come in smaller ones. */
const PAGE_SIZE = 1000;
const VOLUMES_PAGE_SIZE = 500;

export type Reading = {
  /** Told after each page. */
  readonly onPage?: (text: string) => void;
  /** The page of the docs that has the policy. */
  readonly policyIn: string;
  /** Whether it goes on where a DR Region cannot be read; default false. */
  readonly goesOn?: boolean;
  /** What a person is told beside, where it cannot be read. */
  readonly hint: string;
};

type Options = Reading & {
  /** A client for each Region, with the ordinary credentials. */
  readonly ec2: (region: string) => EC2Client;
};

/**
 * Reads what EC2 shows of the account in a primary Region and its DR Regions; what several primary ones share it reads once. Calls
 * only `Describe…`. Throws UsageError in one line for missing credentials, denied calls and whatever else
 * keeps it from reading.
 */
export function accountReader({ ec2, ...reading }: Options): (settings: Settings) => Promise<Inventory> {
  const lists = keptByRegion((region) => readRegion(ec2(region), region, reading));
  return async (settings) => {
    const { region } = settings.primary;
    const volumes = await readVolumes(ec2(region), region, reading);
    const instances = await readInstances(ec2(region), settings, reading);
    const read = await Promise.all(
      regionsOf(settings).map((each) =>
        lists(each).catch((error: unknown) => {
          if (each === region || reading.goesOn !== true || !(error instanceof UsageError)) throw error;
          return { region: each, why: error.message };
        }),
      ),
    );
    return inventoryOf(settings, { volumes, ...(instances && { instances }) }, read);
  };
}

type RegionLists = Pick<Inventory, 'snapshots' | 'images' | 'locks'>;

/** `read` is what the Regions of the settings hold, in the same order. */
function inventoryOf(
  settings: Settings,
  primary: Pick<Inventory, 'volumes' | 'instances'>,
  answers: readonly (RegionLists | UnreadRegion)[],
): Inventory {
  const unread = answers.flatMap((answer) => ('why' in answer ? [answer] : []));
  const read = answers.flatMap((answer) => ('why' in answer ? [] : [answer]));
  const regions = regionsOf(settings).filter((each) => !unread.some(({ region }) => region === each));
  const snapshots = read.flatMap((region) => region.snapshots);
  const accountId = snapshots[0]?.snapshot.OwnerId;
  return {
    ...primary,
    snapshots,
    images: read.flatMap((region) => region.images),
    locks: read.flatMap((region) => region.locks),
    lists: [
      { region: settings.primary.region, list: 'volumes' },
      ...(primary.instances === undefined
        ? []
        : [{ region: settings.primary.region, list: 'instances' as const }]),
      ...regions.flatMap((region) =>
        (['snapshots', 'images', 'locks'] satisfies ListName[]).map((list) => ({ region, list })),
      ),
    ],
    ...(unread.length > 0 && { unread }),
    ...(accountId === undefined ? {} : { accountId }),
  };
}

async function readVolumes(
  client: EC2Client,
  region: string,
  reading: Reading,
): Promise<Inventory['volumes']> {
  const found: Volume[] = [];
  await listing('ec2:DescribeVolumes', region, reading, async () => {
    for await (const page of paginateDescribeVolumes({ client, pageSize: VOLUMES_PAGE_SIZE }, {})) {
      for (const volume of listIn(page.Volumes)) found.push(volume);
      reading.onPage?.(`${found.length} volumes in ${region}`);
    }
  });
  return found.map((volume) => ({ region, volume }));
}

/** Those that bear the tag of a schedule, whatever its value, or all, where their overrides count; undefined where nothing asks for any. */
async function readInstances(
  client: EC2Client,
  { schedules, instanceOverrides, primary: { region } }: Settings,
  reading: Reading,
): Promise<Inventory['instances']> {
  const keys = new Set(schedules.flatMap(({ instances }) => instances?.tagKey ?? []));
  // What is to be found may be a word that is none of ours, in whatever case.
  const questions = instanceOverrides
    ? [{}]
    : [...keys].map((tagKey) => ({ Filters: filtersOf({ tagKey }) }));
  if (questions.length === 0) return undefined;
  const found = new Map<string, Instance>();
  const paging = { client, pageSize: PAGE_SIZE };
  await listing('ec2:DescribeInstances', region, reading, async () => {
    for (const question of questions)
      for await (const page of paginateDescribeInstances(paging, question))
        for (const { Instances = [] } of listIn(page.Reservations))
          for (const instance of Instances) found.set(instance.InstanceId ?? '', instance);
  });
  return [...found.values()].map((instance) => ({ region, instance }));
}

async function readRegion(client: EC2Client, region: string, reading: Reading): Promise<RegionLists> {
  const paging = { client, pageSize: PAGE_SIZE };
  const snapshots: Snapshot[] = [];
  const images: Image[] = [];
  const locks: LockedSnapshotsInfo[] = [];
  await listing('ec2:DescribeSnapshots', region, reading, async () => {
    for await (const page of paginateDescribeSnapshots(paging, { OwnerIds: ['self'] })) {
      for (const snapshot of listIn(page.Snapshots)) snapshots.push(snapshot);
      reading.onPage?.(`${snapshots.length} snapshots in ${region}`);
    }
  });
  await listing('ec2:DescribeImages', region, reading, async () => {
    // A disabled AMI still keeps its snapshots.
    const own = { Owners: ['self'], IncludeDisabled: true };
    for await (const page of paginateDescribeImages(paging, own))
      for (const image of listIn(page.Images)) images.push(image);
  });
  await listing('ec2:DescribeLockedSnapshots', region, reading, async () => {
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new DescribeLockedSnapshotsCommand({
          MaxResults: PAGE_SIZE,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      );
      for (const lock of listIn(page.Snapshots)) locks.push(lock);
      NextToken = page.NextToken;
    } while (NextToken);
  });
  return {
    snapshots: snapshots.map((snapshot) => ({ region, snapshot })),
    images: images.map((image) => ({ region, image })),
    locks: locks.map((lock) => ({ region, lock })),
  };
}

async function listing(
  action: string,
  region: string,
  { policyIn, hint }: Reading,
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch (error) {
    const where = { region, policyIn, otherwise: 'It can be tried again.' };
    const failure = failedCall(error, `${action} in ${region}`, {}, where);
    throw new UsageError(`The account cannot be read: ${failure}${hint}`);
  }
}
