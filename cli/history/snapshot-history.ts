import { snapshotsIn } from '../../functions/aws/snapshots';
import { isSnapshotId } from '../../functions/domain/ids';
import type { Snapshot } from '../../functions/domain/snapshot';
import { confirmedCopy } from '../../functions/domain/tags';
import { drStackName, primaryStackName } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import type { Clients } from './clients';
import { ec2Moments } from './ec2-moments';
import {
  copiesIn,
  executionMoments,
  MACHINE_OF_SWEPT_COPIES,
  MACHINE_OF_SWEPT_SOURCES,
  MACHINES_OF_COPIES,
  MACHINES_OF_SOURCES,
  type Execution,
  type FoundCopy,
} from './execution-moments';
import type { Moment } from './moment';
import { readExecutions } from './read-executions';
import { readLog } from './read-log';
import { sweepNames } from './sweep-names';
import { Unread } from '../deployed/unread';

/** What became of a snapshot, as far as it could be read. */
export type SnapshotHistory = {
  /** In no order. */
  readonly moments: readonly Moment[];
  /** What could not be read, and what it would need, in one line each. */
  readonly unread: readonly string[];
};

/** More are not followed: a copy is asked for once in each Region and made again twice, unless somebody has tagged others as copies. */
const COPIES_MAX = 20;

/**
 * What happened to a snapshot or copy of one primary Region of a deployment, and to the copies of the snapshot: by the executions that are named
 * after them, by what EC2 shows, and by the logs. Only reads, in `regions` alone, and never rejects: what cannot be read is named.
 */
export async function historyOf(
  snapshotId: string,
  deployment: Deployment,
  regions: readonly string[],
  clientsOf: (region: string) => Clients,
  now: Date,
): Promise<SnapshotHistory> {
  const asking = new Asking(deployment, regions, clientsOf);
  await Promise.all(regions.map((region) => asking.about(snapshotId, region)));
  await asking.copiesByTags(snapshotId);
  await asking.sweepsOfItself(snapshotId, now);
  await asking.followCopies(snapshotId);
  await asking.sweepsOfCopies(snapshotId, now);
  const moments = asking.moments(snapshotId);
  const since = moments.flatMap(({ at }) => at ?? []).sort()[0];
  return {
    moments: [...moments, ...(await asking.logs(snapshotId, since))],
    unread: [...asking.unread.lines].sort(),
  };
}

/** One question, and what has been read for it so far. */
class Asking {
  readonly unread: Unread;
  readonly #deployment: Deployment;
  readonly #regions: readonly string[];
  readonly #clients: ReadonlyMap<string, Clients>;
  readonly #executions: Execution[] = [];
  readonly #shown: { readonly region: string; readonly snapshot: Snapshot }[] = [];
  readonly #copies: FoundCopy[] = [];
  /** Regions whose executions could not be read. */
  readonly #withoutExecutions = new Set<string>();
  readonly #withoutEc2 = new Set<string>();

  constructor(deployment: Deployment, regions: readonly string[], clientsOf: (region: string) => Clients) {
    this.unread = new Unread(deployment, 'docs/operate.md');
    this.#deployment = deployment;
    this.#regions = regions;
    this.#clients = new Map(regions.map((region) => [region, clientsOf(region)]));
  }

  /** Reads what EC2 and the executions of a Region tell of one snapshot or copy. */
  async about(snapshotId: string, region: string): Promise<void> {
    await Promise.all([this.#readEc2(snapshotId, region), this.#readExecutions(snapshotId, region)]);
  }

  /** Looks in the DR Regions for what bears the tag of a copy of this snapshot. */
  async copiesByTags(sourceId: string): Promise<void> {
    const { deployment, dr } = this.#deployment;
    await Promise.all(
      dr.map(async ({ region }) => {
        const clients = this.#clients.get(region);
        if (clients === undefined || this.#withoutEc2.has(region)) return;
        const found = await this.unread.unless('ec2:DescribeSnapshots', region, () =>
          snapshotsIn(clients.ec2).taggedAsCopyOf(deployment, sourceId),
        );
        for (const snapshot of found ?? []) this.#show(region, snapshot);
        for (const { snapshotId: copyId } of found ?? []) this.#found({ region, copyId });
      }),
    );
  }

  /** Reads the same of the copies that tags and executions name, and of those that theirs name. */
  async followCopies(sourceId: string): Promise<void> {
    for (const { snapshot } of this.#shown)
      if (snapshot.snapshotId === sourceId)
        for (const { region } of this.#deployment.dr) {
          const copyId = confirmedCopy(snapshot, region);
          if (copyId !== undefined) this.#found({ region, copyId });
        }
    for (const execution of this.#executions) copiesIn(execution).forEach((copy) => this.#found(copy));
    for (let index = 0; index < Math.min(this.#copies.length, COPIES_MAX); index += 1) {
      const { region, copyId } = this.#copies[index]!;
      if (copyId === sourceId || !this.#clients.has(region)) continue;
      const known = this.#executions.length;
      await this.about(copyId, region);
      for (const execution of this.#executions.slice(known))
        copiesIn(execution).forEach((copy) => this.#found(copy));
    }
  }

  /** Reads what sweeps have started about it, as far as it is known when it began. */
  async sweepsOfItself(snapshotId: string, now: Date): Promise<void> {
    for (const region of this.#regions) await this.#readSweeps(snapshotId, region, now);
  }

  /** The same of the copies. */
  async sweepsOfCopies(sourceId: string, now: Date): Promise<void> {
    for (const { region, copyId } of this.#copies.slice(0, COPIES_MAX))
      if (copyId !== sourceId) await this.#readSweeps(copyId, region, now);
  }

  async #readSweeps(id: string, region: string, now: Date): Promise<void> {
    const beganAt = this.#beganAt(id, region);
    if (beganAt !== undefined) await this.#readExecutions(id, region, sweepNames(id, beganAt, now));
  }

  /** Undefined where neither EC2 nor an execution tells. */
  #beganAt(id: string, inRegion: string): string | undefined {
    const shown = this.#shown.find(
      ({ region, snapshot }) => region === inRegion && snapshot.snapshotId === id,
    );
    const named = this.#executions.find(({ region, snapshotId }) => region === inRegion && snapshotId === id);
    return shown?.snapshot.startedAt ?? named?.steps[0]?.at;
  }

  /** What all that was read says. */
  moments(snapshotId: string): Moment[] {
    const ofExecutions = this.#inOrderOfRegions(this.#executions).flatMap((execution) =>
      named(execution.snapshotId, snapshotId, executionMoments(execution)),
    );
    const ofEc2 = this.#inOrderOfRegions(this.#shown).flatMap(({ region, snapshot }) =>
      named(snapshot.snapshotId, snapshotId, ec2Moments(snapshot, region, this.#deployment)),
    );
    return [...ofExecutions, ...ofEc2, ...this.#absences(snapshotId)];
  }

  /** What the logs say: only of deletions and of what people were told, where the executions tell the rest. */
  async logs(snapshotId: string, since: string | undefined): Promise<Moment[]> {
    const found = await Promise.all(
      [...this.#clients].map(async ([region, { logs }]) => {
        const copyIds = this.#copies.filter((copy) => copy.region === region).map(({ copyId }) => copyId);
        const stackName =
          region === this.#deployment.primary.region
            ? primaryStackName(this.#deployment)
            : drStackName(this.#deployment, region);
        const snapshotIds = [...new Set([snapshotId, ...copyIds])];
        const all = this.#withoutExecutions.has(region);
        const read = await readLog({ region, client: logs, stackName, snapshotIds, all, since }, this.unread);
        return read.flatMap(({ about, moments }) => named(about, snapshotId, moments));
      }),
    );
    return found.flat();
  }

  /** Of what was there once, that EC2 does not show it any more. */
  #absences(snapshotId: string): Moment[] {
    const known = new Map(
      this.#executions.map(({ snapshotId: id, region }) => [`${region} ${id}`, { id, region }] as const),
    );
    for (const { region, copyId } of this.#copies) known.set(`${region} ${copyId}`, { id: copyId, region });
    return [...known.values()].flatMap(({ id, region }) =>
      this.#isShown(id, region) || !this.#clients.has(region) || this.#withoutEc2.has(region)
        ? []
        : named(id, snapshotId, [
            { region, from: 'EC2', what: 'EC2 does not show it any more: deleted, or in the Recycle Bin' },
          ]),
    );
  }

  async #readEc2(snapshotId: string, region: string): Promise<void> {
    if (this.#isShown(snapshotId, region) || this.#withoutEc2.has(region)) return;
    const { ec2 } = this.#clients.get(region)!;
    const found = await this.unread.unless('ec2:DescribeSnapshots', region, async () => ({
      snapshot: await snapshotsIn(ec2).byId(snapshotId),
    }));
    if (found === undefined) this.#withoutEc2.add(region);
    else if (found.snapshot !== undefined) this.#show(region, found.snapshot);
  }

  /** Those that bear its name, or those that bear these. */
  async #readExecutions(snapshotId: string, region: string, sweeps?: readonly string[]): Promise<void> {
    const clients = this.#clients.get(region);
    if (this.#withoutExecutions.has(region) || clients === undefined) return;
    const isPrimary = region === this.#deployment.primary.region;
    const ofSweeps = isPrimary ? MACHINE_OF_SWEPT_SOURCES : MACHINE_OF_SWEPT_COPIES;
    const machines = isPrimary ? MACHINES_OF_SOURCES : MACHINES_OF_COPIES;
    const read = await readExecutions(
      {
        ...{ region, client: clients.states, snapshotId },
        ...(sweeps === undefined
          ? { machines, names: [snapshotId] }
          : { machines: [ofSweeps], names: sweeps }),
      },
      this.unread,
    );
    if (read === undefined) this.#withoutExecutions.add(region);
    else this.#executions.push(...read);
  }

  /** Regions answer in any order. */
  #inOrderOfRegions<One extends { readonly region: string }>(list: readonly One[]): readonly One[] {
    return this.#regions.flatMap((region) => list.filter((one) => one.region === region));
  }

  #isShown(id: string, inRegion: string): boolean {
    return this.#shown.some(({ region, snapshot }) => region === inRegion && snapshot.snapshotId === id);
  }

  #show(region: string, snapshot: Snapshot): void {
    if (!this.#isShown(snapshot.snapshotId, region)) this.#shown.push({ region, snapshot });
  }

  /** The id of a copy, whose text may be anybody's. */
  #found({ region, copyId }: FoundCopy): void {
    const isKnown = this.#copies.some((copy) => copy.region === region && copy.copyId === copyId);
    if (!isKnown && isSnapshotId(copyId)) this.#copies.push({ region, copyId });
  }
}

/** Says of a copy that it is about the copy. */
const named = (about: string, snapshotId: string, moments: readonly Moment[]): readonly Moment[] =>
  about === snapshotId ? moments : moments.map((one) => ({ ...one, what: `copy ${about}: ${one.what}` }));
