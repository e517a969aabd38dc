import type { InstanceTags } from '../../functions/aws/instance-overrides';
import type { Snapshot } from '../../functions/domain/snapshot';
import {
  readCopies,
  readInstances,
  readSources,
  type Reading,
} from '../../functions/sweep-region/read-region';
import { recorder } from '../support/recorder';
import { copy, snap, snapshot, vol } from '../support/builders';

const [HOME, DR, OTHER_DR] = ['us-east-1', 'us-west-2', 'eu-west-1'];
const TAKEN = '2030-01-01T00:00:00Z';
const ADOPT_FROM = new Date('2029-12-01T00:00:00Z');

/** As EC2 shows it. */
const copyOf = (digits: number, source: number): Snapshot => ({
  ...copy(snap(digits), snap(source), TAKEN),
  volumeId: 'vol-ffffffff',
});

type Pages = readonly (readonly Snapshot[])[];

type World = {
  readonly sources?: Pages;
  readonly volumes?: readonly (readonly string[])[];
  readonly instances?: readonly (readonly InstanceTags[])[];
  /** Whether what instances bear counts for their volumes. */
  readonly counts?: boolean;
  /** By DR Region; an Error is thrown after the pages. */
  readonly copies?: Readonly<Record<string, readonly (readonly Snapshot[] | Error)[]>>;
  /** By the machine's ARN, the names of the executions that run. */
  readonly running?: Readonly<Record<string, readonly string[]>>;
};

const VOLUME = { volumeType: 'gp3', sizeGib: 8, zone: 'us-east-1a', tags: {} };

/** What reading needs, and what it has done, in order. */
function reading({
  sources = [],
  volumes = [],
  instances = [],
  copies = {},
  running = {},
  counts = true,
}: World) {
  const { log, lines } = recorder();
  const done: string[] = [];
  async function* pagesOf<Item>(what: string, pages: readonly (readonly Item[] | Error)[]) {
    for (const page of pages) {
      done.push(`page of ${what}`);
      if (page instanceof Error) throw page;
      yield await Promise.resolve([...page]);
    }
  }
  const unasked = (): never => {
    throw new Error('one volume was not asked for');
  };
  const deps: Reading = {
    snapshots: (region) => ({
      pages: () => pagesOf(`sources in ${region}`, sources),
      pagesOfCopies: () => pagesOf(`copies in ${region}`, copies[region] ?? []),
      ofVolume: unasked,
      copiesOf: unasked,
    }),
    volumes: (region) => ({
      pages: () =>
        pagesOf(
          `volumes in ${region}`,
          volumes.map((page) => page.map((volumeId) => ({ ...VOLUME, volumeId }))),
        ),
      byId: unasked,
      selectedBy: unasked,
    }),
    instanceOverrides: (region) => ({
      pages: () => pagesOf(`instances in ${region}`, instances),
      of: (ids) => {
        done.push(`${ids.join(' and ')} in ${region}`);
        return Promise.resolve(new Map(instances.flat()));
      },
    }),
    executions: (region) => ({
      running: (machineArn) => {
        done.push(`${machineArn} in ${region}`);
        return Promise.resolve((running[machineArn] ?? []).map((name) => ({ name, startedAt: BEGAN })));
      },
    }),
    environment: {
      DEPLOYMENT: 'keeper',
      INSTANCE_OVERRIDES: counts,
      COPY_RETENTION: { [DR]: { last: 1 }, [OTHER_DR]: { last: 1 } },
      MACHINES: {
        [HOME]: { 'snapshot-created': 'arn:created', 'snapshot-failed': 'arn:failed' },
        [DR]: { 'snapshot-copied': 'arn:copied', 'copy-failed': 'arn:copy-failed' },
      },
    } as unknown as Reading['environment'],
    region: HOME,
    pause: (milliseconds) => {
      done.push(`pause of ${milliseconds} ms`);
      return Promise.resolve();
    },
    log,
  };
  return { deps, done, lines };
}

const BEGAN = new Date('2030-01-01T00:00:00Z');

const readAll = (deps: Reading) =>
  readSources(deps, { volumeId: undefined, adoptFrom: ADOPT_FROM, now: BEGAN });

test('what is under way is what any machine of the Region or of a DR Region runs about', async () => {
  const { deps } = reading({
    running: {
      'arn:created': [snap(1)],
      'arn:failed': [snap(2)],
      'arn:copied': [`${snap(3)}-sweep-2030-01-01`],
      'arn:copy-failed': [snap(4), 'a-name-by-a-person'],
    },
  });

  expect((await readAll(deps)).underWay).toEqual(
    new Map([1, 2, 3, 4].map((digits) => [snap(digits), BEGAN])),
  );
  const { running } = await readCopies(deps, DR, undefined);
  expect(running.map(({ name }) => name)).toEqual([
    `${snap(3)}-sweep-2030-01-01`,
    snap(4),
    'a-name-by-a-person',
  ]);
});

test('what runs is read before what EC2 shows, and after each page there is a pause, which leaves calls to others', async () => {
  const { deps, done } = reading({
    sources: [[snapshot(snap(1), TAKEN)], [snapshot(snap(2), TAKEN)]],
    volumes: [[vol(1)], []],
    copies: { [DR]: [[copyOf(11, 1)], []] },
  });

  await readAll(deps);

  const page = (what: string): string[] => [`page of ${what}`, 'pause of 250 ms'];
  expect(done).toEqual([
    ...['arn:created in us-east-1', 'arn:failed in us-east-1'],
    ...['arn:copied in us-west-2', 'arn:copy-failed in us-west-2'],
    ...[...page('copies in us-west-2'), ...page('copies in us-west-2')],
    ...[...page('sources in us-east-1'), ...page('sources in us-east-1')],
    ...[...page('volumes in us-east-1'), ...page('volumes in us-east-1')],
  ]);
});

test('all pages are kept, of sources what a sweep looks at', async () => {
  const old = { ...snapshot(snap(3), '2029-11-30T23:59:59Z'), tags: {} };
  const { deps } = reading({
    sources: [
      [old, snapshot(snap(1), '2029-01-01T00:00:00Z')],
      [{ ...old, state: 'error', snapshotId: snap(4) }],
    ],
    volumes: [[vol(1)], [vol(2)]],
    copies: { [DR]: [[copyOf(11, 1)], [copyOf(12, 2)]] },
  });

  const { snapshots, volumes, copies } = await readAll(deps);

  expect(snapshots.map(({ snapshotId }) => snapshotId)).toEqual([snap(1), snap(4)]);
  expect([...volumes.keys()]).toEqual([vol(1), vol(2)]);
  expect(copies.get(DR)?.map(({ snapshotId }) => snapshotId)).toEqual([snap(11), snap(12)]);
});

test('of a DR Region that stops answering nothing counts, and the other ones are read', async () => {
  const { deps, lines } = reading({
    copies: { [DR]: [[copyOf(11, 1)], new Error('no more')], [OTHER_DR]: [[]] },
    running: { 'arn:copied': [snap(11)] },
  });

  const { copies, underWay, unread } = await readAll(deps);

  expect([...copies.keys()]).toEqual([OTHER_DR]);
  expect(underWay).toEqual(new Map());
  expect(unread).toEqual([DR]);
  expect(lines).toEqual([['warn', 'DR Region not read', { region: DR, why: 'Error: no more' }]]);
});

describe('the tags of instances', () => {
  const BEARING: InstanceTags = ['i-1', { 'snapshot-keeper:target': '8d' }];
  const NO_VOLUMES = new Map<string, never>();

  test('are read page by page, with a pause after each', async () => {
    const { deps, done } = reading({ instances: [[BEARING], [], [['i-2', {}]]] });

    const read = await readInstances(deps, { volumeId: undefined }, NO_VOLUMES);

    expect(read).toEqual(new Map([BEARING, ['i-2', {}]]));
    const each = ['page of instances in us-east-1', 'pause of 250 ms'];
    expect(done).toEqual([...each, ...each, ...each]);
  });

  test('are read of those to which the one volume is attached that was asked for', async () => {
    const { deps, done } = reading({ instances: [[BEARING]] });
    const volume = { ...VOLUME, volumeId: vol(1), instanceId: 'i-1', otherInstanceIds: ['i-2'] };

    const read = await readInstances(deps, { volumeId: vol(1) }, new Map([[vol(1), volume]]));

    expect(read).toEqual(new Map([BEARING]));
    expect(done).toEqual(['i-1 and i-2 in us-east-1']);
  });

  test('are not read where they do not count', async () => {
    const { deps, done } = reading({ instances: [[BEARING]], counts: false });

    expect(await readInstances(deps, { volumeId: undefined }, NO_VOLUMES)).toBeUndefined();
    expect(done).toEqual([]);
  });
});
