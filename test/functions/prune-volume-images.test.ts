import type { Deregistered } from '../../functions/aws/images';
import { AccessDenied, DeletionFailed, PruneIncomplete, ServiceBusy } from '../../functions/domain/errors';
import type { Image } from '../../functions/domain/image';
import type { Snapshot } from '../../functions/domain/snapshot';
import { pruneVolume } from '../../functions/prune-volume/handler';
import { short, snap, snapshot, vol } from '../support/builders';
import { ami, image, imageMember } from '../support/images';
import { pruneDeps } from '../support/prune-deps';
import { recorder } from '../support/recorder';

const INPUT = {
  snapshotId: snap(3),
  volumeId: vol(1),
  machine: 'snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
};

/** Of two volumes, on two days. */
const TWO_DAYS = [
  imageMember({ id: 1, volume: 1, day: 10 }),
  imageMember({ id: 2, volume: 2, day: 10 }),
  imageMember({ id: 3, volume: 1, day: 11 }),
  imageMember({ id: 4, volume: 2, day: 11 }),
];
const IMAGES = [image(10, [1, 2]), image(11, [3, 4])];

type World = {
  readonly images?: readonly Image[] | 'none made';
  /** How the deregistration ends, but for its codes. */
  readonly answer?: Deregistered | Error;
  /** The same by AMI. */
  readonly answers?: Readonly<Record<string, Deregistered | Error>>;
  /** By snapshot, where it is not `success`. */
  readonly codes?: Readonly<Record<string, string>>;
  /** Whether EC2 shows AMIs until one is to be deregistered. */
  readonly isShownOnce?: boolean;
  /** Why EC2 shows all AMIs as held from the deregistration on. */
  readonly heldMeanwhile?: string;
  /** What EC2 shows of AMIs from the deregistration on. */
  readonly imagesThen?: readonly Image[];
  /** What EC2 shows by id between the plan and the deregistration, or how it fails, and what it shows from then on. */
  readonly changedBefore?: readonly Snapshot[] | Error;
  readonly changedAfter?: readonly Snapshot[] | Error;
  readonly hasRecycleBin?: boolean;
  /** What cannot be marked, and why. */
  readonly unmarkable?: Readonly<Record<string, Error>>;
  /** Whether nobody can be told anything. */
  readonly isMute?: boolean;
};

const changed = (snapshots: readonly Snapshot[], id: number, more: Partial<Snapshot>): Snapshot[] =>
  snapshots.map((one) =>
    one.snapshotId === snap(id) ? { ...one, ...more, tags: { ...one.tags, ...more.tags } } : one,
  );

/** EC2 in memory under `last 1` without a limit: what was asked to go, and what became of it. */
function world(
  held: readonly Snapshot[],
  {
    images = IMAGES,
    answer,
    answers = {},
    codes = {},
    isShownOnce = false,
    heldMeanwhile,
    changedBefore = held,
    changedAfter = held,
    hasRecycleBin = false,
    unmarkable = {},
    imagesThen,
    isMute = false,
  }: World = {},
) {
  const calls: string[] = [];
  const note = (call: string) => calls.push(short(call));
  const told: string[] = [];
  const toldOf: string[][] = [];
  const marks: string[][] = [];
  let idLooks = 0;
  const { log, metrics, counts, lines } = recorder();
  const run = pruneVolume(
    pruneDeps({
      snapshots: {
        ofVolume: (id) => Promise.resolve(held.filter(({ volumeId }) => volumeId === id)),
        ofVolumes: (ids) => Promise.resolve(held.filter(({ volumeId }) => ids.includes(volumeId))),
        byIds: (ids) => {
          idLooks += 1;
          // The first look is for the plan.
          const isTried = calls.some((call) => call.startsWith('deregister'));
          const shown = idLooks === 1 ? held : isTried ? changedAfter : changedBefore;
          if (shown instanceof Error) return Promise.reject(shown);
          return Promise.resolve(shown.filter(({ snapshotId }) => ids.includes(snapshotId)));
        },
        byId: (id) =>
          changedAfter instanceof Error
            ? Promise.reject(changedAfter)
            : Promise.resolve(changedAfter.find(({ snapshotId }) => snapshotId === id)),
        delete: (id) => {
          note(`delete ${id}`);
          return Promise.resolve({ outcome: 'deleted' });
        },
        tag: (id, tags) => {
          note(`tag ${id} ${Object.keys(tags).join(' ')}`);
          marks.push([id, ...Object.values(tags)]);
          return Promise.resolve();
        },
        tagAll: (ids) => {
          const error = ids.flatMap((id) => unmarkable[id] ?? [])[0];
          if (error !== undefined) return Promise.reject(error);
          note(`mark ${ids.join(' ')}`);
          return Promise.resolve();
        },
        untagAll: (ids) => {
          if (ids.length > 0) note(`unmark ${ids.join(' ')}`);
          return Promise.resolve();
        },
      },
      ...(images !== 'none made' && {
        images: {
          byIds: (ids) => {
            const isTried = calls.some((call) => call.startsWith('deregister'));
            const hold = isTried && heldMeanwhile !== undefined ? { hold: heldMeanwhile } : {};
            const then = isShownOnce ? [] : (imagesThen ?? images);
            const shown = isTried ? then : images;
            return Promise.resolve(
              shown.flatMap((one) => (ids.includes(one.imageId) ? { ...one, ...hold } : [])),
            );
          },
          deregisterWithSnapshots: (imageId) => {
            note(`deregister ${imageId}`);
            const ends = answers[imageId] ?? answer;
            if (ends instanceof Error) return Promise.reject(ends);
            const ids = images.find((one) => one.imageId === imageId)?.snapshotIds ?? [];
            const all = new Map(ids.map((id) => [id, codes[id] ?? 'success']));
            return Promise.resolve(ends ?? { outcome: 'deregistered', codes: all });
          },
        },
      }),
      failures: {
        tell: ({ error, cause, snapshotIds, volumeIds }) => {
          if (isMute) return Promise.reject(new ServiceBusy('QueueDoesNotExist'));
          toldOf.push([...snapshotIds, ...volumeIds]);
          note(`tell ${error}`);
          told.push(cause ?? '');
          return Promise.resolve();
        },
      },
      recycleBin: { hasRule: () => Promise.resolve(hasRecycleBin) },
      now: () => new Date('2030-03-20T12:00:00Z'),
      log,
      metrics,
    }),
  );
  const planned = () =>
    lines.flatMap(([, message, { volumeId }]) => (message === 'planned' ? String(volumeId) : []));
  return { run, calls, counts, planned, told, toldOf, marks };
}

/** Where its set lacks something. */
const AS_IF_WHOLE = { snapshotId: snap(1), reason: 'kept by no rule of last 1, its set whole or not' };

const OUTGOING = [
  { snapshotId: snap(1), reason: 'kept by no rule of last 1' },
  { snapshotId: snap(2), reason: 'kept by no rule of last 1' },
];

test('an AMI that is given up goes by one call with all that it holds, of whatever volume', async () => {
  const { run, calls, counts, planned } = world(TWO_DAYS);
  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 2, deleted: OUTGOING, blockedCount: 0 });
  expect(calls).toEqual([`deregister ${ami(10)}`]);
  expect(planned()).toEqual([vol(1), vol(2)]);
  expect(counts).toEqual([
    ['SnapshotsPruned', 1],
    ['SnapshotsPruned', 1],
  ]);
});

test('an AMI of one volume goes in the same way', async () => {
  const held = [imageMember({ id: 1, volume: 1, day: 10 }), imageMember({ id: 3, volume: 1, day: 11 })];
  const { run, calls } = world(held, { images: [image(10, [1]), image(11, [3])] });
  await run(INPUT);
  expect(calls).toEqual([`deregister ${ami(10)}`]);
});

test('the last AMI of one volume stays, as one of several does, though newer single snapshots are there', async () => {
  const hourly = snapshot(snap(3), '2030-03-19T09:00:00Z', {
    volumeId: vol(1),
    description: 'snapshot-keeper keeper: due 2030-03-19T09:00:00Z by hourly',
    tags: { 'snapshot-keeper:volume': vol(1) },
  });
  const held = [imageMember({ id: 1, volume: 1, day: 19 }), hourly];
  const { run, calls } = world(held, { images: [image(19, [1])] });
  await expect(run(INPUT)).resolves.toMatchObject({ keptCount: 2, blockedCount: 0 });
  expect(calls).toEqual([]);
});

test('an AMI stays whole where another volume keeps its snapshot', async () => {
  const keepsAll = { 'snapshot-keeper:retain': '9' };
  const held = TWO_DAYS.map((one) =>
    one.volumeId === vol(2) ? { ...one, tags: { ...one.tags, ...keepsAll } } : one,
  );
  const { run, calls } = world(held);
  await expect(run(INPUT)).resolves.toMatchObject({
    blocked: [
      {
        snapshotId: snap(1),
        reason: `its set stays whole: ${snap(2)} of ${vol(2)} is kept (last 2 of 9)`,
      },
    ],
  });
  expect(calls).toEqual([]);
});

test('an AMI stays with what a person holds of it', async () => {
  const { run, calls } = world(changed(TWO_DAYS, 2, { tags: { 'snapshot-keeper:hold': 'audit' } }));
  await expect(run(INPUT)).resolves.toMatchObject({ blockedCount: 1, deletedCount: 0 });
  expect(calls).toEqual([]);
});

test('an AMI that is protected stays, and the reason is told', async () => {
  const { run, calls } = world(TWO_DAYS, { images: [image(10, [1, 2], { isProtected: true }), IMAGES[1]!] });
  await expect(run(INPUT)).resolves.toMatchObject({
    blocked: [{ snapshotId: snap(1), reason: `${ami(10)} is protected from deregistration` }],
  });
  expect(calls).toEqual([]);
});

test.each(['failed', 'invalid'])(
  'the last AMI that can be launched stays while the newer one is %s, which is told once',
  async (state) => {
    const { run, calls, told } = world(TWO_DAYS, { images: [IMAGES[0]!, image(11, [3, 4], { state })] });
    await run(INPUT);
    expect(calls).toEqual(['tell ImageFailed', `tag snap-3 snapshot-keeper:told`]);
    expect(told).toEqual([`${ami(11)}, of which ${snap(3)} is, is ${state} and cannot be launched.`]);
  },
);

test('an AMI stays that a person holds, and the reason is told', async () => {
  const held = image(10, [1, 2], { hold: 'golden' });
  const { run, calls } = world(TWO_DAYS, { images: [held, IMAGES[1]!] });
  await expect(run(INPUT)).resolves.toMatchObject({
    blocked: [{ snapshotId: snap(1), reason: `${ami(10)} is held: golden` }],
  });
  expect(calls).toEqual([]);
});

test('where IAM denies it, since somebody has put a hold on the AMI meanwhile, it is reported as held', async () => {
  const { run } = world(TWO_DAYS, {
    answer: new AccessDenied('UnauthorizedOperation: no'),
    heldMeanwhile: 'golden',
  });
  await expect(run(INPUT)).resolves.toMatchObject({
    blocked: [{ snapshotId: snap(1), reason: `${ami(10)} is held: golden` }],
  });
});

test('an AMI stays that holds what is not ours any more, and a person is told once', async () => {
  const held = changed(TWO_DAYS, 2, { tags: { 'snapshot-keeper:managed-by': 'other' } });
  const first = world(held);
  await expect(first.run(INPUT)).resolves.toMatchObject({
    deletedCount: 0,
    blocked: [
      {
        snapshotId: snap(1),
        reason: `${ami(10)} stays whole: it holds a snapshot that is not ours to delete`,
      },
    ],
  });
  expect(first.calls).toEqual(['tell ImageStays', 'tag snap-1 snapshot-keeper:told']);
  expect(first.told).toEqual([
    `${ami(10)}, of which ${snap(1)} is, is given up, and holds a snapshot that is not ours to delete.`,
  ]);
  const second = world(changed(held, 1, { tags: { 'snapshot-keeper:told': `${ami(10)} stays` } }));
  await expect(second.run(INPUT)).resolves.toMatchObject({ blockedCount: 1 });
  expect(second.calls).toEqual([]);
});

test('the AMI of a person is none of ours: EC2 keeps what it holds', async () => {
  const { run, calls } = world(TWO_DAYS, {
    images: IMAGES.map((one) => ({ ...one, name: `golden ${one.imageId}` })),
  });
  await run(INPUT);
  expect(calls).toEqual(['delete snap-1']);
});

test('an AMI that holds our snapshot under a name like ours, and with which EC2 did not take it, stays, and ours goes', async () => {
  const forged = image(10, [1], { imageId: ami(99) });
  const held = [
    imageMember({ id: 1, volume: 1, day: 10 }),
    imageMember({ id: 3, volume: 1, day: 11 }),
    {
      ...imageMember({ id: 7, volume: 1, day: 12 }),
      description: `Created by CreateImage(i-0000000000000000a) for ${ami(99)}`,
    },
  ];
  const { run, calls } = world(held, { images: [image(10, [1]), image(11, [3]), forged] });
  await run(INPUT);
  expect(calls).toEqual([`deregister ${ami(10)}`]);
});

test('where no schedule makes AMIs, none is asked for and none goes', async () => {
  const { run, calls } = world(TWO_DAYS, { images: 'none made' });
  await run(INPUT);
  expect(calls).toEqual(['delete snap-1']);
});

test('with an AMI goes what has failed of it', async () => {
  const held = changed(TWO_DAYS, 2, { state: 'error', tags: { 'snapshot-keeper:managed-by': '' } });
  const { run, calls } = world(held);
  await expect(run(INPUT)).resolves.toMatchObject({
    deletedCount: 2,
    deleted: [AS_IF_WHOLE, { snapshotId: snap(2), reason: 'it has failed' }],
  });
  expect(calls).toEqual([`deregister ${ami(10)}`]);
});

test('an AMI all of whose snapshots have failed is told once of each volume, noted on another snapshot, and left', async () => {
  const tags = { 'snapshot-keeper:managed-by': '' };
  const failed = changed(changed(TWO_DAYS, 1, { state: 'error', tags }), 2, { state: 'error', tags });
  const images = [image(10, [1, 2], { state: 'failed' }), IMAGES[1]!];
  const first = world(failed, { images });
  await first.run(INPUT);
  expect(first.calls).toEqual(['tell ImageFailed', 'tag snap-3 snapshot-keeper:told']);
  expect(first.told).toEqual([`${ami(10)}, of which ${snap(1)} is, is failed and cannot be launched.`]);
  const noted = changed(failed, 3, { tags: { 'snapshot-keeper:told': `${ami(10)} has failed` } });
  const second = world(noted, { images });
  await second.run(INPUT);
  expect(second.calls).toEqual([]);
});

test.each([
  ['a person holds', { 'snapshot-keeper:hold': 'AWS Support case' }],
  ['another deployment has', { 'snapshot-keeper:managed-by': 'keeper-2' }],
  ['AWS Backup has', { 'aws:backup:source-resource': 'x', 'snapshot-keeper:managed-by': '' }],
])('an AMI stays with a failed snapshot of it that %s', async (_, tags) => {
  const { run, calls } = world(changed(TWO_DAYS, 2, { state: 'error', tags }));
  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 0, blockedCount: 1 });
  expect(calls).toEqual(['tell ImageStays', 'tag snap-1 snapshot-keeper:told']);
});

test('what another AMI uses is left by EC2, and reported', async () => {
  const { run } = world(TWO_DAYS, { codes: { [snap(2)]: 'skipped' } });
  await expect(run(INPUT)).resolves.toMatchObject({
    deleted: OUTGOING.slice(0, 1),
    blocked: [
      {
        snapshotId: snap(2),
        reason: 'its AMI is deregistered; EC2 has left it, since another AMI uses it',
      },
    ],
  });
});

test.each([
  ['a person holds', { 'snapshot-keeper:hold': 'audit' }, 'is held: audit'],
  ['is opted out', { 'snapshot-keeper:opt-out': '' }, 'is held: no reason given'],
  [
    'is not ours any more',
    { 'snapshot-keeper:managed-by': 'other' },
    'is no longer tagged snapshot-keeper:managed-by = keeper',
  ],
])('an AMI stays with what since the read %s', async (_, tags, why) => {
  const { run, calls } = world(TWO_DAYS, { changedBefore: changed(TWO_DAYS, 2, { tags }) });
  await expect(run(INPUT)).resolves.toMatchObject({
    deletedCount: 0,
    blocked: [{ snapshotId: snap(1), reason: `${ami(10)} stays whole: ${snap(2)} ${why}` }],
  });
  expect(calls).toEqual([]);
});

test('where that look has no answer, the AMI stays until the next plan', async () => {
  const { run, calls } = world(TWO_DAYS, { changedBefore: new ServiceBusy('RequestLimitExceeded: no') });
  await expect(run(INPUT)).rejects.toThrow(
    new PruneIncomplete(`${snap(1)}: RequestLimitExceeded: no; ${snap(2)}: RequestLimitExceeded: no`),
  );
  expect(calls).toEqual([]);
});

describe('what stays of an AMI that is gone is told by the run that finds it so, since the next plan finds no AMI', () => {
  /** Held since shortly before the deregistration, so that IAM alone knew it then. */
  const HELD = changed(TWO_DAYS, 2, { tags: { 'snapshot-keeper:hold': 'audit' } });
  /** Never adopted, so that IAM keeps it. */
  const FAILED = changed(TWO_DAYS, 2, { state: 'error', tags: { 'snapshot-keeper:managed-by': '' } });
  const NOT_OURS = 'it has failed, and is not tagged snapshot-keeper:managed-by = keeper';
  const codes = { [snap(2)]: 'missing-permissions' };
  const GONE = { outcome: 'gone' } as const;
  const BROKEN_OFF = new ServiceBusy('TimeoutError: socket hang up');
  const without = (snapshots: readonly Snapshot[], id: number): Snapshot[] =>
    snapshots.filter(({ snapshotId }) => snapshotId !== snap(id));
  const leftBy = (reason: string): string => `${ami(10)} is deregistered without ${snap(2)}: ${reason}.`;
  const HELD_LEFT = { snapshotId: snap(2), reason: 'its AMI is deregistered without it: held: audit' };
  const FAILED_LEFT = { snapshotId: snap(2), reason: `its AMI is deregistered without it: ${NOT_OURS}` };

  test('what a person holds, and EC2 has not shown so; it remembers that itself, and the run ends well', async () => {
    const { run, calls, told, toldOf, marks } = world(TWO_DAYS, { codes, changedAfter: without(HELD, 1) });
    await expect(run(INPUT)).resolves.toMatchObject({
      deleted: OUTGOING.slice(0, 1),
      blocked: [HELD_LEFT],
    });
    expect(calls).toEqual([`deregister ${ami(10)}`, 'tell SnapshotLeft', 'tag snap-2 snapshot-keeper:told']);
    expect(told).toEqual([leftBy('held: audit')]);
    expect(toldOf).toEqual([[snap(2), vol(2)]]);
    expect(marks).toEqual([[snap(2), `left by ${ami(10)}`]]);
  });

  test('what has failed of it, which the newest snapshot remembers; it bears no mark of the Recycle Bin', async () => {
    const { run, calls, told, marks } = world(FAILED, { codes, hasRecycleBin: true });
    await expect(run(INPUT)).resolves.toMatchObject({ deleted: [AS_IF_WHOLE], blocked: [FAILED_LEFT] });
    expect(calls).toEqual([
      'mark snap-1',
      `deregister ${ami(10)}`,
      'tell SnapshotLeft',
      'tag snap-3 snapshot-keeper:told',
    ]);
    expect(told).toEqual([leftBy(NOT_OURS)]);
    expect(marks).toEqual([[snap(3), `${snap(2)} left by ${ami(10)}`]]);
  });

  test('also where another AMI of the run has to wait', async () => {
    const { run, told } = world(
      [imageMember({ id: 5, volume: 1, day: 9 }), imageMember({ id: 6, volume: 2, day: 9 }), ...FAILED],
      {
        images: [image(9, [5, 6]), ...IMAGES],
        codes,
        answers: { [ami(9)]: new ServiceBusy('RequestLimitExceeded: no') },
      },
    );
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(told).toEqual([leftBy(NOT_OURS)]);
  });

  test.each([
    ['held', TWO_DAYS, HELD, 'held: audit', HELD_LEFT, OUTGOING[0]],
    ['failed', FAILED, FAILED, NOT_OURS, FAILED_LEFT, AS_IF_WHOLE],
  ])(
    'where a call before has taken the AMI, and its answer is lost: %s',
    async (_, held, then, reason, left, own) => {
      const { run, told } = world(held, { answer: GONE, changedAfter: without(then, 1) });
      await expect(run(INPUT)).resolves.toMatchObject({ deleted: [own], blocked: [left] });
      expect(told).toEqual([leftBy(reason)]);
    },
  );

  test('where IAM denies the call, since the AMI is gone', async () => {
    const { run, told } = world(TWO_DAYS, {
      answer: new AccessDenied('UnauthorizedOperation: no'),
      isShownOnce: true,
      changedAfter: HELD,
    });
    await run(INPUT);
    expect(told).toEqual([leftBy('held: audit')]);
  });

  test.each<[string, World]>([
    ['what it held, with one snapshot less', { changedAfter: without(HELD, 1) }],
    ['the AMI no more', { changedAfter: HELD, isShownOnce: true }],
  ])('where its call has no answer, and EC2 shows %s', async (_, shown) => {
    const { run, told } = world(TWO_DAYS, { answer: BROKEN_OFF, ...shown });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(told).toEqual([leftBy('held: audit')]);
  });

  test('but not where its call has no answer, and EC2 shows all as before', async () => {
    const { run, told } = world(FAILED, { answer: BROKEN_OFF });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(told).toEqual([]);
  });

  test('where EC2 does not show why IAM has kept it; then a new plan asks IAM for it alone', async () => {
    const { run, told } = world(TWO_DAYS, {
      codes,
      changedAfter: new ServiceBusy('RequestLimitExceeded: no'),
    });
    await expect(run(INPUT)).rejects.toThrow(
      new DeletionFailed(`${snap(2)}: its AMI is deregistered without it: IAM has not let it be deleted`),
    );
    expect(told).toEqual([leftBy('IAM has not let it be deleted')]);
  });

  test('where nothing that EC2 shows is a reason of IAM', async () => {
    const { run, told } = world(TWO_DAYS, { codes });
    await expect(run(INPUT)).rejects.toThrow(DeletionFailed);
    expect(told).toEqual([leftBy('IAM has not let it be deleted')]);
  });

  test.each([
    ['itself', changed(HELD, 2, { tags: { 'snapshot-keeper:told': `left by ${ami(10)}` } })],
    ['another', changed(FAILED, 3, { tags: { 'snapshot-keeper:told': `${snap(2)} left by ${ami(10)}` } })],
  ])('but not where the execution of another volume has, and %s remembers it by now', async (_, then) => {
    const { run, told } = world(TWO_DAYS, { answer: GONE, changedAfter: then });
    await run(INPUT);
    expect(told).toEqual([]);
  });

  test('what IAM has refused and EC2 shows no more is gone, and nothing is told', async () => {
    const { run, told } = world(TWO_DAYS, { codes, changedAfter: without(TWO_DAYS, 2) });
    await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 2, blockedCount: 0 });
    expect(told).toEqual([]);
  });

  test('what cannot be told turns the execution red', async () => {
    const { run } = world(TWO_DAYS, { codes, changedAfter: HELD, isMute: true });
    await expect(run(INPUT)).rejects.toThrow(
      new DeletionFailed(`${snap(2)}: its AMI is deregistered without it: held: audit`),
    );
  });
});

describe('an AMI stays that has lost a tag by which IAM lets it go, and a person is told once which', () => {
  const lacking = (tag: 'managedBy' | 'region'): Image =>
    Object.fromEntries(Object.entries(IMAGES[0]!).filter(([key]) => key !== tag)) as Image;
  const unmanaged = lacking('managedBy');
  const reasonOf = (tag: string): string => `${ami(10)} is no longer tagged ${tag}`;
  const NOT_MANAGED = reasonOf('snapshot-keeper:managed-by = keeper');

  test.each([
    ['whose it is', unmanaged, NOT_MANAGED],
    ['of which Region it is', lacking('region'), reasonOf('snapshot-keeper:region = us-east-1')],
    ['whose it is now', { ...unmanaged, managedBy: 'other' }, NOT_MANAGED],
  ])('by the tag %s', async (_of, first, reason) => {
    const { run, calls, told, marks } = world(TWO_DAYS, { images: [first, IMAGES[1]!] });
    await expect(run(INPUT)).resolves.toMatchObject({ blocked: [{ snapshotId: snap(1), reason }] });
    expect(calls).toEqual(['tell ImageStays', 'tag snap-1 snapshot-keeper:told']);
    expect(told).toEqual([`${ami(10)}, of which ${snap(1)} is, is given up, and stays: ${reason}.`]);
    expect(marks).toEqual([[snap(1), `${ami(10)} untagged`]]);
  });

  test('since the read, so that IAM denies the call', async () => {
    const { run, calls } = world(TWO_DAYS, {
      answer: new AccessDenied('UnauthorizedOperation: no'),
      imagesThen: [unmanaged],
    });
    await expect(run(INPUT)).resolves.toMatchObject({
      blocked: [{ snapshotId: snap(1), reason: NOT_MANAGED }],
    });
    expect(calls).toEqual([`deregister ${ami(10)}`, 'tell ImageStays', 'tag snap-1 snapshot-keeper:told']);
  });

  test('but not again where any of its snapshots remembers it', async () => {
    const told = changed(TWO_DAYS, 2, { tags: { 'snapshot-keeper:told': `${ami(10)} untagged` } });
    const { run, calls } = world(told, { images: [unmanaged, IMAGES[1]!] });
    await expect(run(INPUT)).resolves.toMatchObject({ blockedCount: 1 });
    expect(calls).toEqual([]);
  });

  test('what cannot be told turns the execution red', async () => {
    const { run } = world(TWO_DAYS, { images: [unmanaged, IMAGES[1]!], isMute: true });
    await expect(run(INPUT)).rejects.toThrow(new DeletionFailed(`${snap(1)}: ${NOT_MANAGED}`));
  });
});

test('a snapshot of which EC2 gives no code has not gone', async () => {
  const codes = new Map([[snap(2), 'success']]);
  const { run } = world(TWO_DAYS, { answer: { outcome: 'deregistered', codes } });
  await expect(run(INPUT)).rejects.toThrow(
    new PruneIncomplete(`${snap(1)}: its AMI is deregistered, and EC2 has not deleted ${snap(1)}: no code`),
  );
});

test.each(['internal-error', 'client-error'])(
  'with the code %s a new plan is asked for, which has EC2 say why',
  async (code) => {
    const { run } = world(TWO_DAYS, { codes: { [snap(1)]: code } });
    await expect(run(INPUT)).rejects.toThrow(
      new PruneIncomplete(`${snap(1)}: its AMI is deregistered, and EC2 has not deleted ${snap(1)}: ${code}`),
    );
  },
);

test('what is left of an AMI that is gone goes as a single snapshot', async () => {
  const left = TWO_DAYS.filter(({ snapshotId }) => snapshotId !== snap(2));
  const { run, calls } = world(left, { images: [IMAGES[1]!] });
  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 1 });
  expect(calls).toEqual(['delete snap-1']);
});

test('where EC2 shows an AMI that is gone, the snapshot is deleted by itself', async () => {
  const { run, calls } = world(TWO_DAYS, { answer: { outcome: 'gone' } });
  await run(INPUT);
  expect(calls).toEqual([`deregister ${ami(10)}`, 'delete snap-1']);
});

test('where IAM denies it and EC2 shows the AMI no more, the snapshot is deleted by itself', async () => {
  const { run, calls } = world(TWO_DAYS, {
    answer: new AccessDenied('UnauthorizedOperation: no'),
    isShownOnce: true,
  });
  await run(INPUT);
  expect(calls).toEqual([`deregister ${ami(10)}`, 'delete snap-1']);
});

test.each([
  [
    'a refusal of EC2 is told',
    { outcome: 'failed', reason: 'EC2 refuses' } as const,
    new DeletionFailed(`${snap(1)}: EC2 refuses`),
  ],
  [
    'a denial is told',
    new AccessDenied('UnauthorizedOperation: no'),
    new DeletionFailed(`${snap(1)}: UnauthorizedOperation: no`),
  ],
  [
    'a busy EC2 is asked again',
    new ServiceBusy('RequestLimitExceeded: no'),
    new PruneIncomplete(`${snap(1)}: RequestLimitExceeded: no; ${snap(2)}: RequestLimitExceeded: no`),
  ],
])('%s', async (_, answer, thrown) => {
  await expect(world(TWO_DAYS, { answer }).run(INPUT)).rejects.toThrow(thrown);
});

test('where a Recycle Bin may bring it back, all that goes with an AMI is marked before', async () => {
  const { run, calls } = world(TWO_DAYS, { hasRecycleBin: true });
  await run(INPUT);
  expect(calls).toEqual(['mark snap-1 snap-2', `deregister ${ami(10)}`]);
});

test('an AMI stays one of whose snapshots cannot be marked, and no mark is left', async () => {
  const { run, calls } = world(TWO_DAYS, {
    hasRecycleBin: true,
    unmarkable: { [snap(2)]: new ServiceBusy('RequestLimitExceeded: no') },
  });
  await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
  expect(calls).toEqual([]);
});

describe('a mark stays only on what may have gone with an AMI', () => {
  const unmarked = (calls: readonly string[]) => calls.filter((call) => call.startsWith('unmark'));

  test('what EC2 has not deleted of it loses the mark, of whatever volume', async () => {
    const { run, calls } = world(TWO_DAYS, {
      hasRecycleBin: true,
      codes: { [snap(1)]: 'internal-error', [snap(2)]: 'internal-error' },
    });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(unmarked(calls)).toEqual(['unmark snap-1 snap-2']);
  });

  test('after a call without an answer nothing loses it that EC2 does not show any more', async () => {
    const { run, calls } = world(TWO_DAYS, {
      hasRecycleBin: true,
      answer: new ServiceBusy('TimeoutError: socket hang up'),
      changedAfter: TWO_DAYS.slice(2),
    });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(unmarked(calls)).toEqual([]);
  });

  test('after a call without an answer all that EC2 still shows lose it', async () => {
    const { run, calls } = world(TWO_DAYS, {
      hasRecycleBin: true,
      answer: new ServiceBusy('RequestLimitExceeded: no'),
    });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(unmarked(calls)).toEqual(['unmark snap-1 snap-2']);
  });

  test('what EC2 has left loses it by a call of its own, which nothing that may be gone can make fail', async () => {
    const held = [
      imageMember({ id: 5, volume: 1, day: 9 }),
      imageMember({ id: 6, volume: 2, day: 9 }),
      ...TWO_DAYS,
    ];
    const { run, calls } = world(held, {
      images: [image(9, [5, 6]), ...IMAGES],
      hasRecycleBin: true,
      codes: { [snap(5)]: 'skipped' },
      answers: { [ami(10)]: new ServiceBusy('TimeoutError: socket hang up') },
    });
    await expect(run(INPUT)).rejects.toThrow(PruneIncomplete);
    expect(unmarked(calls)).toEqual(['unmark snap-5', 'unmark snap-1 snap-2']);
  });

  test.each<[string, World]>([
    ['found gone', { answer: { outcome: 'gone' } }],
    ['gone by a call without an answer', { answer: new ServiceBusy('TimeoutError: no'), isShownOnce: true }],
  ])('what another volume has of an AMI that is %s keeps it, though EC2 still shows it', async (_, ends) => {
    const { run, calls } = world(TWO_DAYS, { hasRecycleBin: true, ...ends });
    await Promise.allSettled([run(INPUT)]);
    expect(calls.slice(0, 2)).toEqual(['mark snap-1 snap-2', `deregister ${ami(10)}`]);
    expect(unmarked(calls).join(' ')).not.toContain('snap-2');
  });
});
