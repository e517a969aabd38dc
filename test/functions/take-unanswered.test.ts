import type { Freeze } from '../../functions/domain/freeze';
import { Reached } from '../../functions/take-snapshots/tally';
import { NONE_UNANSWERED, type Unanswered } from '../../functions/take-snapshots/unanswered';
import { snap, vol } from '../support/builders';
import { played } from '../support/played-run';
import { DAILY, DUE, INPUT, reached, volume, world, type Facts } from '../support/taking-world';

const NO_ANSWER = { outcome: 'unknown', reason: 'InternalError: x' } as const;
const on = (digits: number, instanceId = 'i-a') => ({ ...volume(digits), instanceId });
const digitsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => first + at);
/** None of these is ever answered. */
const silent = (digits: readonly number[]): NonNullable<Facts['takings']> =>
  Object.fromEntries(digits.map((one) => [vol(one), [NO_ANSWER]]));

/** What has been in vain so often of a volume. */
const entry = (digits: number, unknown = 1) => ({ volumeId: vol(digits), inVain: { unknown } });
const waiting = (due: Unanswered['due'], inARow = 0): Unanswered => ({ ...NONE_UNANSWERED, due, inARow });
/** A call that begins a pass, ten minutes after the last one has ended. */
const pass = (unanswered: Unanswered, more: Partial<Reached> = {}) => ({
  ...INPUT,
  progress: reached({ turn: 'unanswered', after: vol(9), unanswered, ...more }),
});

describe('a volume of which EC2 does not say whether it took a snapshot', () => {
  const volumes = [volume(1), volume(2), volume(3)];

  test('holds up no others: they are taken at once, and it is looked at ten minutes later', async () => {
    const { run, taken, pauses } = world({ volumes, takings: silent([2]) });

    expect(await run(INPUT)).toEqual(
      reached({
        turn: 'unanswered',
        after: vol(3),
        unanswered: waiting([entry(2)]),
        waitSeconds: 600,
        taken: 2,
        snapshotIds: [snap(1), snap(3)],
      }),
    );
    expect([taken(), pauses]).toEqual([['1', '2', '3'], []]);
  });

  test('has one, where EC2 shows it then: no second one is taken', async () => {
    const { run, taken } = world({ volumes, shown: [[vol(2)]] });

    expect(await run(pass(waiting([entry(2)])))).toMatchObject({
      waitSeconds: 0,
      taken: 1,
      failed: 0,
      unanswered: NONE_UNANSWERED,
    });
    expect(taken()).toEqual([]);
  });

  test('has one taken then, where EC2 shows none', async () => {
    const { run, taken } = world({ volumes });

    expect(await run(pass(waiting([entry(2)])))).toMatchObject({ waitSeconds: 0, taken: 1 });
    expect(taken()).toEqual(['2']);
  });

  test('is tried thirteen times, and then counts as failed, with the reason', async () => {
    const takings = silent([1, 2]);
    const { run } = world({ volumes, takings });

    expect(await run(pass(waiting([entry(1, 11), entry(2, 12)])))).toMatchObject({
      waitSeconds: 600,
      failed: 1,
      failures: [{ volumeId: vol(2), reason: 'InternalError: x' }],
      unanswered: waiting([entry(1, 12)]),
    });
  });

  test('is forgotten where no schedule covers it any more', async () => {
    const { run } = world({ volumes: [volume(1)] });

    expect(await run(pass(waiting([entry(2)])))).toMatchObject({
      waitSeconds: 0,
      failed: 0,
      unanswered: NONE_UNANSWERED,
    });
  });

  test('is looked for again where EC2 says then that there is none', async () => {
    const { run } = world({ volumes, takings: { [vol(2)]: [{ outcome: 'gone' }] } });

    expect(await run(pass(waiting([entry(2)])))).toMatchObject({
      turn: 'missing',
      waitSeconds: 600,
      missing: [{ volumeId: vol(2), schedules: ['daily'] }],
    });
  });

  test('is waited for alone where a person has named it, three times', async () => {
    const asked = { ...INPUT, volumeId: vol(2) };
    const first = world({ volumes, takings: silent([2]) });
    const last = world({ volumes, takings: silent([2]) });

    expect(await first.run(asked)).toMatchObject({ turn: 'first', waitSeconds: 600, tried: entry(2) });
    expect(await last.run({ ...asked, progress: reached({ tried: entry(2, 2) }) })).toMatchObject({
      waitSeconds: 0,
      failed: 1,
      failures: [{ volumeId: vol(2), reason: 'InternalError: x' }],
    });
  });

  test('is so, too, where it was missing before', async () => {
    const missing = [{ volumeId: vol(2), schedules: ['daily'] }];
    const progress = reached({ turn: 'missing', after: vol(3), missing });

    expect(await world({ volumes, takings: silent([2]) }).run({ ...INPUT, progress })).toMatchObject({
      turn: 'missing',
      waitSeconds: 600,
      tried: entry(2),
      unanswered: { due: [], later: [] },
    });
  });

  test('goes on in a pass with what one call had no time for, each once', async () => {
    const facts = { volumes, takings: silent([1, 2, 3]) };
    const first = await world({ ...facts, callMs: 120_000 }).run(
      pass(waiting([entry(1), entry(2), entry(3)])),
    );
    const second = world(facts);

    expect(first).toMatchObject({
      waitSeconds: 1,
      unanswered: { due: [entry(3)], later: [entry(1, 2), entry(2, 2)] },
    });
    expect(await second.run({ ...INPUT, progress: first })).toMatchObject({
      waitSeconds: 600,
      unanswered: { due: [entry(1, 2), entry(2, 2), entry(3, 2)], later: [] },
    });
    expect(second.taken()).toEqual(['3']);
  });
});

test('where an Availability Zone with a third of the volumes is impaired, the others are taken at once, and it is told of these after two hours', async () => {
  const volumes = digitsFrom(1, 300).map((digits) => volume(digits));
  const sick = digitsFrom(1, 300).filter((digits) => digits % 3 === 1);

  const { calls, minutes, last } = await played({ volumes, takings: silent(sick) });

  expect(calls[0]).toMatchObject({ minutes: 1, taken: 200, failed: 0 });
  expect([Math.round(minutes), last.taken, last.failed]).toEqual([125, 200, 100]);
  expect(new Set(last.failures.map(({ reason }) => reason))).toEqual(new Set(['InternalError: x']));
});

describe('an outage', () => {
  const some = digitsFrom(1, 20);
  const volumes = [volume(0), ...some.map((digits) => volume(digits))];

  test('is one that leaves twenty in a row unanswered: what is tried in it does not count', async () => {
    const progress = await world({ volumes, takings: silent(some) }).run(INPUT);
    const again = await world({ volumes, takings: silent(some) }).run({ ...INPUT, progress });

    expect([progress.taken, progress.unanswered.inARow]).toEqual([1, 20]);
    expect(again.unanswered).toEqual(
      waiting(
        some.map((digits) => entry(digits)),
        20,
      ),
    );
  });

  test('is none where EC2 has answered one between them, or leaves fewer unanswered', async () => {
    const between = [...volumes, volume(21), volume(22)];
    const takings = silent(digitsFrom(1, 10).concat(digitsFrom(12, 11)));
    const { unanswered } = await world({ volumes: between, takings }).run(INPUT);
    const fewer = await world({ volumes, takings: silent(digitsFrom(2, 19)) }).run(INPUT);

    expect(unanswered.inARow).toBe(11);
    expect(fewer.unanswered.inARow).toBe(19);
  });

  test('is one as well before EC2 has taken any of the run', async () => {
    const { unanswered } = await world({ volumes: [volume(1)], takings: silent([1]) }).run(INPUT);

    expect(unanswered).toEqual(waiting([entry(1)], 20));
  });

  test('is over once EC2 answers one, whatever it says, or shows one: from then on each try counts', async () => {
    const due = [entry(1), entry(2, 12)];
    const facts = { volumes, takings: silent([2]) };
    const taken = await world(facts).run(pass(waiting(due, 20)));
    const shown = await world({ ...facts, shown: [[vol(1)]] }).run(pass(waiting(due, 20)));
    const no = { outcome: 'refused', reason: 'no' } as const;
    const refused = await world({ volumes, takings: { ...silent([2]), [vol(1)]: [no] } }).run(
      pass(waiting(due, 20)),
    );

    expect([taken.failed, shown.failed, refused.failed]).toEqual([1, 1, 2]);
  });

  test('is not over where an instance could not be frozen, since EC2 has not been asked', async () => {
    const freeze: Freeze = { application: 'none', thawAfterSeconds: 30, otherwise: 'takeNone' };
    const facts = {
      schedules: { daily: { ...DAILY, mode: 'instance', freeze } },
      volumes: [on(1)],
      attached: { 'i-a': [vol(1)] },
      freezes: [{ code: 206, said: '', why: 'not ready' }],
    } as const;
    const freezes = [{ instanceId: 'i-a', freezeRun: 'f-a' }];

    const { unanswered, tried } = await world(facts).run(pass(waiting([entry(1)], 20), { freezes }));

    expect([unanswered.inARow, tried?.inVain]).toEqual([20, { unknown: 1, 'not frozen': 1 }]);
  });

  test('does not begin in a pass, in which none is asked for but what was unanswered before', async () => {
    const takings = silent(some);
    const due = some.map((digits) => entry(digits));

    expect((await world({ volumes, takings }).run(pass(waiting(due)))).unanswered).toEqual(
      waiting(some.map((digits) => entry(digits, 2))),
    );
  });

  test('of six hours costs no volume its snapshot', async () => {
    const { minutes, last } = await played(
      { volumes, takings: silent(digitsFrom(0, 21)) },
      { untilMinutes: 360 },
    );

    expect([last.taken, last.failed]).toEqual([21, 0]);
    expect(minutes).toBeLessThan(375);
  });

  test('is waited out for twelve hours after the time of the run, and then told', async () => {
    const late = world({ volumes, now: '2030-01-01T13:00:00Z' });

    expect(await late.run(pass(waiting([entry(1)], 20)))).toMatchObject({
      waitSeconds: 0,
      failures: [
        { volumeId: vol(1), reason: 'EC2 had not said 12 hours after it was due whether it took one' },
      ],
    });
    expect(late.taken()).toEqual([]);
  });
});

test('what EC2 has answered, of another state than was looked at, is no outage, and is tried three times', async () => {
  const answered = { ...NO_ANSWER, answered: true } as const;
  const facts = { volumes: [volume(1)], takings: { [vol(1)]: [answered] } };

  expect((await world(facts).run(INPUT)).unanswered).toEqual(waiting([entry(1)]));
  expect(await world(facts).run(pass(waiting([entry(1, 2)], 20)))).toMatchObject({
    waitSeconds: 0,
    failed: 1,
  });
});

describe('the volumes of an instance', () => {
  const facts = {
    schedules: { daily: { ...DAILY, mode: 'instance' } },
    volumes: [on(1), volume(2), on(3)],
    attached: { 'i-a': [vol(1), vol(3)] },
  } as const;

  test('wait together, and are one set in the pass', async () => {
    const first = world({ ...facts, setTakings: [NO_ANSWER] });
    const progress = await first.run(INPUT);
    const second = world(facts);

    expect(progress).toMatchObject({
      taken: 1,
      ahead: [],
      unanswered: { due: [entry(1), entry(3)] },
    });
    expect(await second.run({ ...INPUT, progress })).toMatchObject({ waitSeconds: 0, taken: 3 });
    expect(second.done).toEqual([`look for ${DUE}`, `take 2 of i-a by daily ${DUE}`]);
  });

  test('of which an AMI was asked for are not rebooted in the pass: the call before may have done so', async () => {
    const schedules = { daily: { ...DAILY, mode: 'image', rebootsForMinutes: 240 } } as const;
    const first = world({ ...facts, schedules, imageTakings: [NO_ANSWER] });
    const progress = await first.run(INPUT);
    const second = world({ ...facts, schedules });

    expect(first.done).toContain(`image of i-a, rebooted, by daily ${DUE}`);
    expect(await second.run({ ...INPUT, progress })).toMatchObject({ turn: 'images', taken: 3 });
    expect(second.done).toContain(`image of i-a by daily ${DUE}`);
  });
});

describe('what is frozen', () => {
  const freeze: Freeze = { application: 'none', thawAfterSeconds: 30, otherwise: 'takeAnyway' };
  const facts = {
    schedules: { daily: { ...DAILY, mode: 'instance', freeze } },
    volumes: [on(1), on(2), on(3, 'i-b')],
    attached: { 'i-a': [vol(1), vol(2)], 'i-b': [vol(3)] },
  } as const;
  const freezes = [
    { instanceId: 'i-a', freezeRun: 'f-a' },
    { instanceId: 'i-b', freezeRun: 'f-b' },
  ];
  const putOff = [vol(1), vol(2), vol(3)];
  const progress = reached({ turn: 'frozen', putOff, freezes });

  test('is thawed at once, the others follow, and for the pass it is announced and frozen anew', async () => {
    const first = world({ ...facts, setTakings: [NO_ANSWER] });
    const after = await first.run({ ...INPUT, progress });
    const second = world(facts);

    expect(first.done.filter((what) => /^(freeze|take|thaw)/.test(what))).toEqual([
      'freeze i-a f-a none 30',
      `take 2 of i-a by daily ${DUE}`,
      'thaw i-a f-a',
      'freeze i-b f-b none 30',
      `take 3 by keeper daily ${DUE}`,
      'thaw i-b f-b',
    ]);
    expect(after).toMatchObject({
      turn: 'unanswered',
      putOff: [],
      waitSeconds: 600,
      longestFrozenMs: 900,
      freezes: [{ instanceId: 'i-a', freezeRun: 'run-1' }],
      unanswered: { due: [entry(1), entry(2)] },
    });
    expect(await second.run({ ...INPUT, progress: after })).toMatchObject({ waitSeconds: 0, taken: 3 });
    expect(second.done).toEqual([
      `look for ${DUE}`,
      'freeze i-a run-1 none 30',
      `take 2 of i-a by daily ${DUE}`,
      'thaw i-a run-1',
      'tag 1+2 {"snapshot-keeper:consistency":"filesystem"}',
    ]);
  });

  test('and says that it cannot thaw is told, though nobody knows whether it was taken', async () => {
    const thaws = [{ code: 202, said: 'snapshot-keeper frozenMs=1 level=crash', why: 'I/O error' }];
    const { run } = world({ ...facts, setTakings: [NO_ANSWER], thaws });

    expect(await run({ ...INPUT, progress })).toMatchObject({ standFrozen: ['i-a'] });
  });
});

describe('what Windows instances were to take by themselves', () => {
  const schedules = {
    daily: { ...DAILY, mode: 'instance', freeze: { application: 'vss', otherwise: 'takeAnyway' } },
  } as const;
  const fleet = (count: number) => {
    const instances = digitsFrom(1, count).map((one) => `i-${one}`);
    return {
      schedules,
      windows: instances,
      volumes: instances.flatMap((id, at) => [on(2 * at + 1, id), on(2 * at + 2, id)]),
      attached: Object.fromEntries(instances.map((id, at) => [id, [vol(2 * at + 1), vol(2 * at + 2)]])),
    } satisfies Facts;
  };
  const ended = (count: number, end: 'over' | 'unknown' | 'not run', why = 'Failed: AccessDenied') =>
    Array.from({ length: count }, () => ({ end, why }));

  test.each(['over', 'unknown', 'not run'] as const)(
    'and has not come of a hundred of them, the command being %s, is taken without that within two hours',
    async (end) => {
      const { minutes, last } = await played({ ...fleet(100), vssEnds: ended(100, end) });

      expect([last.taken, last.failed, last.unfrozen[0]?.reason]).toEqual([
        200,
        0,
        end === 'not run' ? 'Failed: AccessDenied' : 'VSS has taken nothing: Failed: AccessDenied',
      ]);
      expect(minutes).toBeLessThan(120);
    },
  );

  test('is looked for when that which may take longest is over, and what it has said is kept, if not all of it', async () => {
    const facts = fleet(2);
    const long = { end: 'unknown', why: 'w'.repeat(160) } as const;
    const progress = reached({ turn: 'frozen', putOff: facts.volumes.map(({ volumeId }) => volumeId) });
    const { run } = world({ ...facts, vssEnds: [long, ...ended(1, 'over', 'short')] });
    const first = await run({ ...INPUT, progress });

    expect([first.waitSeconds, first.unanswered.waitSeconds]).toEqual([1470, 600]);
    expect(first.unanswered.due.map(({ vss }) => vss)).toEqual([
      `${'w'.repeat(99)}…`,
      `${'w'.repeat(99)}…`,
      'short',
      'short',
    ]);
  });

  test('counts as no outage', async () => {
    const facts = fleet(12);
    const progress = reached({ turn: 'frozen', putOff: facts.volumes.map(({ volumeId }) => volumeId) });
    const { unanswered } = await world({ ...facts, vssEnds: ended(12, 'over') }).run({ ...INPUT, progress });

    expect([unanswered.inARow, unanswered.later.length + unanswered.due.length > 0]).toEqual([0, true]);
  });
});

describe('the state', () => {
  const volumes = digitsFrom(1000, 502).map((digits) => volume(digits));

  test('has room for five hundred volumes that wait: what is more is waited for one by one', async () => {
    const full = {
      ...NONE_UNANSWERED,
      later: digitsFrom(1000, 499).map((digits) => entry(digits)),
    };
    const progress = reached({ after: vol(1498), taken: 1, unanswered: full });
    const next = await world({ volumes, takings: silent([1499, 1500, 1501]) }).run({ ...INPUT, progress });

    expect(next).toMatchObject({ turn: 'first', after: vol(1499), waitSeconds: 600, tried: entry(1500) });
    expect(next.unanswered.later).toHaveLength(500);
  });

  test('which a set of two does not fit into where one place is left', async () => {
    const later = digitsFrom(1000, 499).map((digits) => entry(digits));
    const facts = {
      schedules: { daily: { ...DAILY, mode: 'instance' } },
      volumes: [on(1600), on(1601)],
      attached: { 'i-a': [vol(1600), vol(1601)] },
      setTakings: [NO_ANSWER],
    } as const;
    const progress = reached({ after: vol(1500), unanswered: { ...NONE_UNANSWERED, later } });

    expect(await world(facts).run({ ...INPUT, progress })).toMatchObject({
      turn: 'first',
      tried: entry(1600),
    });
  });

  test('stays below half of what Step Functions takes with all of them, also with what VSS has said', () => {
    const due = digitsFrom(1000, 500).map((digits) => ({ ...entry(digits), vss: '…'.repeat(33) }));

    expect(Buffer.byteLength(JSON.stringify(reached({ unanswered: waiting(due) })))).toBeLessThan(128 * 1024);
  });

  test('of a release that knew no passes is read', () => {
    const { unanswered, ...before } = reached({ after: vol(1), tried: entry(2) });

    expect(Reached.parse(before)).toEqual({ ...before, unanswered });
  });
});
