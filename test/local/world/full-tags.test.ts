import { account, addVolume, idsIn, PRIMARY, setTags, takeOne, told } from '../../support/small-account';

const VOLUME = 'vol-0123456789abcdef0';

test('what is found out late of snapshots without room for a tag is told all the same, and once', async () => {
  const world = await account({
    settings: {
      primary: { region: PRIMARY, retention: { last: 30 } },
      deletionLimit: { share: 0.5, count: 2 },
    },
  });
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`cost-${index}`, 'x']));
  addVolume(world, VOLUME, { Backup: '', ...many });
  for (let i = 0; i < 9; i += 1) await takeOne(world, VOLUME, {}, { hours: 6 });
  const before = idsIn(world, PRIMARY);
  // The last place of each.
  for (const id of before) await setTags(world, PRIMARY, id, { 'cost-late': 'x' });

  await setTags(world, PRIMARY, before[0]!, { 'snapshot-keeper:region': 'eu-west-1' });
  for (let i = 0; i < 2; i += 1) await takeOne(world, VOLUME, {}, { hours: 6 });
  expect(told(world)).toEqual([
    `snapshot-keeper: tags contradict what a snapshot is - ${VOLUME} in ${PRIMARY}`,
  ]);

  await setTags(world, PRIMARY, VOLUME, { 'snapshot-keeper:retain': '5' });
  for (let i = 0; i < 3; i += 1) await takeOne(world, VOLUME, {}, { hours: 6 });
  expect(told(world).slice(1)).toEqual([
    `snapshot-keeper: retention would delete too much at once - ${VOLUME} in ${PRIMARY}`,
  ]);
});
