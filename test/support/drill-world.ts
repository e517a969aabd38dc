import type { MadeByDrill, VolumeDeletion } from '../../functions/aws/drill-volumes';
import type { Making } from '../../functions/aws/new-volumes';
import type { SnapshotBlocks } from '../../functions/aws/snapshot-blocks';
import type { VolumeLook } from '../../functions/domain/restore-step';
import { drillCopy, type Output } from '../../functions/drill-copy/handler';
import type { Drill } from '../../functions/drill-copy/drill';
import { snap, vol } from './builders';
import { recorder } from './recorder';

export const MADE_AT = '2030-01-02T03:00:00.000Z';
export const NOW = '2030-01-02T03:00:30.000Z';
export const ARN = 'arn:aws:states:us-west-2:111122223333:execution:keeper-drill:drill-1';
export const COPY = snap('c');
export const SOURCE = snap(1);
export const MADE = vol(9);

/** As ChooseDrills gives it, and another one behind it. */
export const CHOSEN: Drill = { volumeId: vol(1), copyId: COPY, sourceId: SOURCE, sizeGib: 8 };
export const LATER: Drill = { volumeId: vol(2), copyId: snap('d'), sourceId: snap(2), sizeGib: 8 };
/** With a volume since 30 seconds, and with one that can be used. */
export const WITH_VOLUME: Drill = { ...CHOSEN, madeVolumeId: MADE, madeAt: MADE_AT };
export const USABLE: Drill = { ...WITH_VOLUME, usableAt: '2030-01-02T03:00:20.000Z' };

export const TAGS = { 'snapshot-keeper:restored-by': 'keeper', 'snapshot-keeper:drill': 'drill-1' };
export const SHOWN: MadeByDrill = {
  volumeId: MADE,
  state: 'available',
  attachments: 0,
  createdAt: MADE_AT,
  tags: TAGS,
};

/** What a snapshot holds. */
export type Held = {
  /** What is written at each place, in their order; `spoilt` cannot be read whole. */
  readonly blocks: readonly (readonly [index: number, content: string])[];
  readonly sizeGib?: number;
  readonly pageSize?: number;
  /** What listing it, or reading a block of it, throws. */
  readonly listFails?: Error;
  readonly readFails?: Error;
};

/** So many blocks, each with something else in it. */
export const blocks = (count: number): [index: number, content: string][] =>
  Array.from({ length: count }, (_, index) => [index, `content ${index}`]);

export type DrillWorld = {
  readonly copy?: Held;
  readonly source?: Held;
  readonly sampleBlocks?: number;
  readonly rateMibps?: number | null;
  readonly making?: Making;
  readonly look?: VolumeLook;
  readonly shown?: MadeByDrill;
  readonly left?: readonly MadeByDrill[];
  readonly isInitialized?: boolean;
  readonly deletion?: VolumeDeletion;
  readonly isTagged?: boolean;
  readonly tagFails?: Error;
  readonly now?: string;
};

/** DrillCopy among snapshots that hold what is said, with every call that it makes. */
export function drillWorld(world: DrillWorld = {}) {
  const { copy = { blocks: blocks(3) }, source = { blocks: blocks(3) }, sampleBlocks = 1000 } = world;
  const { making = { outcome: 'made', volumeId: MADE }, deletion = { outcome: 'deleted' } } = world;
  const calls: unknown[][] = [];
  const tokens: string[] = [];
  const called = <Answer>(answer: Answer, ...call: unknown[]): Promise<Answer> => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  const { log, metrics, lines, counts, gauges } = recorder();
  const run = drillCopy({
    newVolumes: {
      make: (volume, tags, token) => {
        tokens.push(token);
        return called(making, 'make', volume, tags);
      },
      attach: () => Promise.reject(new Error('a drill attaches nothing')),
      lookAt: (ids) => called(new Map(world.look && ids.map((id) => [id, world.look!])), 'look', ids),
    },
    made: {
      byId: (id) => called(world.shown, 'show', id),
      madeFor: (deployment) => called([...(world.left ?? [])], 'list made', deployment),
      isInitialized: (id) => called(world.isInitialized ?? false, 'is initialized', id),
      delete: (id) => called(deletion, 'delete', id),
    },
    copyBlocks: blocksOf(COPY, copy, calls),
    sourceBlocks: blocksOf(SOURCE, source, calls),
    volumes: {
      tag: (id, tags) =>
        world.tagFails === undefined
          ? called(world.isTagged ?? true, 'tag', id, tags)
          : Promise.reject(world.tagFails),
    },
    environment: {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      ZONE: 'us-west-2a',
      SAMPLE_BLOCKS: sampleBlocks,
      INITIALIZATION_RATE_MIBPS: world.rateMibps ?? null,
    },
    region: 'us-west-2',
    now: () => new Date(world.now ?? NOW),
    log,
    metrics,
  });
  return {
    calls,
    tokens,
    lines,
    counts,
    gauges,
    run: (drills: readonly Drill[], executionArn = ARN): Promise<Output> =>
      run({ drills: [...drills], executionArn }),
    /** The places that have been read of a snapshot so far, in the order of the calls. */
    readOf: (snapshotId: string): unknown[] =>
      calls.filter(([call, id]) => call === 'read' && id === snapshotId).map(([, , index]) => index),
  };
}

function blocksOf(
  ownId: string,
  { blocks: written, sizeGib = 8, pageSize = 10_000, listFails, readFails }: Held,
  calls: unknown[][],
): SnapshotBlocks {
  const byIndex = new Map(written);
  return {
    list: (snapshotId, fromIndex) => {
      calls.push(['list', snapshotId, fromIndex]);
      if (listFails !== undefined) return Promise.reject(listFails);
      if (snapshotId !== ownId) return Promise.reject(new Error(`${snapshotId} is of another Region`));
      const rest = written.filter(([index]) => index >= fromIndex);
      const page = rest.slice(0, pageSize);
      const last = page.at(-1);
      return Promise.resolve({
        blocks: page.map(([index]) => ({ index, token: `${snapshotId} ${index}` })),
        ...(last !== undefined && rest.length > pageSize && { nextIndex: last[0] + 1 }),
        sizeGib,
      });
    },
    read: (snapshotId, { index, token }) => {
      calls.push(['read', snapshotId, index]);
      if (readFails !== undefined) return Promise.reject(readFails);
      const content = byIndex.get(index);
      if (token !== `${ownId} ${index}` || content === undefined)
        return Promise.reject(new Error(`no block ${index} by ${token}`));
      return Promise.resolve(
        content === 'spoilt' ? { outcome: 'spoilt' } : { outcome: 'read', sha256: content },
      );
    },
  };
}
