import type { Snapshot } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { judgeExactness, judgeProtection, type Question } from '../../../local/simulation/convergence';
import type { Violation } from '../../../local/simulation/safety-watch';
import type { StartedCopy } from '../../../local/simulation/points';
import { Truth } from '../../../local/simulation/truth';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const VOLUME = 'vol-1';
const NOW_MS = Date.parse('2026-03-02T00:00:00Z');

/** The primary keeps the last two, the DR Region the last one. */
const SETTINGS = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 2 } },
    dr: [{ region: DR, retention: { last: 1 } }],
  },
  'the test',
);

const taken = (hour: number): Date => new Date(NOW_MS + (hour - 24) * HOUR_MS);

const OURS = {
  'snapshot-keeper:managed-by': 'snapshot-keeper',
  'snapshot-keeper:volume': VOLUME,
  'snapshot-keeper:region': PRIMARY,
};

type More = { readonly state?: Snapshot['State']; readonly tags?: object; readonly volumeId?: string };

/** A snapshot that was taken at an hour of the day before, as it is before anybody has adopted it. */
const bare = (
  id: string,
  hour: number,
  { state = 'completed', tags = {}, volumeId = VOLUME }: More = {},
) => ({
  SnapshotId: id,
  VolumeId: volumeId,
  State: state,
  StartTime: taken(hour),
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value: String(Value) })),
});

const adopted = (id: string, hour: number, { tags, ...more }: More = {}): Snapshot =>
  bare(id, hour, {
    ...more,
    tags: {
      ...OURS,
      'snapshot-keeper:snapshot': id,
      'snapshot-keeper:policy': 'last 2',
      'snapshot-keeper:taken-at': taken(hour).toISOString(),
      ...tags,
    },
  });

/** A copy of ours: its data is from an hour, and it began at that or another. */
const copied = (id: string, sourceId: string, hour: number, startHour = hour): Snapshot =>
  bare(id, startHour, {
    volumeId: 'vol-ffffffff',
    tags: {
      ...OURS,
      'snapshot-keeper:policy': 'last 1',
      'snapshot-keeper:taken-at': taken(hour).toISOString(),
      'snapshot-keeper:source-snapshot': sourceId,
    },
  });

const confirmedBy = (copyId: string): More => ({ tags: { [`snapshot-keeper:copy/${DR}`]: copyId } });

const copyOf = (sourceId: string, hour: number, more: Partial<StartedCopy> = {}): StartedCopy => ({
  id: `${sourceId}-copy`,
  sourceId,
  region: DR,
  startMs: taken(hour).getTime(),
  volumeId: VOLUME,
  takenMs: taken(hour).getTime(),
  completedMs: NOW_MS,
  ...more,
});

type Facts = {
  readonly primary: readonly Snapshot[];
  readonly dr?: readonly Snapshot[];
  readonly copies?: readonly StartedCopy[];
  readonly meddledWith?: readonly string[];
  readonly isVolumeGone?: boolean;
  readonly toldForGood?: readonly string[];
  readonly sets?: readonly (readonly string[])[];
  readonly notifications?: Question['notifications'];
};

function question({
  primary,
  dr = [],
  copies = [],
  meddledWith,
  isVolumeGone = false,
  toldForGood,
  sets = [],
  notifications = [],
}: Facts): Question {
  const scenario = { settings: SETTINGS };
  const ids = [VOLUME, ...(sets.length === 0 ? [] : ['vol-2'])];
  const volumes = ids.map((VolumeId) => ({ VolumeId, Tags: [{ Key: 'Backup', Value: 'yes' }] }));
  const there = { volumes };
  const truth = new Truth(
    {
      snapshots: (region) => [...(region === PRIMARY ? primary : dr)],
      volumes: () => there.volumes,
      instanceTags: () => [],
    },
    scenario,
  );
  truth.noteVolumes(-Infinity);
  if (isVolumeGone) there.volumes = [];
  truth.noteVolumes(NOW_MS - HOUR_MS);
  for (const members of sets) truth.sets.note(members);
  for (const copy of copies) truth.copies.set(copy.id, copy);
  for (const { SnapshotId = '', Tags = [] } of primary)
    if (Tags.some(({ Key }) => Key === 'snapshot-keeper:snapshot')) truth.adopted.add(SnapshotId);
  return {
    truth,
    scenario,
    nowMs: NOW_MS,
    meddledWith: new Set(meddledWith),
    heardMs: () => NOW_MS - HOUR_MS,
    toldForGood: new Set(toldForGood),
    notifications,
  };
}

const inWords = (violations: readonly Violation[]): string[] => violations.map(({ what }) => what);

const protection = (facts: Facts) => inWords(judgeProtection(question(facts)));
const exactness = (facts: Facts) => inWords(judgeExactness(question(facts)));

const WELL: string[] = [];
const UNCOPIED = `a of ${VOLUME} has no copy in ${DR}`;
const COPIED = adopted('a', 1, confirmedBy('a-copy'));
const COPY = adopted('a-copy', 1, { volumeId: 'vol-ffffffff' });

describe('everything that retention wants is tagged and copied', () => {
  test('a snapshot that is ours, with a copy that is confirmed, is as it should be', () => {
    expect(protection({ primary: [COPIED], dr: [COPY], copies: [copyOf('a', 1)] })).toEqual(WELL);
  });

  test('a snapshot that nobody adopted is a violation, with its rule and the time', () => {
    const violations = judgeProtection(
      question({ primary: [bare('a', 1, confirmedBy('a-copy'))], dr: [COPY], copies: [copyOf('a', 1)] }),
    );

    expect(violations).toEqual([
      {
        atMs: NOW_MS,
        rule: 'everything that retention wants is tagged and copied',
        what: 'a of vol-1 is not managed',
      },
    ]);
  });

  test('a snapshot without a copy is a violation, unless newer ones would push the copy out', () => {
    expect(protection({ primary: [adopted('a', 1)] })).toEqual([UNCOPIED]);
    expect(
      protection({
        primary: [adopted('z', 0), COPIED],
        dr: [COPY],
        copies: [copyOf('a', 1)],
      }),
    ).toEqual(WELL);
  });

  test('a snapshot that the policy would give up at once need not be adopted', () => {
    const primary = [bare('z', 0), adopted('b', 2), adopted('c', 3, confirmedBy('c-copy'))];

    expect(protection({ primary, dr: [adopted('c-copy', 3)], copies: [copyOf('c', 3)] })).toEqual(WELL);
  });

  test('data that has reached the DR Region counts there even where its source is gone', () => {
    expect(protection({ primary: [adopted('a', 1)], dr: [], copies: [copyOf('gone', 2)] })).toEqual(WELL);
    expect(
      protection({
        primary: [adopted('a', 1)],
        dr: [],
        copies: [copyOf('gone', 2, { completedMs: undefined })],
      }),
    ).toEqual([UNCOPIED]);
  });

  test.each([
    ['names none', adopted('a', 1)],
    ['names another copy', adopted('a', 1, confirmedBy('other'))],
  ])('a copy is not confirmed where the source %s', (_, source) => {
    expect(protection({ primary: [source], dr: [COPY], copies: [copyOf('a', 1)] })).toEqual([
      `the copy of a in ${DR} is not confirmed`,
    ]);
  });

  test('a copy that has failed is none, even where it is confirmed', () => {
    const copies = [copyOf('a', 1, { completedMs: undefined })];

    expect(protection({ primary: [COPIED], dr: [COPY], copies })).toEqual([UNCOPIED]);
  });

  test.each([
    ['for twelve hours, as that of a large volume does', 12, WELL],
    ['for longer', 11, [UNCOPIED]],
  ])('a copy that runs %s', (_, startHour, expected) => {
    const copies = [copyOf('a', 1, { startMs: taken(startHour).getTime(), completedMs: undefined })];
    const dr = [{ ...copied('a-copy', 'a', 1, startHour), State: 'pending' as const }];

    expect(protection({ primary: [adopted('a', 1)], dr, copies })).toEqual(expected);
  });

  test('a copy that was there and is gone was judged when it went', () => {
    expect(protection({ primary: [COPIED], dr: [], copies: [copyOf('a', 1)] })).toEqual(WELL);
  });

  test('of what another deployment has claimed, or a person was told for good, nothing is asked', () => {
    const claim = { 'snapshot-keeper:managed-by': 'other', 'snapshot-keeper:snapshot': 'a' };

    expect(protection({ primary: [bare('a', 1, { tags: claim })] })).toEqual(WELL);
    expect(protection({ primary: [bare('a', 1)], toldForGood: ['a'] })).toEqual(WELL);
  });

  test.each(['snapshot-keeper:opt-out', 'Snapshot-Keeper:Opt-Out'])(
    'a snapshot with the tag %s need not be adopted; one that has been is copied all the same',
    (key) => {
      const tags = { [key]: '' };

      expect(protection({ primary: [bare('a', 1, { tags })] })).toEqual(WELL);
      expect(protection({ primary: [adopted('a', 1, { tags })] })).toEqual([UNCOPIED]);
    },
  );

  test.each(['a', 'a-copy'])('where people have meddled with %s, nothing is asked', (id) => {
    expect(
      protection({ primary: [adopted('a', 1)], dr: [COPY], copies: [copyOf('a', 1)], meddledWith: [id] }),
    ).toEqual(WELL);
  });

  test.each([
    ['failed', bare('a', 1, { state: 'error' })],
    ['pending', bare('a', 1, { state: 'pending' })],
    ['out of scope', bare('a', 1, { volumeId: 'vol-2' })],
    ['AWS Backup’s', bare('a', 1, { tags: { 'aws:backup:source-resource': 'nightly' } })],
  ])('of what is %s, nothing is asked', (_, snapshot) => {
    expect(protection({ primary: [snapshot] })).toEqual(WELL);
  });
});

describe('every Region holds exactly what its policy keeps', () => {
  /** Three that are copied, or need no copy, where the policy keeps two. */
  const THREE = [adopted('a', 1), adopted('b', 2), adopted('c', 3)];
  const COPIES = [copyOf('c', 3)];

  test('what the policy gives up and is still there is a violation, with its rule and the reason', () => {
    expect(judgeExactness(question({ primary: THREE, copies: COPIES }))).toEqual([
      {
        atMs: NOW_MS,
        rule: 'every Region holds exactly what its policy keeps',
        what: `a of ${VOLUME} is left in ${PRIMARY}: beyond the policy`,
      },
    ]);
  });

  test('what the policy keeps is as it should be', () => {
    expect(exactness({ primary: THREE.slice(1), copies: COPIES })).toEqual(WELL);
  });

  test('a DR Region is judged by its own policy, by the time of the data', () => {
    const dr = [copied('b-copy', 'b', 2), copied('c-copy', 'c', 3)];
    const copies = [copyOf('b', 2), copyOf('c', 3)];

    expect(exactness({ primary: THREE.slice(1), dr, copies })).toEqual([
      `b-copy of ${VOLUME} is left in ${DR}: beyond the policy`,
    ]);
  });

  test('of two copies of one source, the second is one too many', () => {
    const second = copyOf('c', 3, { id: 'c-copy-again', startMs: NOW_MS });
    const dr = [copied('c-copy', 'c', 3), copied('c-copy-again', 'c', 3, 24)];

    expect(exactness({ primary: [adopted('c', 3)], dr, copies: [...COPIES, second] })).toEqual([
      `c-copy-again of ${VOLUME} is left in ${DR}: a second copy`,
    ]);
  });

  test.each(['a', 'a-copy'])('where people have meddled with %s, nothing is asked', (id) => {
    expect(exactness({ primary: THREE, copies: [...COPIES, copyOf('a', 1)], meddledWith: [id] })).toEqual(
      WELL,
    );
  });

  const LEFT = [`a of ${VOLUME} is left in ${PRIMARY}: beyond the policy`];
  const message = (error: string, region: string, snapshotId: string): string =>
    `Error:     ${error}\nRegion:    ${region}\nVolume:    ${VOLUME}\nSnapshot:  ${snapshotId}\n`;

  test.each([
    ['its last plan was refused and told', message('DeletionRefused', PRIMARY, 'c'), 23, WELL],
    ['a plan before the last was refused', message('DeletionRefused', PRIMARY, 'c'), 25, LEFT],
    ['the last plan in another Region was refused', message('DeletionRefused', DR, 'c'), 23, LEFT],
    ['it was told as restored', message('SnapshotRestored', PRIMARY, 'a'), 24 * 8, WELL],
    ['it was told as restored longer ago', message('SnapshotRestored', PRIMARY, 'a'), 24 * 8 + 1, LEFT],
    ['another one was told as restored', message('SnapshotRestored', PRIMARY, 'b'), 1, LEFT],
    ['something else was told of it', message('DeletionFailed', PRIMARY, 'a'), 1, LEFT],
  ])('what is left where %s is judged by that', (_, text, hoursAgo, expected) => {
    const notifications = [{ atMs: NOW_MS - hoursAgo * HOUR_MS, subject: 'snapshot-keeper', message: text }];

    expect(exactness({ primary: THREE, copies: COPIES, notifications })).toEqual(expected);
  });

  test('with a member of a set that was told as restored the others stay', () => {
    const other = { volumeId: 'vol-2', tags: { 'snapshot-keeper:volume': 'vol-2' } };
    const primary = [...THREE, ...['m', 'n', 'o'].map((id, hour) => adopted(id, hour + 1, other))];
    const notifications = [
      {
        atMs: NOW_MS - HOUR_MS,
        subject: 'snapshot-keeper',
        message: message('SnapshotRestored', PRIMARY, 'm'),
      },
    ];
    const copies = [...COPIES, copyOf('o', 3, { volumeId: 'vol-2' })];
    const after = (...sets: string[][]) => exactness({ primary, copies, sets, notifications });

    expect(after(['a', 'm'], ['c', 'o'])).toEqual(WELL);
    expect(after(['c', 'o'])).toEqual(LEFT);
  });

  test('a source may stay whose copy was gone before it was confirmed', () => {
    const copies = [...COPIES, copyOf('a', 1)];
    const confirmed = [adopted('a', 1, confirmedBy('a-copy')), ...THREE.slice(1)];

    expect(exactness({ primary: THREE, copies })).toEqual(WELL);
    expect(exactness({ primary: confirmed, copies })).toEqual(LEFT);
    expect(
      exactness({ primary: THREE, dr: [copied('a-copy', 'a', 1), copied('c-copy', 'c', 3)], copies }),
    ).toContain(LEFT[0]);
  });

  test.each([
    ['more than it allows is blocked', 'last 3', []],
    ['what was adopted under the policy that counts goes, however much it is', 'last 2', ['a', 'b', 'c']],
  ])('of what a changed policy gives up, the limit decides: %s', (_, policy, left) => {
    const under = { tags: { 'snapshot-keeper:policy': policy } };
    const old = [adopted('a', 1, under), adopted('b', 2, under), adopted('c', 3, under)];
    const primary = [...old, adopted('d', 4), adopted('e', 5)];

    expect(exactness({ primary, copies: [copyOf('e', 5)] })).toEqual(
      left.map((id) => `${id} of ${VOLUME} is left in ${PRIMARY}: beyond the policy`),
    );
  });

  test('as few as the limit allows must go, although another policy kept them', () => {
    const under = { tags: { 'snapshot-keeper:policy': 'last 3' } };
    const primary = [adopted('a', 1, under), adopted('b', 2, under), adopted('d', 4), adopted('e', 5)];

    expect(exactness({ primary, copies: [copyOf('e', 5)] })).toHaveLength(2);
  });

  test('a volume that is gone has no next snapshot that could push the others out', () => {
    expect(exactness({ primary: THREE, copies: COPIES, isVolumeGone: true })).toEqual(WELL);
    expect(exactness({ primary: THREE, copies: COPIES })).toEqual([
      `a of ${VOLUME} is left in ${PRIMARY}: beyond the policy`,
    ]);
  });
});
