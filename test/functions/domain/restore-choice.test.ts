import { newestOf, togetherOf } from '../../../functions/domain/restore-choice';
import type { RestorePoint } from '../../../functions/domain/restore-points';
import { snap, snapshot, vol } from '../../support/builders';

const INSTANCE = 'i-0123456789abcdef0';
const OTHER = 'i-00000000000000009';
const WHEN = { region: 'us-east-1', at: new Date('2030-03-20T12:00:00Z') };

const day = (number: number): string => `2030-03-${number}T02:00:00.000Z`;

/** Of one volume, the snapshot of a day. */
const point = (of: number, number: number, more: Partial<RestorePoint> = {}): RestorePoint => ({
  ...snapshot(snap(`${of}${number}`), day(number), {
    volumeId: vol(of),
    tags: { 'snapshot-keeper:instance': INSTANCE },
  }),
  isOurs: true,
  ...more,
});

const at = (instance: string): Partial<RestorePoint> => ({ tags: { 'snapshot-keeper:instance': instance } });
const newer = (number: number, why: string): string =>
  `${snap(`1${number}`)} of ${vol(1)}, taken ${day(number)}, is newer and left out: ${why}.`;

describe('of a volume', () => {
  test.each<[what: string, more: Partial<RestorePoint>, why: string]>([
    ['is not finished', { obstacle: 'not finished yet' }, 'not finished yet'],
    ['is of others', { isOurs: false }, 'not of this deployment'],
    ['IAM denies', { isDenied: true }, 'its tag snapshot-keeper:managed-by is lost or edited'],
    ['has failed, of others', { isOurs: false, obstacle: 'failed' }, 'failed'],
  ])('the next one is taken where the newest %s, and that is said', (_, more, why) => {
    expect(newestOf(vol(1), [point(1, 20, more), point(1, 19)], WHEN)).toEqual({
      points: [point(1, 19)],
      notes: [newer(20, why)],
    });
  });

  test('of several that are newer the newest is named', () => {
    const failed = { obstacle: 'failed' };

    expect(
      newestOf(
        vol(1),
        [point(1, 20, failed), point(1, 19, failed), point(1, 18), point(1, 17, failed)],
        WHEN,
      ),
    ).toEqual({
      points: [point(1, 18)],
      notes: [`${newer(20, 'failed')} Left out between them: 1.`],
    });
  });

  test('what is newer than the time of the restore is nothing that is left out', () => {
    const when = { ...WHEN, at: new Date('2030-03-19T12:00:00Z') };

    expect(newestOf(vol(1), [point(1, 20, { obstacle: 'failed' }), point(1, 19)], when)).toEqual({
      points: [point(1, 19)],
      notes: [],
    });
  });

  test('nor is a second copy of the same data', () => {
    expect(newestOf(vol(1), [point(1, 20, { obstacle: 'failed' }), point(1, 20)], WHEN)).toEqual({
      points: [point(1, 20)],
      notes: [],
    });
  });

  test('where IAM denies the only one, it is refused, and why', () => {
    expect(newestOf(vol(1), [point(1, 20, { isDenied: true })], WHEN)).toEqual({
      refused: `${vol(1)} has nothing in us-east-1 that can be restored at 2030-03-20T12:00:00.000Z. The newest, ${snap('120')}, is left out: its tag snapshot-keeper:managed-by is lost or edited.`,
    });
  });
});

const partOf = (...ids: string[]): string =>
  `${INSTANCE} would not be whole: of ${ids.join(', ')} there is nothing in us-east-1 that can be restored at 2030-03-20T12:00:00.000Z. The others are restored without with --partly, Partly=true in the runbook.`;

describe('of an instance', () => {
  test('it is only a part where volumes that belong to it have nothing, attached or gone, and all of them are named', () => {
    const choice = togetherOf(
      INSTANCE,
      [
        { volumeId: vol(1), isAttached: true, points: [point(1, 20)] },
        { volumeId: vol(2), isAttached: true, points: [] },
        { volumeId: vol(3), isAttached: false, points: [point(3, 20, { obstacle: 'failed' })] },
      ],
      WHEN,
    );

    expect(choice).toMatchObject({ points: [point(1, 20)], whyPartly: partOf(vol(2), vol(3)) });
  });

  test('a volume that was moved to another one is left out, and named', () => {
    const moved = [point(2, 20, at(OTHER)), point(2, 19)];

    expect(
      togetherOf(
        INSTANCE,
        [
          { volumeId: vol(1), isAttached: true, points: [point(1, 20)] },
          { volumeId: vol(2), isAttached: false, points: moved },
        ],
        WHEN,
      ),
    ).toEqual({
      points: [point(1, 20)],
      notes: [
        `Left out: ${vol(2)} (it was attached to ${OTHER} when ${snap('220')} was taken). Each can be restored alone, by its own id.`,
      ],
    });
  });

  test('one that is attached and was elsewhere then is taken, and that is said', () => {
    expect(
      togetherOf(INSTANCE, [{ volumeId: vol(1), isAttached: true, points: [point(1, 20, at(OTHER))] }], WHEN),
    ).toEqual({
      points: [point(1, 20, at(OTHER))],
      notes: [`${vol(1)} was attached to ${OTHER} when ${snap('120')} was taken: it may hold other data.`],
    });
  });

  test('of each volume it is said what is newer than what is taken, or why there is nothing', () => {
    const failed = { obstacle: 'failed' };

    expect(
      togetherOf(
        INSTANCE,
        [
          { volumeId: vol(1), isAttached: true, points: [point(1, 20, failed), point(1, 19)] },
          { volumeId: vol(2), isAttached: true, points: [point(2, 20, failed)] },
        ],
        WHEN,
      ),
    ).toEqual({
      points: [point(1, 19)],
      notes: [
        `Together, one volume, of ${day(19)}. 1 of its 2 volumes cannot be restored.`,
        newer(20, 'failed'),
        `${vol(2)} has nothing here that can be restored. The newest, ${snap('220')}, is left out: failed.`,
      ],
      whyPartly: partOf(vol(2)),
    });
  });

  test('where all are left out, it is refused, and they are named', () => {
    expect(
      togetherOf(
        INSTANCE,
        [{ volumeId: vol(2), isAttached: false, points: [point(2, 20, at(OTHER))] }],
        WHEN,
      ),
    ).toEqual({
      refused: `No volume of ${INSTANCE} has anything in us-east-1 that can be restored at 2030-03-20T12:00:00.000Z. Left out: ${vol(2)} (it was attached to ${OTHER} when ${snap('220')} was taken). Each can be restored alone, by its own id.`,
    });
  });
});
