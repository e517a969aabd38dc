import type * as z from 'zod';
import type { InstanceOverrides } from '../aws/instance-overrides';
import type { Executions } from '../aws/executions';
import type { Images } from '../aws/images';
import type { Snapshots } from '../aws/snapshots';
import type { Volumes } from '../aws/volumes';
import type { SweepRegionEnvironment } from '../domain/environment';
import type { Snapshot } from '../domain/snapshot';
import { isSwept } from '../domain/sweep-sources';
import type { Tags } from '../domain/tags';
import { underWayAmong, type Running, type UnderWay } from '../domain/under-way';
import { instanceIdsOf, type Volume } from '../domain/volume';
import type { Log } from '../runtime/log';

/** What reading needs of the world around it. */
export type Reading = {
  readonly snapshots: (
    region: string,
  ) => Pick<Snapshots, 'pages' | 'pagesOfCopies' | 'ofVolume' | 'copiesOf'>;
  readonly volumes: (region: string) => Pick<Volumes, 'pages' | 'byId' | 'selectedBy'>;
  readonly instanceOverrides: (region: string) => Pick<InstanceOverrides, 'pages' | 'of'>;
  /** Of this Region; absent where no schedule makes AMIs. */
  readonly images?: Pick<Images, 'marking'> | undefined;
  readonly executions: (region: string) => Pick<Executions, 'running'>;
  readonly environment: z.output<typeof SweepRegionEnvironment>;
  readonly region: string;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/**
 * The time between two pages: four a second are a fifth of what EC2 refills of paged calls, and leave the rest to others (EC2 developer
 * guide, "Request throttling": 20 a second for an account and Region).
 */
const PAGE_PAUSE_MS = 250;

export type Wanted = {
  /** This one alone; else all. */
  readonly volumeId: string | undefined;
  /** See `isSwept`: all else is not kept in memory. */
  readonly adoptFrom: Date;
  readonly now: Date;
};

export type Sources = {
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly snapshots: readonly Snapshot[];
  readonly copies: ReadonlyMap<string, readonly Snapshot[]>;
  readonly underWay: UnderWay;
  readonly unread: readonly string[];
};

/**
 * A primary Region and the copies in its DR Regions. What runs is read before the snapshots: what ends in between has then done what the
 * snapshots show. Throws what this Region answers; a DR Region that does not answer is unread.
 */
export async function readSources(deps: Reading, { volumeId, adoptFrom, now }: Wanted): Promise<Sources> {
  const { environment, region, log } = deps;
  const running = await runningIn(deps, region);
  const copies = new Map<string, readonly Snapshot[]>();
  const unread: string[] = [];
  for (const drRegion of Object.keys(environment.COPY_RETENTION)) {
    try {
      const read = await readCopies(deps, drRegion, volumeId);
      running.push(...read.running);
      copies.set(drRegion, read.copies);
    } catch (error) {
      log.warn('DR Region not read', { region: drRegion, why: String(error) });
      unread.push(drRegion);
    }
  }
  const isKept = (snapshot: Snapshot): boolean =>
    isSwept(snapshot, { deployment: environment.DEPLOYMENT, adoptFrom });
  const found =
    volumeId === undefined
      ? await paced(deps, deps.snapshots(region).pages(), isKept)
      : await deps.snapshots(region).ofVolume(volumeId);
  const home = { deployment: environment.DEPLOYMENT, now };
  const snapshots = deps.images === undefined ? found : await deps.images.marking(found, home);
  const volumes = await readVolumes(deps, volumeId);
  return { volumes, snapshots, copies, underWay: underWayAmong(running), unread };
}

/** A DR Region's copies of this deployment, and the executions that run there. */
export async function readCopies(
  deps: Reading,
  drRegion: string,
  volumeId: string | undefined,
): Promise<{ readonly copies: readonly Snapshot[]; readonly running: readonly Running[] }> {
  const { DEPLOYMENT: deployment } = deps.environment;
  const running = await runningIn(deps, drRegion);
  const inRegion = deps.snapshots(drRegion);
  const copies =
    volumeId === undefined
      ? await paced(deps, inRegion.pagesOfCopies(deployment))
      : await inRegion.copiesOf(deployment, volumeId);
  return { copies, running };
}

async function runningIn({ executions, environment }: Reading, region: string): Promise<Running[]> {
  const running: Running[] = [];
  for (const machineArn of Object.values(environment.MACHINES[region] ?? {}))
    running.push(...(await executions(region).running(machineArn)));
  return running;
}

async function readVolumes(deps: Reading, volumeId: string | undefined): Promise<Map<string, Volume>> {
  const volumes = deps.volumes(deps.region);
  const found =
    volumeId === undefined
      ? await paced(deps, volumes.pages())
      : [(await volumes.byId(volumeId)) ?? []].flat();
  return new Map(found.map((volume) => [volume.volumeId, volume]));
}

/**
 * By instance of a primary Region, its tags under our prefix: of one volume those to which it is attached, else all. Undefined where they do not
 * count for its volumes; then nothing is asked.
 */
export async function readInstances(
  deps: Reading,
  { volumeId }: Pick<Wanted, 'volumeId'>,
  volumes: Sources['volumes'],
): Promise<ReadonlyMap<string, Tags> | undefined> {
  if (!deps.environment.INSTANCE_OVERRIDES) return undefined;
  const instances = deps.instanceOverrides(deps.region);
  return volumeId === undefined
    ? new Map(await paced(deps, instances.pages()))
    : instances.of([...volumes.values()].flatMap(instanceIdsOf));
}

async function paced<Item>(
  { pause }: Pick<Reading, 'pause'>,
  pages: AsyncIterable<Item[]>,
  isKept: (item: Item) => boolean = () => true,
): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) {
    for (const item of page) if (isKept(item)) found.push(item);
    await pause(PAGE_PAUSE_MS);
  }
  return found;
}
