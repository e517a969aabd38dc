import type { Taking } from '../../functions/aws/new-snapshots';
import { InvalidInput } from '../../functions/domain/errors';
import type { Volume } from '../../functions/domain/volume';
import { handler } from '../../functions/take-snapshots/handler';
import { NONE_UNANSWERED } from '../../functions/take-snapshots/unanswered';
import { snap, vol } from '../support/builders';
import { recordingRuntime } from '../support/recording-runtime';
import { DAILY, DATABASES, DUE, INPUT, reached, volume, world, type Facts } from '../support/taking-world';

const LOOK = `look for ${DUE}`;
/** The time of a call ended just before this one. */
const untried = (digits: number) => ({ volumeId: vol(digits), inVain: {} });
const take = (digit: number, by = 'daily'): string => `take ${digit} by keeper ${by} ${DUE}`;

test('each volume has one snapshot taken, in order of the ids', async () => {
  const { run, done, pauses } = world({ volumes: [volume(2), volume(1)] });

  expect(await run(INPUT)).toEqual(reached({ after: vol(2), taken: 2, snapshotIds: [snap(1), snap(2)] }));
  expect(done).toEqual([LOOK, take(1), take(2)]);
  expect(pauses).toEqual([]);
});

describe('of several schedules that are due at one time', () => {
  const both = { daily: DAILY, databases: DATABASES };
  const [plain, database] = [volume(1), volume(2, { Backup: '', Role: 'database' })];
  const figures = (taken: number) => ({ taken, takenGib: 8 * taken, gone: 0, failed: 0 });

  test('each covers its own, and a volume of both has one snapshot that names both', async () => {
    const { run, done } = world({ schedules: both, volumes: [plain, database] });

    expect(await run(INPUT)).toEqual({
      ...reached({ after: vol(2), taken: 2, snapshotIds: [snap(1), snap(2)] }),
      bySchedule: { daily: figures(2), databases: figures(1) },
    });
    expect(done).toEqual([LOOK, take(1), take(2, 'daily+databases')]);
  });

  test('one that is due at another time, or by a rate, takes none', async () => {
    const others = {
      databases: DATABASES,
      later: { ...DAILY, expression: 'cron(0 2 * * ? *)' },
      hourly: { ...DAILY, expression: 'rate(1 hour)' },
    };
    const { run, taken } = world({ schedules: others, volumes: [plain, database] });

    expect(Object.keys((await run(INPUT)).bySchedule)).toEqual(['databases']);
    expect(taken()).toEqual(['2']);
  });

  test('what a person has switched off stays off', async () => {
    const { run, taken } = world({
      schedules: both,
      volumes: [plain, database],
      off: ['backup-daily'],
    });

    expect((await run(INPUT)).bySchedule).toEqual({ databases: figures(1) });
    expect(taken()).toEqual(['2']);
  });

  test('the run goes on with those that it has begun with, whatever is switched off meanwhile', async () => {
    const { run, taken } = world({ volumes: [plain, database], off: ['backup-daily'] });
    const progress = { ...reached({}), bySchedule: { daily: figures(0) } };

    expect((await run({ ...INPUT, progress })).bySchedule).toEqual({ daily: figures(2) });
    expect(taken()).toEqual(['1', '2']);
  });

  test('where a deploy takes one away meanwhile, the run fails and does not end as if it were done', async () => {
    const { run } = world({ volumes: [plain, database] });
    const progress = { ...reached({}), bySchedule: { daily: figures(0), databases: figures(0) } };

    await expect(run({ ...INPUT, progress })).rejects.toThrow(
      new InvalidInput('the schedule databases was taken away while its run went on'),
    );
  });
});

describe('of a schedule that goes by a tag of instances', () => {
  const by = (value: string) => ({ ...DAILY, instances: { tagKey: 'Backup', tagValues: [value] } });
  const of = (digits: number, instanceId: string, tags: Record<string, string> = {}): Volume => ({
    ...volume(digits, { Backup: 'yes', ...tags }),
    instanceId,
  });

  test('what is attached to such an instance is taken, and nothing else that the deployment selects', async () => {
    const { run, done } = world({
      schedules: { daily: by('nightly') },
      tagged: { nightly: ['i-a'] },
      volumes: [of(1, 'i-a'), of(2, 'i-b'), volume(3), of(4, 'i-a', { 'snapshot-keeper:opt-out': '' })],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 1, bySchedule: { daily: { taken: 1 } } });
    expect(done).toEqual([LOOK, 'instances Backup=nightly', take(1)]);
  });

  test('each volume counts for those schedules that cover it, by its own tags or by those of its instance', async () => {
    const { run, done } = world({
      schedules: { daily: by('nightly'), databases: DATABASES, others: by('hourly') },
      tagged: { nightly: ['i-a'], hourly: ['i-b'] },
      volumes: [of(1, 'i-a', { Role: 'database' }), of(2, 'i-b')],
    });

    await run(INPUT);
    expect(done.slice(1)).toEqual([
      'instances Backup=nightly',
      'instances Backup=hourly',
      take(1, 'daily+databases'),
      take(2, 'others'),
    ]);
  });

  test('in the mode instance what is opted out is left out of the set', async () => {
    const { run, done } = world({
      schedules: { daily: { ...by('nightly'), mode: 'instance' } },
      tagged: { nightly: ['i-a'] },
      volumes: [of(1, 'i-a'), of(2, 'i-a'), of(3, 'i-a', { 'snapshot-keeper:opt-out': 'scratch' })],
      attached: { 'i-a': [vol(1), vol(2), vol(3)] },
    });

    expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
    expect(done.at(-1)).toBe(`take 2 of i-a without 3 by daily ${DUE}`);
  });

  test('no instance is read where none of the schedules that are due asks for it', async () => {
    const { run, done } = world({
      schedules: { daily: DAILY, later: { ...by('nightly'), expression: 'cron(0 2 * * ? *)' } },
      volumes: [volume(1)],
    });

    await run(INPUT);
    expect(done).toEqual([LOOK, take(1)]);
  });
});

test('a run of one schedule alone takes what that covers, at whatever time it is due', async () => {
  const schedules = { daily: DAILY, hourly: { ...DATABASES, expression: 'rate(1 hour)' } };
  const { run, taken } = world({
    schedules,
    volumes: [volume(1), volume(2, { Backup: '', Role: 'database' })],
  });

  expect(Object.keys((await run({ ...INPUT, schedule: 'hourly' })).bySchedule)).toEqual(['hourly']);
  expect(taken()).toEqual(['2']);
});

test('a volume of which EC2 shows one of this time has none taken, and counts', async () => {
  const { run, taken } = world({ volumes: [volume(1), volume(2)], shown: [[vol(1)]] });

  expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
  expect(taken()).toEqual(['2']);
});

test('what is being deleted, or in error, is left out: EC2 takes no snapshot of it', async () => {
  const volumes: Volume[] = [
    volume(1),
    { ...volume(2), unfit: 'deleting' },
    { ...volume(3), unfit: 'error' },
  ];
  const { run, taken } = world({ volumes });

  expect(await run(INPUT)).toEqual(reached({ after: vol(1), taken: 1, snapshotIds: [snap(1)] }));
  expect(taken()).toEqual(['1']);
});

test('one that EC2 shows as failed when the run ends counts as failed, and the run sends no digest', async () => {
  const schedules = { daily: { ...DAILY, digest: 'always' as const } };
  const facts = { volumes: [volume(1), volume(2)], schedules, shown: [[vol(1)]], broken: [vol(1)] };
  const { run, taken } = world(facts);

  expect(await run(INPUT)).toEqual(
    reached({
      after: vol(2),
      taken: 1,
      failed: 1,
      snapshotIds: [snap(2)],
      failures: [{ volumeId: vol(1), reason: `EC2 could not make ${snap(1)}` }],
    }),
  );
  expect(taken()).toEqual(['2']);
});

test('also one that an earlier call has taken', async () => {
  const { run } = world({ volumes: [volume(1), volume(2)], shown: [[vol(1)]], broken: [vol(1)] });
  const progress = reached({ after: vol(1), taken: 1, snapshotIds: [snap(1)] });

  expect(await run({ ...INPUT, progress })).toMatchObject({
    taken: 1,
    failed: 1,
    snapshotIds: [snap(2)],
    bySchedule: { daily: { taken: 1, takenGib: 8, failed: 1 } },
  });
});

test('what has failed of a set that lacks a member counts as failed once', async () => {
  const { run } = world({
    volumes: [volume(1)],
    shown: [[vol(1)]],
    broken: [vol(1)],
    lacking: [vol(1)],
  });
  const progress = { ...reached({}), tried: { volumeId: vol(1), inVain: { unknown: 2 } } };

  expect(await run({ ...INPUT, progress })).toMatchObject({ taken: 0, failed: 1 });
});

test('of what is taken, the ids of the first hundred are told, also of one that EC2 shows', async () => {
  const volumes = Array.from({ length: 120 }, (_, index) => volume(100 + index));
  const { run } = world({ volumes, shown: [[vol(100)]] });

  const { taken, snapshotIds } = await run(INPUT);

  expect([taken, snapshotIds.length, snapshotIds[0], snapshotIds[99]]).toEqual([
    120,
    100,
    snap(100),
    snap(199),
  ]);
});

describe('of one volume that a person names', () => {
  const asked = { ...INPUT, volumeId: vol(1) };
  const one = { ...reached({ after: vol(1), taken: 1, snapshotIds: [snap(1)] }), bySchedule: {} };
  const why = 'there is no such volume here, or this deployment does not select it';
  const none = {
    ...reached({ failed: 1, failures: [{ volumeId: vol(1), reason: why }] }),
    bySchedule: {},
  };

  test('one is taken by hand, whatever schedules there are, and no schedule has a figure or a digest of it', async () => {
    const schedules = { daily: { ...DAILY, digest: 'always' as const } };
    const { run, done, gauges } = world({ volumes: [volume(1), volume(2)], schedules });

    expect(await run(asked)).toEqual(one);
    expect([done, gauges()]).toEqual([[LOOK, take(1, '')], []]);
  });

  test('a repeated attempt finds the one that the attempt before has taken', async () => {
    const { run, taken } = world({ volumes: [volume(1)], schedules: {}, shown: [[vol(1)]] });

    expect(await run({ ...asked, retryCount: 1 })).toEqual(one);
    expect(taken()).toEqual([]);
  });

  test.each<[what: string, facts: Facts]>([
    ['is not there', { volumes: [volume(2)] }],
    ['bears no tag of the deployment', { volumes: [volume(1, { Backup2: 'yes' })] }],
  ])('one that %s is a failure with the reason, and none is taken', async (_, facts) => {
    const { run, taken } = world(facts);

    expect(await run(asked)).toEqual(none);
    expect(taken()).toEqual([]);
  });

  test('one that goes at that moment is a failure, too, once it is looked for in vain', async () => {
    const first = world({ volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'gone' }] } });
    const progress = await first.run(asked);
    const second = world({ volumes: [] });

    expect(progress).toMatchObject({ waitSeconds: 600, turn: 'missing', failed: 0 });
    expect(await second.run({ ...asked, progress })).toEqual({
      ...none,
      after: vol(1),
      turn: 'missing',
    });
  });

  test('where EC2 is busy it is tried again, and not yet a failure', async () => {
    const { run } = world({
      volumes: [volume(1)],
      takings: { [vol(1)]: [{ outcome: 'busy', reason: 'r' }] },
    });

    expect(await run(asked)).toEqual({
      ...reached({ after: vol(1), taken: 1, snapshotIds: [snap(1)] }),
      bySchedule: {},
    });
  });
});

test('under the name of a run to come nothing is taken: the run would not begin any more, and nobody would hear', async () => {
  const { run, done } = world({ volumes: [volume(1)] });
  const executionArn =
    'arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-2030-01-01T01-00-00Z';

  await expect(run({ ...INPUT, volumeId: vol(1), executionArn })).rejects.toBeInstanceOf(InvalidInput);
  expect(done).toEqual([]);
  expect(await run({ ...INPUT, executionArn })).toMatchObject({ taken: 1 });
});

describe('of an instance that a person names', () => {
  const INSTANCE = 'i-0123456789abcdef0';
  const asked = { ...INPUT, instanceId: INSTANCE };
  const of = (digits: number, tags: Record<string, string> = {}, instanceId = INSTANCE): Volume => ({
    ...volume(digits, { Backup: '', ...tags }),
    instanceId,
  });
  const OPTED_OUT = { 'snapshot-keeper:opt-out': '' };
  const none = {
    ...reached({
      failed: 1,
      failures: [
        {
          instanceId: INSTANCE,
          reason:
            'there is no such instance here, or this deployment selects none of its volumes, or all of them are opted out',
        },
      ],
    }),
    bySchedule: {},
  };

  test('the selected volumes are taken at one moment, whatever schedules there are, and all others are left out', async () => {
    const { run, done, gauges } = world({
      volumes: [
        of(2),
        of(1),
        of(3, OPTED_OUT),
        { ...of(4), tags: { Other: '' } },
        of(5, {}, 'i-01234567'),
        volume(6),
      ],
      attached: { [INSTANCE]: [vol(1), vol(2), vol(3), vol(4)] },
      schedules: { daily: { ...DAILY, digest: 'always' } },
    });

    expect(await run(asked)).toEqual({
      ...reached({ after: vol(1), taken: 2, snapshotIds: [snap(1), snap(2)] }),
      bySchedule: {},
    });
    expect([done, gauges()]).toEqual([[LOOK, `take 2 of ${INSTANCE} without 3+4 by  ${DUE}`], []]);
  });

  test('a single one is taken by itself', async () => {
    const { run, done } = world({ volumes: [of(1)], attached: { [INSTANCE]: [vol(1)] } });

    expect(await run(asked)).toMatchObject({ taken: 1, failed: 0 });
    expect(done).toEqual([LOOK, take(1, '')]);
  });

  test('what is attached to another instance as well, and first, is taken with the one that is named', async () => {
    const { run, done } = world({
      volumes: [{ ...of(1, {}, 'i-01234567'), otherInstanceIds: [INSTANCE] }, of(2)],
      attached: { [INSTANCE]: [vol(1), vol(2)] },
    });

    expect(await run(asked)).toMatchObject({ taken: 2 });
    expect(done.at(-1)).toBe(`take 2 of ${INSTANCE} by  ${DUE}`);
  });

  test('a repeated attempt finds those that the attempt before has taken', async () => {
    const { run, taken } = world({ volumes: [of(1), of(2)], shown: [[vol(1), vol(2)]] });

    expect(await run({ ...asked, retryCount: 1 })).toMatchObject({
      taken: 2,
      snapshotIds: [snap(1), snap(2)],
    });
    expect(taken()).toEqual([]);
  });

  test.each<[what: string, facts: Facts]>([
    ['is not there', { volumes: [of(1, {}, 'i-01234567')] }],
    ['has no volume that the deployment selects', { volumes: [{ ...of(1), tags: {} }] }],
    ['has none that is not opted out', { volumes: [of(1, OPTED_OUT)] }],
  ])('one that %s is a failure with the reason, and none is taken', async (_, facts) => {
    const { run, taken } = world(facts);

    expect(await run(asked)).toEqual(none);
    expect(taken()).toEqual([]);
  });

  test('a volume that is opted out is taken where it is named itself', async () => {
    const { run, done } = world({ volumes: [of(1, OPTED_OUT)] });

    await run({ ...INPUT, volumeId: vol(1) });
    expect(done).toEqual([LOOK, take(1, '')]);
  });
});

test('a repeated attempt waits until EC2 shows what the one before has taken', async () => {
  const { run, done, pauses } = world({ volumes: [volume(1)], shown: [[vol(1)]] });

  expect(await run({ ...INPUT, retryCount: 1 })).toMatchObject({ taken: 1 });
  expect([pauses, done]).toEqual([[600_000], [LOOK]]);
});

test('the next call goes on behind the last one, with all counts', async () => {
  const failures = [{ volumeId: vol(1), reason: 'r' }];
  const before = { taken: 1, takenGib: 100, gone: 1, failed: 1, failures };
  const { run, taken } = world({ volumes: [volume(1), volume(2)] });
  const progress = reached({ ...before, after: vol(1), waitSeconds: 1 });

  expect(await run({ ...INPUT, progress })).toEqual(
    reached({ ...before, after: vol(2), taken: 2, takenGib: 108, snapshotIds: [snap(2)] }),
  );
  expect(taken()).toEqual(['2']);
});

test('after four minutes the rest is left to the next call', async () => {
  const { run, taken } = world({ volumes: [volume(1), volume(2), volume(3)], callMs: 120_000 });

  expect(await run(INPUT)).toEqual(
    reached({ after: vol(2), waitSeconds: 1, tried: untried(3), taken: 2, snapshotIds: [snap(1), snap(2)] }),
  );
  expect(taken()).toEqual(['1', '2']);
});

test('while a call works it looks again every ten seconds: another one may run beside it', async () => {
  const { run, taken, done } = world({
    volumes: [volume(1), volume(2), volume(3)],
    callMs: 10_000,
    shown: [[], [vol(2)]],
  });

  expect(await run(INPUT)).toMatchObject({ taken: 3 });
  expect(taken()).toEqual(['1', '3']);
  expect(done.filter((what) => what === LOOK)).toHaveLength(2);
});

describe('as many as EC2 takes of an account', () => {
  const volumes = Array.from({ length: 120 }, (_, index) => volume(1000 + index));
  const waitedSeconds = (pauses: readonly number[]): string =>
    (pauses.reduce((sum, each) => sum + each, 0) / 1000).toFixed(1);

  test('fifty at once, and then 4.7 a second', async () => {
    const { run, pauses } = world({ volumes });

    expect(await run(INPUT)).toMatchObject({ taken: 120 });
    // Seventy of them, the first of which goes at once.
    expect(waitedSeconds(pauses)).toBe('14.7');
  });

  test('a call that goes on has none at once: they are used up', async () => {
    const { run, pauses } = world({ volumes });

    await run({ ...INPUT, progress: reached({ after: vol(1), taken: 1 }) });

    expect(waitedSeconds(pauses)).toBe('25.3');
  });
});

describe('where EC2 takes none', () => {
  const refused: Taking = { outcome: 'refused', reason: 'IncorrectState: creating' };
  const volumeBusy: Taking = {
    outcome: 'volume busy',
    reason: 'SnapshotCreationPerVolumeRateExceeded: too soon',
  };

  test('of one volume, it is counted with the reason, and the others have theirs', async () => {
    const { run } = world({ volumes: [volume(1), volume(2)], takings: { [vol(1)]: [refused] } });

    expect(await run(INPUT)).toEqual(
      reached({
        after: vol(2),
        taken: 1,
        snapshotIds: [snap(2)],
        failed: 1,
        failures: [{ volumeId: vol(1), reason: 'IncorrectState: creating' }],
      }),
    );
  });

  describe('and says of a volume that it has shown that there is none', () => {
    const missing = [{ volumeId: vol(1), schedules: ['daily'] }];
    const gone = { [vol(1)]: [{ outcome: 'gone' } as const] };
    const second = { ...INPUT, progress: reached({ after: vol(2), taken: 1, missing, turn: 'missing' }) };

    test('the others are taken, and it is looked for again ten minutes later', async () => {
      const { run } = world({ volumes: [volume(1), volume(2)], takings: gone });

      expect(await run(INPUT)).toEqual(
        reached({
          after: vol(2),
          waitSeconds: 600,
          taken: 1,
          snapshotIds: [snap(2)],
          missing,
          turn: 'missing',
        }),
      );
    });

    test('one that it shows no more is gone, and nothing is missed', async () => {
      const { run, taken } = world({ volumes: [volume(2)] });

      expect(await run(second)).toEqual(reached({ after: vol(2), taken: 1, gone: 1, turn: 'missing' }));
      expect(taken()).toEqual([]);
    });

    test('one that it takes a snapshot of then was new', async () => {
      const { run, taken } = world({ volumes: [volume(1), volume(2), volume(3)] });

      expect(await run(second)).toMatchObject({ taken: 2, failed: 0, waitSeconds: 0, missing: [] });
      expect(taken()).toEqual(['1']);
    });

    test('those that are taken as a set then are counted once, though one between them is waited for', async () => {
      const on = (digits: number) => ({ ...volume(digits), instanceId: 'i-a' });
      const { run } = world({
        schedules: { daily: { ...DAILY, mode: 'instance' } },
        volumes: [on(1), volume(2), on(3)],
        attached: { 'i-a': [vol(1), vol(3)] },
        takings: { [vol(2)]: [{ outcome: 'unknown', reason: 'r' }] },
      });
      const all = [1, 2, 3].map((digits) => ({ volumeId: vol(digits), schedules: ['daily'] }));
      const progress = reached({ after: vol(9), missing: all, turn: 'missing' });

      expect(await run({ ...INPUT, progress })).toMatchObject({ taken: 2, missing: [all[1]] });
    });

    test('one that it shows and does not know again is a failure', async () => {
      const { run } = world({ volumes: [volume(1), volume(2)], takings: gone });

      expect(await run(second)).toMatchObject({
        taken: 1,
        failed: 1,
        missing: [],
        failures: [{ volumeId: vol(1), reason: 'EC2 shows it, and takes no snapshot of it: there is none' }],
      });
    });

    test('of more than fifty one look is believed', async () => {
      const volumes = Array.from({ length: 52 }, (_, at) => ({
        ...volume(1),
        volumeId: `vol-${String(at).padStart(17, '0')}`,
      }));
      const takings = Object.fromEntries(
        volumes.map(({ volumeId }) => [volumeId, [{ outcome: 'gone' } as const]]),
      );
      const { missing: later, bySchedule } = await world({ volumes, takings }).run(INPUT);

      expect([later.length, bySchedule['daily']?.gone]).toEqual([50, 2]);
    });
  });

  describe('and shows of a set of this time not all', () => {
    const facts = {
      volumes: [volume(1), volume(2)],
      shown: [[vol(1), vol(2)]],
      lacking: [vol(1), vol(2)],
    };
    const one = (digits: number, unknown = 1) => ({ volumeId: vol(digits), inVain: { unknown } });

    test('it is waited for: one member may be shown later than another', async () => {
      expect(await world(facts).run({ ...INPUT, retryCount: 1 })).toMatchObject({
        waitSeconds: 600,
        turn: 'unanswered',
        unanswered: { due: [one(1), one(2)] },
        taken: 0,
        failed: 0,
      });
    });

    test('of an instance that a person names it is waited for once for all of its volumes', async () => {
      const volumes = facts.volumes.map((each) => ({ ...each, instanceId: 'i-0123456789abcdef0' }));
      const { run } = world({ ...facts, volumes });
      const progress = { ...reached({ tried: one(1, 2) }), bySchedule: {} };

      expect(await run({ ...INPUT, instanceId: 'i-0123456789abcdef0', progress })).toMatchObject({
        waitSeconds: 0,
        failed: 2,
      });
    });

    test('no volume of it counts as taken in the end', async () => {
      const unanswered = { ...NONE_UNANSWERED, due: [one(1, 2), one(2, 2)] };
      const progress = reached({ after: vol(2), turn: 'unanswered', unanswered });

      expect(await world(facts).run({ ...INPUT, progress })).toMatchObject({
        waitSeconds: 0,
        taken: 0,
        failed: 2,
        failures: [
          { volumeId: vol(1), reason: 'its set is without another volume that was to be in it' },
          { volumeId: vol(2), reason: 'its set is without another volume that was to be in it' },
        ],
      });
    });
  });

  test('of a volume that had one a moment ago, it is tried three times, twenty seconds apart', async () => {
    const one = world({ volumes: [volume(1)], takings: { [vol(1)]: [volumeBusy, volumeBusy] } });
    const none = world({ volumes: [volume(1)], takings: { [vol(1)]: [volumeBusy, volumeBusy, volumeBusy] } });

    expect(await one.run(INPUT)).toMatchObject({ taken: 1, failed: 0 });
    expect(one.pauses).toEqual([20_000, 20_000]);
    expect(await none.run(INPUT)).toMatchObject({ taken: 0, failed: 1 });
  });

  test('since something else took it for this time, that one counts', async () => {
    const { run, taken } = world({
      volumes: [volume(1)],
      takings: { [vol(1)]: [volumeBusy] },
      shown: [[], [vol(1)]],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 1, failed: 0 });
    expect(taken()).toEqual(['1']);
  });

  test('what shows up meanwhile of other volumes counts, too: another call runs beside this one', async () => {
    const { run, taken } = world({
      volumes: [volume(1), volume(2)],
      takings: { [vol(1)]: [volumeBusy] },
      shown: [[], [vol(1), vol(2)]],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
    expect(taken()).toEqual(['1']);
  });

  test('of any volume, it waits ten seconds and goes on with this one', async () => {
    const busy: Taking = { outcome: 'busy', reason: 'RequestLimitExceeded: too many' };
    const { run, taken, pauses } = world({
      volumes: [volume(1), volume(2)],
      takings: { [vol(1)]: [busy, busy] },
    });

    expect(await run(INPUT)).toEqual(reached({ after: vol(2), taken: 2, snapshotIds: [snap(1), snap(2)] }));
    expect([taken(), pauses]).toEqual([
      ['1', '1', '1', '2'],
      [10_000, 10_000],
    ]);
  });

  test('where that lasts, the next call begins with this one', async () => {
    const busy: Taking = { outcome: 'busy', reason: 'PendingSnapshotLimitExceeded: too many' };
    const { run, taken } = world({
      volumes: [volume(1), volume(2)],
      takings: { [vol(2)]: Array<Taking>(100).fill(busy) },
    });

    expect(await run(INPUT)).toEqual(
      reached({ after: vol(1), waitSeconds: 1, tried: untried(2), taken: 1, snapshotIds: [snap(1)] }),
    );
    // Four minutes, ten seconds apart.
    expect(taken()).toHaveLength(25);
  });

  test('only the first twenty reasons are kept, each cut', async () => {
    const volumes = Array.from({ length: 30 }, (_, index) => volume(100 + index));
    const long: Taking = { outcome: 'refused', reason: 'r'.repeat(1000) };
    const { run } = world({
      volumes,
      takings: Object.fromEntries(volumes.map(({ volumeId }) => [volumeId, [long]])),
    });

    const { failed, failures } = await run(INPUT);

    expect([failed, failures.length, failures[0]?.reason.length]).toEqual([30, 20, 200]);
  });
});

test('each call says how far the run has come since its time, by schedule', async () => {
  const takings: Facts['takings'] = { [vol(1)]: [{ outcome: 'refused', reason: 'r' }] };
  const { run, gauges } = world({ volumes: [volume(1), volume(2)], takings, now: '2030-01-01T01:10:00Z' });

  await run(INPUT);

  expect(gauges()).toEqual([
    // Before anything is asked, and in the end.
    'BackupElapsed 600 of daily in us-east-1',
    'BackupElapsed 600 of daily in us-east-1',
    'BackupSize 8 of daily in us-east-1',
    'BackupErrors 1 of daily in us-east-1',
  ]);
});

describe('a digest', () => {
  const told = (facts: Facts) =>
    world({ ...facts, schedules: { daily: { ...DAILY, digest: 'unlessEmpty' } } }).run(INPUT);

  test('goes out where the run has done all', async () => {
    const { digest } = await told({ volumes: [volume(1), volume(2)] });

    expect(digest?.subject).toBe('keeper: backup done, daily 2 of 2 - us-east-1');
  });

  test.each<[rule: string, facts: Facts]>([
    ['covers nothing', {}],
    ['goes on later', { volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'unknown', reason: 'r' }] } }],
    [
      'has failed, which is told as a failure',
      { volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'refused', reason: 'r' }] } },
    ],
  ])('does not where it %s', async (_, facts) => {
    expect(await told(facts)).not.toHaveProperty('digest');
  });
});

test('what has not had its turn twelve hours later is not taken any more, and told', async () => {
  const facts = { volumes: [volume(1), volume(2)], shown: [[vol(1)]] };
  const inTime = world({ ...facts, now: '2030-01-01T12:59:59Z' });
  const late = world({ ...facts, now: '2030-01-01T13:00:00Z' });

  expect(await inTime.run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
  expect(await late.run(INPUT)).toEqual(
    reached({
      after: vol(2),
      taken: 1,
      snapshotIds: [snap(1)],
      failed: 1,
      failures: [{ volumeId: vol(2), reason: 'its turn had not come 12 hours after it was due' }],
    }),
  );
  expect(late.taken()).toEqual([]);
});

test.each([
  [{ schedule: 'weekly' }, 'no schedule of this deployment is called weekly'],
  [{ scheduledAt: '2030-01-01T02:00:00Z' }, 'no schedule of this deployment is due at 2030-01-01T02:00:00Z'],
])('a run of %j is refused before anything is asked', async (more, message) => {
  const { run, done } = world({ volumes: [volume(1)] });

  await expect(run({ ...INPUT, ...more })).rejects.toThrow(new InvalidInput(message));
  expect(done).toEqual([]);
});

test('the function asks EC2 for the selected volumes and takes each with the description of its run, without blind retries', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: '{"tagKey":"Backup"}',
      SCHEDULES: JSON.stringify({ daily: DAILY }),
      SCHEDULE_GROUP: 'keeper-us-east-1',
      FREEZE_DOCUMENT: 'freeze-keeper-us-east-1',
    },
    answers: {
      DescribeSnapshotsCommand: [{ Snapshots: [] }],
      DescribeVolumesCommand: [{ Volumes: [{ VolumeId: vol(1), Tags: [{ Key: 'Backup', Value: '' }] }] }],
      CreateSnapshotCommand: [{ SnapshotId: 'snap-1' }],
    },
  });

  await handler.within(runtime)({ ...INPUT, progress: null });

  expect(calls).toEqual([
    [
      'ec2 us-east-1',
      'DescribeSnapshotsCommand',
      {
        OwnerIds: ['self'],
        Filters: [{ Name: 'description', Values: [`snapshot-keeper keeper: due ${DUE} by *`] }],
        MaxResults: 1000,
      },
    ],
    [
      'ec2 us-east-1',
      'DescribeVolumesCommand',
      { Filters: [{ Name: 'tag-key', Values: ['Backup'] }], MaxResults: 1000 },
    ],
    [
      'ec2 us-east-1 without retries',
      'CreateSnapshotCommand',
      { VolumeId: vol(1), Description: `snapshot-keeper keeper: due ${DUE} by daily` },
    ],
  ]);
});

test.each<[what: string, named: object]>([
  ['a volume and an instance', { volumeId: vol(1), instanceId: 'i-0123456789abcdef0' }],
  ['an instance by a pattern', { instanceId: 'i-0123456*' }],
])('%s is refused before EC2 is asked anything', async (_, named) => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: '{"tagKey":"Backup"}',
      SCHEDULES: '{}',
      SCHEDULE_GROUP: 'keeper-us-east-1',
      FREEZE_DOCUMENT: 'freeze-keeper-us-east-1',
    },
    answers: {},
  });

  await expect(handler.within(runtime)({ ...INPUT, ...named })).rejects.toThrow(InvalidInput);
  expect(calls).toEqual([]);
});

describe('by instance', () => {
  const APPS = { ...DAILY, mode: 'instance' as const };
  const on = (digits: number, instanceId: string, tags = {}): Volume => ({
    ...volume(digits, { Backup: 'yes', ...tags }),
    instanceId,
  });

  test('the volumes of each are taken by one call, those of none by themselves, in order of their first ids', async () => {
    const { run, done } = world({
      schedules: { apps: APPS },
      volumes: [on(1, 'i-b'), on(2, 'i-a'), volume(3), on(4, 'i-a'), on(5, 'i-b')],
      attached: { 'i-a': [vol(2), vol(4)], 'i-b': [vol(1), vol(5)] },
    });

    expect(await run(INPUT)).toMatchObject({ after: vol(3), ahead: [], taken: 5, failed: 0 });
    expect(done).toEqual([
      LOOK,
      `take 2 of i-b by apps ${DUE}`,
      `take 2 of i-a by apps ${DUE}`,
      take(3, 'apps'),
    ]);
  });

  test('an instance of which one volume is covered has a snapshot as any other volume', async () => {
    const { run, taken } = world({
      schedules: { apps: APPS },
      volumes: [on(1, 'i-a')],
      attached: { 'i-a': [vol(1), vol(9)] },
    });

    await run(INPUT);

    expect(taken()).toEqual(['1']);
  });

  test('what is attached and not covered is left out, the volume that it boots from by its own word', async () => {
    const facts = { schedules: { apps: APPS }, volumes: [on(1, 'i-a'), on(2, 'i-a')] };
    const withData = world({ ...facts, attached: { 'i-a': [vol(1), vol(2), vol(8)] } });
    const withBoot = world({ ...facts, attached: { 'i-a': [vol(9), vol(1), vol(2), vol(8)] } });

    await withData.run(INPUT);
    await withBoot.run(INPUT);

    expect(withData.done).toEqual([LOOK, `take 2 of i-a without 8 by apps ${DUE}`]);
    expect(withBoot.done).toEqual([LOOK, `take 2 of i-a without boot+8 by apps ${DUE}`]);
  });

  test('where more are left out than EC2 leaves out, none is taken, and all of them are told of', async () => {
    const others = Array.from({ length: 41 }, (_, index) => vol(100 + index));
    const { run, done } = world({
      schedules: { apps: APPS },
      volumes: [on(1, 'i-a'), on(2, 'i-a')],
      attached: { 'i-a': [vol(1), vol(2), ...others] },
    });

    const reason = '41 data volumes of i-a are not covered, and EC2 leaves out 40 at most';
    expect(await run(INPUT)).toMatchObject({
      failed: 2,
      failures: [
        { volumeId: vol(1), reason },
        { volumeId: vol(2), reason },
      ],
    });
    expect(done).toEqual([LOOK]);
  });

  test('beside a schedule by volume, what both cover of an instance is taken together, and the rest by itself', async () => {
    const { run, done } = world({
      schedules: { apps: { ...APPS, selection: { tagKey: 'App' } }, daily: DAILY },
      volumes: [on(1, 'i-a', { App: 'x' }), on(2, 'i-a'), on(3, 'i-a', { App: 'x' })],
      attached: { 'i-a': [vol(1), vol(2), vol(3)] },
    });

    expect(await run(INPUT)).toMatchObject({
      taken: 3,
      bySchedule: { apps: { taken: 2 }, daily: { taken: 3 } },
    });
    expect(done.slice(1)).toEqual([`take 2 of i-a without 2 by apps+daily ${DUE}`, take(2, 'daily')]);
  });

  const twoOf = {
    schedules: { apps: APPS },
    volumes: [on(1, 'i-a'), on(2, 'i-a')],
    attached: { 'i-a': [vol(1), vol(2)] },
  };
  test('a set that EC2 shows is not taken again, and each volume is judged by its own snapshot', async () => {
    const { run, done } = world({ ...twoOf, shown: [[vol(1), vol(2)]] });

    expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0, snapshotIds: [snap(1), snap(2)] });
    expect(done).toEqual([LOOK]);
  });

  test('where EC2 shows one of one volume alone, the other is taken by itself', async () => {
    const { run, done } = world({ ...twoOf, shown: [[vol(2)]] });

    expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
    expect(done).toEqual([LOOK, take(1, 'apps')]);
  });

  test('of three of which one has its own already, the two others are one set without it', async () => {
    const { run, done } = world({
      schedules: { apps: APPS },
      volumes: [on(1, 'i-a'), on(2, 'i-a'), on(3, 'i-a')],
      attached: { 'i-a': [vol(1), vol(2), vol(3)] },
      shown: [[vol(1)]],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 3, failed: 0 });
    expect(done.at(-1)).toBe(`take 2 of i-a without boot by apps ${DUE}`);
  });

  test('a set that EC2 took without one of its volumes is told of for each: none of them has a recovery point by it', async () => {
    const setTakings = [{ outcome: 'taken' as const, snapshotIds: new Map([[vol(1), snap(1)]]) }];
    const { run } = world({ ...twoOf, setTakings });

    const reason = `its set is without ${vol(2)}, which was detached meanwhile`;
    expect(await run(INPUT)).toMatchObject({
      taken: 0,
      failed: 2,
      failures: [
        { volumeId: vol(1), reason },
        { volumeId: vol(2), reason },
      ],
    });
  });

  test('what was taken with another is not taken again by the next call, though EC2 does not show it yet', async () => {
    const facts = {
      schedules: { apps: APPS },
      volumes: [on(1, 'i-a'), volume(2), on(3, 'i-a')],
      attached: { 'i-a': [vol(1), vol(3)] },
    };
    const first = world({ ...facts, callMs: 240_000 });
    const second = world(facts);

    const progress = await first.run(INPUT);
    expect(progress).toMatchObject({ after: vol(1), ahead: [vol(3)], taken: 2, waitSeconds: 1 });
    expect(await second.run({ ...INPUT, progress })).toMatchObject({ taken: 3, ahead: [], waitSeconds: 0 });
    expect(second.done).toEqual([LOOK, take(2, 'apps')]);
  });

  test('each volume has its turn, also where one that comes before it is attached to its instance between two calls', async () => {
    const { run, done } = world({
      schedules: { apps: APPS },
      volumes: [on(1, 'i-a'), volume(4), on(5, 'i-a'), on(9, 'i-a')],
      attached: { 'i-a': [vol(1), vol(5), vol(9)] },
    });

    const progress = reached({ after: vol(4), taken: 1 });
    const before = { ...progress, bySchedule: { apps: progress.bySchedule['daily']! } };
    expect(await run({ ...INPUT, progress: before })).toMatchObject({ taken: 3, failed: 0 });
    expect(done).toEqual([LOOK, `take 2 of i-a without boot by apps ${DUE}`]);
  });

  test('what comes to an instance behind those that were taken is taken by itself, though EC2 does not show them yet', async () => {
    const { run, done } = world({
      schedules: { daily: APPS },
      volumes: [on(1, 'i-a'), on(5, 'i-a'), on(9, 'i-a')],
      attached: { 'i-a': [vol(1), vol(5), vol(9)] },
    });

    const progress = reached({ after: vol(1), ahead: [vol(9)], taken: 2 });
    expect(await run({ ...INPUT, progress })).toMatchObject({ taken: 3, ahead: [], failed: 0 });
    expect(done).toEqual([LOOK, take(5)]);
  });

  test('where something else has just taken it, it looks until EC2 shows all of it', async () => {
    const busy = { outcome: 'volume busy' as const, reason: 'SnapshotCreationPerVolumeRateExceeded: no' };
    const { run, done } = world({
      ...twoOf,
      setTakings: [busy, busy],
      shown: [[], [vol(1)], [vol(1), vol(2)]],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
    expect(done.filter((what) => what.startsWith('take'))).toHaveLength(2);
  });

  test('one that EC2 refuses fails for all of its volumes, and the others go on', async () => {
    const setTakings = [{ outcome: 'refused' as const, reason: 'IncorrectState: no' }];
    const { run } = world({ ...twoOf, volumes: [...twoOf.volumes, volume(3)], setTakings });

    expect(await run(INPUT)).toMatchObject({ taken: 1, failed: 2 });
  });

  test('a volume by hand is taken by itself', async () => {
    const { run, done } = world(twoOf);

    await run({ ...INPUT, volumeId: vol(1) });

    expect(done).toEqual([LOOK, take(1, '')]);
  });
});
