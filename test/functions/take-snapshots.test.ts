import type { Taking } from '../../functions/aws/new-snapshots';
import { InvalidInput } from '../../functions/domain/errors';
import type { Volume } from '../../functions/domain/volume';
import { handler, takeSnapshots, type Progress } from '../../functions/take-snapshots/handler';
import { vol } from '../support/builders';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const DUE = '2030-01-01T01:00:00Z';
const EXECUTION = 'arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-daily';
const INPUT = { schedule: 'daily', scheduledAt: DUE, retryCount: 0, executionArn: EXECUTION };
const TAKEN: Taking = { outcome: 'taken', snapshotId: 'snap-1' };
const NONE: Progress = {
  after: null,
  waitSeconds: 0,
  taken: 0,
  takenGib: 0,
  shared: 0,
  gone: 0,
  failed: 0,
  failures: [],
};

const volume = (digits: number, tags: Record<string, string> = { Backup: 'yes' }): Volume => ({
  volumeId: vol(digits),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

type Facts = {
  readonly volumes?: readonly Volume[];
  /** What becomes of each attempt, by volume; else it is taken. */
  readonly takings?: Readonly<Record<string, readonly Taking[]>>;
  /** What EC2 shows as taken, by look, as ids of volumes with the schedule that took them; the last one stands for all that follow. */
  readonly shown?: readonly (readonly (readonly [volumeId: string, schedule: string])[])[];
  readonly now?: string;
  /** How long one call of EC2 takes. */
  readonly callMs?: number;
};

function world({ volumes = [], takings = {}, shown = [[]], now = DUE, callMs = 0 }: Facts) {
  let nowMs = Date.parse(now);
  const [done, pauses]: [string[], number[]] = [[], []];
  let looks = 0;
  const left = new Map(Object.entries(takings).map(([id, list]) => [id, [...list]]));
  const { log, metrics, gauges } = recorder();
  const run = takeSnapshots({
    volumes: {
      pages: async function* () {
        yield await Promise.resolve([...volumes]);
      },
      selectedBy: () => Promise.resolve([...volumes]),
    },
    newSnapshots: {
      takenFor: ({ scheduledAt }) => {
        done.push(`look for ${scheduledAt}`);
        const taken = shown[Math.min(looks, shown.length - 1)] ?? [];
        looks += 1;
        return Promise.resolve(new Map(taken));
      },
      take: (volumeId, { deployment, schedule, scheduledAt }) => {
        nowMs += callMs;
        done.push(`take ${volumeId.slice(-1)} by ${deployment} ${schedule} ${scheduledAt}`);
        return Promise.resolve(left.get(volumeId)?.shift() ?? TAKEN);
      },
    },
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'Backup' },
      SCHEDULES: {
        daily: { selection: 'all', digest: 'never' },
        databases: { selection: { tagKey: 'Role', tagValues: ['database'] }, digest: 'never' },
        told: { selection: 'all', digest: 'unlessEmpty' },
      },
    },
    region: 'us-east-1',
    now: () => new Date(nowMs),
    pause: (milliseconds) => {
      nowMs += milliseconds;
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    log,
    metrics,
  });
  return {
    run,
    done,
    pauses,
    gauges: () =>
      gauges.map(
        ([name, { value, ofRegion, ofSchedule }]) => `${name} ${value} of ${ofSchedule} in ${ofRegion}`,
      ),
    taken: () => done.filter((what) => what.startsWith('take')).map((what) => what[5]),
  };
}

const LOOK = `look for ${DUE}`;
const take = (digit: number): string => `take ${digit} by keeper daily ${DUE}`;

test('each volume has one snapshot taken, in order of the ids, at four a second at most', async () => {
  const { run, done, pauses } = world({ volumes: [volume(2), volume(1)] });

  expect(await run(INPUT)).toEqual({ ...NONE, after: vol(2), taken: 2, takenGib: 16 });
  expect(done).toEqual([LOOK, take(1), take(2)]);
  expect(pauses).toEqual([250, 250]);
});

test('a schedule with a selection of its own covers only those of the selected volumes', async () => {
  const { run, taken } = world({ volumes: [volume(1), volume(2, { Backup: '', Role: 'database' })] });

  expect(await run({ ...INPUT, schedule: 'databases' })).toMatchObject({ taken: 1, failed: 0 });
  expect(taken()).toEqual(['2']);
});

test('a volume of which EC2 shows one of this time, by whatever schedule, has none taken and counts', async () => {
  const shown = [
    [
      [vol(1), 'daily'],
      [vol(2), 'databases'],
    ],
  ] as const;
  const { run, taken } = world({ volumes: [volume(1), volume(2), volume(3)], shown });

  expect(await run(INPUT)).toMatchObject({ taken: 2, takenGib: 16, shared: 1, failed: 0 });
  expect(taken()).toEqual(['3']);
});

test('a repeated attempt waits until EC2 shows what the one before has taken', async () => {
  const { run, done, pauses } = world({ volumes: [volume(1)], shown: [[[vol(1), 'daily']]] });

  expect(await run({ ...INPUT, retryCount: 1 })).toMatchObject({ taken: 1 });
  expect([pauses, done]).toEqual([[600_000], [LOOK]]);
});

test('the next call goes on behind the last one, with all counts', async () => {
  const progress = {
    after: vol(1),
    waitSeconds: 1,
    taken: 1,
    takenGib: 100,
    shared: 1,
    gone: 1,
    failed: 1,
    failures: [{ volumeId: vol(1), reason: 'r' }],
  };
  const { run, taken } = world({ volumes: [volume(1), volume(2)] });

  expect(await run({ ...INPUT, progress })).toEqual({
    ...progress,
    after: vol(2),
    waitSeconds: 0,
    taken: 2,
    takenGib: 108,
  });
  expect(taken()).toEqual(['2']);
});

test('after four minutes the rest is left to the next call', async () => {
  const { run, taken } = world({ volumes: [volume(1), volume(2), volume(3)], callMs: 120_000 });

  expect(await run(INPUT)).toEqual({ ...NONE, after: vol(2), waitSeconds: 1, taken: 2, takenGib: 16 });
  expect(taken()).toEqual(['1', '2']);
});

describe('where EC2 takes none', () => {
  const refused: Taking = { outcome: 'refused', reason: 'IncorrectState: creating' };
  const volumeBusy: Taking = {
    outcome: 'volume busy',
    reason: 'SnapshotCreationPerVolumeRateExceeded: too soon',
  };

  test('of one volume, it is counted with the reason, and the others have theirs', async () => {
    const { run } = world({ volumes: [volume(1), volume(2)], takings: { [vol(1)]: [refused] } });

    expect(await run(INPUT)).toEqual({
      ...NONE,
      after: vol(2),
      taken: 1,
      takenGib: 8,
      failed: 1,
      failures: [{ volumeId: vol(1), reason: 'IncorrectState: creating' }],
    });
  });

  test('of a volume that is gone, nothing is missed', async () => {
    const { run } = world({ volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'gone' }] } });

    expect(await run(INPUT)).toEqual({ ...NONE, after: vol(1), gone: 1 });
  });

  test('of a volume that had one a moment ago, it is tried three times, twenty seconds apart', async () => {
    const one = world({ volumes: [volume(1)], takings: { [vol(1)]: [volumeBusy, volumeBusy] } });
    const none = world({ volumes: [volume(1)], takings: { [vol(1)]: [volumeBusy, volumeBusy, volumeBusy] } });

    expect(await one.run(INPUT)).toMatchObject({ taken: 1, failed: 0 });
    expect(one.pauses).toEqual([20_000, 20_000, 250]);
    expect(await none.run(INPUT)).toMatchObject({ taken: 0, failed: 1 });
  });

  test('since another schedule took it at this time, that one counts', async () => {
    const { run, taken } = world({
      volumes: [volume(1)],
      takings: { [vol(1)]: [volumeBusy] },
      shown: [[], [[vol(1), 'databases']]],
    });

    expect(await run(INPUT)).toMatchObject({ taken: 0, shared: 1, failed: 0 });
    expect(taken()).toEqual(['1']);
  });

  test.each<[outcome: 'busy' | 'unknown', seconds: number]>([
    ['busy', 60],
    ['unknown', 600],
  ])('of any volume (%s), the next call begins with this one after %d seconds', async (outcome, seconds) => {
    const takings = { [vol(2)]: [{ outcome, reason: 'r' }] };
    const { run, taken } = world({ volumes: [volume(1), volume(2), volume(3)], takings });

    expect(await run(INPUT)).toEqual({
      ...NONE,
      after: vol(1),
      waitSeconds: seconds,
      taken: 1,
      takenGib: 8,
    });
    expect(taken()).toEqual(['1', '2']);
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
    'BackupElapsed 601 of daily in us-east-1',
    'BackupSize 8 of daily in us-east-1',
    'BackupErrors 1 of daily in us-east-1',
  ]);
});

describe('a digest', () => {
  const TOLD = { ...INPUT, schedule: 'told' };

  test('goes out where the run has done all', async () => {
    const { run } = world({ volumes: [volume(1), volume(2)], shown: [[[vol(2), 'daily']]] });

    const { digest } = await run(TOLD);

    expect(digest?.subject).toBe('keeper: backup told done, 2 of 2 volumes - us-east-1');
  });

  test.each<[rule: string, facts: Facts]>([
    ['covers nothing', {}],
    ['goes on later', { volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'busy', reason: 'r' }] } }],
    [
      'has failed, which is told as a failure',
      { volumes: [volume(1)], takings: { [vol(1)]: [{ outcome: 'refused', reason: 'r' }] } },
    ],
  ])('does not where it %s', async (_, facts) => {
    expect(await world(facts).run(TOLD)).not.toHaveProperty('digest');
  });
});

test('what has not had its turn twelve hours later is not taken any more, and told', async () => {
  const facts = { volumes: [volume(1), volume(2)], shown: [[[vol(1), 'daily']]] as const };
  const inTime = world({ ...facts, now: '2030-01-01T12:59:59Z' });
  const late = world({ ...facts, now: '2030-01-01T13:00:00Z' });

  expect(await inTime.run(INPUT)).toMatchObject({ taken: 2, failed: 0 });
  expect(await late.run(INPUT)).toEqual({
    ...NONE,
    after: vol(2),
    taken: 1,
    takenGib: 8,
    failed: 1,
    failures: [{ volumeId: vol(2), reason: 'its turn had not come 12 hours after it was due' }],
  });
  expect(late.taken()).toEqual([]);
});

test('a schedule that is not of the deployment is refused before anything is asked', async () => {
  const { run, done } = world({ volumes: [volume(1)] });

  await expect(run({ ...INPUT, schedule: 'weekly' })).rejects.toThrow(
    new InvalidInput('no schedule of this deployment is called weekly'),
  );
  expect(done).toEqual([]);
});

test('the function asks EC2 for the selected volumes and takes each with the description of its run, without blind retries', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: '{"tagKey":"Backup"}',
      SCHEDULES: '{"daily":{"selection":"all","digest":"never"}}',
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
        Filters: [{ Name: 'description', Values: [`snapshot-keeper keeper: schedule *, due ${DUE}`] }],
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
      { VolumeId: vol(1), Description: `snapshot-keeper keeper: schedule daily, due ${DUE}` },
    ],
  ]);
});
