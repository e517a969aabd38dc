import {
  CreateSnapshotCommand,
  DeleteSnapshotCommand,
  type Snapshot,
  type Volume,
} from '@aws-sdk/client-ec2';
import { type Answer, switchPruning, type Verb } from '../../../cli/pause/switch-pruning';
import { DR, PRIMARY, SETTINGS, startOneVolume, TEMPLATES } from '../../support/one-volume';
import { ofEvents } from '../../support/of-events';

async function start() {
  const { world, runTo, soon, person, takeSnapshot, held } = await startOneVolume();
  const deletions: string[] = [];
  world.observe({
    onCall: ({ request: { operation, region } }) => {
      if (operation === 'DeleteSnapshot') deletions.push(region);
    },
  });
  return {
    world,
    deletions,
    runTo,
    soon,
    person,
    takeSnapshot,
    held,
    keeper: (verb: Verb, regions = [PRIMARY, DR]): Promise<Answer[]> =>
      soon(
        switchPruning(verb, {
          settings: SETTINGS,
          source: 'eu.json',
          regions,
          lambda: (of) => world.as('operator').lambda(of),
        }),
      ),
    heldCount: (region: string): number => held(region).length,
    alarmsRung: (): string[] =>
      world.cloudWatch.transitions.filter(({ to }) => to === 'ALARM').map(({ name }) => name),
  };
}

const SECOND: Volume = {
  VolumeId: 'vol-0123456789abcdef1',
  Size: 8,
  VolumeType: 'gp3',
  AvailabilityZone: 'eu-west-1a',
  CreateTime: new Date('2031-03-01T00:00:00Z'),
  Tags: [{ Key: 'Backup', Value: 'yes' }],
};

const tagKeys = ({ Tags = [] }: Snapshot): (string | undefined)[] => Tags.map(({ Key }) => Key);

test('while deleting is paused, snapshots are tagged and copied and none is deleted; afterwards what has waited goes', async () => {
  const { world, deletions, runTo, takeSnapshot, keeper, heldCount, alarmsRung } = await start();
  await takeSnapshot();
  await runTo(3);
  expect(await keeper('pause')).toEqual([
    { region: PRIMARY, paused: true },
    { region: DR, paused: true },
  ]);
  await takeSnapshot();
  await runTo(6);

  expect([heldCount(PRIMARY), heldCount(DR), deletions]).toEqual([2, 2, []]);
  for (const source of world.ec2.snapshots(PRIMARY))
    expect(tagKeys(source)).toContain(`snapshot-keeper:copy/${DR}`);
  expect(ofEvents(world).map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
    'RUNNING',
    'RUNNING',
  ]);

  expect(await keeper('resume')).toEqual([
    { region: PRIMARY, paused: false },
    { region: DR, paused: false },
  ]);
  await runTo(9);

  expect([heldCount(PRIMARY), heldCount(DR), deletions.sort()]).toEqual([1, 1, [DR, PRIMARY]]);
  expect(ofEvents(world).map(({ status }) => status)).toEqual(Array(4).fill('SUCCEEDED'));
  expect([world.notifications, alarmsRung()]).toEqual([[], []]);
});

test('a copy that goes while deleting is paused is made again after a day, beside the execution that waits', async () => {
  const { world, runTo, soon, person, takeSnapshot, held, keeper } = await start();
  await keeper('pause');
  await takeSnapshot();
  await runTo(2);
  const [source = ''] = held(PRIMARY);
  const [first = ''] = held(DR);
  world.ec2.addVolume(PRIMARY, SECOND);
  await soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: SECOND.VolumeId })));
  await runTo(4);
  await soon(person(DR).send(new DeleteSnapshotCommand({ SnapshotId: first })));
  const madeAgain = (): number =>
    world.ec2
      .snapshots(DR)
      .filter(({ Description, State }) => State === 'completed' && Description?.includes(source)).length;
  await runTo(23);
  expect(madeAgain()).toBe(0);

  await runTo(27);
  expect(madeAgain()).toBe(1);
  expect(ofEvents(world).filter(({ name }) => name.startsWith(`${source}-sweep-`))).toHaveLength(1);
  const others = world.notifications.filter(({ subject }) => !subject?.includes('PruneVolumePaused'));
  expect(others).toEqual([]);
});

test('one Region can be paused while the other deletes', async () => {
  const { runTo, takeSnapshot, keeper, heldCount } = await start();
  await takeSnapshot();
  await runTo(3);
  await keeper('pause', [DR]);
  await takeSnapshot();
  await runTo(6);

  expect([heldCount(PRIMARY), heldCount(DR)]).toEqual([1, 2]);
  expect(await keeper('status')).toEqual([
    { region: PRIMARY, paused: false },
    { region: DR, paused: true },
  ]);
});

test('a deploy does not lift a pause', async () => {
  const { world, keeper } = await start();
  await keeper('pause');
  await world.redeployFunctions(TEMPLATES);

  expect(await keeper('status')).toEqual([
    { region: PRIMARY, paused: true },
    { region: DR, paused: true },
  ]);
});

test('to pause and to resume twice is as good as once', async () => {
  const { keeper } = await start();

  expect([await keeper('resume'), await keeper('pause'), await keeper('pause')].map(([one]) => one)).toEqual([
    { region: PRIMARY, paused: false },
    { region: PRIMARY, paused: true },
    { region: PRIMARY, paused: true },
  ]);
});

test('a Region without the function fails, and the others are paused all the same', async () => {
  const { keeper } = await start();

  expect(await keeper('pause', ['eu-north-1', PRIMARY])).toEqual([
    {
      region: 'eu-north-1',
      failure:
        'there is no such function in the account of the credentials. It belongs to the deployment snapshot-keeper of the primary Region eu-west-1, as eu.json has it; --settings FILE names other settings, and the lines for the AWS CLI in docs/operate.md take any name.',
    },
    { region: PRIMARY, paused: true },
  ]);
});
