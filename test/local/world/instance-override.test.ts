import { CreateSnapshotCommand, DetachVolumeCommand } from '@aws-sdk/client-ec2';
import { tagsFromList } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const counting = (instanceOverrides: boolean) =>
  parseSettings(
    { ...SETTINGS, primary: { region: PRIMARY, retention: { last: 5 } }, instanceOverrides },
    'the test',
  );

/** A volume of an instance that bears `value`, and five of the settings; a snapshot is taken every four hours. */
async function start(value: string, settings = counting(true)) {
  const played = await startOneVolume({ settings, templates: synthesize(settings) });
  const { world, soon, person, runTo } = played;
  addAttached(world, [
    [BOOT, {}],
    [DATA, SELECTED],
  ]);
  world.ec2.tagInstance(PRIMARY, INSTANCE, [{ Key: 'snapshot-keeper:retain', Value: value }]);
  let hours = 0;
  const takeOne = async (): Promise<void> => {
    await soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: DATA })));
    await runTo((hours += 4));
  };
  const repeated = (region: string) =>
    world.ec2.snapshots(region).map(({ Tags }) => tagsFromList(Tags)['snapshot-keeper:retain']);
  return { ...played, takeOne, repeated };
}

test('a volume is pruned as its instance says, and goes on so when it was detached', async () => {
  const { world, soon, person, takeOne, repeated } = await start('2');

  for (let count = 0; count < 3; count += 1) await takeOne();
  expect(repeated(PRIMARY)).toEqual([`2 of ${INSTANCE}`, `2 of ${INSTANCE}`]);
  expect(repeated(DR)).toEqual([`2 of ${INSTANCE}`]);

  await soon(person(PRIMARY).send(new DetachVolumeCommand({ VolumeId: DATA })));
  await takeOne();
  expect(repeated(PRIMARY)).toEqual([`2 of ${INSTANCE}`, `2 of ${INSTANCE}`]);
  expect(world.denials).toEqual([]);
  expect(world.notifications).toEqual([]);
});

test('the deletion limit counts what an instance changes as any other change of policy', async () => {
  const { world, takeOne, repeated } = await start('5');
  for (let count = 0; count < 5; count += 1) await takeOne();

  world.ec2.tagInstance(PRIMARY, INSTANCE, [{ Key: 'snapshot-keeper:retain', Value: '1' }]);
  await takeOne();

  expect(repeated(PRIMARY)).toEqual([...Array<string>(5).fill(`5 of ${INSTANCE}`), `1 of ${INSTANCE}`]);
  expect(world.notifications.map(({ message }) => message).join()).toContain('(last 5 → last 1)');
});

test('with one that nobody can read nothing is deleted, and a person is told once, with the instance', async () => {
  const { world, takeOne, repeated } = await start('forever');

  for (let count = 0; count < 7; count += 1) await takeOne();

  expect(repeated(PRIMARY)).toHaveLength(7);
  const told = world.notifications.filter(({ message }) => message.includes('snapshot-keeper:retain'));
  expect(told).toHaveLength(1);
  expect(told[0]?.message).toContain(
    `The tag snapshot-keeper:retain of the instance ${INSTANCE} has the value "forever"`,
  );
  expect(world.denials).toEqual([]);
});

test('of a snapshot whose own tags leave no room for what the instance bears people are told once', async () => {
  const { world, soon, person, runTo, takeOne } = await start('30d');
  const Tags = Array.from({ length: 43 }, (_, index) => ({ Key: `own-${index}`, Value: 'x' }));
  await soon(
    person(PRIMARY).send(
      new CreateSnapshotCommand({
        VolumeId: DATA,
        TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
      }),
    ),
  );
  await runTo(1);
  // A newer one, so that the sweep does not adopt the other as the newest.
  await takeOne();

  await runTo(4 * 24);

  expect(world.notifications.map(({ subject }) => subject)).toEqual([
    `snapshot-keeper: a snapshot has too many tags of its own - ${DATA} in ${PRIMARY}`,
    expect.stringContaining('SnapshotCreatedMachineUnsuccessful'),
  ]);
});

test('where the settings do not say so it does not count', async () => {
  const { takeOne, repeated } = await start('1', counting(false));

  for (let count = 0; count < 6; count += 1) await takeOne();

  expect(repeated(PRIMARY)).toEqual(Array(5).fill(undefined));
});
