import { CreateTagsCommand, DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { loadHandler } from '../../../local/world/load-handler';
import {
  startOneVolume,
  DR as DR_OF_ONE,
  PRIMARY as PRIMARY_OF_ONE,
  VOLUME as ONE,
} from '../../support/one-volume';
import {
  account,
  addVolume,
  DR,
  failures,
  idsIn,
  PRIMARY,
  someone,
  tagsOf,
  takeOne,
} from '../../support/small-account';

const VOLUME = 'vol-0123456789abcdef0';

test('scans take no place of a backup, and their end leaves all backups there', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  const backups = [await takeOne(world, VOLUME), await takeOne(world, VOLUME)];
  const scans = [
    await takeOne(world, VOLUME, { GuardDutyScanId: 'f00' }),
    await takeOne(world, VOLUME, { InspectorScan: 'f00' }),
  ];
  expect(scans.map((id) => Object.keys(tagsOf(world, PRIMARY, id)))).toEqual([
    ['GuardDutyScanId'],
    ['InspectorScan'],
  ]);
  for (const id of scans)
    await someone(world, (ec2) => ec2.send(new DeleteSnapshotCommand({ SnapshotId: id })));

  expect(idsIn(world, PRIMARY)).toEqual(backups);
  expect(idsIn(world, DR)).toHaveLength(1);
  expect(failures(world)).toEqual([]);
});

test('a volume that Velero has restored is protected, also by a tool that copies its tags', async () => {
  const world = await account();
  const velero = { 'velero.io/backup': 'nightly' };
  addVolume(world, VOLUME, { Backup: '', ...velero });
  const plain = await takeOne(world, VOLUME);
  const copied = await takeOne(world, VOLUME, velero);
  const ofVelero = await takeOne(world, VOLUME, { 'velero.io/backup': 'weekly' });

  const owner = (id: string) => tagsOf(world, PRIMARY, id)['snapshot-keeper:managed-by'];
  expect([plain, copied, ofVelero].map(owner)).toEqual(['snapshot-keeper', 'snapshot-keeper', undefined]);
  expect(tagsOf(world, PRIMARY, plain)).not.toHaveProperty(['velero.io/backup']);
  expect(idsIn(world, DR)).toHaveLength(1);
});

test('an adoption whose answer was lost goes on as one', async () => {
  let calls = 0;
  const losing = async (id: string) => {
    const handler = await loadHandler(id);
    if (id !== 'TagSnapshot') return handler;
    const within: typeof handler.within = (runtime) => {
      const run = handler.within(runtime);
      return async (event) => {
        const answer = await run(event);
        calls += 1;
        if (calls === 1) throw Object.assign(new Error('lost'), { name: 'ServiceBusy' });
        return answer;
      };
    };
    return Object.assign((event: unknown) => handler(event), { within });
  };
  const { soon, person, takeSnapshot, runTo, held } = await startOneVolume({ loadHandler: losing });
  await soon(
    person(PRIMARY_OF_ONE).send(
      new CreateTagsCommand({ Resources: [ONE], Tags: [{ Key: 'velero.io/backup', Value: 'nightly' }] }),
    ),
  );
  await runTo(1);
  await takeSnapshot();
  await runTo(24);

  expect(calls).toBe(2);
  expect(held(DR_OF_ONE)).toHaveLength(1);
});
