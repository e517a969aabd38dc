import { pruneVolume } from '../../functions/prune-volume/handler';
import { snap, vol } from '../support/builders';
import { image, imageMember } from '../support/images';
import { pruneDeps } from '../support/prune-deps';

const HELD = [
  imageMember({ id: 1, volume: 1, day: 10 }),
  imageMember({ id: 2, volume: 2, day: 10 }),
  imageMember({ id: 3, volume: 1, day: 11 }),
  imageMember({ id: 4, volume: 2, day: 11 }),
];
const IMAGES = [image(10, [1, 2]), image(11, [3, 4])];

const MARK = 'snapshot-keeper:given-up';
const MACHINE = 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created';

type Gate = { readonly passed: Promise<void>; readonly open: () => void };

function gate(): Gate {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

/**
 * One EC2 for the executions of two volumes, each of which reads before the other marks. The first one deregisters the AMI; before EC2 deletes what it held, the second one has
 * marked over the marks, found the AMI gone and ended.
 */
function world() {
  const marks = new Map<string, string | undefined>();
  const there = new Set(HELD.map(({ snapshotId }) => snapshotId));
  const bin = new Map<string, string | undefined>();
  const [bothMarked, deregistered, secondEnded] = [gate(), gate(), gate()];
  let markedCount = 0;
  let isRegistered = true;
  const toBin = (id: string): boolean => {
    if (!there.delete(id)) return false;
    bin.set(id, marks.get(id));
    return true;
  };
  const run = pruneVolume(
    pruneDeps({
      snapshots: {
        ofVolume: (id) => Promise.resolve(HELD.filter(({ volumeId }) => volumeId === id)),
        ofVolumes: (ids) => Promise.resolve(HELD.filter(({ volumeId }) => ids.includes(volumeId))),
        byIds: (ids) =>
          Promise.resolve(HELD.filter(({ snapshotId: id }) => ids.includes(id) && there.has(id))),
        tagAll: async (ids, tags) => {
          for (const id of ids) marks.set(id, tags[MARK]);
          markedCount += 1;
          if (markedCount === 1) return bothMarked.passed;
          bothMarked.open();
          return deregistered.passed;
        },
        // As DeleteTags does: only where the tag has this value.
        untagAll: (ids, tags) => {
          for (const id of ids) if (there.has(id) && marks.get(id) === tags[MARK]) marks.delete(id);
          return Promise.resolve();
        },
        delete: (id) => Promise.resolve({ outcome: toBin(id) ? 'deleted' : 'gone' }),
      },
      images: {
        byIds: (ids) =>
          Promise.resolve(isRegistered ? IMAGES.filter(({ imageId }) => ids.includes(imageId)) : []),
        deregisterWithSnapshots: async () => {
          if (!isRegistered) return { outcome: 'gone' };
          isRegistered = false;
          deregistered.open();
          await secondEnded.passed;
          const ids = [snap(1), snap(2)];
          ids.forEach(toBin);
          return { outcome: 'deregistered', codes: new Map(ids.map((id) => [id, 'success'])) };
        },
      },
      recycleBin: { hasRule: () => Promise.resolve(true) },
      now: () => new Date('2030-03-20T12:00:00Z'),
    }),
  );
  const prune = (volume: number, execution: string) =>
    run({
      snapshotId: snap(volume + 2),
      volumeId: vol(volume),
      machine: 'snapshot-created',
      executionArn: `${MACHINE}:${execution}`,
    });
  return { prune, secondEnded, bin };
}

test('where both volumes of an AMI are pruned at once, all that goes into the Recycle Bin bears a mark', async () => {
  const { prune, secondEnded, bin } = world();
  await Promise.all([prune(1, 'first'), prune(2, 'second').finally(secondEnded.open)]);
  expect([...bin].sort()).toEqual([
    [snap(1), expect.stringContaining('second')],
    [snap(2), expect.stringContaining('second')],
  ]);
});
