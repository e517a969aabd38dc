import { Reached } from '../../functions/take-snapshots/tally';
import { NONE_UNANSWERED } from '../../functions/take-snapshots/unanswered';
import { vol } from '../support/builders';
import { DAILY, DUE, INPUT, reached, snapshotOf, volume, world, type Facts } from '../support/taking-world';

const DAILY_IMAGES = { ...DAILY, mode: 'image' } as const;

/** Volume 1, from which the instance boots, and 2. */
const ATTACHED = { 'i-1': [vol(1), vol(2)] };
const on = (digits: number, instanceId = 'i-1') => ({ ...volume(digits), instanceId });
const TWO = [on(1), on(2)];

const images = (facts: Facts) =>
  world({ volumes: TWO, attached: ATTACHED, schedules: { daily: DAILY_IMAGES }, ...facts });

const asked = (done: readonly string[]): string[] =>
  done.filter((what) => !what.startsWith('look') && !what.startsWith('instances'));

test('an AMI is made of an instance by one call, which takes all of its volumes', async () => {
  const { run, done } = images({});
  await expect(run(INPUT)).resolves.toEqual(
    reached({
      taken: 2,
      snapshotIds: [snapshotOf(vol(1)), snapshotOf(vol(2))],
      after: vol(1),
      ahead: [],
      turn: 'images',
      imaged: ['00000001 8 0', '00000002 8 0'],
      imagedBy: [['daily']],
      waitSeconds: 600,
    }),
  );
  expect(asked(done)).toEqual([`image of i-1 by daily ${DUE}`]);
});

describe('ten minutes after the last AMI is made it is looked at once', () => {
  const DIGESTED = { schedules: { daily: { ...DAILY_IMAGES, digest: 'always' } } } as const;
  const made = () => images(DIGESTED).run(INPUT);

  test('what is there counts as taken, and nothing is made anew', async () => {
    const { run, done } = images({ ...DIGESTED, imaged: [vol(1), vol(2)] });
    const progress = await run({ ...INPUT, progress: await made() });
    expect(progress).toMatchObject({
      taken: 2,
      failed: 0,
      waitSeconds: 0,
      bySchedule: { daily: { taken: 2 } },
    });
    expect(progress.digest).toBeDefined();
    expect(asked(done)).toEqual([]);
  });

  test('what an AMI does not hold that has failed meanwhile counts as failed, and nothing is made anew', async () => {
    const { run, done } = images({ ...DIGESTED, volumes: [...TWO, volume(4)], imaged: [vol(2)] });
    const { digest, ...progress } = await run({ ...INPUT, progress: await made() });
    expect(progress).toMatchObject({
      taken: 1,
      failed: 1,
      waitSeconds: 0,
      failures: [
        {
          volumeId: vol(1),
          reason:
            'EC2 has answered that its AMI is being made, and shows none with a snapshot of it that has not failed',
        },
      ],
      bySchedule: { daily: { taken: 1, takenGib: 8, failed: 1 } },
    });
    expect(digest).toBeUndefined();
    expect(asked(done)).toEqual([]);
  });

  test('where all of an AMI has failed each of its volumes does', async () => {
    const progress = await images({}).run({ ...INPUT, progress: await made() });
    expect(progress).toMatchObject({
      taken: 0,
      failed: 2,
      failures: [{ volumeId: vol(1) }, { volumeId: vol(2) }],
    });
  });

  test('also where a call before has made it, and what could not be taken fails once', async () => {
    const before = await images({ ...DIGESTED, imaged: [vol(1)], bootless: ['i-1'] }).run(INPUT);
    expect(before).toMatchObject({ taken: 1, failed: 1, imaged: ['00000001 8 0'], waitSeconds: 600 });
    await expect(images(DIGESTED).run({ ...INPUT, progress: before })).resolves.toMatchObject({
      taken: 0,
      failed: 2,
      waitSeconds: 0,
    });
  });

  test('also where the volume has been detached since', async () => {
    const { run } = images({ volumes: [on(1), volume(2)], imaged: [vol(1)] });
    await expect(run({ ...INPUT, progress: await made() })).resolves.toMatchObject({ taken: 1, failed: 1 });
  });

  test('also where it has gone to another instance', async () => {
    const { run } = images({
      volumes: [on(1), on(2, 'i-2')],
      attached: { 'i-1': [vol(1)], 'i-2': [vol(2)] },
    });
    await expect(run({ ...INPUT, progress: await made() })).resolves.toMatchObject({ taken: 0, failed: 2 });
  });

  test('what was deleted with its instance, which had an AMI that has failed, is gone, and the digest says so', async () => {
    const { run } = images({ ...DIGESTED, volumes: [volume(4)], attached: {} });
    const progress = await run({ ...INPUT, progress: await made() });
    expect(progress).toMatchObject({
      taken: 0,
      failed: 0,
      waitSeconds: 0,
      bySchedule: { daily: { taken: 0, takenGib: 0, gone: 2, failed: 0 } },
    });
    expect(progress.digest?.message).toContain('  Skipped:          2, deleted meanwhile or covered no more');
  });

  test('what was deleted with its instance, and is in its AMI, counts as taken', async () => {
    const { run } = images({ volumes: [], attached: {}, imaged: [vol(1), vol(2)] });
    await expect(run({ ...INPUT, progress: await made() })).resolves.toMatchObject({
      taken: 2,
      bySchedule: { daily: { taken: 2, takenGib: 16, gone: 0 } },
    });
  });

  test('what no schedule covers any more is gone of those that covered it, and of no other', async () => {
    const tagged = { ...DAILY_IMAGES, instances: { tagKey: 'Backup', tagValues: ['nightly'] } };
    const schedules = { daily: DAILY_IMAGES, tagged };
    const facts = { schedules: { ...schedules, daily: { ...DAILY_IMAGES, selection: { tagKey: 'Role' } } } };
    const before = await images({ ...facts, tagged: { nightly: ['i-1'] } }).run(INPUT);
    expect(before).toMatchObject({ taken: 2, imagedBy: [['tagged']] });
    await expect(images(facts).run({ ...INPUT, progress: before })).resolves.toMatchObject({
      taken: 0,
      failed: 0,
      bySchedule: { daily: { taken: 0, gone: 0 }, tagged: { taken: 0, takenGib: 0, gone: 2 } },
    });
  });

  test('what has been attached since was in none, and has not failed', async () => {
    const { run } = images({ volumes: [...TWO, on(3)], imaged: [vol(1), vol(2)] });
    await expect(run({ ...INPUT, progress: await made() })).resolves.toMatchObject({
      taken: 2,
      failed: 0,
      failures: [],
    });
  });

  test('what has failed before is counted once, also beyond the first twenty, of which the reason is kept', async () => {
    const single = Array.from({ length: 21 }, (_, at) => volume(10 + at));
    const no = [{ outcome: 'refused', reason: 'no' }] as const;
    const facts = {
      volumes: [...single, on(80), on(81)],
      attached: { 'i-1': [vol(80), vol(81)] },
      imaged: [vol(80)],
      bootless: ['i-1'],
      takings: Object.fromEntries(single.map(({ volumeId }) => [volumeId, no])),
    };
    const progress = await images(facts).run(INPUT);
    expect(progress).toMatchObject({ taken: 1, failed: 22, turn: 'images' });
    await expect(images(facts).run({ ...INPUT, progress })).resolves.toMatchObject({ taken: 1, failed: 22 });
  });

  test('where a call of an older version has noted instances, EC2’s first answer is believed', async () => {
    const progress = reached({ taken: 2, turn: 'images', after: vol(2), imaged: ['i-0000000000000000a'] });
    const { run } = images({ imaged: [] });
    await expect(run({ ...INPUT, progress: Reached.parse(progress) })).resolves.toMatchObject({
      taken: 2,
      failed: 0,
      waitSeconds: 0,
    });
  });

  test('of more than 4,000 volumes these are looked at, for which the state has room', async () => {
    const imaged = Array.from({ length: 3999 }, (_, at) => String(10_000_000 + at));
    const progress = reached({ taken: 3999, imaged });
    const { imaged: after, taken } = await images({}).run({ ...INPUT, progress });
    expect([after.length, after.filter((one) => !imaged.includes(one)), taken]).toEqual([
      4000,
      ['00000001 8 0'],
      4001,
    ]);
  });
});

test('of an instance with one volume as well', async () => {
  const { run, done } = images({ volumes: [on(1)], attached: { 'i-1': [vol(1)] } });
  await run(INPUT);
  expect(asked(done)).toEqual([`image of i-1 by daily ${DUE}`]);
});

test('what is attached and not covered is left out', async () => {
  const { run, done } = images({ attached: { 'i-1': [vol(1), vol(2), vol(3)] } });
  await expect(run(INPUT)).resolves.toMatchObject({ taken: 2, failed: 0 });
  expect(asked(done)).toEqual([`image of i-1 without /dev/3 by daily ${DUE}`]);
});

test('a volume that is attached to nothing has a snapshot by itself', async () => {
  const { run, done } = images({ volumes: [...TWO, volume(4)] });
  await expect(run(INPUT)).resolves.toMatchObject({ taken: 3 });
  expect(asked(done)).toEqual([`image of i-1 by daily ${DUE}`, `take 4 by keeper daily ${DUE}`]);
});

test('where another schedule covers the other volumes of the instance, the AMI holds these for it', async () => {
  const { run, done } = images({
    volumes: [on(1), { ...on(2), tags: { Backup: 'yes', Role: 'database' } }],
    schedules: {
      daily: { ...DAILY_IMAGES, selection: { tagKey: 'Backup' } },
      databases: { ...DAILY, selection: { tagKey: 'Role' } },
    },
  });
  await expect(run(INPUT)).resolves.toMatchObject({
    bySchedule: { daily: { taken: 2 }, databases: { taken: 1 } },
  });
  expect(asked(done)).toEqual([`image of i-1 by daily+databases ${DUE}`]);
});

test.each<[what: string, facts: Facts, reason: string]>([
  [
    'the volume that it boots from is not covered',
    { volumes: [on(2)] },
    `${vol(1)}, from which i-1 boots, is not covered, or has a snapshot of this time already, and an AMI needs it`,
  ],
  [
    'it boots from an instance store',
    { bootless: ['i-1'] },
    'i-1 boots from no volume, and an AMI needs one',
  ],
])('where %s, each volume counts as failed, with the reason', async (_, facts, reason) => {
  const { run, done } = images(facts);
  const { failures, taken } = await run(INPUT);
  expect(taken).toBe(0);
  expect(new Set(failures.map((one) => one.reason))).toEqual(new Set([reason]));
  expect(asked(done)).toEqual([]);
});

test.each<[what: string, facts: Facts]>([
  ['the instance is gone', { attached: {} }],
  ['a volume has been detached', { attached: { 'i-1': [vol(1)] } }],
  ['EC2 does not answer', { imageTakings: [{ outcome: 'unknown', reason: 'no answer' }] }],
])('where %s as far as EC2 shows, it is looked at anew ten minutes later', async (_, facts) => {
  const { run } = images(facts);
  await expect(run(INPUT)).resolves.toMatchObject({
    waitSeconds: 600,
    turn: 'unanswered',
    unanswered: { due: [1, 2].map((digits) => ({ volumeId: vol(digits), inVain: { unknown: 1 } })) },
  });
});

test.each<[what: string, facts: Facts]>([
  ['the instance is gone', { attached: {} }],
  ['a volume has been detached', { attached: { 'i-1': [vol(1)] } }],
])('where %s at the third look as well, each volume counts as failed', async (_, facts) => {
  const unanswered = {
    ...NONE_UNANSWERED,
    due: [1, 2].map((digits) => ({ volumeId: vol(digits), inVain: { unknown: 2 } })),
  };
  const progress = reached({ turn: 'unanswered', after: vol(2), unanswered });

  await expect(images(facts).run({ ...INPUT, progress })).resolves.toMatchObject({ failed: 2, taken: 0 });
});

test('what an AMI of this time holds is taken, and no other one is made', async () => {
  const { run, done } = images({ imaged: [vol(1), vol(2)] });
  await expect(run(INPUT)).resolves.toMatchObject({ taken: 2, failed: 0 });
  expect(asked(done)).toEqual([]);
});

test('what EC2 does not show yet of an AMI counts as taken, without an id', async () => {
  const { run } = images({
    imageTakings: [{ outcome: 'taken', imageId: 'ami-1', snapshotIds: new Map() }],
  });
  await expect(run(INPUT)).resolves.toMatchObject({ taken: 2, failed: 0, snapshotIds: [] });
});

test('where another schedule freezes the instance, an AMI is made of it as it runs, and people hear so', async () => {
  const freeze = { application: 'none', thawAfterSeconds: 30, otherwise: 'takeAnyway' } as const;
  const { run, done } = images({
    schedules: { daily: DAILY_IMAGES, frozen: { ...DAILY, mode: 'instance', freeze, digest: 'always' } },
  });
  await expect(run(INPUT)).resolves.toMatchObject({
    taken: 2,
    unfrozen: [
      {
        instanceId: 'i-1',
        reason: 'a schedule of the mode image makes an AMI of it, for which nothing is frozen',
      },
    ],
    bySchedule: { frozen: { taken: 2, consistency: { crash: 2 } } },
  });
  expect(asked(done)).toEqual([`image of i-1 by daily+frozen ${DUE}`]);
});

describe('an instance is rebooted', () => {
  const REBOOTING = { ...DAILY_IMAGES, rebootsForMinutes: 240 };
  const rebooting = (facts: Facts = {}) =>
    images({ schedules: { daily: DAILY_IMAGES, quiet: REBOOTING }, ...facts });
  const AS_IT_RUNS = `image of i-1 by daily+quiet ${DUE}`;
  const REBOOTED = `image of i-1, rebooted, by daily+quiet ${DUE}`;

  test('where any schedule that covers it says so', async () => {
    const { run, done } = rebooting();
    await run(INPUT);
    expect(asked(done)).toEqual([REBOOTED]);
  });

  test.each([
    ['2030-01-01T05:00:00Z', REBOOTED],
    ['2030-01-01T05:00:01Z', AS_IT_RUNS],
  ])('as long as runs may last: at %s: %s', async (now, what) => {
    const { run, done } = rebooting({ now });
    await run(INPUT);
    expect(asked(done)).toEqual([what]);
  });

  test('never by hand', async () => {
    const scheduledAt = '2030-01-01T00:59:00Z';
    const { run, done } = rebooting({ now: scheduledAt });
    await run({ ...INPUT, scheduledAt, schedule: 'quiet' });
    expect(asked(done)).toEqual([`image of i-1 by quiet ${scheduledAt}`]);
  });

  test.each(['busy', 'volume busy'] as const)(
    'once: where EC2 answers %s, and may have done so already, the AMI is made as it runs',
    async (outcome) => {
      const { run, done } = rebooting({ imageTakings: [{ outcome, reason: 'not now' }] });
      await run(INPUT);
      expect(asked(done)).toEqual([REBOOTED, AS_IT_RUNS]);
    },
  );

  test('and so it is by the next call, where the one before has heard nothing', async () => {
    const unheard = { outcome: 'unknown', reason: 'no answer' } as const;
    const progress = await rebooting({ imageTakings: [unheard] }).run(INPUT);
    const { run, done } = rebooting();
    await run({ ...INPUT, progress });
    expect(asked(done)).toEqual([AS_IT_RUNS]);
  });

  test('also where EC2 has been busy until the time of a call was over', async () => {
    const busy = { outcome: 'busy', reason: 'not now' } as const;
    const { run } = rebooting({ imageTakings: Array.from({ length: 99 }, () => busy) });
    await expect(run(INPUT)).resolves.toMatchObject({
      tried: { volumeId: vol(1), inVain: { busy: 1 } },
    });
  });
});

test('an instance that a person names is taken as a set, and AMIs are no matter of that', async () => {
  const { run, done } = images({});
  await run({ ...INPUT, instanceId: 'i-1' });
  expect(asked(done)).toEqual([`take 2 of i-1 by  ${DUE}`]);
});

test('where no schedule makes AMIs, EC2 is asked for none', async () => {
  const { run, done } = images({ schedules: { daily: DAILY } });
  await run(INPUT);
  expect(done.filter((what) => what.includes('images'))).toEqual([]);
});
