import type { FreezeWish } from '../../functions/domain/freeze';
import type { Volume } from '../../functions/domain/volume';
import type { Reached } from '../../functions/take-snapshots/tally';
import type { Tried } from '../../functions/take-snapshots/take-unit';
import { NONE_UNANSWERED } from '../../functions/take-snapshots/unanswered';
import { snap, vol } from '../support/builders';
import { DAILY, DUE, INPUT, reached, volume, world, type Facts } from '../support/taking-world';

const ANYWAY: FreezeWish = { application: 'vss', otherwise: 'takeAnyway' };
const NONE: FreezeWish = { application: 'vss', otherwise: 'takeNone' };
const by = (freeze: FreezeWish) => ({ daily: { ...DAILY, mode: 'instance', freeze } }) as const;

const on = (digits: number, instanceId: string): Volume => ({ ...volume(digits), instanceId });
/** An instance with two volumes of which one is the boot volume, and a volume without an instance. */
const FLEET = {
  volumes: [on(1, 'i-a'), on(2, 'i-a'), volume(3)],
  attached: { 'i-a': [vol(1), vol(2)] },
  windows: ['i-a'],
  schedules: by(ANYWAY),
} satisfies Facts;
const BOTH = [vol(1), vol(2)];

/** What the first call answers, which has taken what needs no VSS. */
const goingOn = (more: Partial<Reached> = {}) =>
  reached({ turn: 'frozen', after: vol(3), putOff: BOTH, ...more });
const GOING_ON = { ...INPUT, progress: goingOn() };
const LOOK = `look for ${DUE}`;
const VSS = `vss i-a snapshot-keeper keeper: due ${DUE} by daily, set run1/2`;
const TAKE = `take 2 of i-a by daily ${DUE}`;
const tag = (consistency: string): string => `tag 1+2 {"snapshot-keeper:consistency":"${consistency}"}`;

test('what VSS takes comes after all that needs none, and nothing is announced, since nothing has to be thawed', async () => {
  const { run, done } = world(FLEET);

  expect(await run(INPUT)).toMatchObject({
    turn: 'frozen',
    putOff: BOTH,
    waitSeconds: 1,
    freezes: [],
    snapshotIds: [snap(3)],
  });
  expect(done).toEqual([LOOK, `take 3 by keeper daily ${DUE}`]);
});

test('the instance takes its set itself, by the description of a set of ours, which is tagged as EC2 shows it', async () => {
  const { run, done } = world({ ...FLEET, shown: [[], BOTH], ready: BOTH });

  expect(await run(GOING_ON)).toMatchObject({
    waitSeconds: 0,
    taken: 2,
    failed: 0,
    snapshotIds: [snap(1), snap(2)],
    unfrozen: [],
    bySchedule: { daily: { consistency: { application: 2 } } },
  });
  expect(done).toEqual([LOOK, VSS, LOOK, tag('application')]);
});

test('a volume alone is no set, and the boot volume is left out where nothing covers it', async () => {
  const { run, done } = world({
    ...FLEET,
    volumes: [on(2, 'i-a')],
    shown: [[], [vol(2)]],
    ready: [vol(2)],
  });

  expect(await run(GOING_ON)).toMatchObject({ taken: 1, unfrozen: [] });
  expect(done[1]).toBe(`vss i-a without boot snapshot-keeper keeper: due ${DUE} by daily`);
});

describe('EC2 decides', () => {
  test('whatever the command says: one that was given up or has failed has taken what EC2 shows', async () => {
    const outcome = async (end: 'over' | 'unknown') => {
      const vssEnds = [{ end, why: 'Failed' }];
      const { run } = world({ ...FLEET, shown: [[], BOTH], ready: BOTH, vssEnds });
      return (await run(GOING_ON)).bySchedule['daily']?.consistency;
    };

    expect(await outcome('over')).toEqual({ application: 2 });
    expect(await outcome('unknown')).toEqual({ application: 2 });
  });

  test('and is looked at for half a minute, since tags come later than snapshots', async () => {
    const { run, done, pauses } = world({ ...FLEET, shown: [[], [], [vol(1)], BOTH], ready: BOTH });

    expect(await run(GOING_ON)).toMatchObject({ taken: 2 });
    expect(done).toEqual([LOOK, VSS, LOOK, LOOK, LOOK, tag('application')]);
    expect(pauses.slice(-2)).toEqual([5000, 5000]);
  });

  test.each([
    ['one member is not tagged', [vol(1)]],
    ['no member is', []],
  ])('where %s, the whole set is as a crash would leave it', async (_, ready) => {
    const { run, done } = world({ ...FLEET, shown: [[], BOTH], ready });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 2,
      unfrozen: [{ instanceId: 'i-a', reason: 'not all of it is tagged AppConsistent: Success' }],
      bySchedule: { daily: { consistency: { crash: 2 } } },
    });
    expect(done).toEqual([LOOK, VSS, ...Array.from({ length: 7 }, () => LOOK), tag('crash')]);
  });
});

describe('an instance that cannot be asked', () => {
  const bothVolumes = { isStopped: false, volumeIds: BOTH, bootVolumeId: vol(1) };
  const cases: [what: string, facts: Partial<Facts>, reason: string][] = [
    ['is not Windows', { windows: [] }, 'it is not Windows'],
    [
      'has another data volume',
      { lookedAt: [{ ...bothVolumes, isWindows: true, volumeIds: [...BOTH, vol(9)] }] },
      `VSS cannot leave out ${vol(9)}, which is attached and not to be taken`,
    ],
    [
      'refuses the command',
      { vssEnds: [{ end: 'not run', why: 'InvalidInstanceId: m' }] },
      'InvalidInstanceId: m',
    ],
  ];

  test.each(cases)('since it %s is taken as a crash would leave it', async (_, facts, reason) => {
    const { run, done } = world({ ...FLEET, ...facts });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 2,
      unfrozen: [{ instanceId: 'i-a', reason }],
      bySchedule: { daily: { consistency: { crash: 2 } } },
    });
    expect(done.slice(-2)).toEqual([TAKE, tag('crash')]);
  });

  test.each(cases)(
    'since it %s is not taken where the schedule takes none otherwise, and tried again',
    async (_, facts, reason) => {
      const { run, done } = world({ ...FLEET, ...facts, schedules: by(NONE) });

      expect(await run(GOING_ON)).toMatchObject({
        taken: 0,
        waitSeconds: 60,
        tried: { inVain: { 'not frozen': 1 } },
      });
      expect(done).not.toContain(TAKE);

      const last = world({ ...FLEET, ...facts, schedules: by(NONE) });
      const tried = { volumeId: vol(1), inVain: { 'not frozen': 2 } };
      const { failures } = await last.run({ ...INPUT, progress: goingOn({ tried }) });
      expect(failures[0]?.reason).toBe(`i-a cannot be frozen: ${reason}`);
    },
  );

  test('since it is stopped is taken as it is', async () => {
    const { run, done } = world({ ...FLEET, stopped: ['i-a'] });

    expect(await run(GOING_ON)).toMatchObject({ bySchedule: { daily: { consistency: { stopped: 2 } } } });
    expect(done).toEqual([LOOK, TAKE, tag('stopped')]);
  });
});

describe('where the command was sent and EC2 shows nothing', () => {
  const why = 'Failed: Error: ec2-vss-agent.exe is not installed';
  const tried = { volumeId: vol(1), inVain: { unknown: 1 }, vss: why };

  test('nothing else is taken, and EC2 is asked again when its answers are of then', async () => {
    const { run, done } = world({ ...FLEET, vssEnds: [{ end: 'over', why }] });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 0,
      failed: 0,
      waitSeconds: 600,
      turn: 'unanswered',
      unanswered: { due: [tried, { ...tried, volumeId: vol(2) }] },
    });
    expect(done).not.toContain(TAKE);
  });

  test('and it may go on, when that is over as well', async () => {
    const { run } = world({ ...FLEET, vssEnds: [{ end: 'unknown', why }] });

    expect(await run(GOING_ON)).toMatchObject({ waitSeconds: 1470 });
  });

  test('also where it shows one of two: that set may become whole', async () => {
    const { run, done } = world({ ...FLEET, shown: [[], [vol(1)]], lacking: [vol(1)] });

    expect(await run(GOING_ON)).toMatchObject({
      waitSeconds: 600,
      unanswered: { due: [{ inVain: { unknown: 1 } }, {}] },
    });
    expect(done).not.toContain(TAKE);
  });

  test('or two of one set each, which both lack the other: neither is whole', async () => {
    const { run, done } = world({ ...FLEET, shown: [[], BOTH], lacking: BOTH, ready: BOTH });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 0,
      waitSeconds: 600,
      turn: 'unanswered',
      unanswered: { due: [{ inVain: { unknown: 1 } }, { inVain: { unknown: 1 } }] },
    });
    expect(done).not.toContain(tag('application'));
  });

  const inPass = (one: Tried) =>
    reached({
      turn: 'unanswered',
      after: vol(3),
      unanswered: { ...NONE_UNANSWERED, due: [one, { ...one, volumeId: vol(2) }] },
    });

  test('the next pass takes it as a crash would leave it, with what the instance has said', async () => {
    const { run, done } = world(FLEET);

    expect(await run({ ...INPUT, progress: inPass(tried) })).toMatchObject({
      taken: 2,
      unfrozen: [{ instanceId: 'i-a', reason: `VSS has taken nothing: ${why}` }],
      bySchedule: { daily: { consistency: { crash: 2 } } },
    });
    expect(done).toEqual([LOOK, TAKE, tag('crash')]);
  });

  test('or asks the instance again, three times in all, where the schedule takes none otherwise', async () => {
    const facts = { ...FLEET, schedules: by(NONE), vssEnds: [{ end: 'over', why }] } as const;
    const second = world(facts);

    expect(await second.run({ ...INPUT, progress: inPass(tried) })).toMatchObject({
      waitSeconds: 600,
      unanswered: { due: [{ inVain: { unknown: 2 } }, {}] },
    });
    expect(second.done).toContain(VSS);

    const third = world(facts);
    const last = { ...tried, inVain: { unknown: 2 } };

    expect(await third.run({ ...INPUT, progress: inPass(last) })).toMatchObject({
      waitSeconds: 0,
      failed: 2,
      failures: [{ reason: `VSS has taken nothing of ${vol(1)}, ${vol(2)}: ${why}` }, {}],
    });
    expect(third.done).not.toContain(TAKE);
  });
});

describe('a volume that VSS has left out, as AWS does what is not mounted', () => {
  /** Three volumes of which the set that EC2 shows lacks one. */
  const partial = (leftOut: number, freeze: FreezeWish) => {
    const ids = [1, 2, 3].map(vol);
    const others = ids.filter((id) => id !== vol(leftOut));
    return {
      ...FLEET,
      volumes: [on(1, 'i-a'), on(2, 'i-a'), on(3, 'i-a')],
      attached: { 'i-a': ids },
      schedules: by(freeze),
      shown: [others],
      lacking: others,
    } satisfies Facts;
  };
  const ALL = [1, 2, 3].map(vol);
  const PUT_OFF = { ...INPUT, progress: reached({ turn: 'frozen', after: vol(3), putOff: ALL }) };
  const tried = { volumeId: vol(1), inVain: { unknown: 1 }, vss: 'Success' };
  /** The pass that comes after it. */
  const nextPass = {
    ...INPUT,
    progress: reached({
      turn: 'unanswered',
      after: vol(3),
      unanswered: { ...NONE_UNANSWERED, due: ALL.map((volumeId) => ({ ...tried, volumeId })) },
    }),
  };
  const WHY = (leftOut: number): string =>
    `VSS has left out ${vol(leftOut)}, which may not be mounted: Success`;

  test('may come later, so that EC2 is asked again when its answers are of then', async () => {
    const { run, done } = world({ ...partial(3, ANYWAY), shown: [[], [vol(1), vol(2)]] });

    expect(await run(PUT_OFF)).toMatchObject({
      taken: 0,
      failed: 0,
      waitSeconds: 600,
      unanswered: { due: ALL.map((volumeId) => ({ ...tried, volumeId })) },
    });
    expect(done).toContain(`vss i-a snapshot-keeper keeper: due ${DUE} by daily, set run1/3`);
  });

  test.each([1, 2, 3])(
    'has the whole instance taken anew as a crash would leave it, and is told, whichever it is: %d of 3',
    async (leftOut) => {
      const { run, done } = world(partial(leftOut, ANYWAY));

      expect(await run(nextPass)).toMatchObject({
        taken: 3,
        failed: 0,
        waitSeconds: 0,
        unfrozen: [{ instanceId: 'i-a', reason: WHY(leftOut) }],
        bySchedule: { daily: { consistency: { crash: 3 } } },
      });
      expect(done).toEqual([
        LOOK,
        `take 3 of i-a by daily ${DUE}`,
        'tag 1+2+3 {"snapshot-keeper:consistency":"crash"}',
      ]);
    },
  );

  test.each([1, 2, 3])(
    'has all of the instance counted as failed where the schedule takes none otherwise: %d of 3',
    async (leftOut) => {
      const { run, done } = world(partial(leftOut, NONE));

      expect(await run(nextPass)).toMatchObject({
        taken: 0,
        failed: 3,
        waitSeconds: 0,
        failures: ALL.map((volumeId) => ({ volumeId, reason: WHY(leftOut) })),
      });
      expect(done).toEqual([LOOK]);
    },
  );

  test.each([1, 3])(
    'is waited for where the call that asked has died, and nothing is asked for again: %d of 3',
    async (leftOut) => {
      const { run, done } = world(partial(leftOut, ANYWAY));

      expect(await run(PUT_OFF)).toMatchObject({
        taken: 0,
        failed: 0,
        waitSeconds: 1470,
        unanswered: {
          due: ALL.map((volumeId) => ({
            volumeId,
            inVain: { unknown: 1 },
            vss: 'the call that asked for it has not told how it ended',
          })),
        },
      });
      expect(done).toEqual([LOOK]);
    },
  );

  test('is told without its id where it has been detached since', async () => {
    const { run } = world({
      ...FLEET,
      shown: [BOTH],
      lacking: BOTH,
    });

    expect(await run({ ...INPUT, progress: goingOn({ tried }) })).toMatchObject({
      taken: 2,
      unfrozen: [
        { instanceId: 'i-a', reason: 'VSS has left out a volume that was to be in its set: Success' },
      ],
    });
  });

  test('of which nothing freezes by VSS counts as failed as ever, with all that its set lacks', async () => {
    const linux = by({ application: 'none', otherwise: 'takeAnyway' });
    const { run, done } = world({ ...partial(3, ANYWAY), volumes: [on(1, 'i-a')], schedules: linux });

    const again = { ...PUT_OFF.progress, tried: { ...tried, inVain: { unknown: 2 } } };

    expect(await run({ ...INPUT, progress: again })).toMatchObject({
      failed: 1,
      failures: [{ reason: 'its set is without another volume that was to be in it' }],
    });
    expect(done).toEqual([LOOK]);
  });
});

test('a set that shows only after its call is taken as it is, and tagged: nothing is asked for again', async () => {
  const { run, done } = world({ ...FLEET, shown: [BOTH], ready: BOTH });

  expect(await run({ ...INPUT, retryCount: 1, progress: goingOn() })).toMatchObject({
    taken: 2,
    unfrozen: [],
    bySchedule: { daily: { consistency: { application: 2 } } },
  });
  expect(done).toEqual([
    LOOK,
    'tag 1 {"snapshot-keeper:consistency":"application"}',
    'tag 2 {"snapshot-keeper:consistency":"application"}',
  ]);
});

test('and one that is not tagged AppConsistent as what it is', async () => {
  const { run, done } = world({ ...FLEET, shown: [BOTH] });

  expect(await run({ ...INPUT, retryCount: 1, progress: goingOn() })).toMatchObject({
    unfrozen: [{ instanceId: 'i-a', reason: 'VSS has not tagged all of its set AppConsistent' }],
  });
  expect(done).toContain('tag 1 {"snapshot-keeper:consistency":"crash"}');
});

test.each([
  ['VSS has not called ready', [], 'VSS has not tagged all of its set AppConsistent'],
  ['VSS has called ready since', BOTH, 'another call has tagged it so, and only the log of that may say why'],
])(
  'what another call has tagged as a crash would leave it, and %s, stays so and is told with its instance',
  async (_, ready, reason) => {
    const stood = { [vol(1)]: 'crash', [vol(2)]: 'crash' } as const;
    const { run, done } = world({ ...FLEET, shown: [BOTH], ready, stood });

    expect(await run({ ...INPUT, progress: goingOn() })).toMatchObject({
      taken: 2,
      unfrozen: [{ instanceId: 'i-a', reason }],
      bySchedule: { daily: { consistency: { crash: 2 } } },
    });
    expect(done).toEqual([LOOK]);
  },
);

test('of what was taken without VSS, the tag of AWS says nothing', async () => {
  const linux = { ...FLEET, schedules: by({ application: 'none', otherwise: 'takeAnyway' }) };
  const { run } = world({ ...linux, shown: [BOTH], ready: BOTH });

  expect(await run({ ...INPUT, progress: goingOn() })).toMatchObject({
    bySchedule: { daily: { consistency: { crash: 2 } } },
  });
});

test('an instance for which this call has not time enough is asked by the next one', async () => {
  const slow = { ...FLEET, volumes: [on(1, 'i-a'), on(2, 'i-b')], windows: ['i-a', 'i-b'], callMs: 91_000 };
  const attached = { 'i-a': [vol(1)], 'i-b': [vol(2)] };
  const vssEnds = [{ end: 'not run', why: 'w' }] as const;
  const { run, done } = world({ ...slow, attached, vssEnds });

  expect(await run(GOING_ON)).toMatchObject({ taken: 1, putOff: [vol(2)], waitSeconds: 1 });
  expect(done.filter((what) => what.startsWith('vss'))).toEqual([
    `vss i-a snapshot-keeper keeper: due ${DUE} by daily`,
  ]);
});
