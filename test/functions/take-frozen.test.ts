import type { Freeze } from '../../functions/domain/freeze';
import type { Volume } from '../../functions/domain/volume';
import type { Reached } from '../../functions/take-snapshots/tally';
import type { Tried } from '../../functions/take-snapshots/take-unit';
import { snap, vol } from '../support/builders';
import { DAILY, DUE, INPUT, reached, volume, world, type Facts } from '../support/taking-world';

const FREEZE: Freeze = { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeAnyway' };
const FROZEN = { ...DAILY, mode: 'instance', freeze: FREEZE } as const;

const on = (digits: number, instanceId: string): Volume => ({ ...volume(digits), instanceId });
const FLEET = {
  volumes: [on(1, 'i-a'), on(2, 'i-a'), on(3, 'i-b'), volume(4)],
  attached: { 'i-a': [vol(1), vol(2)], 'i-b': [vol(3)] },
  schedules: { daily: FROZEN },
};
const ANNOUNCED = [
  { instanceId: 'i-a', freezeRun: 'f-a' },
  { instanceId: 'i-b', freezeRun: 'f-b' },
];
/** What need not be frozen is done with. */
const FROZEN_TURN = { turn: 'frozen', after: vol(4), putOff: [vol(1), vol(2), vol(3)] } as const;
const goingOn = (more: Partial<Reached> = {}) =>
  reached({ ...FROZEN_TURN, putOff: [...FROZEN_TURN.putOff], freezes: ANNOUNCED, ...more });
const GOING_ON = { ...INPUT, progress: goingOn() };
/** The instance of a unit that is tried for the third time. */
const tried = (inVain: Tried['inVain']) => goingOn({ tried: { volumeId: vol(1), inVain } });
const LOOK = `look for ${DUE}`;
const TAKE_A = `take 2 of i-a by daily ${DUE}`;
const TAKE_B = `take 3 by keeper daily ${DUE}`;

test('what nobody freezes is taken first, and nothing is frozen before the state machine knows of it', async () => {
  const { run, done } = world(FLEET);

  expect(await run(INPUT)).toEqual(
    reached({
      turn: 'frozen',
      after: vol(4),
      putOff: [vol(1), vol(2), vol(3)],
      waitSeconds: 1,
      taken: 1,
      snapshotIds: [snap(4)],
      freezes: [
        { instanceId: 'i-a', freezeRun: 'run-1' },
        { instanceId: 'i-b', freezeRun: 'run-2' },
      ],
    }),
  );
  expect(done).toEqual([LOOK, `take 4 by keeper daily ${DUE}`]);
});

describe('of what was put off', () => {
  test('that which is covered no more is forgotten, as any other', async () => {
    const { run } = world({ ...FLEET, volumes: [on(3, 'i-b'), volume(4)] });

    expect(await run(GOING_ON)).toMatchObject({ taken: 1, putOff: [], waitSeconds: 0, failed: 0 });
  });

  test('that which need not be frozen any more is taken all the same', async () => {
    const { run, done } = world({ ...FLEET, volumes: [volume(1), on(3, 'i-b'), volume(4)] });

    expect(await run(GOING_ON)).toMatchObject({ taken: 2, putOff: [], waitSeconds: 0 });
    expect(done).toContain(`take 1 by keeper daily ${DUE}`);
  });

  test('that of which EC2 says that there is none is looked for again at the end', async () => {
    const { run } = world({ ...FLEET, takings: { [vol(3)]: [{ outcome: 'gone' }] } });

    expect(await run(GOING_ON)).toMatchObject({
      turn: 'missing',
      putOff: [],
      missing: [{ volumeId: vol(3), schedules: ['daily'] }],
      waitSeconds: 600,
    });
  });

  test('the rest is frozen at once where it is more than two thousand, whole instances together', async () => {
    const volumes = Array.from({ length: 2003 }, (_, at) => on(1000 + at, `i-${Math.floor(at / 3)}`));
    const { run } = world({ ...FLEET, volumes, attached: {} });

    const { turn, putOff, freezes } = await run(INPUT);

    expect([turn, putOff.length, putOff.at(-1)]).toEqual(['first', 2001, vol(3000)]);
    expect(freezes).toEqual([{ instanceId: 'i-667', freezeRun: 'run-1' }]);
  });
});

test('each instance is frozen, taken and thawed before the next one, and tagged with how it stood', async () => {
  const { run, done } = world(FLEET);

  expect(await run(GOING_ON)).toEqual({
    ...reached({
      turn: 'frozen',
      after: vol(4),
      taken: 3,
      snapshotIds: [snap(1), snap(2), snap(3)],
      longestFrozenMs: 900,
    }),
    bySchedule: { daily: { taken: 3, takenGib: 24, gone: 0, failed: 0, consistency: { filesystem: 3 } } },
  });
  expect(done).toEqual([
    LOOK,
    'freeze i-a f-a mysql 30',
    TAKE_A,
    'thaw i-a f-a',
    'tag 1+2 {"snapshot-keeper:consistency":"filesystem"}',
    'freeze i-b f-b mysql 30',
    TAKE_B,
    'thaw i-b f-b',
    'tag 3 {"snapshot-keeper:consistency":"filesystem"}',
  ]);
});

test('a repeated attempt first thaws what the one before may have frozen, and freezes nothing by the same run', async () => {
  const { run, done, pauses } = world(FLEET);

  expect(await run({ ...GOING_ON, retryCount: 1 })).toMatchObject({
    taken: 0,
    freezes: [{ freezeRun: 'run-1' }, { freezeRun: 'run-2' }],
  });
  expect([done, pauses]).toEqual([['thaw i-a f-a', 'thaw i-b f-b', LOOK], [600_000]]);
});

describe('an instance that cannot be frozen', () => {
  const failed = {
    freezes: [{ code: 206, said: '', why: 'mysql is not ready' }],
    thaws: [{ code: 205, said: '', why: 'nothing' }],
  };

  test('is taken as a crash would leave it, and tagged and named so', async () => {
    const { run, done } = world({ ...FLEET, ...failed });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 3,
      failed: 0,
      unfrozen: [{ instanceId: 'i-a', reason: 'freeze failed with 206: mysql is not ready' }],
      bySchedule: { daily: { consistency: { crash: 2, filesystem: 1 } } },
    });
    expect(done.slice(1, 5)).toEqual([
      'freeze i-a f-a mysql 30',
      TAKE_A,
      'thaw i-a f-a',
      'tag 1+2 {"snapshot-keeper:consistency":"crash"}',
    ]);
  });

  test('is not taken where the schedule takes none otherwise: it is tried three times, each with a freeze of its own, and counts as failed', async () => {
    const schedules = { daily: { ...FROZEN, freeze: { ...FREEZE, otherwise: 'takeNone' } } } as const;
    const facts = { ...FLEET, ...failed, schedules };
    const first = world(facts);

    expect(await first.run(GOING_ON)).toMatchObject({
      waitSeconds: 60,
      tried: { inVain: { 'not frozen': 1 } },
      taken: 0,
      freezes: [{ instanceId: 'i-a', freezeRun: 'run-1' }, { instanceId: 'i-b' }],
    });
    expect(first.done).toEqual([LOOK, 'freeze i-a f-a mysql 30', 'thaw i-a f-a']);

    const last = world(facts);

    expect(await last.run({ ...INPUT, progress: tried({ 'not frozen': 2 }) })).toMatchObject({
      taken: 1,
      failed: 2,
      failures: [
        { volumeId: vol(1), reason: 'i-a cannot be frozen: mysql is not ready' },
        { volumeId: vol(2), reason: 'i-a cannot be frozen: mysql is not ready' },
      ],
      unfrozen: [],
    });
  });

  test('is none that is told only when it may have thawed by itself', async () => {
    const schedules = { daily: { ...FROZEN, freeze: { ...FREEZE, otherwise: 'takeNone' } } } as const;
    const after = async (freezeMs: number) => {
      const { run, done } = world({ ...FLEET, schedules, freezeMs });
      const { failures } = await run({ ...INPUT, progress: tried({ 'not frozen': 2 }) });
      return [done.includes(TAKE_A), failures[0]?.reason];
    };

    expect(await after(29_999)).toEqual([true, undefined]);
    expect(await after(30_000)).toEqual([
      false,
      'i-a cannot be frozen: it was told so late that the instance may have thawed by itself',
    ]);
  });

  test('and would be taken anyway is taken, however late it is told', async () => {
    const { run, done } = world({ ...FLEET, freezeMs: 60_000 });

    await run(GOING_ON);

    expect(done).toContain(TAKE_A);
  });

  test('is thawed all the same', async () => {
    const { run, done } = world({ ...FLEET, freezes: [{ said: '', why: 'InProgress' }] });

    await run(GOING_ON);

    expect(done.slice(1, 4)).toEqual(['freeze i-a f-a mysql 30', TAKE_A, 'thaw i-a f-a']);
  });
});

test('what the watchdog has thawed before its time is worth what a crash would leave', async () => {
  const thaws = [
    { code: 203, said: 'snapshot-keeper frozenMs=30000 level=crash', why: 'The watchdog thawed.' },
  ];
  const { run, done } = world({ ...FLEET, thaws });

  expect(await run(GOING_ON)).toMatchObject({
    longestFrozenMs: 30_000,
    unfrozen: [{ instanceId: 'i-a', reason: 'thaw failed with 203: The watchdog thawed.' }],
  });
  expect(done).toContain('tag 1+2 {"snapshot-keeper:consistency":"crash"}');
});

test('a stopped instance writes nothing, so that nothing is frozen', async () => {
  const { run, done } = world({ ...FLEET, stopped: ['i-a', 'i-b'] });

  expect(await run(GOING_ON)).toMatchObject({
    unfrozen: [],
    bySchedule: { daily: { consistency: { stopped: 3 } } },
  });
  expect(done.slice(1, 3)).toEqual([TAKE_A, 'tag 1+2 {"snapshot-keeper:consistency":"stopped"}']);
});

test.each<[what: string, outcome: 'busy' | 'volume busy', waitSeconds: number]>([
  ['takes none of whatever volume', 'busy', 60],
  ['has just taken one of a volume', 'volume busy', 20],
])(
  'where EC2 %s, the instance is thawed at once and frozen anew by another call',
  async (_, outcome, waitSeconds) => {
    const { run, done } = world({ ...FLEET, setTakings: [{ outcome, reason: 'r' }] });

    expect(await run(GOING_ON)).toMatchObject({
      waitSeconds,
      tried: { inVain: { [outcome]: 1 } },
      taken: 0,
      freezes: [{ freezeRun: 'run-1' }, {}],
    });
    expect(done).toEqual([LOOK, 'freeze i-a f-a mysql 30', TAKE_A, 'thaw i-a f-a']);
  },
);

describe('what another call has taken', () => {
  const shown = [[vol(1), vol(2), vol(3), vol(4)]];
  const stood = { [vol(1)]: 'filesystem', [vol(2)]: 'filesystem', [vol(3)]: 'crash' } as const;

  test('stood as its tag says', async () => {
    const { run, done } = world({ ...FLEET, shown, stood });

    expect(await run(GOING_ON)).toMatchObject({
      taken: 3,
      bySchedule: { daily: { consistency: { filesystem: 2, crash: 1 } } },
    });
    expect(done.filter((what) => what.startsWith('tag'))).toEqual([]);
  });

  test('and was not frozen is told with its instance, whatever digest is wished, since nobody may have heard of the other call', async () => {
    const silent = { daily: { ...FROZEN, digest: 'never' } } as const;
    const told = async (stood: Facts['stood']) =>
      (await world({ ...FLEET, schedules: silent, shown, ...(stood && { stood }) }).run(GOING_ON)).digest
        ?.message;

    expect(await told(stood)).toContain(
      [
        'Not frozen as the schedule asks, so that these snapshots are crash-consistent:',
        '  i-b: another call has tagged it so, and only the log of that may say why',
        '',
      ].join('\n'),
    );
    expect(await told({ ...stood, [vol(3)]: 'stopped' })).toBeUndefined();
  });
});

test('of what another call has taken and not tagged nobody knows how it stood', async () => {
  const { run } = world({ ...FLEET, shown: [[vol(1), vol(2), vol(3), vol(4)]] });

  expect(await run(GOING_ON)).toMatchObject({
    taken: 3,
    unfrozen: [
      { instanceId: 'i-a', reason: 'it was taken by a call that has not said how it stood' },
      { instanceId: 'i-b', reason: 'it was taken by a call that has not said how it stood' },
    ],
    bySchedule: { daily: { consistency: { crash: 3 } } },
  });
});

describe('the tag', () => {
  const failure = new Error('not visible');

  test('is tried three times, since EC2 may not show yet what it has taken', async () => {
    const { run, done, pauses } = world({ ...FLEET, tagFailures: [failure, failure] });

    expect(await run(GOING_ON)).toMatchObject({ unfrozen: [] });
    expect(pauses).toEqual([5000, 5000]);
    expect(done).toContain('tag 1+2 {"snapshot-keeper:consistency":"filesystem"}');
  });

  test('that cannot be written makes it count for nothing more than a crash', async () => {
    const { run } = world({ ...FLEET, tagFailures: [failure, failure, failure] });

    expect(await run(GOING_ON)).toMatchObject({
      unfrozen: [{ instanceId: 'i-a', reason: 'cannot be tagged, Error: not visible' }],
      bySchedule: { daily: { consistency: { crash: 2, filesystem: 1 } } },
    });
  });
});

test('an instance of which EC2 takes no such set is not frozen for nothing', async () => {
  const attached = {
    ...FLEET.attached,
    'i-a': [vol(1), vol(2), ...Array.from({ length: 41 }, (_, n) => vol(100 + n))],
  };
  const { run, done } = world({ ...FLEET, attached });

  expect(await run(GOING_ON)).toMatchObject({ failed: 2 });
  expect(done.filter((what) => what.includes('i-a'))).toEqual([]);
});

test('a schedule beside it that does not freeze has its volumes frozen too, and hears nothing of it', async () => {
  const plain = { ...DAILY, mode: 'instance', digest: 'always' } as const;
  const facts: Facts = { ...FLEET, schedules: { daily: { ...FROZEN, digest: 'always' }, plain } };
  const figures = { taken: 0, takenGib: 0, gone: 0, failed: 0 };
  const progress = {
    ...goingOn(),
    bySchedule: { daily: { ...figures }, plain: { ...figures } },
  };
  const { run, done } = world(facts);

  const { digest } = await run({ ...INPUT, progress });

  expect(done).toContain('freeze i-a f-a mysql 30');
  expect(digest?.message.match(/Consistency: .*/g)).toEqual(['Consistency:      3 filesystem']);
});

test('where a plain schedule covers the first volume of an instance, it is announced for the sake of the others, however many lie between', async () => {
  const plain = { ...DAILY, mode: 'instance', selection: { tagKey: 'Plain' } } as const;
  const databases = { ...FROZEN, selection: { tagKey: 'Role' } } as const;
  const of = (digits: number, instanceId: string, tag: string): Volume => ({
    ...volume(digits, { Backup: '', [tag]: '' }),
    instanceId,
  });
  const ids = Array.from({ length: 31 }, (_, index) => 100 + index);
  const volumes = [
    of(1, 'i-last', 'Plain'),
    ...ids.map((id) => of(id, `i-${id}`, 'Role')),
    of(900, 'i-last', 'Role'),
  ];
  const { run } = world({
    volumes,
    schedules: { plain, databases },
    attached: { 'i-last': [vol(1), vol(900)] },
  });

  const { freezes } = await run(INPUT);

  expect([freezes[0]?.instanceId, freezes.length]).toEqual(['i-last', 30]);
});

test('an answer that is lost after freezes that failed is waited for as any other: each reason has its own three tries', async () => {
  const before = { 'not frozen': 2, 'volume busy': 2 };
  const { run } = world({ ...FLEET, setTakings: [{ outcome: 'unknown', reason: 'r', answered: true }] });

  const { unanswered, failed } = await run({ ...INPUT, progress: tried(before) });

  expect(unanswered.due.map(({ inVain }) => inVain)).toEqual([
    { ...before, unknown: 1 },
    { ...before, unknown: 1 },
  ]);
  expect(failed).toBe(0);
});

test('while EC2 takes none the pauses grow to a quarter of an hour, so that nothing is frozen for hours for nothing', async () => {
  const after = async (busy: number) => {
    const { run } = world({ ...FLEET, setTakings: [{ outcome: 'busy', reason: 'r' }] });
    return run({ ...INPUT, progress: tried({ busy }) });
  };

  expect(await after(1)).toMatchObject({
    waitSeconds: 120,
    tried: { inVain: { busy: 2 } },
    longestFrozenMs: 900,
  });
  expect(await after(13)).toMatchObject({ waitSeconds: 840, tried: { inVain: { busy: 14 } } });
  expect(await after(500)).toMatchObject({ waitSeconds: 900, tried: { inVain: { busy: 501 } }, failed: 0 });
});

describe('an instance is looked at before and afterwards', () => {
  const both = [vol(1), vol(2)];

  test('one that was started meanwhile was not stopped', async () => {
    const lookedAt = [
      { isStopped: true, volumeIds: both },
      { isStopped: false, volumeIds: both },
    ];
    const { run, done } = world({ ...FLEET, lookedAt });

    expect(await run(GOING_ON)).toMatchObject({
      unfrozen: [{ instanceId: 'i-a', reason: 'it was stopped before, and started meanwhile' }],
    });
    expect(done).toContain('tag 1+2 {"snapshot-keeper:consistency":"crash"}');
  });

  test('a hibernated one is not stopped: its memory may hold what is not written', async () => {
    const reason = 'it is hibernated, so that its memory may hold what is not written to its volumes';
    const hibernated = { isStopped: true, isHibernated: true as const, volumeIds: both };
    const { run, done } = world({ ...FLEET, lookedAt: [hibernated] });

    expect(await run(GOING_ON)).toMatchObject({ unfrozen: [{ instanceId: 'i-a', reason }] });
    expect(done.slice(1, 3)).toEqual([TAKE_A, 'tag 1+2 {"snapshot-keeper:consistency":"crash"}']);

    const schedules = { daily: { ...FROZEN, freeze: { ...FREEZE, otherwise: 'takeNone' } } } as const;
    const left = world({ ...FLEET, schedules, lookedAt: [hibernated] });

    expect(await left.run(GOING_ON)).toMatchObject({ tried: { inVain: { 'not frozen': 1 } }, taken: 0 });
    expect(left.done).toEqual([LOOK]);
  });

  test('one that hibernates while it is taken was not stopped', async () => {
    const lookedAt = [
      { isStopped: false, volumeIds: both },
      { isStopped: true, isHibernated: true as const, volumeIds: both },
    ];
    const { run, done } = world({ ...FLEET, lookedAt });

    await run(GOING_ON);
    expect(done).toContain('tag 1+2 {"snapshot-keeper:consistency":"crash"}');
  });

  test('a volume that has gone elsewhere is not frozen by it', async () => {
    const moved = [{ isStopped: false, volumeIds: [vol(1)] }];
    const { run, done } = world({ ...FLEET, lookedAt: moved });

    expect(await run(GOING_ON)).toMatchObject({
      unfrozen: [{ instanceId: 'i-a', reason: `${vol(2)} is not attached to it any more` }],
    });
    expect(done.slice(1, 3)).toEqual([TAKE_A, 'tag 1+2 {"snapshot-keeper:consistency":"crash"}']);
  });

  test('nor is one that goes while the snapshot is taken', async () => {
    const lookedAt = [
      { isStopped: false, volumeIds: both },
      { isStopped: false, volumeIds: [vol(1)] },
    ];
    const { run } = world({ ...FLEET, lookedAt });

    expect(await run(GOING_ON)).toMatchObject({
      unfrozen: [{ instanceId: 'i-a', reason: `${vol(2)} is not attached to it any more` }],
      bySchedule: { daily: { consistency: { crash: 2, filesystem: 1 } } },
    });
  });

  test('nor one that others write to as well', async () => {
    const shared = { ...on(3, 'i-b'), otherInstanceIds: ['i-c'] };
    const { run, done } = world({ ...FLEET, volumes: [shared], schedules: { daily: FROZEN } });

    expect(await run(GOING_ON)).toMatchObject({
      unfrozen: [{ instanceId: 'i-b', reason: `${vol(3)} is attached to other instances as well` }],
    });
    expect(done.filter((what) => what.startsWith('freeze'))).toEqual([]);
  });
});

test('where nothing could be frozen although the freeze has ended well, a schedule that takes none otherwise takes none', async () => {
  const schedules = { daily: { ...FROZEN, freeze: { ...FREEZE, otherwise: 'takeNone' } } } as const;
  const freezes = [{ code: 0, said: 'snapshot-keeper level=crash', why: 'there is nothing to freeze' }];
  const { run, done } = world({ ...FLEET, schedules, freezes });

  expect(await run(GOING_ON)).toMatchObject({ taken: 0, waitSeconds: 60 });
  expect(done).toEqual([LOOK, 'freeze i-a f-a mysql 30', 'thaw i-a f-a']);
});

describe('an instance that says it cannot thaw', () => {
  const stuck = {
    code: 202,
    said: 'snapshot-keeper frozenMs=1 level=crash',
    why: 'fsfreeze: Input/output error',
  };

  test('is named for the state machine, which tells at once', async () => {
    const { run } = world({ ...FLEET, thaws: [stuck] });

    expect(await run(GOING_ON)).toMatchObject({
      standFrozen: ['i-a'],
      unfrozen: [{ instanceId: 'i-a', reason: 'it may still stand frozen: fsfreeze: Input/output error' }],
    });
  });

  test('is so whatever was taken, and by whichever attempt it was frozen', async () => {
    const refused = world({ ...FLEET, thaws: [stuck], setTakings: [{ outcome: 'refused', reason: 'r' }] });
    const repeated = world({ ...FLEET, thaws: [stuck] });

    expect(await refused.run(GOING_ON)).toMatchObject({ standFrozen: ['i-a'], failed: 2 });
    expect(await repeated.run({ ...GOING_ON, retryCount: 1 })).toMatchObject({ standFrozen: ['i-a'] });
  });

  test('is named once, however often it says so in a run', async () => {
    const { run } = world({ ...FLEET, thaws: [stuck] });
    const told = { ...GOING_ON.progress, standFrozen: [], stoodFrozen: ['i-a'] };

    expect(await run({ ...GOING_ON, progress: told })).toMatchObject({
      standFrozen: [],
      stoodFrozen: ['i-a'],
    });
  });
});

test('of many that were not frozen twenty are named, and it is said that there are others', async () => {
  const ids = Array.from({ length: 21 }, (_, index) => 100 + index);
  const volumes = ids.map((id) => on(id, `i-${id}`));
  const freezes = ids.map((id) => ({ instanceId: `i-${id}`, freezeRun: `f-${id}` }));
  const ends = ids.map(() => ({ code: 206, said: '', why: 'not ready' }));
  const { run } = world({ ...FLEET, volumes, freezes: ends });

  const { unfrozen, moreUnfrozen } = await run({
    ...INPUT,
    progress: goingOn({ putOff: ids.map(vol), freezes }),
  });

  expect([unfrozen.length, moreUnfrozen]).toEqual([20, true]);
});

test('nothing is frozen once the time of a call is over', async () => {
  const { run, done } = world({ ...FLEET, callMs: 240_000 });

  expect(await run(GOING_ON)).toMatchObject({
    putOff: [vol(3)],
    waitSeconds: 1,
    freezes: [{ instanceId: 'i-b' }],
  });
  expect(done.filter((what) => what.startsWith('freeze'))).toEqual(['freeze i-a f-a mysql 30']);
});
