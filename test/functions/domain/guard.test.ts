import fc from 'fast-check';
import { describeCopy } from '../../../functions/domain/copy-description';
import { guardDeletion, type Deletion } from '../../../functions/domain/guard';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { copy, snap, snapshot, vol } from '../../support/builders';
import { member, memberCopy, shownCopy } from '../../support/set-members';

const NOW = new Date('2026-12-01T00:00:00Z');
const OLD = snapshot(snap(1), '2026-11-01T00:00:00Z');
const NEW = snapshot(snap(2), '2026-11-02T00:00:00Z');

const deletion = (shown: readonly Snapshot[], more: Partial<Deletion> = {}): Deletion => ({
  snapshotId: snap(1),
  shown,
  images: [],
  volumeId: vol(1),
  region: 'us-east-1',
  primaryRegion: 'us-east-1',
  deployment: 'keeper',
  readAt: NOW,
  now: NOW,
  ...more,
});

const changed = (one: Snapshot, more: Partial<Snapshot>): Snapshot => ({
  ...one,
  ...more,
  tags: { ...one.tags, ...more.tags },
});

test('nothing speaks against an old one beside a newer good one', () => {
  expect(guardDeletion(deletion([OLD, NEW]))).toBeUndefined();
});

describe('in a DR Region', () => {
  const oldCopy = copy(snap(1), snap('a'), '2026-11-01T00:00:00Z', { volumeId: 'vol-ffffffff' });
  const newCopy = copy(snap(2), snap('b'), '2026-11-02T00:00:00Z', { volumeId: 'vol-ffffffff' });
  const there = { region: 'us-west-2' };
  const tagged = { 'snapshot-keeper:snapshot': snap(1) };
  const carried = (witness: object) =>
    describeCopy({
      deployment: 'keeper',
      sourceSnapshotId: snap('a'),
      volumeId: vol(1),
      region: 'us-east-1',
      takenAt: '2026-11-01T00:00:00Z',
      requestedAt: '2026-11-01T00:00:00Z',
      requestId: 'call-1',
      ...witness,
    });

  test('a copy goes by its description', () => {
    expect(guardDeletion(deletion([oldCopy, newCopy], there))).toBeUndefined();
    expect(guardDeletion(deletion([oldCopy], there))).toBe(`it is the newest good one of ${vol(1)}`);
  });

  test('a snapshot of a volume that is described and tagged as a copy is none', () => {
    const forged = { ...newCopy, volumeId: vol(7) };
    expect(guardDeletion(deletion([oldCopy, forged], there))).toBe(`it is the newest good one of ${vol(1)}`);
  });

  test('one of two copies of the same data may go, and not both', () => {
    const twin = { ...newCopy, description: carried({ sourceSnapshotId: snap('a'), requestId: 'call-2' }) };
    expect(guardDeletion(deletion([oldCopy, twin], there))).toBeUndefined();
    expect(guardDeletion(deletion([oldCopy], there))).toBe(`it is the newest good one of ${vol(1)}`);
  });

  test.each<[rule: string, one: Snapshot]>([
    ['without a description', changed(oldCopy, { description: '' })],
    [
      'without one, whose tags name it',
      changed(oldCopy, { description: '', volumeId: vol(1), tags: tagged }),
    ],
    ['of another volume', changed(oldCopy, { description: carried({ volumeId: vol(2) }) })],
    ['of another deployment', changed(oldCopy, { description: carried({ deployment: 'keeper-2' }) })],
    ['of another primary Region', changed(oldCopy, { description: carried({ region: 'eu-west-1' }) })],
  ])('a copy %s stays', (_rule, one) => {
    expect(guardDeletion(deletion([one, newCopy], there))).toBe(
      `nothing proves that it is ours and of ${vol(1)}`,
    );
  });
});

test.each<[rule: string, one: Snapshot, refusal: string]>([
  ['opted out', changed(OLD, { tags: { 'snapshot-keeper:opt-out': 'no' } }), 'it is held'],
  ['held', changed(OLD, { tags: { 'snapshot-keeper:hold': '' } }), 'it is held'],
  ['held in another case', changed(OLD, { tags: { 'Snapshot-Keeper:Hold': '' } }), 'it is held'],
  ['pending', changed(OLD, { state: 'pending' }), 'its state is pending'],
  ['in the Recycle Bin', changed(OLD, { state: 'recoverable' }), 'its state is recoverable'],
  ['archived', changed(OLD, { storageTier: 'archive' }), 'it is in the tier archive'],
  [
    'told to be what somebody has copied from ours',
    changed(OLD, { tags: { 'snapshot-keeper:told': `in doubt: copied from ${snap(9)}` } }),
    'somebody has copied it from ours',
  ],
  ['of AWS Backup', changed(OLD, { tags: { 'aws:backup:source-resource': 'x' } }), 'AWS Backup manages it'],
])('what is %s stays', (_rule, one, refusal) => {
  expect(guardDeletion(deletion([one, NEW]))).toBe(refusal);
});

test.each<[rule: string, one: Snapshot]>([
  ['of another deployment', changed(OLD, { tags: { 'snapshot-keeper:managed-by': 'keeper-2' } })],
  ['of another primary Region', changed(OLD, { tags: { 'snapshot-keeper:region': 'eu-west-1' } })],
  ['of another volume by its tag', changed(OLD, { tags: { 'snapshot-keeper:volume': vol(2) } })],
  ['of another volume by what EC2 shows', changed(OLD, { volumeId: vol(2) })],
  ['whose tags were carried here', changed(OLD, { tags: { 'snapshot-keeper:snapshot': snap(9) } })],
])('what is %s stays', (_rule, one) => {
  expect(guardDeletion(deletion([one, NEW]))).toBe(`nothing proves that it is ours and of ${vol(1)}`);
});

test('what the read did not show stays', () => {
  expect(guardDeletion(deletion([NEW]))).toBe('it is not among what EC2 has shown');
});

test.each<[rule: string, newer: Snapshot[]]>([
  ['nothing', []],
  ['an older one', [snapshot(snap(2), '2026-10-31T00:00:00Z')]],
  ['a pending one', [changed(NEW, { state: 'pending' })]],
  ['a failed one', [changed(NEW, { state: 'error' })]],
  ['one of another volume', [changed(NEW, { volumeId: vol(2) })]],
  ['one whose tags were carried here', [changed(NEW, { tags: { 'snapshot-keeper:snapshot': snap(9) } })]],
  [
    'one whose tag alone tells a later time',
    [
      changed(NEW, {
        startedAt: '2026-10-31T00:00:00Z',
        tags: { 'snapshot-keeper:taken-at': '2026-11-30T00:00:00Z' },
      }),
    ],
  ],
])('the newest good one stays beside %s', (_rule, newer) => {
  expect(guardDeletion(deletion([OLD, ...newer]))).toBe(`it is the newest good one of ${vol(1)}`);
});

test.each<[rule: string, seconds: number, refusal: string | undefined]>([
  ['at once', 0, undefined],
  ['after four minutes', 240, undefined],
  ['later', 241, 'the list is 241 seconds old, not 0 to 240'],
  ['before it was read', -1, 'the list is -1 seconds old, not 0 to 240'],
  ['at no time', NaN, 'the list is NaN seconds old, not 0 to 240'],
])('a read is acted on for four minutes: %s', (_rule, seconds, refusal) => {
  const readAt = new Date(NOW.getTime() - seconds * 1000);
  expect(guardDeletion(deletion([OLD, NEW], { readAt }))).toBe(refusal);
});

describe('whatever a planner gives up, in whatever order', () => {
  const REGIONS = ['us-east-1', 'us-west-2'] as const;
  const seldom = fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0);

  /** One of the volume's or of others', good or not, held or not, in either kind of Region. */
  const anyFacts = fc.record({
    day: fc.integer({ min: 1, max: 28 }),
    state: fc.constantFrom('completed', 'completed', 'completed', 'pending', 'error', 'recoverable'),
    isHeld: seldom,
    isArchived: seldom,
    isOfBackup: seldom,
    isOfOtherVolume: seldom,
    isOfOtherDeployment: seldom,
    isOfOtherRegion: seldom,
    isCarried: seldom,
  });
  type Facts = typeof anyFacts extends fc.Arbitrary<infer F> ? F : never;

  const build = (facts: Facts, index: number, region: string): Snapshot => {
    const id = snap(index + 1);
    const takenAt = `2026-11-${String(facts.day).padStart(2, '0')}T00:00:00Z`;
    const deployment = facts.isOfOtherDeployment ? 'keeper-2' : 'keeper';
    const volumeId = facts.isOfOtherVolume ? vol(2) : vol(1);
    const primary = facts.isOfOtherRegion ? 'eu-west-1' : 'us-east-1';
    const tags = {
      'snapshot-keeper:managed-by': deployment,
      'snapshot-keeper:volume': volumeId,
      'snapshot-keeper:region': primary,
      ...(facts.isCarried ? { 'snapshot-keeper:snapshot': snap(99) } : {}),
      ...(facts.isHeld ? { 'snapshot-keeper:hold': '' } : {}),
      ...(facts.isOfBackup ? { 'aws:backup:source-resource': 'x' } : {}),
    };
    const more = {
      state: facts.state,
      storageTier: facts.isArchived ? 'archive' : 'standard',
      volumeId,
      tags,
    } as const;
    if (region === 'us-east-1') return snapshot(id, takenAt, more);
    const description = describeCopy({
      deployment,
      sourceSnapshotId: snap(`a${index}`),
      volumeId,
      region: primary,
      takenAt,
      requestedAt: takenAt,
      requestId: `call-${index}`,
    });
    return copy(id, snap(`a${index}`), takenAt, { ...more, description: facts.isCarried ? '' : description });
  };

  /** What is shown, and an order in which all of it, each perhaps twice, is to be deleted. */
  const anyPlan = fc
    .record({ region: fc.constantFrom(...REGIONS), facts: fc.array(anyFacts, { maxLength: 10 }) })
    .chain(({ region, facts }) => {
      const all = facts.map((one, index) => ({ facts: one, snapshot: build(one, index, region) }));
      return fc.record({
        region: fc.constant(region),
        all: fc.constant(all),
        order: fc.shuffledSubarray([...all, ...all], { minLength: all.length }),
      });
    });

  const isProven = ({ facts }: { facts: Facts }): boolean =>
    !facts.isOfOtherVolume && !facts.isOfOtherDeployment && !facts.isOfOtherRegion && !facts.isCarried;

  test('the newest good one stays, and nothing goes that is held, of others, or of another volume or Region', () => {
    fc.assert(
      fc.property(anyPlan, ({ region, all, order }) => {
        let shown = all.map((one) => one.snapshot);
        const gone: Facts[] = [];
        for (const {
          facts,
          snapshot: { snapshotId },
        } of order) {
          if (guardDeletion(deletion(shown, { snapshotId, region })) !== undefined) continue;
          shown = shown.filter((one) => one.snapshotId !== snapshotId);
          gone.push(facts);
        }
        const isGood = (one: (typeof all)[number]): boolean =>
          isProven(one) && one.facts.state === 'completed';
        const newest = Math.max(...all.filter(isGood).map(({ facts }) => facts.day));
        const left = all.filter((one) => isGood(one) && shown.includes(one.snapshot));
        expect(Math.max(...left.map(({ facts }) => facts.day))).toBe(newest);
        expect(gone.filter((facts) => !isProven({ facts }))).toEqual([]);
        expect(
          gone.filter(({ isHeld, isArchived, isOfBackup }) => isHeld || isArchived || isOfBackup),
        ).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a member of a set', () => {
  const at = { now: new Date('2030-03-20T00:00:00Z'), readAt: new Date('2030-03-20T00:00:00Z') };
  const [a1, b1] = [member(2, { id: 1, volume: 1, day: 10 }), member(2, { id: 2, volume: 2, day: 10 })];
  const [a2, b2] = [member(2, { id: 3, volume: 1, day: 11 }), member(2, { id: 4, volume: 2, day: 11 })];
  const single = snapshot(snap(9), '2030-03-12T00:00:00.000Z');
  const WAITS = `no newer set of ${vol(1)} is whole`;

  test('goes where a newer set is whole', () => {
    expect(guardDeletion(deletion([a1, b1, a2, b2], at))).toBeUndefined();
  });

  test.each([
    ['lacks a member', [a1, b1, a2]],
    ['has one that runs', [a1, b1, a2, { ...b2, state: 'pending' }]],
    [
      'has one that nothing proves to be ours',
      [a1, b1, a2, changed(b2, { tags: { 'snapshot-keeper:managed-by': 'other' } })],
    ],
    ['has one volume twice', [a1, b1, a2, { ...a2, snapshotId: snap(8) }]],
    ['has one that was taken later', [a1, b1, a2, { ...b2, startedAt: '2030-03-11T00:10:01.000Z' }]],
    ['is the same one', [a1, b1]],
  ])('stays where the newer set %s', (_, shown) => {
    expect(guardDeletion(deletion(shown, at))).toBe(WAITS);
  });

  test('stays beside newer single snapshots for 35 days, and no longer', () => {
    const days = (count: number): Partial<Deletion> => {
      const now = new Date(Date.UTC(2030, 2, 10 + count));
      return { now, readAt: now };
    };

    expect(guardDeletion(deletion([a1, b1, single], days(35)))).toBe(WAITS);
    expect(guardDeletion(deletion([a1, b1, single], days(36)))).toBeUndefined();
  });

  test('is nothing newer that lets a single one go, where its set lacks another', () => {
    const old = snapshot(snap(1), '2030-03-01T00:00:00.000Z');

    expect(guardDeletion(deletion([old, a2], at))).toBe(`it is the newest good one of ${vol(1)}`);
    expect(guardDeletion(deletion([old, a2, b2], at))).toBeUndefined();
  });

  test('stays beside a newer one that calls itself a set of one, which no call takes', () => {
    const alone = { ...single, description: a2.description.replace(/set \S+$/, 'set aaaaaaaaaaaa/1') };

    expect(guardDeletion(deletion([a1, b1, alone], at))).toBe(WAITS);
  });

  test('that has failed holds no data, and waits for no newer set', () => {
    expect(guardDeletion(deletion([{ ...a1, state: 'error' }, single], at))).toBeUndefined();
  });

  test('goes after 35 days where no set has become whole since', () => {
    const now = new Date('2030-04-16T00:00:00Z');

    expect(guardDeletion(deletion([a1, a2], { now, readAt: now }))).toBeUndefined();
    expect(guardDeletion(deletion([a1, a2], at))).toBe(WAITS);
  });

  test('whose set is whole never makes room for one whose set is not, however old', () => {
    const now = new Date('2030-04-16T00:00:00Z');

    expect(guardDeletion(deletion([a1, b1, a2], { now, readAt: now }))).toBe(WAITS);
    expect(guardDeletion(deletion([a1, b1, a2, b2], { now, readAt: now }))).toBeUndefined();
  });

  test('is only what describes itself as ours', () => {
    const theirs = { ...a1, description: 'my, set 0123456789ab/3' };

    expect(guardDeletion(deletion([theirs, single], at))).toBeUndefined();
  });

  test('goes as a second copy of the same data, whether or not its set is whole', () => {
    const [first, second] = [1, 5].map((id) =>
      shownCopy({ ...memberCopy(2, { id: 1, volume: 1, day: 10 }), snapshotId: snap(id) }),
    );

    expect(guardDeletion(deletion([first!, second!], { ...at, region: 'us-west-2' }))).toBeUndefined();
  });
});
