import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { sweepRegion } from '../../../cli/sweep/sweep-region';
import { DR, PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';

async function start() {
  const played = await startOneVolume();
  const { world } = played;
  return {
    ...played,
    /** What a person is answered who sweeps a Region, and waits a minute for it. */
    sweep: async (region: string, volumeId?: string) => {
      const begun: string[] = [];
      const answer = sweepRegion(region, {
        settings: SETTINGS,
        source: 'the test',
        volumeId,
        now: new Date(world.loop.nowMs()),
        states: world.as('operator').sfn(region),
        pause: (milliseconds) => world.loop.sleep(milliseconds, 'a person waits'),
        onStart: (name) => begun.push(name),
      });
      await world.run(world.loop.nowMs() + 60_000);
      return { answer: await answer, begun };
    },
  };
}

test.each([
  ['the whole Region', undefined, 'sweep-by-hand-2031-03-01T03-10-00Z'],
  ['its volume', VOLUME, `sweep-by-hand-2031-03-01T03-10-00Z-${VOLUME}`],
])(
  'a copy that somebody has deleted is made again at once when a person sweeps %s',
  async (_, volumeId, name) => {
    const { runTo, takeSnapshot, held, person, soon, sweep } = await start();
    await takeSnapshot();
    await runTo(3 + 10 / 60 - 1 / 3_600);
    await soon(person(DR).send(new DeleteSnapshotCommand({ SnapshotId: held(DR)[0]! })));

    expect(await sweep(PRIMARY, volumeId)).toEqual({
      answer: {
        region: PRIMARY,
        swept: {
          found: { 'copy missing': 1 },
          started: 1,
          tried: 0,
          deferred: 0,
          unread: [],
          ...(volumeId !== undefined && { isVolumeKnown: true }),
        },
      },
      begun: [name],
    });
    expect(held(DR)).toHaveLength(1);
  },
);

test('a sweep of a DR Region in which nothing is amiss finds nothing', async () => {
  const { runTo, takeSnapshot, sweep } = await start();
  await takeSnapshot();
  await runTo(3);

  expect((await sweep(DR)).answer).toEqual({
    region: DR,
    swept: { found: {}, started: 0, tried: 0, deferred: 0, unread: [] },
  });
});
