import { calendarOf } from '../../../functions/domain/calendar';
import { withImages, type Image } from '../../../functions/domain/image';
import { ManagedVolumes } from '../../../functions/domain/managed-volumes';
import { planTogether } from '../../../functions/domain/plan-together';
import type { ScheduleRetention } from '../../../functions/domain/schedule-retention';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { short, snap, snapshot, vol } from '../../support/builders';
import { ami, image, imageMember } from '../../support/images';

/** Snapshots 1 and 2 of the volumes 1 and 2 with the AMI of the tenth, 3 and 4 with that of the eleventh. */
const TWO_DAYS = [10, 11].flatMap((day, index) => [
  imageMember({ id: 2 * index + 1, volume: 1, day }),
  imageMember({ id: 2 * index + 2, volume: 2, day }),
]);
const IMAGES = [image(10, [1, 2]), image(11, [3, 4])];

/** Under `last 1`, without a limit: what becomes of all, by id. */
function plan(
  managed: readonly ManagedSnapshot[],
  images: readonly Image[],
  { now = '2030-03-11T03:00:00Z', retention = {} }: { now?: string; retention?: ScheduleRetention } = {},
): string[] {
  const marked = withImages(managed, { deployment: 'keeper', images, now: new Date(now) });
  const plans = planTogether({
    managed: new ManagedVolumes(marked.map((one) => ({ ...one, takenAt: one.startedAt }))),
    volumeId: vol(1),
    overrideTag: 'snapshot-keeper:retain',
    retention: { last: 1 },
    schedules: { deployment: 'keeper', retention },
    copyRetention: {},
    deletionLimit: 'none',
    calendar: calendarOf('UTC'),
    now: new Date(now),
  });
  return [...plans.values()].flatMap(({ verdicts }) =>
    verdicts.map(({ snapshotId, action, reasons }) =>
      short(`${snapshotId} ${action}: ${reasons.join('; ')}`),
    ),
  );
}

test('a newer whole AMI lets the older one go, of all volumes at once', () => {
  expect(plan(TWO_DAYS, IMAGES)).toEqual([
    'snap-3 keep: last 1 of 1',
    'snap-1 remove: kept by no rule of last 1',
    'snap-4 keep: last 1 of 1',
    'snap-2 remove: kept by no rule of last 1',
  ]);
});

test('while a snapshot of the newer AMI is pending, the older AMI stays', () => {
  const managed = TWO_DAYS.map((one) => (one.snapshotId === snap(4) ? { ...one, state: 'pending' } : one));
  expect(plan(managed, IMAGES).filter((line) => line.includes('remove'))).toEqual([]);
});

test.each(['pending', 'failed', 'invalid', 'unknown'])(
  'while the newer AMI is %s, whatever its snapshots are, the older one stays',
  (state) => {
    const newer = image(11, [3, 4], { state });
    expect(plan(TWO_DAYS, [IMAGES[0]!, newer])).toEqual([
      `snap-3 keep: ${ami(11)} is ${state}: not counted`,
      'snap-1 keep: last 1 of 1',
      `snap-4 keep: ${ami(11)} is ${state}: not counted`,
      'snap-2 keep: last 1 of 1',
    ]);
  },
);

test('a newer AMI that is disabled counts', () => {
  const newer = image(11, [3, 4], { state: 'disabled' });
  expect(plan(TWO_DAYS, [IMAGES[0]!, newer])[1]).toBe('snap-1 remove: kept by no rule of last 1');
});

test.each([
  ['failed', 'remove: kept by no rule of last 1, its set whole or not'],
  ['invalid', 'remove: kept by no rule of last 1, its set whole or not'],
  ['pending', `blocked: ${ami(10)} is pending`],
])('an older AMI that is %s: %s', (state, verdict) => {
  const lines = plan(TWO_DAYS, [image(10, [1, 2], { state }), IMAGES[1]!]);
  expect(lines.filter((line) => /^snap-[12] /.test(line))).toEqual([
    `snap-1 ${verdict}`,
    `snap-2 ${verdict}`,
  ]);
});

test.each([
  ['EC2 does not show the newer AMI yet', [IMAGES[0]!], '2030-03-11T02:30:00Z'],
  ['EC2 does not say yet what the newer AMI holds', [IMAGES[0]!, image(11, [])], '2030-03-11T03:00:00Z'],
])('while %s, the older one stays', (_, images, now) => {
  expect(plan(TWO_DAYS, images, { now }).filter((line) => line.includes('remove'))).toEqual([]);
});

test('what somebody has left of an AMI that is deregistered is pruned as single snapshots are', () => {
  const held = TWO_DAYS.map((one) =>
    one.snapshotId === snap(2) ? { ...one, tags: { ...one.tags, 'snapshot-keeper:hold': 'audit' } } : one,
  );
  const outcome = (images: readonly Image[]) =>
    plan(held, images).flatMap((line) => (/^snap-[12] /.test(line) ? line.split(':')[0]! : []));
  expect(outcome(IMAGES)).toEqual(['snap-1 blocked', 'snap-2 blocked']);
  expect(outcome([IMAGES[1]!])).toEqual(['snap-1 remove', 'snap-2 blocked']);
});

test('an older AMI stays while EC2 does not say what it holds', () => {
  const line = `EC2 does not say what ${ami(10)} holds`;
  expect(plan(TWO_DAYS, [image(10, []), IMAGES[1]!]).filter((text) => text.includes('blocked'))).toEqual([
    `snap-1 blocked: ${line}`,
    `snap-2 blocked: ${line}`,
  ]);
});

test('an AMI that holds what is not ours is not given up, so that nothing prunes for it again and again', () => {
  const own = TWO_DAYS.filter(({ snapshotId }) => snapshotId !== snap(2));
  const lines = plan(own, IMAGES, { now: '2035-03-11T03:00:00Z' });
  expect(lines.filter((line) => line.startsWith('snap-1 '))).toEqual([
    `snap-1 blocked: ${ami(10)} stays whole: it holds a snapshot that is not ours to delete`,
  ]);
});

test('also of an instance with one volume of ours', () => {
  const own = TWO_DAYS.filter(({ volumeId }) => volumeId === vol(1));
  const lines = plan(own, [IMAGES[0]!, image(11, [3])], { now: '2035-03-11T03:00:00Z' });
  expect(lines[1]).toBe(
    `snap-1 blocked: ${ami(10)} stays whole: it holds a snapshot that is not ours to delete`,
  );
});

test('a protected AMI blocks all that it holds', () => {
  const line = `${ami(10)} is protected from deregistration`;
  const images = [image(10, [1, 2], { isProtected: true }), IMAGES[1]!];
  expect(plan(TWO_DAYS, images).filter((text) => text.includes('blocked'))).toEqual([
    `snap-1 blocked: ${line}`,
    `snap-2 blocked: ${line}`,
  ]);
});

test.each([
  ['', 'no reason given'],
  ['legal case 4711', 'legal case 4711'],
])('an AMI that a person holds for the reason "%s" blocks all that it holds', (hold, words) => {
  const images = [image(10, [1, 2], { hold }), IMAGES[1]!];
  expect(plan(TWO_DAYS, images).filter((text) => text.includes('blocked'))).toEqual([
    `snap-1 blocked: ${ami(10)} is held: ${words}`,
    `snap-2 blocked: ${ami(10)} is held: ${words}`,
  ]);
});

test('the rules of a schedule keep the AMIs that were made for it', () => {
  const of = (schedule: string) => plan(TWO_DAYS, IMAGES, { retention: { [schedule]: { last: 2 } } })[1];
  expect(of('nightly')).toBe("snap-1 keep: nightly's last 2 of 2");
  expect(of('hourly')).toBe('snap-1 remove: kept by no rule of last 1');
});

describe('what an AMI holds that a person has deregistered', () => {
  const rules = (description: string) =>
    plan(
      TWO_DAYS.map((one) => ({ ...one, description })),
      [],
      { retention: { nightly: { last: 2 } } },
    )[1];

  test('is kept as if it were of each schedule, since its name is gone that said of which', () => {
    expect(rules(TWO_DAYS[0]!.description)).toBe("snap-1 keep: nightly's last 2 of 2");
  });

  test('unlike what EC2 did not take with one', () => {
    expect(rules('nightly')).toBe('snap-1 remove: kept by no rule of last 1');
  });
});

/** Of both volumes, at one moment of a day. */
const setOn = (day: number) =>
  [1, 2].map((volume) =>
    snapshot(snap(`${day}${volume}`), `2030-03-${day}T03:00:00Z`, {
      volumeId: vol(volume),
      description: `snapshot-keeper keeper: due 2030-03-${day}T03:00:00Z by apps, set 0123456789${day}/2`,
      tags: { 'snapshot-keeper:volume': vol(volume) },
    }),
  );

test('however many sets are newer, the newest AMI stays, since nothing can be launched from a set', () => {
  const held = [...TWO_DAYS, ...setOn(12), ...setOn(13)];
  const lines = (now: string) => plan(held, IMAGES, { now }).filter((line) => /^snap-[13] /.test(line));
  expect(lines('2030-03-13T04:00:00Z')).toEqual([
    'snap-3 keep: the newest AMI',
    'snap-1 remove: kept by no rule of last 1',
  ]);
  expect(lines('2035-03-13T00:00:00Z')[0]).toBe('snap-3 keep: the newest AMI');
});

describe('the only AMI of an instance that can be launched', () => {
  /** Of each volume nightly snapshots after the AMI. */
  const nightly = (...volumes: readonly number[]) =>
    volumes.flatMap((volume) =>
      [20, 21, 22].map((day) =>
        snapshot(snap(`${day}${volume}`), `2030-03-${day}T03:00:00Z`, {
          volumeId: vol(volume),
          tags: { 'snapshot-keeper:volume': vol(volume) },
        }),
      ),
    );
  const OF_APRIL = '2030-04-30T00:00:00Z';
  const of = (lines: readonly string[], ...ids: readonly number[]): string[] =>
    lines.filter((line) => ids.some((id) => line.startsWith(`snap-${id} `)));

  test('stays for as long as its schedule comes, be it once in a quarter or never again', () => {
    const held = [...TWO_DAYS.slice(0, 2), ...nightly(1, 2)];
    const lines = (now: string) => of(plan(held, [IMAGES[0]!], { now }), 1, 2);
    const stays = ['snap-1 keep: the newest AMI', 'snap-2 keep: the newest AMI'];
    expect(lines(OF_APRIL)).toEqual(stays);
    expect(lines('2035-04-30T00:00:00Z')).toEqual(stays);
  });

  test('stays though a newer one was to be made, and has failed', () => {
    const held = [...TWO_DAYS, ...nightly(1, 2)];
    const images = [IMAGES[0]!, image(11, [3, 4], { state: 'failed' })];
    expect(of(plan(held, images, { now: OF_APRIL }), 1, 2, 3)).toEqual([
      'snap-3 remove: kept by no rule of last 1, its set whole or not',
      'snap-1 keep: the newest AMI',
      'snap-2 keep: the newest AMI',
    ]);
  });

  test('goes once a newer one is whole, or somebody has deregistered it', () => {
    const held = [...TWO_DAYS, ...nightly(1, 2)];
    const gone = (images: readonly Image[], more: readonly ManagedSnapshot[]) =>
      of(plan(more, images, { now: OF_APRIL }), 1, 2).map((line) => line.split(':')[0]);
    expect(gone(IMAGES, held)).toEqual(['snap-1 remove', 'snap-2 remove']);
    // Nothing ties both volumes together any more.
    expect(gone([], held)).toEqual(['snap-1 remove']);
  });

  test('is not one that holds a volume which is on the instance no more, of which there are newer ones: 35 days later its single snapshots take its place', () => {
    const held = [...TWO_DAYS, imageMember({ id: 5, volume: 3, day: 10 }), ...nightly(3)];
    const images = [image(10, [1, 2, 5]), IMAGES[1]!];
    const lines = (now: string) => of(plan(held, images, { now }), 1, 5);
    expect(lines('2030-04-14T00:00:00Z')).toEqual([
      'snap-1 blocked: its set stays whole: snap-5 of vol-3 is kept (the newest AMI)',
      'snap-5 keep: the newest AMI',
    ]);
    expect(lines(OF_APRIL)).toEqual([
      'snap-1 remove: kept by no rule of last 1',
      'snap-5 remove: kept by no rule of last 1',
    ]);
  });

  test('makes room for that of the instance which has all of its volumes now', () => {
    const moved = image(11, [3, 4], { name: IMAGES[1]!.name.replace('000a ', '000b ') });
    expect(of(plan(TWO_DAYS, [IMAGES[0]!, moved], { now: OF_APRIL }), 1, 2)).toEqual([
      'snap-1 remove: kept by no rule of last 1',
      'snap-2 remove: kept by no rule of last 1',
    ]);
  });
});

test('an AMI takes the place of an older set', () => {
  const [older] = plan([...setOn(10), ...TWO_DAYS.slice(2)], [IMAGES[1]!]).filter((line) =>
    line.startsWith('snap-101 '),
  );
  expect(older).toBe('snap-101 remove: kept by no rule of last 1');
});
