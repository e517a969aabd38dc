import {
  attachedElsewhere,
  lackingAmong,
  leftOutAmong,
  leftOutInWords,
  momentsInWords,
  type VolumeOfInstance,
} from '../../../functions/domain/restored-together';
import type { RestorePoint } from '../../../functions/domain/restore-points';
import { snap, snapshot, vol } from '../../support/builders';

const INSTANCE = 'i-0123456789abcdef0';
const [INSTANCE_TAG, DEVICE_TAG] = ['snapshot-keeper:instance', 'snapshot-keeper:device'];
const OTHER = 'i-00000000000000009';
const AT = new Date('2030-03-20T12:00:00Z');

const point = (
  number: number,
  day: string,
  instance?: string,
  more: Partial<RestorePoint> = {},
): RestorePoint => ({
  ...snapshot(snap(number), `2030-03-${day}:00:00.000Z`, {
    tags: instance === undefined ? {} : { 'snapshot-keeper:instance': instance },
  }),
  isOurs: true,
  ...more,
});

const volume = (number: number, isAttached: boolean, points: RestorePoint[]): VolumeOfInstance => ({
  volumeId: vol(number),
  isAttached,
  points,
});

const ATTACHED = volume(1, true, [point(1, '20T02', INSTANCE)]);
const leftOut = (...volumes: VolumeOfInstance[]) => [...leftOutAmong(volumes, INSTANCE, AT)];

describe('a volume that EC2 does not show attached to the instance', () => {
  test.each<[rule: string, points: RestorePoint[]]>([
    [
      'counts where what a restore takes of it was taken there in the last run',
      [point(2, '20T01', INSTANCE)],
    ],
    [
      'counts where only what a restore leaves out was taken elsewhere',
      [point(3, '20T02', OTHER, { obstacle: 'failed' }), point(2, '20T01', INSTANCE)],
    ],
    ['counts where it was elsewhere before', [point(3, '20T02', INSTANCE), point(2, '18T02', OTHER)]],
    ['is missed where nothing is left of it', []],
    ['is missed where all has failed', [point(2, '20T02', INSTANCE, { obstacle: 'failed' })]],
  ])('%s', (_, points) => {
    expect(leftOut(ATTACHED, volume(2, false, points))).toEqual([]);
  });

  test.each<[rule: string, points: RestorePoint[], why: string]>([
    [
      'is left out where it was at another one by then, whatever older snapshots say',
      [point(3, '20T02', OTHER), point(2, '18T02', INSTANCE)],
      `it was attached to ${OTHER} when ${snap(3)} was taken`,
    ],
    [
      'is left out where nothing says that it was attached to it',
      [point(3, '20T02'), point(2, '18T02', INSTANCE)],
      `${snap(3)} does not say to which instance it was attached`,
    ],
    [
      'is left out where it has left it: those that are attached have newer ones',
      [point(2, '20T00', INSTANCE)],
      'not attached any more, and last taken 2030-03-20T00:00:00.000Z',
    ],
    [
      'is left out where all has failed, elsewhere',
      [point(3, '20T02', OTHER, { obstacle: 'failed' })],
      `it was attached to ${OTHER} when ${snap(3)} was taken`,
    ],
  ])('%s', (_, points, why) => {
    expect(leftOut(ATTACHED, volume(2, false, points))).toEqual([[vol(2), why]]);
  });

  describe('and whose last snapshot is older than those of the others', () => {
    const held = (device: string, day = '18T02') =>
      volume(2, false, [
        point(2, day, INSTANCE, { tags: { [INSTANCE_TAG]: INSTANCE, [DEVICE_TAG]: device } }),
      ]);
    const attached = (device: string) => ({ ...ATTACHED, device });

    test('counts for eight days, as one that was deleted by mistake, where nothing has its device', () => {
      expect(leftOut(attached('/dev/xvda'), held('/dev/sdf'))).toEqual([]);
      expect(leftOut(attached('/dev/xvda'), held('/dev/sdf', '12T02'))).toEqual([]);
      expect(leftOut(attached('/dev/xvda'), held('/dev/sdf', '12T01'))).toEqual([
        [vol(2), 'not attached any more, and last taken 2030-03-12T01:00:00.000Z'],
      ]);
    });

    test('is left out where another one has its device, by whatever name', () => {
      const why = (device: string) =>
        `${vol(1)} has its device ${device}, and it was last taken 2030-03-18T02:00:00.000Z`;

      expect(leftOut(attached('/dev/sdf'), held('/dev/sdf'))).toEqual([[vol(2), why('/dev/sdf')]]);
      expect(leftOut(attached('xvdf'), held('/dev/sdf'))).toEqual([[vol(2), why('/dev/sdf')]]);
    });

    test('counts where the one that has its device has nothing to restore yet, however new those of the others are', () => {
      const data = { ...ATTACHED, device: '/dev/sdf' };
      const successor = (...points: RestorePoint[]) => ({ ...volume(3, true, points), device: '/dev/xvda' });

      expect(leftOut(data, successor(), held('/dev/xvda'))).toEqual([]);
      expect(
        leftOut(
          data,
          successor(point(3, '20T02', INSTANCE, { obstacle: 'not finished yet' })),
          held('/dev/xvda'),
        ),
      ).toEqual([]);
      expect(leftOut(data, successor(point(3, '20T02', INSTANCE)), held('/dev/xvda'))).toEqual([
        [vol(2), `${vol(3)} has its device /dev/xvda, and it was last taken 2030-03-18T02:00:00.000Z`],
      ]);
    });

    test('is left out where nothing says under which device it was, or what is attached is', () => {
      const gone = [[vol(2), 'not attached any more, and last taken 2030-03-18T02:00:00.000Z']];

      expect(leftOut(attached('/dev/sdf'), volume(2, false, [point(2, '18T02', INSTANCE)]))).toEqual(gone);
      expect(leftOut(ATTACHED, volume(2, false, [point(2, '18T02', INSTANCE)]))).toEqual(gone);
      expect(leftOut(ATTACHED, held('/dev/sdf'))).toEqual([]);
    });
  });

  test('counts at a time at which it was there', () => {
    const moved = volume(2, false, [point(3, '20T02', OTHER), point(2, '18T02', INSTANCE)]);
    const there = volume(1, true, [point(4, '20T02', INSTANCE), point(1, '18T02', INSTANCE)]);

    expect([...leftOutAmong([there, moved], INSTANCE, new Date('2030-03-19T00:00:00Z'))]).toEqual([]);
  });
});

test('a volume that is attached counts, whatever its points say', () => {
  expect(leftOut(ATTACHED, volume(2, true, [point(2, '01T02', OTHER)]))).toEqual([]);
});

describe('where EC2 shows none attached, as in a DR Region', () => {
  const newest = volume(1, false, [point(1, '20T02', INSTANCE)]);

  test('what is taken weekly counts, and that of which the newest copies are missing', () => {
    expect(leftOut(newest, volume(2, false, [point(2, '12T02', INSTANCE)]))).toEqual([]);
  });

  test('what was replaced before is left out', () => {
    expect(leftOut(newest, volume(2, false, [point(2, '12T01', INSTANCE)]))).toEqual([
      [vol(2), 'not attached any more, and last taken 2030-03-12T01:00:00.000Z'],
    ]);
  });

  test('what another one has replaced since is left out, but not what is of the same run', () => {
    const held = (number: number, day: string) =>
      volume(number, false, [
        point(number, day, INSTANCE, { tags: { [INSTANCE_TAG]: INSTANCE, [DEVICE_TAG]: '/dev/xvda' } }),
      ]);

    expect(leftOut(held(1, '20T02'), held(2, '19T02'))).toEqual([
      [vol(2), `${vol(1)} has its device /dev/xvda, and it was last taken 2030-03-19T02:00:00.000Z`],
    ]);
    expect(leftOut(held(1, '20T02'), held(2, '20T01'))).toEqual([]);
  });

  test('what was at another instance by then is left out, and none is measured by it', () => {
    const moved = volume(2, false, [point(3, '20T02', OTHER), point(2, '02T02', INSTANCE)]);

    expect(leftOut(volume(1, false, [point(1, '05T02', INSTANCE)]), moved)).toEqual([
      [vol(2), `it was attached to ${OTHER} when ${snap(3)} was taken`],
    ]);
  });
});

describe('of those that count, it lacks', () => {
  const on = (device: string) => ({ tags: { [INSTANCE_TAG]: INSTANCE, [DEVICE_TAG]: device } });
  const before = volume(2, false, [point(2, '18T02', INSTANCE, on('/dev/xvda'))]);

  test('what has nothing to restore, attached or not', () => {
    const failed = volume(4, false, [point(4, '20T02', INSTANCE, { obstacle: 'failed' })]);

    expect(lackingAmong([ATTACHED, volume(3, true, []), failed], AT)).toEqual([vol(3), vol(4)]);
  });

  test('not what has come in the place of another that is restored, by whatever name', () => {
    expect(lackingAmong([before, { ...volume(3, true, []), device: 'xvda' }], AT)).toEqual([]);
    expect(lackingAmong([before, { ...volume(3, true, []), device: '/dev/sdf' }], AT)).toEqual([vol(3)]);
  });

  test('nor, as in a DR Region, what has come in its place later than that', () => {
    const later = volume(3, false, [point(3, '20T02', INSTANCE, on('/dev/xvda'))]);

    expect(lackingAmong([before, later], new Date('2030-03-19T00:00:00Z'))).toEqual([]);
  });
});

test('of a volume that is attached now and was elsewhere then, that is said', () => {
  const moved = volume(2, true, [point(2, '20T02', OTHER)]);
  const alone = volume(3, true, [point(3, '20T02')]);

  expect(attachedElsewhere([ATTACHED, moved, alone], INSTANCE, AT)).toEqual([
    `${vol(2)} was attached to ${OTHER} when ${snap(2)} was taken: it may hold other data.`,
  ]);
});

test('what is left out is named with the reason', () => {
  expect(
    leftOutInWords(
      new Map([
        [vol(1), 'one'],
        [vol(2), 'two'],
      ]),
    ),
  ).toBe(`${vol(1)} (one), ${vol(2)} (two)`);
});

test('what was taken at one time and is of no set is not said to be of two times', () => {
  const [one, two] = [point(1, '20T02'), point(2, '20T02')];

  expect(momentsInWords([[one], [two]], AT)).toBe('taken 2030-03-20T02:00:00.000Z, and of no one set.');
});
