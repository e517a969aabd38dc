import { Sets } from '../../../local/simulation/sets';

test('what one call took together is a set, and a single snapshot is none', () => {
  const sets = new Sets();

  sets.note(['snap-1', 'snap-2']);
  sets.note(['snap-3']);

  expect([sets.of({ id: 'snap-2' }), sets.of({ id: 'copy', sourceId: 'snap-1' })]).toEqual([
    'snap-1',
    'snap-1',
  ]);
  expect(sets.of({ id: 'snap-3' })).toBeUndefined();
});
