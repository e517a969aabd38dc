import { failedSnapshots } from '../../../functions/domain/failed-snapshots';
import { snap, snapshot, vol } from '../../support/builders';

const NOW = new Date('2030-01-10T12:00:00Z');

const volume = (volumeType: string, tags: Record<string, string> = { Backup: 'yes' }) => ({
  volumeId: vol(1),
  volumeType,
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

const failed = (digits: number, startedAt: string, stateMessage = 'An internal error') => ({
  ...snapshot(snap(digits), startedAt, { state: 'error', stateMessage }),
  tags: {},
});

const ask = (more: Partial<Parameters<typeof failedSnapshots>[0]>) =>
  failedSnapshots({
    region: 'us-east-1',
    selection: { tagKey: 'Backup' },
    adoptFrom: new Date('2030-01-01T00:00:00Z'),
    volume: volume('gp3'),
    shown: [],
    now: NOW,
    ...more,
  });

test('a failed snapshot of which no event has told starts what its event would have started', () => {
  expect(ask({ shown: [failed(1, '2030-01-10T11:00:00Z')] })).toEqual([
    {
      lack: 'snapshot failed',
      machine: 'snapshot-failed',
      region: 'us-east-1',
      snapshotId: snap(1),
      volumeId: vol(1),
      input: { snapshotId: snap(1), volumeId: vol(1), cause: 'An internal error' },
      takenAt: '2030-01-10T11:00:00Z',
      reason: 'An internal error',
    },
  ]);
});

test('where AWS gives no reason, that is said', () => {
  expect(ask({ shown: [failed(1, '2030-01-10T11:00:00Z', '')] })).toMatchObject([
    { input: { cause: 'AWS gave no reason.' } },
  ]);
});

test.each<[rule: string, facts: Partial<Parameters<typeof failedSnapshots>[0]>]>([
  ['is left to its event for an hour', { shown: [failed(1, '2030-01-10T11:00:01Z')] }],
  [
    'from before adoption begins is not told of',
    { adoptFrom: new Date('2030-01-10T11:00:01Z'), shown: [failed(1, '2030-01-10T11:00:00Z')] },
  ],
  [
    'of more than two weeks ago is not told of',
    { adoptFrom: new Date(0), shown: [failed(1, '2029-12-27T11:59:59Z')] },
  ],
  [
    'of a volume that is not selected is not told of',
    { volume: volume('gp3', {}), shown: [failed(1, '2030-01-10T11:00:00Z')] },
  ],
  ['is the only kind that is told of', { shown: [snapshot(snap(1), '2030-01-10T11:00:00Z')] }],
])('a failed snapshot %s', (_, facts) => {
  expect(ask(facts)).toEqual([]);
});

test('one of a volume that EC2 does not show is told of: no next snapshot mends it', () => {
  expect(ask({ volume: undefined, shown: [failed(1, '2030-01-10T11:00:00Z')] })).toMatchObject([
    { lack: 'snapshot failed', snapshotId: snap(1) },
  ]);
});

describe('failed snapshots that take all places of a volume', () => {
  const lacks = (volumeType: string, ...startedAt: string[]) =>
    ask({
      adoptFrom: NOW,
      volume: volume(volumeType),
      shown: startedAt.map((at, index) => failed(index + 1, at)),
    }).map(({ lack, snapshotId }) => `${lack} ${snapshotId}`);
  const A_DAY_AGO = '2030-01-09T12:00:00Z';
  const LONG_AGO = '2029-06-01T00:00:00Z';

  test('take none where one that was taken since is not failed', () => {
    const shown = [failed(1, LONG_AGO), snapshot(snap(2), A_DAY_AGO)];
    expect(ask({ adoptFrom: NOW, volume: volume('st1'), shown })).toEqual([]);
  });

  test.each<[rule: string, volumeType: string, startedAt: string[], expected: string[]]>([
    ['are one of an st1 volume', 'st1', [A_DAY_AGO], [`volume blocked ${snap(1)}`]],
    ['are one of an sc1 volume', 'sc1', [A_DAY_AGO], [`volume blocked ${snap(1)}`]],
    ['are five of any other', 'gp3', Array<string>(5).fill(A_DAY_AGO), [`volume blocked ${snap(5)}`]],
    ['are not four of any other', 'gp3', Array<string>(4).fill(A_DAY_AGO), []],
    ['are left to the telling of their failure for a day', 'st1', ['2030-01-09T12:00:01Z'], []],
    ['are left to it by the newest', 'st1', [LONG_AGO, '2030-01-09T12:00:01Z'], []],
    ['count however old they are', 'st1', [LONG_AGO], [`volume blocked ${snap(1)}`]],
    ['are told of by the newest', 'st1', [LONG_AGO, A_DAY_AGO], [`volume blocked ${snap(2)}`]],
  ])('%s', (_, volumeType, startedAt, expected) => {
    expect(lacks(volumeType, ...startedAt)).toEqual(expected);
  });

  test('are told of beside those of which no event has told', () => {
    const shown = [failed(1, A_DAY_AGO), failed(2, '2030-01-08T12:00:00Z')];

    expect(ask({ volume: volume('st1'), shown })).toMatchObject([
      { lack: 'volume blocked', snapshotId: snap(1) },
      { lack: 'snapshot failed', snapshotId: snap(2) },
    ]);
  });

  test('are told of with how many they are, which may be more than the places', () => {
    const shown = Array.from({ length: 6 }, (_, index) => failed(index, A_DAY_AGO));
    const [blocked] = ask({ shown });

    expect(blocked?.reason).toContain(
      'at most 5 at a time of a volume of type gp3, and failed ones, of which there are 6,',
    );
  });

  test('are told of in whole sentences, where AWS gives the reason in one', () => {
    const [blocked] = ask({ volume: volume('st1'), shown: [failed(1, A_DAY_AGO, 'It is broken.')] });

    expect(blocked?.reason).toMatch(/^It is broken\. No snapshot of this volume can be taken:/);
  });

  test('are told of with what to delete, and why', () => {
    expect(ask({ volume: volume('st1'), shown: [failed(1, A_DAY_AGO)] })).toMatchObject([
      {
        machine: 'snapshot-failed',
        input: {
          snapshotId: snap(1),
          volumeId: vol(1),
          cause:
            'An internal error. No snapshot of this volume can be taken: EC2 makes at most 1 at a time of a volume of type st1, and failed ones, of which there are 1, count until they are deleted.',
        },
      },
    ]);
  });
});
