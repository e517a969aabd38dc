import { CreateSnapshotCommand, type Volume } from '@aws-sdk/client-ec2';
import { planRestore, restore, type Answer, type RestoreInput } from '../../../cli/restore/restore';
import { parseSettings } from '../../../infra/settings';
import { AwsError, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const settings = parseSettings(
  {
    ...SETTINGS,
    primary: { region: PRIMARY, retention: { last: 3 } },
    dr: [{ region: DR, retention: { last: 2 } }],
    schedules: [
      { name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'instance', digest: 'never' },
    ],
  },
  'the test',
);
const TEMPLATES = synthesize(settings);

/** An instance with two volumes that was backed up in two nights, as a set each; from then on the primary Region may be down. */
async function start({ isPrimaryDown = false } = {}) {
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (isPrimaryDown && nowMs >= START_MS + 36 * 3_600_000 && request.region === PRIMARY)
        throw new AwsError('ServiceUnavailable', 'The Region is gone.', 503);
      return ec2.apply(nowMs, request);
    },
  });
  const { world, runTo, soon, person } = await startOneVolume({ settings, templates: TEMPLATES, watchEc2 });
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, { ...SELECTED, Name: 'db-1' }],
  ]);
  await runTo(38);
  const before = new Set(all(PRIMARY));
  function all(region: string): string[] {
    return world.ec2.volumes(region).map(({ VolumeId = '' }) => VolumeId);
  }
  return {
    world,
    runTo,
    soon,
    person,
    /** The volumes of a Region that were not there before, in order of their creation. */
    made: (region = PRIMARY): Volume[] =>
      world.ec2.volumes(region).filter(({ VolumeId = '' }) => !before.has(VolumeId)),
    restore: (input: RestoreInput, region = PRIMARY) => answered(restore, input, region),
    together: (...inputs: RestoreInput[]) =>
      Promise.all(inputs.map((input) => answered(restore, input, PRIMARY))),
    shown: (input: RestoreInput, region = PRIMARY) => answered(planRestore, input, region),
  };

  /** What a person is told who waits for a quarter of an hour. */
  async function answered(ask: typeof restore, input: RestoreInput, region: string): Promise<Answer> {
    const answer = ask({
      region,
      settings,
      source: 'the test',
      input,
      now: new Date(world.loop.nowMs()),
      states: world.as('operator').sfn(region),
      pause: (milliseconds) => world.loop.sleep(milliseconds, 'a person waits'),
      onStart: () => undefined,
    });
    await world.run(world.loop.nowMs() + 15 * 60_000);
    return answer;
  }
}

/** What a person sees of a volume that was made. */
const looksOf = ({ SnapshotId, VolumeType, AvailabilityZone, Attachments = [], Tags = [] }: Volume) => ({
  of: SnapshotId,
  type: VolumeType,
  zone: AvailabilityZone,
  attached: Attachments.map(({ InstanceId, Device, State }) => `${InstanceId} ${Device} ${State}`),
  tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});

const madeOf = (answer: Answer) => ('made' in answer ? answer.made : answer);

test('the newest point of a volume is made beside it, with its tags, and is protected from then on', async () => {
  const { world, runTo, made, restore: restored } = await start();
  const newest = world.ec2.snapshots(PRIMARY).findLast(({ VolumeId }) => VolumeId === DATA);

  const answer = await restored({ volumeId: DATA });

  expect(made().map(looksOf)).toEqual([
    {
      of: newest?.SnapshotId,
      type: 'gp3',
      zone: 'eu-west-1a',
      attached: [],
      tags: {
        Backup: 'yes',
        Name: 'db-1',
        'snapshot-keeper:restored-by': 'snapshot-keeper',
        'snapshot-keeper:restored-from': expect.stringMatching(
          `^${newest?.SnapshotId} by restore-by-hand-.*-${DATA}$`,
        ),
      },
    },
  ]);
  expect(madeOf(answer)).toMatchObject({
    volumes: [{ ofVolumeId: DATA, snapshotId: newest?.SnapshotId, volumeId: made()[0]?.VolumeId }],
    notes: [],
  });
  await runTo(51);
  const taken = world.ec2.snapshots(PRIMARY).filter(({ VolumeId }) => VolumeId === made()[0]?.VolumeId);
  expect(taken).toHaveLength(1);
  expect(taken[0]?.Tags).toContainEqual({ Key: 'snapshot-keeper:managed-by', Value: 'snapshot-keeper' });
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('without the tag of the selection, it is left alone', async () => {
  const { world, runTo, made, restore: restored } = await start();

  await restored({ volumeId: DATA, withoutSelectionTag: true });
  await runTo(51);

  expect(made().flatMap(({ Tags = [] }) => Tags.map(({ Key }) => Key))).not.toContain('Backup');
  expect(world.ec2.snapshots(PRIMARY).filter(({ VolumeId }) => VolumeId === made()[0]?.VolumeId)).toEqual([]);
});

test('the volumes of an instance are restored of one moment, and attached to it beside the old ones', async () => {
  const { world, made, restore: restored } = await start();

  const answer = await restored({ instanceId: INSTANCE, attachTo: INSTANCE, at: '2031-03-01T12:00:00Z' });

  expect(made().map((volume) => looksOf(volume).attached)).toEqual([
    [`${INSTANCE} /dev/sdg attached`],
    [`${INSTANCE} /dev/sdh attached`],
  ]);
  const sets = made().map(
    ({ SnapshotId = '' }) =>
      /set ([0-9a-f]{12}\/2)$/.exec(world.ec2.snapshot(PRIMARY, SnapshotId)?.Description ?? '')?.[1],
  );
  expect(sets[0]).toMatch(/^[0-9a-f]{12}\/2$/);
  expect(new Set(sets).size).toBe(1);
  expect(madeOf(answer)).toMatchObject({
    volumes: [
      { ofVolumeId: BOOT, takenAt: expect.stringMatching('^2031-03-01T01:3') },
      { ofVolumeId: DATA, device: '/dev/sdh' },
    ],
    notes: [expect.stringMatching('^Together, of one moment: set ')],
  });
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('an instance of which a volume was never taken is refused as a whole, and restored in part where that is enough', async () => {
  const { world, made, shown, restore: restored } = await start();
  const VolumeId = 'vol-0fedcba9876543210';
  world.ec2.addVolume(PRIMARY, {
    ...{ VolumeId, Size: 10, AvailabilityZone: `${PRIMARY}a` },
    Attachments: [{ InstanceId: INSTANCE, VolumeId, Device: '/dev/sdm', State: 'attached' }],
  });
  const refused = expect.stringMatching(
    /^i-\S+ would not be whole: of vol-0fedcba9876543210 there is nothing/,
  );

  const answer = await restored({ instanceId: INSTANCE });

  expect(answer).toMatchObject({
    unsuccessful: { error: expect.stringMatching(/^RestoreFailed: RestoreRefused: .*--partly/) },
  });
  expect(await shown({ instanceId: INSTANCE })).toMatchObject({
    plan: { refused, volumes: [{ ofVolumeId: BOOT }, { ofVolumeId: DATA }] },
  });
  expect(made().map((one) => one.VolumeId)).toEqual([VolumeId]);
  expect(await restored({ instanceId: INSTANCE, partly: true })).toMatchObject({
    made: { volumes: [{ ofVolumeId: BOOT }, { ofVolumeId: DATA }] },
  });
});

test('two that begin together choose one device, and the later one gets another', async () => {
  const { world, made, together } = await start();

  const answers = await together(
    { volumeId: BOOT, attachTo: INSTANCE },
    { volumeId: DATA, attachTo: INSTANCE },
  );

  const attached = made().flatMap(({ Attachments = [] }) => Attachments);
  expect(attached.map(({ InstanceId, State }) => `${InstanceId} ${State}`)).toEqual([
    `${INSTANCE} attached`,
    `${INSTANCE} attached`,
  ]);
  expect(attached.map(({ Device }) => Device).sort()).toEqual(['/dev/sdg', '/dev/sdh']);
  expect(answers.map(madeOf)).toMatchObject([{ volumes: [{}] }, { volumes: [{}] }]);
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('with the primary Region down, the DR Region makes them of its copies', async () => {
  const { made, restore: restored, world } = await start({ isPrimaryDown: true });

  const answer = await restored({ instanceId: INSTANCE, zone: `${DR}b` }, DR);

  expect(madeOf(answer)).toMatchObject({
    volumes: [
      { ofVolumeId: BOOT, zone: `${DR}b` },
      { ofVolumeId: DATA, zone: `${DR}b` },
    ],
    notes: [expect.stringMatching('^Together, of one moment: set ')],
  });
  expect(made(DR).map(({ SnapshotId = '' }) => world.ec2.snapshot(DR, SnapshotId)?.Description)).toEqual([
    expect.stringContaining(` of ${BOOT} in ${PRIMARY}`),
    expect.stringContaining(` of ${DATA} in ${PRIMARY}`),
  ]);
});

test('what would be restored is shown, and nothing is made', async () => {
  const { made, shown } = await start();

  const answer = await shown({ volumeId: DATA, attachTo: INSTANCE });

  expect(answer).toMatchObject({
    plan: {
      dryRun: true,
      volumes: [{ ofVolumeId: DATA, instanceId: INSTANCE, device: '/dev/sdg' }],
      notes: [],
    },
  });
  expect(made()).toEqual([]);
});

test('a dry run that is misspelt makes nothing, and says which field is unknown', async () => {
  const { made, restore: restored } = await start();
  const misspelt = { volumeId: DATA, dryrun: true };

  expect(await restored(misspelt)).toMatchObject({
    unsuccessful: {
      error:
        'RestoreFailed: InvalidInput: {"errorType":"InvalidInput","errorMessage":"input: Unrecognized key: \\"dryrun\\"","trace":[]}',
    },
  });
  expect(made()).toEqual([]);
});

test('a snapshot of others is refused, and its volume cannot be made', async () => {
  const { world, made, soon, person, restore: restored } = await start();
  world.ec2.addVolume(PRIMARY, {
    VolumeId: 'vol-0fedcba9876543210',
    Size: 10,
    AvailabilityZone: `${PRIMARY}a`,
  });
  const { SnapshotId = '' } = await soon(
    person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: 'vol-0fedcba9876543210' })),
  );

  expect(await restored({ snapshotId: SnapshotId })).toEqual({
    unsuccessful: {
      executionArn: expect.any(String),
      error: `RestoreFailed: RestoreRefused: ${SnapshotId} is not of this deployment, which may make no volume of it: docs/restore.md says how a person does.`,
    },
  });
  expect(made().map(({ VolumeId }) => VolumeId)).toEqual(['vol-0fedcba9876543210']);
  expect(world.denials).toEqual([]);
});

test('an attachment that hangs is told after ten minutes, and what was made stays', async () => {
  const { world, made, restore: restored } = await start();
  world.ec2.hangNextAttachmentOf(INSTANCE);

  const answer = await restored({ volumeId: DATA, attachTo: INSTANCE });

  const [volume] = made();
  const cause = `Made, and left as they are: ${volume?.VolumeId} of ${volume?.SnapshotId}. Delete what you do not need. ${volume?.VolumeId}: it has been attaching for ten minutes: a reboot of ${INSTANCE} may free /dev/sdg.`;
  expect(answer).toMatchObject({ unsuccessful: { error: `RestoreFailed: VolumesNotRestored: ${cause}` } });
  expect(world.notifications.map(({ subject }) => subject)).toEqual(
    expect.arrayContaining([expect.stringContaining('a restore has not made every volume')]),
  );
});

test.each(['error', 'vanishes'] as const)(
  'a volume of a set that EC2 cannot make (%s) keeps the other from being attached, and is told',
  async (how) => {
    const { world, made, restore: restored } = await start();
    const newest = world.ec2.snapshots(PRIMARY).findLast(({ VolumeId }) => VolumeId === DATA)!;
    world.ec2.failNextVolumeOf(newest.SnapshotId!, how);

    const answer = await restored({ instanceId: INSTANCE, attachTo: INSTANCE });

    expect(answer).toMatchObject({
      unsuccessful: { error: expect.stringContaining('its key may not be usable') },
    });
    expect(made().flatMap(({ Attachments = [] }) => Attachments)).toEqual([]);
    expect(made().map(({ State }) => State)).toContain('available');
  },
);
