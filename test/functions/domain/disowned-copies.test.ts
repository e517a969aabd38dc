import { disowned } from '../../../functions/domain/disowned-copies';
import { copy, snap, vol } from '../../support/builders';

const HOME = { deployment: 'keeper', primaryRegion: 'us-east-1', region: 'us-west-2' };
const TAKEN = '2030-01-01T00:00:00Z';
const OURS = copy(snap(11), snap(1), TAKEN);

const idsOf = (...copies: Parameters<typeof disowned>[0]): string[] =>
  disowned(copies, HOME).map(({ copy: { snapshotId } }) => snapshotId);

test('what bears its tags is not among them', () => {
  expect(idsOf(OURS)).toEqual([]);
});

test.each([
  ['all of its tags', {}],
  ['the tag of its volume', { ...OURS.tags, 'snapshot-keeper:volume': 'vol-00000000000000009' }],
  ['the tag of its deployment', { ...OURS.tags, 'snapshot-keeper:managed-by': 'other' }],
  ['a tag carried from another snapshot', { ...OURS.tags, 'snapshot-keeper:snapshot': snap(5) }],
])('a copy is among them that lost %s or has another in its place', (_, tags) => {
  expect(idsOf({ ...OURS, tags })).toEqual([snap(11)]);
});

test('the reason names what has changed', () => {
  const tags = { ...OURS.tags, 'snapshot-keeper:region': 'eu-west-1' };
  expect(disowned([{ ...OURS, tags }], HOME)).toEqual([
    {
      copy: { ...OURS, volumeId: vol(1), tags },
      reason: 'without the snapshot-keeper:region that it was made with',
    },
  ]);
});

test('what somebody copied from a copy of ours is theirs, with our tags and without', () => {
  const second = { ...OURS, snapshotId: snap(12), startedAt: '2030-01-01T00:04:00Z' };
  const told = { ...OURS.tags, 'snapshot-keeper:told': `in doubt: copied from ${snap(11)}` };

  expect(idsOf(OURS, second)).toEqual([]);
  expect(idsOf(OURS, { ...second, tags: {} })).toEqual([]);
  expect(idsOf({ ...second, tags: told })).toEqual([]);
  expect(
    idsOf({ ...OURS, tags: {}, startedAt: '2030-01-02T00:00:00Z', description: OURS.description }),
  ).toEqual([]);
});

test('of one that is in doubt people have been told, which being told of anything else is not', () => {
  const tags = { ...OURS.tags, 'snapshot-keeper:volume': 'vol-00000000000000009' };

  expect(idsOf({ ...OURS, tags: { ...tags, 'snapshot-keeper:told': 'in doubt' } })).toEqual([]);
  expect(idsOf({ ...OURS, tags: { ...tags, 'snapshot-keeper:told': 'limit' } })).toEqual([snap(11)]);
});

test('any other snapshot is none of them', () => {
  expect(idsOf({ ...OURS, tags: {}, description: 'before the upgrade' })).toEqual([]);
});
