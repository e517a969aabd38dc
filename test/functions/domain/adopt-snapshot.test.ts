import { adoptSnapshot, copiesToAskFor, type CopiesQuestion } from '../../../functions/domain/adopt-snapshot';
import { calendarOf } from '../../../functions/domain/calendar';
import type { ManagedSnapshot, Snapshot } from '../../../functions/domain/snapshot';
import { snap, snapshot, vol } from '../../support/builders';

const COPIED = (id: string) => ({ 'snapshot-keeper:copy/us-west-2': `snap-copy of ${id}` });

describe('adopting a snapshot', () => {
  const fresh: Snapshot = {
    snapshotId: snap(1),
    volumeId: vol(1),
    state: 'completed',
    startedAt: '2026-11-20T10:00:00.000Z',
    sizeGib: 8,
    storageTier: 'standard',
    description: 'nightly',
    stateMessage: '',
    tags: {
      Name: 'data',
      'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-0',
      'snapshot-keeper:hold': 'audit',
    },
  };

  test('gives it as it is with our tags and without those that were carried here', () => {
    const { adopted } = adoptSnapshot({
      snapshot: fresh,
      volume: undefined,
      siblings: [],
      deployment: 'keeper',
      region: 'us-east-1',
      retention: { last: 7 },
      scheduleRetention: {},
      drRegions: ['us-west-2'],
      copyVolumeTags: false,
      sweepHours: 1,
      now: new Date('2026-11-20T10:05:00Z'),
    });

    expect(adopted).toEqual({
      ...fresh,
      takenAt: '2026-11-20T10:00:00.000Z',
      tags: {
        Name: 'data',
        'snapshot-keeper:hold': 'audit',
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:snapshot': snap(1),
        'snapshot-keeper:volume': vol(1),
        'snapshot-keeper:region': 'us-east-1',
        'snapshot-keeper:taken-at': '2026-11-20T10:00:00.000Z',
        'snapshot-keeper:policy': 'last 7',
      },
    });
  });
});

describe('the copies that an event asks for', () => {
  const old = snapshot(snap(1), '2026-11-18T10:00:00Z');
  const newer = snapshot(snap(2), '2026-11-19T10:00:00Z', { tags: COPIED(snap(2)) });

  const asked = (more: Partial<CopiesQuestion>) =>
    copiesToAskFor({
      adopted: old,
      siblings: [],
      copyRetention: { 'us-west-2': { last: 1 } },
      calendar: calendarOf('UTC'),
      ...more,
    });
  const TWO = { 'us-west-2': { last: 2 } };

  test('of the newest are those to all DR Regions, each with the policy there', () => {
    expect(
      asked({
        copyRetention: { 'us-west-2': { last: 1 }, 'eu-west-1': { daily: 3, weekly: 2 } },
      }),
    ).toEqual([
      { region: 'us-west-2', policy: 'last 1', atWorst: 'first' },
      { region: 'eu-west-1', policy: 'daily 3, weekly 2', atWorst: 'first' },
    ]);
  });

  test.each([
    ['on an Outpost', { outpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' }],
    ['in a Local Zone', { zone: 'us-east-1-bos-1a' }],
    ['in the archive tier', { storageTier: 'archive' as const }],
  ])('are none of a snapshot %s, which EC2 does not copy', (_, place) => {
    expect(asked({ adopted: { ...old, ...place } })).toEqual([]);
  });

  test('of older data are none that would be deleted again: by its copy, the next one would be full', () => {
    expect(asked({ siblings: [newer] })).toEqual([]);
    expect(asked({ siblings: [newer], copyRetention: TWO })).toEqual([
      { region: 'us-west-2', policy: 'last 2', atWorst: 'incremental' },
    ]);
  });

  test('are all where a newer snapshot is not copied yet, which may fail', () => {
    expect(asked({ siblings: [{ ...newer, tags: old.tags }] })).toEqual([
      { region: 'us-west-2', policy: 'last 1', atWorst: 'first' },
    ]);
  });

  test('are all where nobody can read what the volume’s owner wants there', () => {
    const overriding = { ...newer, tags: { ...newer.tags, 'snapshot-keeper:dr-retain': 'many' } };
    expect(asked({ siblings: [overriding] })).toEqual([
      { region: 'us-west-2', policy: '', atWorst: 'incremental' },
    ]);
  });

  test('go by the override that the newest snapshot repeats', () => {
    const overriding = { ...newer, tags: { ...newer.tags, 'snapshot-keeper:dr-retain': '5' } };
    expect(asked({ siblings: [overriding] })).toEqual([
      { region: 'us-west-2', policy: 'last 5', atWorst: 'incremental' },
    ]);
  });

  test('are also the confirmed ones that the policy keeps: a confirmation may outlive its copy', () => {
    expect(asked({ adopted: newer, siblings: [] })).toEqual([
      { region: 'us-west-2', policy: 'last 1', atWorst: 'incremental' },
    ]);
  });

  test('are not the confirmed ones that the policy there has pruned', () => {
    expect(
      asked({ adopted: { ...old, tags: { ...old.tags, ...COPIED(snap(1)) } }, siblings: [newer] }),
    ).toEqual([]);
  });

  test('are those that are confirmed only by a tag from another snapshot', () => {
    expect(
      asked({ adopted: { ...newer, tags: { ...newer.tags, ...COPIED(snap(9)) } }, siblings: [] }),
    ).toEqual([{ region: 'us-west-2', policy: 'last 1', atWorst: 'first' }]);
  });

  test.each<[sibling: string, more: Partial<ManagedSnapshot>, atWorst: 'incremental' | 'full']>([
    ['whose copy is asked for and not confirmed', {}, 'full'],
    ['that is not completed, of which none is asked for', { state: 'pending' }, 'incremental'],
    ['that EC2 does not copy', { storageTier: 'archive' }, 'incremental'],
  ])('may be full beside an earlier one %s', (_, more, atWorst) => {
    const before = snapshot(snap(3), '2026-11-18T12:00:00Z', more);

    expect(asked({ siblings: [newer, before], copyRetention: TWO })).toEqual([
      { region: 'us-west-2', policy: 'last 2', atWorst },
    ]);
  });

  test('may be full in each Region in which none of the volume is confirmed', () => {
    expect(
      asked({
        siblings: [newer],
        copyRetention: { ...TWO, 'eu-west-1': { last: 1 } },
      }),
    ).toEqual([
      { region: 'us-west-2', policy: 'last 2', atWorst: 'incremental' },
      { region: 'eu-west-1', policy: 'last 1', atWorst: 'first' },
    ]);
  });
});
