import { describeCopy } from '../../../functions/domain/copy-description';
import { isAdoptedBy, recognise, type Home, toldAsCopyOf } from '../../../functions/domain/recognise';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { copy, snap, snapshot, vol } from '../../support/builders';

const TAKEN = '2026-11-20T10:00:00.000Z';
const STARTED = '2026-11-20T10:05:00.000Z';
const PRIMARY: Home = { deployment: 'keeper', primaryRegion: 'us-east-1', region: 'us-east-1' };
const DR: Home = { ...PRIMARY, region: 'us-west-2' };

/** A source as EC2 shows it, with these tags changed. */
const source = (tags: Record<string, string> = {}, more: Partial<Snapshot> = {}): Snapshot =>
  snapshot(snap(1), TAKEN, { ...more, tags });

/** A copy of snap(1) as EC2 shows it, whose VolumeId is a placeholder. */
const copyOf = (snapshotId: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...copy(snapshotId, snap(1), TAKEN, { startedAt: STARTED }),
  volumeId: 'vol-ffffffff',
  ...more,
});

const without = (one: Snapshot, key: string): Snapshot => ({
  ...one,
  tags: Object.fromEntries(Object.entries(one.tags).filter(([name]) => name !== key)),
});

const described = (changed: Partial<Parameters<typeof describeCopy>[0]>): string =>
  describeCopy({
    deployment: 'keeper',
    sourceSnapshotId: snap(1),
    volumeId: vol(1),
    region: 'us-east-1',
    takenAt: TAKEN,
    requestedAt: STARTED,
    requestId: 'call-1',
    ...changed,
  });

const idsOf = (snapshots: readonly Snapshot[]): string[] => snapshots.map(({ snapshotId }) => snapshotId);
const reasons = (snapshots: readonly Snapshot[], home: Home): string[] =>
  recognise(snapshots, home).doubts.map(({ snapshot: { snapshotId }, reason }) => `${snapshotId}: ${reason}`);

describe('a source', () => {
  test('is ours where its tags name this very snapshot, and its volume and time are as EC2 shows', () => {
    expect(recognise([source()], PRIMARY)).toEqual({
      managed: [{ ...source(), takenAt: TAKEN }],
      doubts: [],
    });
  });

  test('is of the time that EC2 shows, where the tag has no milliseconds', () => {
    const [managed] = recognise(
      [source({ 'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z' })],
      PRIMARY,
    ).managed;
    expect(managed?.takenAt).toBe(TAKEN);
  });

  test.each<[rule: string, one: Snapshot]>([
    [
      'tags that name another snapshot, carried here by a tool',
      source({ 'snapshot-keeper:snapshot': snap(2) }),
    ],
    ['tags that name none', without(source(), 'snapshot-keeper:snapshot')],
    ['another deployment', source({ 'snapshot-keeper:managed-by': 'keeper-2' })],
    ['no deployment', without(source(), 'snapshot-keeper:managed-by')],
    ['a placeholder for its volume', source({}, { volumeId: 'vol-ffffffff' })],
  ])('with %s is none of ours and raises no doubt: carried tags mean nothing', (_rule, one) => {
    expect(recognise([one], PRIMARY)).toEqual({ managed: [], doubts: [] });
  });

  test.each<[rule: string, one: Snapshot, reason: string]>([
    [
      'another volume on its tag',
      source({ 'snapshot-keeper:volume': vol(2) }),
      'snapshot-keeper:volume is "vol-00000000000000002", not "vol-00000000000000001"',
    ],
    [
      'no volume on a tag',
      without(source(), 'snapshot-keeper:volume'),
      'snapshot-keeper:volume is missing, not "vol-00000000000000001"',
    ],
    [
      'another Region on its tag',
      source({ 'snapshot-keeper:region': 'eu-west-1' }),
      'snapshot-keeper:region is "eu-west-1", not "us-east-1"',
    ],
    [
      'another time on its tag',
      source({ 'snapshot-keeper:taken-at': '2026-11-20T10:00:01.000Z' }),
      'snapshot-keeper:taken-at is "2026-11-20T10:00:01.000Z", not "2026-11-20T10:00:00.000Z"',
    ],
    [
      'no time that can be read on its tag',
      source({ 'snapshot-keeper:taken-at': 'garbage' }),
      'snapshot-keeper:taken-at is "garbage", not "2026-11-20T10:00:00.000Z"',
    ],
    [
      'two of them',
      source({ 'snapshot-keeper:volume': vol(2), 'snapshot-keeper:region': 'eu-west-1' }),
      'snapshot-keeper:volume is "vol-00000000000000002", not "vol-00000000000000001"; snapshot-keeper:region is "eu-west-1", not "us-east-1"',
    ],
  ])('with %s is in doubt: neither counted nor deleted', (_rule, one, reason) => {
    expect(recognise([one], PRIMARY)).toEqual({ managed: [], doubts: [{ snapshot: one, reason }] });
  });
});

describe('a copy', () => {
  test('is ours where its description and its tags tell the same: the volume and time are those of the source', () => {
    expect(recognise([copyOf(snap('a'))], DR)).toEqual({
      managed: [{ ...copyOf(snap('a')), volumeId: vol(1), takenAt: TAKEN, sourceSnapshotId: snap(1) }],
      doubts: [],
    });
  });

  test.each<[rule: string, one: Snapshot]>([
    ['the tags of one and no description', copyOf(snap('a'), { description: '' })],
    ["a person's description", copyOf(snap('a'), { description: '[Copied snap-1 from us-east-1]' })],
    ['a source that is no id', copyOf(snap('a'), { description: described({ sourceSnapshotId: 'snap-*' }) })],
    ['no deployment on a tag', without(copyOf(snap('a')), 'snapshot-keeper:managed-by')],
    [
      'the deployment of others on its tag',
      {
        ...copyOf(snap('a')),
        tags: { ...copyOf(snap('a')).tags, 'snapshot-keeper:managed-by': 'keeper-2' },
      },
    ],
  ])('with %s is none of ours and raises no doubt', (_rule, one) => {
    expect(recognise([one], DR)).toEqual({ managed: [], doubts: [] });
  });

  test.each<[rule: string, key: string, value: string, fact: string]>([
    ['volume', 'snapshot-keeper:volume', vol(2), vol(1)],
    ['Region', 'snapshot-keeper:region', 'eu-west-1', 'us-east-1'],
    ['time', 'snapshot-keeper:taken-at', '2030-01-01T00:00:00.000Z', TAKEN],
    ['source', 'snapshot-keeper:source-snapshot', snap(2), snap(1)],
  ])('whose tag tells of another %s than its description is in doubt', (_rule, key, value, fact) => {
    const one = copyOf(snap('a'));
    expect(reasons([{ ...one, tags: { ...one.tags, [key]: value } }], DR)).toEqual([
      `${snap('a')}: ${key} is "${value}", not "${fact}"`,
    ]);
    expect(reasons([without(one, key)], DR)).toEqual([`${snap('a')}: ${key} is missing, not "${fact}"`]);
  });

  test.each<[rule: string, changed: Parameters<typeof described>[0], reason: string]>([
    [
      'deployment',
      { deployment: 'keeper-2' },
      'snapshot-keeper:managed-by is "keeper", not "keeper-2"; made by keeper-2 for us-east-1',
    ],
    [
      'Region',
      { region: 'eu-west-1' },
      'snapshot-keeper:region is "us-east-1", not "eu-west-1"; made by keeper for eu-west-1',
    ],
  ])('made for another %s is in doubt, whatever its tags say', (_rule, changed, reason) => {
    expect(reasons([copyOf(snap('a'), { description: described(changed) })], DR)).toEqual([
      `${snap('a')}: ${reason}`,
    ]);
  });

  test('of another primary Region of the same deployment is none of this one, and raises no doubt', () => {
    expect(recognise([copyOf(snap('a'))], { ...DR, primaryRegion: 'eu-west-1' })).toEqual({
      managed: [],
      doubts: [],
    });
  });

  test('that began long after its call was made from it, by somebody else', () => {
    const at = (startedAt: string) => copyOf(snap('a'), { description: described({}), startedAt });
    expect(reasons([at('2026-11-20T10:10:00.000Z')], DR)).toEqual([]);
    expect(reasons([at('2026-11-20T10:10:00.001Z')], DR)).toEqual([
      `${snap('a')}: began at 2026-11-20T10:10:00.001Z, long after the call of 2026-11-20T10:05:00.000Z`,
    ]);
    expect(recognise([at('2026-11-20T10:10:00.001Z')], DR).doubts).toMatchObject([{ beganLate: true }]);
  });
});

describe('one call makes one copy', () => {
  const first = copyOf(snap('a'));
  const reencrypted = copyOf(snap('b'), {
    description: first.description,
    startedAt: '2026-11-20T10:08:00.000Z',
  });

  test.each([
    ['as they began', [first, reencrypted]],
    ['the other way round', [reencrypted, first]],
  ])(
    "a later one with the same description is somebody's re-encryption and is in doubt, listed %s",
    (_order, shown) => {
      expect(idsOf(recognise(shown, DR).managed)).toEqual([snap('a')]);
      expect(reasons(shown, DR)).toEqual([
        `${snap('b')}: bears the description of ${snap('a')}, and one call makes one copy`,
      ]);
    },
  );

  test('it stays in doubt when ours is gone, because people were told what it was copied from', () => {
    const told = {
      ...reencrypted,
      tags: { ...reencrypted.tags, 'snapshot-keeper:told': toldAsCopyOf(snap('a')) },
    };

    expect(recognise([told], DR).managed).toEqual([]);
    expect(reasons([told], DR)).toEqual([
      `${snap('b')}: bears the description of ${snap('a')}, and one call makes one copy`,
    ]);
  });

  test('of two that began at once the one with the smaller id is taken for the copy', () => {
    const twin = { ...reencrypted, startedAt: first.startedAt };
    expect(idsOf(recognise([twin, first], DR).managed)).toEqual([snap('a')]);
  });

  test('a snapshot of a volume that is described and tagged as a copy is none, whatever time it says', () => {
    const { managed, doubts } = recognise([first, { ...copyOf(snap('c')), volumeId: vol(7) }], DR);
    expect(idsOf(managed)).toEqual([snap('a')]);
    expect(doubts.map(({ reason }) => reason)).toEqual([`taken of ${vol(7)}, and no copy`]);
  });

  test('two calls for one source make two copies, and both are ours', () => {
    const { managed, doubts } = recognise([first, copyOf(snap('b'))], DR);
    expect(idsOf(managed)).toEqual([snap('a'), snap('b')]);
    expect(doubts).toEqual([]);
  });
});

describe('what is of the one kind is not taken for the other', () => {
  test('a copy that lies in the primary Region is no source', () => {
    expect(recognise([copyOf(snap('a'))], PRIMARY)).toEqual({ managed: [], doubts: [] });
  });

  test('a source is no copy', () => {
    expect(recognise([source()], DR)).toEqual({ managed: [], doubts: [] });
  });
});

test.each<[rule: string, one: Snapshot, adopted: boolean]>([
  ['its own id and our name', source(), true],
  ['the id of another', source({ 'snapshot-keeper:snapshot': snap(2) }), false],
  ['the name of others', source({ 'snapshot-keeper:managed-by': 'keeper-2' }), false],
])('a snapshot with %s is adopted: %p', (_rule, one, adopted) => {
  expect(isAdoptedBy(one, 'keeper')).toBe(adopted);
});
