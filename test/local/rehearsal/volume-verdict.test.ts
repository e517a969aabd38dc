import type { RegionLook, VolumeLook } from '../../../local/rehearsal/volume-look';
import { judgeVolume, type VerdictQuestion } from '../../../local/rehearsal/volume-verdict';

const look = (region: string, newestAgeHours: number | null, more: Partial<RegionLook> = {}): RegionLook => ({
  region,
  policy: 'last 7',
  points: newestAgeHours === null ? [] : [{ snapshotId: 'snap-1', takenAt: '2026-03-30T03:00:00.000Z' }],
  newestAgeHours,
  blockedCount: 0,
  underWayCount: 0,
  overCount: 0,
  isNewestMissing: false,
  ...more,
});

const volume = (regions: readonly RegionLook[], more: Partial<VolumeLook> = {}): VolumeLook => ({
  volumeId: 'vol-1',
  name: 'web-1',
  inScope: true,
  isGone: false,
  regions,
  missedCount: 0,
  ...more,
});

const judged = (end: VolumeLook, more: Partial<VerdictQuestion> = {}): unknown[] => {
  const { protection, problems } = judgeVolume({
    ...{ end, settled: end, playedHours: 720, targetHours: 26 },
    ...more,
  });
  return [
    protection,
    problems.map(({ cause, detail }) => (detail === undefined ? cause : `${cause} (${detail})`)),
  ];
};

const both = (primary: number | null, dr: number | null, more: Partial<RegionLook> = {}): VolumeLook =>
  volume([look('us-east-1', primary), look('us-west-2', dr, more)]);

test.each<[string, unknown[], unknown[]]>([
  ['with a point within the target in each Region it is protected', judged(both(26, 26)), ['protected', []]],
  [
    'an older point in one Region misses the target',
    judged(both(21, 26.01, { isNewestMissing: true })),
    [
      'unprotected',
      [
        'the newest point in us-west-2 is older than 26 h: the newest has no copy (26 h)',
        'the newest is not in us-west-2',
      ],
    ],
  ],
  [
    'a copy that is under way at the end is no point yet',
    judged(both(2, 50, { underWayCount: 1 })),
    ['unprotected', ['the newest point in us-west-2 is older than 26 h: a newer one is under way (50 h)']],
  ],
  [
    'a snapshot a week cannot meet a target of a day, and that is the reason',
    judged(both(100, 100), { taking: { dueCount: 4, everyHours: 168 } }),
    [
      'unprotected',
      [
        'the newest point in us-east-1 and us-west-2 is older than 26 h: a snapshot is taken every 7 d (4.2 d)',
      ],
    ],
  ],
  [
    'the same with a target that it can meet',
    judged(both(100, 100), { taking: { dueCount: 4, everyHours: 168 }, targetHours: 170 }),
    ['protected', []],
  ],
  [
    'nobody takes snapshots',
    judged(both(null, null), { taking: 'none' }),
    ['unprotected', ['nobody takes snapshots']],
  ],
  [
    'what was due has come to nothing, for a reason',
    judged(both(null, null), {
      taking: { dueCount: 3, everyHours: 24 },
      reason: 'the snapshots are left alone',
    }),
    ['unprotected', ['the snapshots are left alone (3 due)']],
  ],
  [
    'what was due has come to nothing, and nothing tells why',
    judged(both(null, null), { taking: { dueCount: 3, everyHours: 24 } }),
    ['unprotected', ['none of the snapshots due was taken, completed and adopted (3 due)']],
  ],
  [
    'no point where the days were long enough for one',
    judged(both(null, null)),
    ['unprotected', ['no point in us-east-1 and us-west-2']],
  ],
  [
    'no point where the days were too short to tell',
    judged(both(null, null), { playedHours: 24 }),
    ['not yet', []],
  ],
  [
    'a first copy that is under way still is not missing',
    judged(both(2, null, { underWayCount: 1 })),
    ['not yet', []],
  ],
  [
    'a first copy that was under way at the end and has come is not missing',
    judged(both(2, null, { underWayCount: 1 }), { settled: both(14, 14) }),
    ['not yet', []],
  ],
  [
    'a first copy that has failed is missing, however short the days',
    judged(both(2, null, { isNewestMissing: true }), { playedHours: 24 }),
    ['unprotected', ['no point in us-west-2', 'the newest is not in us-west-2']],
  ],
  [
    'a volume that was deleted is not held against the target',
    judged({ ...both(100, 100), isGone: true }),
    ['not judged', []],
  ],
  [
    'a volume out of scope has no point of ours',
    judged({ ...both(21, null), inScope: false }),
    ['not judged', ['out of scope, yet managed in us-east-1']],
  ],
  [
    'what else the settings promise leaves it protected',
    judged(volume([look('us-east-1', 21, { overCount: 2 }), look('us-west-2', 21)], { missedCount: 1 })),
    ['protected', ['never protected in us-east-1 (1 snapshot)', 'over retention in us-east-1 (2 snapshots)']],
  ],
])('%s', (_, verdict, expected) => {
  expect(verdict).toEqual(expected);
});
