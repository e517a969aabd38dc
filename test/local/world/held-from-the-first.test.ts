import { account, addVolume, failures, idsIn, PRIMARY, tagsOf, takeOne } from '../../support/small-account';

const VOLUME = 'vol-0123456789abcdef0';

test('a snapshot that is held from the first stays held, in whatever case', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  const keys = [
    'snapshot-keeper:hold',
    'snapshot-keeper:Hold',
    'snapshot-keeper:HOLD',
    'Snapshot-Keeper:Hold',
  ];

  const held = [];
  for (const key of keys) held.push(await takeOne(world, VOLUME, { [key]: 'legal case 4711' }));
  for (let i = 0; i < 3; i += 1) await takeOne(world, VOLUME);

  expect(idsIn(world, PRIMARY)).toEqual(expect.arrayContaining(held));
  expect(idsIn(world, PRIMARY)).toHaveLength(keys.length + 2);
  expect(held.map((id, index) => tagsOf(world, PRIMARY, id)[keys[index]!])).toEqual(
    keys.map(() => 'legal case 4711'),
  );
  expect(failures(world)).toEqual([]);
});
