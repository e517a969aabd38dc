import type { Making } from '../../functions/aws/new-volumes';
import { InvalidEnvironment, InvalidInput } from '../../functions/domain/errors';
import type { VolumeLook } from '../../functions/domain/restore-step';
import type { Drill } from '../../functions/drill-copy/drill';
import { handler } from '../../functions/drill-copy/handler';
import { snap, vol } from '../support/builders';
import {
  ARN,
  CHOSEN,
  COPY,
  drillWorld,
  LATER,
  MADE,
  MADE_AT,
  NOW,
  USABLE,
  WITH_VOLUME,
} from '../support/drill-world';
import { recordingRuntime } from '../support/recording-runtime';

/** The answer where the first drill is not at its end. */
const still = (drill: Drill, waitSeconds = 0) => ({
  drills: [drill, LATER],
  waitSeconds,
  finding: '',
  about: [],
  isDone: false,
});

describe('a volume is made of the copy', () => {
  const VOLUME = { zone: 'us-west-2a', snapshotId: COPY, volumeType: 'gp3' };
  const TAGS = {
    'snapshot-keeper:restored-by': 'keeper',
    'snapshot-keeper:restored-from': `${COPY} by drill-1`,
    'snapshot-keeper:drill': 'drill-1',
  };

  test('with the tags of a drill and none of the user, and looked for ten seconds later', async () => {
    const { run, calls } = drillWorld();

    expect(await run([CHOSEN, LATER])).toEqual(still({ ...CHOSEN, madeVolumeId: MADE, madeAt: NOW }, 10));
    expect(calls).toEqual([['make', VOLUME, TAGS]]);
  });

  test('at the rate at which it is to be initialized', async () => {
    const { run, calls } = drillWorld({ rateMibps: 100 });

    await run([CHOSEN]);

    expect(calls).toEqual([['make', { ...VOLUME, initializationRateMibps: 100 }, TAGS]]);
  });

  test('a repeated call has the same token, of 64 characters; another copy, or execution, has another one', async () => {
    const { run, tokens } = drillWorld();

    await run([CHOSEN, LATER]);
    await run([CHOSEN]);
    await run([LATER]);
    await run([CHOSEN], `${ARN}-again`);

    expect(tokens[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(tokens[1]).toBe(tokens[0]);
    expect(new Set(tokens).size).toBe(3);
  });

  const ends = async (making: Making, more: Partial<Drill> = {}, now = NOW) =>
    drillWorld({ making, now }).run([{ ...CHOSEN, ...more }, LATER]);

  test('where that is refused, the drill has failed, and says so in up to 400 characters', async () => {
    expect(await ends({ outcome: 'refused', reason: 'no key' })).toEqual(
      still({ ...CHOSEN, verdict: 'failed', why: 'no key' }),
    );
    expect(await ends({ outcome: 'refused', reason: 'x'.repeat(500) })).toEqual(
      still({ ...CHOSEN, verdict: 'failed', why: `${'x'.repeat(399)}…` }),
    );
  });

  test('where the copy has gone meanwhile, the drill is left', async () => {
    const reason = 'EC2 refuses to make a volume of it, InvalidSnapshot.NotFound: gone';

    expect(await ends({ outcome: 'refused', reason })).toEqual(
      still({ ...CHOSEN, verdict: 'left', why: reason }),
    );
  });

  const UNSEEN: Making = { outcome: 'unseen', reason: 'made before' };

  test('one that a lost call has made is waited for, and the first time that it is not shown is noted', async () => {
    expect(await ends(UNSEEN)).toEqual(still({ ...CHOSEN, unseenAt: NOW }, 10));
    expect(await ends(UNSEEN, { unseenAt: MADE_AT })).toEqual(still({ ...CHOSEN, unseenAt: MADE_AT }, 10));
  });

  test('until ten minutes are over: then the drill has failed', async () => {
    const unseen = { ...CHOSEN, unseenAt: MADE_AT };

    expect(await ends(UNSEEN, unseen, '2030-01-02T03:09:59.999Z')).toEqual(still(unseen, 10));
    expect(await ends(UNSEEN, unseen, '2030-01-02T03:10:00.000Z')).toEqual(
      still({ ...unseen, verdict: 'failed', why: 'made before' }),
    );
  });
});

describe('a volume that has been made', () => {
  test('is looked at, and from then on it can be used', async () => {
    const { run, calls } = drillWorld({ look: { state: 'available' } });

    expect(await run([WITH_VOLUME, LATER])).toEqual(still({ ...WITH_VOLUME, usableAt: NOW }));
    expect(calls).toEqual([['look', [MADE]]]);
  });

  test.each<[what: string, look: VolumeLook | null, now: string]>([
    ['EC2 is still making', { state: 'creating' }, '2030-01-02T03:59:59.999Z'],
    ['EC2 does not show yet', null, '2030-01-02T03:09:59.999Z'],
  ])('that %s is waited for', async (_, look, now) => {
    const { run } = drillWorld({ ...(look && { look }), now });

    expect(await run([WITH_VOLUME, LATER])).toEqual(still(WITH_VOLUME, 10));
  });

  test.each<[what: string, look: VolumeLook | null, now: string, why: string]>([
    [
      'has vanished',
      null,
      '2030-01-02T03:10:00.000Z',
      'EC2 shows it no more: its key may not be usable, or somebody has deleted it',
    ],
    ['could not be made', { state: 'error' }, NOW, 'EC2 could not make it: its key may not be usable'],
    [
      'takes an hour',
      { state: 'creating' },
      '2030-01-02T04:00:00.000Z',
      'EC2 has been making it for an hour',
    ],
    ['is being deleted', { state: 'deleting' }, NOW, 'it is in the state deleting'],
  ])('that %s ends the drill', async (_, look, now, why) => {
    const { run } = drillWorld({ ...(look && { look }), now });

    expect(await run([WITH_VOLUME, LATER])).toEqual(
      still({
        ...WITH_VOLUME,
        verdict: 'failed',
        why: `no volume can be made of ${COPY} that is used: ${why}`,
      }),
    );
  });
});

describe('where a rate is asked for, a volume of a copy that is as its source', () => {
  const compared = async (world: Parameters<typeof drillWorld>[0], drill = USABLE) => {
    const { run, calls } = drillWorld({ rateMibps: 8, ...world });
    const { drills, waitSeconds } = await run([drill, LATER]);
    return { drill: drills[0]!, waitSeconds, calls };
  };

  test('that is initialized ends the drill, which notes when that was seen', async () => {
    const { drill, waitSeconds } = await compared({ isInitialized: true });

    expect(drill).toMatchObject({ verdict: 'same', why: '3 of 3 blocks compared', initializedAt: NOW });
    expect(waitSeconds).toBe(0);
  });

  test('that is not is waited for, and nothing is compared anew', async () => {
    const first = await compared({});
    const second = await compared({ isInitialized: true }, first.drill);

    expect(first.drill).toMatchObject({ isCompared: true });
    expect(first.drill).not.toHaveProperty('verdict');
    expect(first.waitSeconds).toBe(60);
    expect(second.calls).toEqual([['is initialized', MADE]]);
    expect(second.drill).toMatchObject({ verdict: 'same', why: '3 of 3 blocks compared' });
  });

  // 8 GiB at 8 MiB a second take 1,024 seconds: twice as long, and an hour, are over at 04:34:08.
  test.each([
    ['2030-01-02T04:34:08.000Z', 60, {}],
    [
      '2030-01-02T04:34:08.001Z',
      0,
      { verdict: 'failed', why: `EBS has not initialized ${MADE} of ${COPY} in time` },
    ],
  ])('is waited for until %s', async (now, waitSeconds, ended) => {
    const { drill, ...answer } = await compared({ now });

    expect(answer.waitSeconds).toBe(waitSeconds);
    expect({ verdict: drill.verdict, why: drill.why }).toEqual({
      verdict: undefined,
      why: undefined,
      ...ended,
    });
  });

  test('of one that differs nobody waits for it', async () => {
    const { drill, calls } = await compared({ copy: { blocks: [] } });

    expect(drill.verdict).toBe('differs');
    expect(calls.map(([call]) => call)).not.toContain('is initialized');
  });
});

test('without a rate it is not asked about', async () => {
  const { run, calls } = drillWorld();

  expect((await run([USABLE])).drills).toMatchObject([{ verdict: 'same' }]);
  expect(calls.map(([call]) => call)).not.toContain('is initialized');
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    ZONE: 'us-west-2a',
    SAMPLE_BLOCKS: '1000',
    INITIALIZATION_RATE_MIBPS: 'null',
  };
  const within = (answers: Readonly<Record<string, readonly object[]>>) =>
    recordingRuntime({ region: 'us-west-2', environment, answers });

  test('reads each snapshot in its own Region', async () => {
    const list = { VolumeSize: 8, BlockSize: 524_288, Blocks: [] };
    const { runtime, calls } = within({ ListSnapshotBlocksCommand: Array<object>(4).fill(list) });

    expect(await handler.within(runtime)({ drills: [USABLE], executionArn: ARN })).toMatchObject({
      drills: [{ verdict: 'same', why: '0 of 0 blocks compared' }],
    });
    expect(calls.slice(0, 2)).toMatchObject([
      ['ebs us-west-2', 'ListSnapshotBlocksCommand', { SnapshotId: COPY }],
      ['ebs us-east-1', 'ListSnapshotBlocksCommand', { SnapshotId: snap(1) }],
    ]);
  });

  test('deletes the volume in its own Region, and marks the one of the primary Region', async () => {
    const { runtime, calls } = within({ DescribeVolumesCommand: [{}], CreateTagsCommand: [{}] });

    await handler.within(runtime)({ drills: [{ ...USABLE, verdict: 'same' }], executionArn: ARN });

    expect(calls).toMatchObject([
      ['ec2 us-west-2', 'DescribeVolumesCommand', {}],
      ['ec2 us-east-1', 'CreateTagsCommand', { Resources: [vol(1)] }],
    ]);
  });

  test.each(Object.keys(environment))('refuses to start without %s', (variable) => {
    const { runtime } = recordingRuntime({
      region: 'us-west-2',
      environment: { ...environment, [variable]: undefined },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
  });

  test.each<[named: string, input: object]>([
    ['drills.0.copyId', { drills: [{ ...CHOSEN, copyId: 'snap-*' }] }],
    ['drills.0.madeVolumeId', { drills: [{ ...CHOSEN, madeVolumeId: 'vol-*' }] }],
    ['drills.0.verdict', { drills: [{ ...CHOSEN, verdict: 'fine' }] }],
    ['executionArn', { executionArn: 1 }],
  ])('refuses an input by its field %s before any call', async (named, input) => {
    const { runtime, calls } = within({});
    const called = handler.within(runtime)({ drills: [CHOSEN], executionArn: ARN, ...input });

    await expect(called).rejects.toThrow(InvalidInput);
    await expect(called).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
