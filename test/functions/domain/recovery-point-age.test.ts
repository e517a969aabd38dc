import {
  ageFigures,
  atRiskMs,
  pointAge,
  worstFirst,
  type PointAge,
} from '../../../functions/domain/recovery-point-age';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';

const NOW = new Date('2026-03-05T12:00:00Z');

const point = (takenAt: string, more: Partial<ManagedSnapshot> = {}): ManagedSnapshot => ({
  snapshotId: `snap-${takenAt}`,
  volumeId: 'vol-1',
  state: 'completed',
  startedAt: takenAt,
  takenAt,
  sizeGib: 8,
  storageTier: 'standard',
  description: '',
  stateMessage: '',
  tags: {},
  ...more,
});

const YESTERDAY = '2026-03-04T12:00:00Z';
const LAST_WEEK = '2026-02-26T12:00:00Z';

type Given = {
  readonly points?: readonly ManagedSnapshot[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly since?: string;
};

const ageOf = ({ points = [], tags = {}, since }: Given): PointAge =>
  pointAge({
    volume: { volumeId: 'vol-1', tags, ...(since !== undefined && { since }) },
    points,
    defaultTargetHours: 26,
    unusableKeys: new Set(['arn:disabled']),
    now: NOW,
  });

test('a point whose key cannot be used is none', () => {
  const [lost, left] = [point(YESTERDAY, { kmsKeyId: 'arn:disabled' }), point(LAST_WEEK)];

  expect(ageOf({ points: [lost, left] })).toMatchObject({
    verdict: 'over target',
    point: { takenAt: LAST_WEEK },
  });
  expect(ageOf({ points: [lost] })).toEqual({ volumeId: 'vol-1', targetHours: 26, verdict: 'uncovered' });
});

test('the age is that of the data of the newest point', () => {
  expect(
    ageOf({ points: [point(LAST_WEEK), point(YESTERDAY, { startedAt: '2026-03-05T11:00:00Z' })] }),
  ).toEqual({
    volumeId: 'vol-1',
    verdict: 'met',
    targetHours: 26,
    point: { snapshotId: `snap-${YESTERDAY}`, takenAt: YESTERDAY, ageMs: 86_400_000 },
  });
});

test.each([
  ['as old as the target meets it', '2026-03-04T10:00:00Z', 'met'],
  ['older by a second is over it', '2026-03-04T09:59:59Z', 'over target'],
])('a point that is %s', (_, takenAt, verdict) => {
  expect(ageOf({ points: [point(takenAt)] }).verdict).toBe(verdict);
});

test.each<[string, Partial<ManagedSnapshot>]>([
  ['one in the archive tier', { storageTier: 'archive' }],
  ['one that is not finished', { state: 'pending' }],
  ['one that has failed', { state: 'error' }],
  ['one in the Recycle Bin', { state: 'recoverable' }],
  ['one of the future', { takenAt: '2026-03-05T12:00:01Z' }],
])('%s is no point', (_, more) => {
  expect(ageOf({ points: [point(YESTERDAY, more)] }).verdict).toBe('uncovered');
  expect(ageOf({ points: [point(LAST_WEEK), point(YESTERDAY, more)] }).point?.takenAt).toBe(LAST_WEEK);
});

test.each([
  ['170h', 170],
  ['8d', 192],
  ['1h', 1],
  ['10000h', 10_000],
])('the tag "%s" on the volume replaces the default target', (value, targetHours) => {
  const tags = { 'snapshot-keeper:target': value };

  expect(ageOf({ tags })).toEqual({ volumeId: 'vol-1', verdict: 'uncovered', targetHours });
});

test.each(['', '26', '0h', '10001h', '417d', '-1h', '1.5h', '26 h', 'weekly'])(
  'with the tag "%s", which cannot be read, the default counts, and it is told',
  (value) => {
    const tags = { 'snapshot-keeper:target': value };

    expect(ageOf({ tags })).toMatchObject({ targetHours: 26, unreadableTarget: value });
  },
);

test.each<[string, string | undefined, string]>([
  ['no longer than the target is not yet covered', '2026-03-04T10:00:00Z', 'not yet'],
  ['for longer than the target is uncovered', '2026-03-04T09:59:59Z', 'uncovered'],
  ['since nobody knows when is uncovered', undefined, 'uncovered'],
])('a volume without a point that could have had one %s', (_, since, verdict) => {
  expect(ageOf(since === undefined ? {} : { since }).verdict).toBe(verdict);
});

test('a young volume whose only point is over its target is over it', () => {
  expect(ageOf({ points: [point(LAST_WEEK)], since: YESTERDAY }).verdict).toBe('over target');
});

describe('at risk is what was written', () => {
  const atRisk = (given: Given): number | undefined => {
    const { since } = given;
    return atRiskMs(
      { volumeId: 'vol-1', tags: {}, ...(since !== undefined && { since }) },
      ageOf(given),
      NOW,
    );
  };

  test.each<[string, Given, number | undefined]>([
    ['since the newest point', { points: [point(YESTERDAY)], since: LAST_WEEK }, 86_400_000],
    ['without a point since there can have been one', { since: LAST_WEEK }, 7 * 86_400_000],
    ['within no time, in a volume that is newer than the clock', { since: '2026-03-05T12:00:01Z' }, 0],
    ['since nobody knows when, without both', {}, undefined],
  ])('%s', (_, given, expected) => {
    expect(atRisk(given)).toBe(expected);
  });
});

describe('of several volumes', () => {
  const aged = (volumeId: string, given: Given): PointAge => ({ ...ageOf(given), volumeId });
  const met = aged('vol-met', { points: [point(YESTERDAY)] });
  const over = aged('vol-over', { points: [point('2026-03-03T12:00:00Z')] });
  const farOver = aged('vol-far', { points: [point(LAST_WEEK)] });
  const young = aged('vol-young', { since: YESTERDAY });
  const without = aged('vol-without', {});

  test('the worst age is that of the oldest newest point, and those without one are counted by themselves', () => {
    expect(ageFigures([met, farOver, over, young, without])).toEqual({
      worstMs: 7 * 86_400_000,
      overTarget: 2,
      uncovered: 1,
    });
  });

  test('without any point there is no worst age', () => {
    expect(ageFigures([young])).toEqual({ worstMs: undefined, overTarget: 0, uncovered: 0 });
  });

  test('of those that are equally bad the lower id comes first', () => {
    const [one, two] = [aged('vol-1', {}), aged('vol-2', {})];

    expect(worstFirst([two, one])).toEqual([one, two]);
  });

  test('the worst come first: those without a point, then by how far they are over their own target', () => {
    const weekly = aged('vol-weekly', {
      points: [point('2026-02-25T12:00:00Z')],
      tags: { 'snapshot-keeper:target': '7d' },
    });

    expect(worstFirst([met, over, weekly, young, farOver, without]).map(({ volumeId }) => volumeId)).toEqual([
      'vol-without',
      'vol-far',
      'vol-weekly',
      'vol-over',
    ]);
  });
});
