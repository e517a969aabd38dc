import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DeleteTagsCommand, type Tag, type Volume } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { AwsError, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, SELECTED } from '../../support/attached-volumes';
import { play, type Ec2InRegion } from '../../support/aws-cli';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const PAGE = readFileSync(join(__dirname, '../../../docs/restore.md'), 'utf8');
const settings = parseSettings(
  {
    ...SETTINGS,
    primary: { region: PRIMARY, retention: { last: 3 } },
    dr: [{ region: DR, retention: { last: 2 } }],
    schedules: [{ name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'instance' }],
  },
  'the test',
);
const TEMPLATES = synthesize(settings);
const HERE = { REGION: PRIMARY, ZONE: `${PRIMARY}a`, INSTANCE };

/** The blocks of a section that a person types, in their order. */
function blocksOf(heading: string): string[] {
  const [section = ''] = new RegExp(`^### ${heading}$[^]*?(?=^###? |(?![^]))`, 'm').exec(PAGE) ?? [];
  return [...section.matchAll(/```sh\n([^`]*)```/g)].map(([, block]) => block!);
}

const BESIDE = 'A volume beside the one that is there';
const ROOT = 'The volume from which an instance boots';
const GONE = 'The Region is gone';

/** An instance with two volumes that was backed up in four nights; from then on the primary Region may be down. */
async function start({ isPrimaryDown = false } = {}) {
  const watchEc2 = (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      if (isPrimaryDown && nowMs >= START_MS + 90 * 3_600_000 && request.region === PRIMARY)
        throw new AwsError('ServiceUnavailable', 'The Region is gone.', 503);
      return ec2.apply(nowMs, request);
    },
  });
  const { world, runTo, soon, person } = await startOneVolume({ settings, templates: TEMPLATES, watchEc2 });
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
  ]);
  await runTo(92);
  const ec2: Ec2InRegion = {
    send: (region, command) => soon(person(region).send(command)),
    pauseSeconds: (seconds) => world.run(world.loop.nowMs() + seconds * 1_000),
  };
  const volume = (region: string, id: string): Volume => {
    const found = world.ec2.volumes(region).find(({ VolumeId }) => VolumeId === id);
    return found!;
  };
  /** The day of the data that a volume was made from. */
  const dayOf = (region: string, id: string): string | undefined => {
    const { Tags = [] } = world.ec2.snapshot(region, volume(region, id).SnapshotId ?? '') ?? {};
    return tagIn(Tags, 'snapshot-keeper:taken-at')?.slice(0, 10);
  };
  return { world, runTo, ec2, volume, dayOf };
}

const untagging = (id: string, Key: string) =>
  new DeleteTagsCommand({ Resources: [id], Tags: [{ Key }] }) as never;

const tagIn = (tags: readonly Tag[], key: string): string | undefined =>
  tags.find(({ Key }) => Key === key)?.Value;

test('a volume of the newest snapshot is attached beside the one that is there, and protected by its tag', async () => {
  const { world, runTo, ec2, volume, dayOf } = await start();
  const [block] = blocksOf(BESIDE);

  const { variables } = await play(block!, ec2, { ...HERE, VOLUME: DATA });

  const made = variables['NEW']!;
  expect(dayOf(PRIMARY, made)).toBe('2031-03-04');
  expect(volume(PRIMARY, made)).toMatchObject({
    VolumeType: 'gp3',
    Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdp' }],
    Tags: [{ Key: 'Backup', Value: 'yes' }],
  });
  expect(volume(PRIMARY, DATA).Attachments).toMatchObject([{ InstanceId: INSTANCE, Device: '/dev/sdf' }]);
  await runTo(108);
  expect(world.ec2.snapshots(PRIMARY).filter(({ VolumeId }) => VolumeId === made)).toHaveLength(1);
});

async function swapRoot() {
  const started = await start();
  const [beside, [find, swap, back]] = [blocksOf(BESIDE)[0]!, blocksOf(ROOT)];
  const found = await play(find!, started.ec2, HERE);
  const make = beside.replace(/^aws ec2 attach-volume.*\n/m, '');
  const made = await play(make, started.ec2, { ...found.variables, VOLUME: found.variables['OLD']! });
  const swapped = await play(swap!, started.ec2, made.variables);
  await started.ec2.pauseSeconds(60);
  return { ...started, back: back!, variables: swapped.variables };
}

test('an instance boots from a volume of the newest snapshot, which goes with it, and the old one stays', async () => {
  const { world, variables, volume } = await swapRoot();

  expect(volume(PRIMARY, variables['NEW']!).Attachments).toMatchObject([
    { InstanceId: INSTANCE, Device: '/dev/xvda', DeleteOnTermination: true },
  ]);
  expect([variables['OLD'], volume(PRIMARY, BOOT).Attachments]).toEqual([BOOT, []]);
  expect(world.instances.of(PRIMARY, INSTANCE).isManaged).toBe(true);
});

test('the way back puts the old volume in its place again', async () => {
  const { world, ec2, back, variables, volume } = await swapRoot();

  await play(back, ec2, variables);
  await ec2.pauseSeconds(60);

  expect(volume(PRIMARY, variables['NEW']!).Attachments).toEqual([]);
  expect(volume(PRIMARY, BOOT).Attachments).toMatchObject([{ InstanceId: INSTANCE, Device: '/dev/xvda' }]);
  expect(world.instances.of(PRIMARY, INSTANCE).isManaged).toBe(true);
});

test('with the primary Region gone a volume is made of the newest copy, though another one has lost a tag', async () => {
  const { world, ec2, volume, dayOf } = await start({ isPrimaryDown: true });
  const [block] = blocksOf(GONE);
  const [first] = world.ec2.snapshots(DR).filter(({ Description = '' }) => Description.includes(DATA));
  await ec2.send(DR, untagging(first!.SnapshotId!, 'snapshot-keeper:taken-at'));

  const { variables } = await play(block!, ec2, {
    DR,
    ZONE: `${DR}a`,
    VOLUME: DATA,
    DEPLOYMENT: settings.deployment,
  });

  const made = variables['NEW']!;
  expect(dayOf(DR, made)).toBe('2031-03-04');
  expect(volume(DR, made)).toMatchObject({ State: 'available', AvailabilityZone: `${DR}a`, Size: 10 });
});

test('the copies of a set are found by its tag, as many as it has', async () => {
  const { world, ec2 } = await start({ isPrimaryDown: true });
  const [, command = ''] = /`(aws ec2 describe-snapshots [^`]*)`/.exec(PAGE.slice(PAGE.indexOf(GONE))) ?? [];
  const sets = world.ec2.snapshots(DR).flatMap(({ Tags = [] }) => tagIn(Tags, 'snapshot-keeper:set') ?? []);
  const [set = ''] = sets;

  const asked = command.replace(/\n/g, ' ').replace('us-west-2', DR).replace('0123456789ab/3', set);
  const { printed } = await play(`${asked} --query Snapshots[].SnapshotId --output text`, ec2);

  expect(set).toMatch(/\/2$/);
  expect(printed[0]!.split('\t')).toHaveLength(2);
});
