import type { Snapshot } from '../../functions/domain/snapshot';
import { pruneVolume } from '../../functions/prune-volume/handler';
import { short, snap, snapshot, vol } from '../support/builders';
import { ami, image, imageMember } from '../support/images';
import { pruneDeps } from '../support/prune-deps';

/** The AMIs of two days, each of both volumes. */
const MEMBERS = [10, 11].flatMap((day, index) =>
  [1, 2].map((volume) => imageMember({ id: 2 * index + volume, volume, day })),
);
const IMAGES = [image(10, [1, 2]), image(11, [3, 4])];

/** One whose tag of the Region somebody has changed long ago. */
const doubt = (id: number, volume: number, told?: string): Snapshot =>
  snapshot(snap(id), '2030-01-05T00:00:00Z', {
    volumeId: vol(volume),
    tags: {
      'snapshot-keeper:volume': vol(volume),
      'snapshot-keeper:region': 'eu-west-1',
      ...(told !== undefined && { 'snapshot-keeper:told': told }),
    },
  });

/** What is deregistered by a run for the first volume, or by one for the second. */
async function deregistered(doubts: readonly Snapshot[]): Promise<string[]> {
  const shown = [...MEMBERS, ...doubts];
  const calls: string[] = [];
  for (const volumeId of [vol(1), vol(2)]) {
    const run = pruneVolume(
      pruneDeps({
        snapshots: {
          ofVolume: (id) => Promise.resolve(shown.filter((one) => one.volumeId === id)),
          ofVolumes: (ids) => Promise.resolve(shown.filter((one) => ids.includes(one.volumeId))),
          byIds: (ids) => Promise.resolve(shown.filter((one) => ids.includes(one.snapshotId))),
          tag: () => Promise.resolve(),
        },
        images: {
          byIds: (ids) => Promise.resolve(IMAGES.filter(({ imageId }) => ids.includes(imageId))),
          deregisterWithSnapshots: (imageId) => {
            calls.push(imageId);
            const codes = new Map([1, 2].map((id) => [snap(id), 'success']));
            return Promise.resolve({ outcome: 'deregistered', codes });
          },
        },
        failures: { tell: () => Promise.resolve() },
        now: () => new Date('2030-03-20T12:00:00Z'),
      }),
    );
    await run({
      snapshotId: snap(3),
      volumeId,
      machine: 'snapshot-created',
      executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
    });
  }
  return calls.map(short);
}

test('an AMI goes though each of its volumes has a snapshot in doubt, as soon as people have heard of these', async () => {
  expect(await deregistered([doubt(50, 1, 'in doubt'), doubt(51, 2, 'in doubt')])).toContain(short(ami(10)));
});

test('and stays while of one of them they have not', async () => {
  expect(await deregistered([doubt(50, 1), doubt(51, 2)])).toEqual([]);
});
