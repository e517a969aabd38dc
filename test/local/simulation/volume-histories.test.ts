import { VolumeHistories } from '../../../local/simulation/volume-histories';

const SELECTED = [{ VolumeId: 'vol-1', Tags: [{ Key: 'Backup', Value: 'yes' }] }];
const NOT_SELECTED = [{ VolumeId: 'vol-1', Tags: [] }];

/** Selected from 10 on, not from 20 on, and again from 30 on. */
function retagged(): VolumeHistories {
  const volumes = new VolumeHistories({ tagKey: 'Backup' });
  volumes.note(10, SELECTED);
  volumes.note(15, SELECTED);
  volumes.note(20, NOT_SELECTED);
  volumes.note(30, SELECTED);
  return volumes;
}

test.each([
  [0, 5, false],
  [5, 12, true],
  [22, 28, false],
  [25, 40, true],
])('from %d to %d it was selected at some time: %s', (fromMs, toMs, is) => {
  expect(retagged().wasSelected('vol-1', fromMs, toMs)).toBe(is);
});

test.each([
  [10, 20, true],
  [5, 12, false],
  [15, 35, false],
  [30, 1000, true],
])('from %d to %d it was selected all the time: %s', (fromMs, toMs, is) => {
  expect(retagged().wasSelectedThroughout('vol-1', fromMs, toMs)).toBe(is);
});

test('a volume that is deleted was selected until then, and a new one of another time is none of it', () => {
  const volumes = retagged();
  volumes.note(40, []);

  expect(volumes.wasSelectedThroughout('vol-1', 35, 1000)).toBe(true);
  expect(volumes.wasSelectedThroughout('vol-1', 45, 1000)).toBe(false);
});

test('with values, only those select; without a volume of that id, nothing does', () => {
  const volumes = new VolumeHistories({ tagKey: 'Backup', tagValues: ['no'] });
  volumes.note(10, SELECTED);

  expect(volumes.selectedOnes).toEqual([]);
  expect(retagged().selectedOnes).toEqual(['vol-1']);
});
