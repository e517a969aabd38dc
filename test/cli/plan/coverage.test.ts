import { stripVTControlCharacters } from 'node:util';
import { planFleet } from '../../../cli/plan/plan-fleet';
import { renderPlan } from '../../../cli/plan/render-plan';
import { renderVolumeExplanation } from '../../../cli/plan/render-volume-explanation';
import { explainVolume } from '../../../cli/plan/explain';
import type { FleetPlan } from '../../../cli/plan/planned';
import { snap, vol } from '../../support/builders';
import {
  ALL_LISTS,
  at,
  copied,
  copy,
  DR,
  managed,
  ours,
  planOf,
  PRIMARY,
  settings,
  snapshot,
  volume,
  type Account,
} from './account';

const AWS_BACKUP = { 'aws:backup:source-resource': 'i-1' };
const coverage = (account: Account, adopt = false) =>
  planOf({ volumes: [volume(1)], ...account }, { adopt }).volumes[0]?.coverage;
const unprotected = (...reasons: string[]) => ({ verdict: 'unprotected', reasons });

describe('a selected volume', () => {
  test('is protected by a finished snapshot of ours and a finished copy of any of them', () => {
    expect(
      coverage({ primary: [managed(2, vol(1), 2), copied(1, vol(1), 1)], dr: [copy(901, vol(1), 1, 1)] }),
    ).toEqual({
      verdict: 'protected',
      reasons: [],
    });
  });

  test('that is being deleted has no target any more', () => {
    expect(coverage({ volumes: [{ ...volume(1), State: 'deleting' }] })).toEqual({
      verdict: 'gone',
      reasons: [],
    });
  });

  test('that is in error is unprotected, and that is said', () => {
    const [planned] = planOf({ volumes: [{ ...volume(1), State: 'error' }] }).volumes;

    expect(planned?.coverage).toEqual(unprotected('no snapshot at all'));
    expect(planned?.points[0]).toMatchObject({
      why: {
        next: 'Delete the volume where nobody needs it: EC2 shows it in the state error, and takes no snapshot of it.',
      },
    });
  });

  test.each<[rule: string, account: Account, reason: string]>([
    ['has no snapshot at all', {}, 'no snapshot at all'],
    [
      'has only snapshots that nobody adopts',
      {
        primary: [snapshot(1, vol(1), 1, AWS_BACKUP), snapshot(2, vol(1), 2, { 'aws:dlm:managed': 'true' })],
      },
      'its newest snapshot does not count: made by Data Lifecycle Manager, which is not adopted',
    ],
    [
      'has only failed ones and one that is not finished',
      {
        primary: [
          { ...managed(1, vol(1), 1), State: 'error' },
          { ...snapshot(2, vol(1), 2), State: 'pending' },
        ],
      },
      'its newest snapshot is not finished',
    ],
    [
      'has one from before the deployment',
      { primary: [snapshot(1, vol(1), 1)] },
      'its newest snapshot is not adopted, as one from before',
    ],
    [
      'has one from before the deployment and a newer one that failed',
      { primary: [snapshot(1, vol(1), 1), { ...snapshot(2, vol(1), 2), State: 'error' }] },
      'its newest snapshot has failed',
    ],
    [
      'has only such as bear our tags without the one that names them, or with that of another',
      {
        primary: [
          snapshot(1, vol(1), 1, ours(vol(1), 1)),
          snapshot(2, vol(1), 2, { ...ours(vol(1), 2), 'snapshot-keeper:snapshot': snap(7) }),
        ],
      },
      'its newest snapshot bears our tags, but not the one that names it (snapshot-keeper:snapshot), as tags do that were carried from elsewhere or edited, and is left alone',
    ],
    ['has no copy', { primary: [managed(1, vol(1), 1)] }, `no copy in ${DR}`],
    [
      'has a confirmation of a copy that is not there',
      { primary: [copied(1, vol(1), 1)] },
      `no copy in ${DR}`,
    ],
    [
      'waits for its first copy',
      { primary: [managed(1, vol(1), 1)], dr: [{ ...copy(3, vol(1), 1, 1), State: 'pending' }] },
      `the first copy to ${DR} is under way`,
    ],
    [
      'has only failed copies',
      { primary: [managed(1, vol(1), 1)], dr: [{ ...copy(3, vol(1), 1, 1), State: 'error' }] },
      `every copy to ${DR} has failed`,
    ],
    [
      'is stored where EC2 copies nothing from',
      {
        primary: [
          { ...managed(1, vol(1), 1), OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' },
        ],
      },
      `no copy in ${DR}: it is stored on an Outpost, and EC2 copies no such snapshot`,
    ],
  ])('is not where it %s', (_, account, reason) => {
    expect(coverage(account)).toEqual(unprotected(reason));
  });

  test('is not where it is in a Region that is no primary one', () => {
    const there = { ...volume(1), AvailabilityZone: 'eu-west-1a' };
    expect(coverage({ volumes: [there] })).toEqual(
      unprotected('it is in eu-west-1, no primary Region of the settings'),
    );
  });

  test('is not by an adoption alone: its copies are still to be made', () => {
    expect(coverage({ primary: [snapshot(1, vol(1), 1)] }, true)).toEqual(unprotected(`no copy in ${DR}`));
  });
});

test('the target is that of the settings where no flag says otherwise', () => {
  const inventory = { volumes: [], snapshots: [], images: [], locks: [], lists: ALL_LISTS };
  const options = { now: new Date('2026-04-01T00:00:00Z'), adopt: false };

  expect(planFleet(inventory, settings, options).targetHours).toBe(26);
  expect(
    planFleet(inventory, { ...settings, target: { ...settings.target, hours: 170 } }, options).targetHours,
  ).toBe(170);
});

describe('the target', () => {
  /** Protected by a point of 2 March, 2 h, and its copy. */
  const account: Account = { primary: [copied(1, vol(1), 2)], dr: [copy(901, vol(1), 2, 1)] };
  const judged = (now: string, targetHours: number, more: Account = account) =>
    planOf({ volumes: [volume(1)], ...more }, { now: new Date(now), targetHours }).volumes[0]?.coverage;

  test('is met by a point of exactly that age', () => {
    expect(judged('2026-03-03T04:00:00Z', 26)).toEqual({ verdict: 'protected', reasons: [] });
  });

  test('is missed by an older one, however long the last snapshot is ago, and a plan for later says so too', () => {
    expect(judged('2026-03-03T05:00:00Z', 26)).toEqual({
      ...unprotected(`the newest point in ${PRIMARY} and ${DR} is older than 26 h`),
      lateHours: 27,
    });
    expect(judged('2026-08-29T02:00:00Z', 26)).toMatchObject({ verdict: 'unprotected', lateHours: 4320 });
  });

  test('of weekly snapshots is met with 170 hours', () => {
    expect(judged('2026-03-09T02:30:00Z', 170)).toMatchObject({ verdict: 'protected' });
  });

  test('is missed in one Region where the copies have stopped', () => {
    const stopped = { ...account, primary: [...account.primary!, managed(2, vol(1), 4)] };

    expect(judged('2026-03-04T03:00:00Z', 26, stopped)).toEqual({
      ...unprotected(`the newest point in ${DR} is older than 26 h`),
      lateHours: 49,
    });
  });

  test('comes after a copy that is missing', () => {
    expect(judged('2026-03-04T03:00:00Z', 26, { primary: [managed(1, vol(1), 2)] })).toMatchObject(
      unprotected(`no copy in ${DR}`, `the newest point in ${PRIMARY} is older than 26 h`),
    );
  });

  describe('of a volume that is younger itself', () => {
    const young = { ...volume(1), CreateTime: new Date('2026-03-02T00:00:00Z') };
    const at26 = (more: Account) => judged('2026-03-03T02:00:00Z', 26, { volumes: [young], ...more });

    test.each<[rule: string, account: Account, reason: string]>([
      ['no snapshot', {}, 'no snapshot at all'],
      [
        'an unfinished one',
        { primary: [{ ...snapshot(1, vol(1), 2), State: 'pending' }] },
        'its newest snapshot is not finished',
      ],
      [
        'a copy under way',
        { primary: [managed(1, vol(1), 2)], dr: [{ ...copy(3, vol(1), 2, 1), State: 'pending' }] },
        `the first copy to ${DR} is under way`,
      ],
    ])('is not missed yet with %s', (_, more, reason) => {
      expect(at26(more)).toEqual({ verdict: 'not yet', reasons: [reason] });
    });

    test.each<[rule: string, account: Account]>([
      ['a failed snapshot', { primary: [{ ...managed(1, vol(1), 2), State: 'error' }] }],
      ['only such as nobody adopts', { primary: [snapshot(1, vol(1), 2, AWS_BACKUP)] }],
      ['no copy that was asked for', { primary: [managed(1, vol(1), 2)] }],
    ])('is missed with %s', (_, more) => {
      expect(at26(more)).toMatchObject({ verdict: 'unprotected' });
    });

    test('is missed once it is older', () => {
      expect(judged('2026-03-03T02:00:01Z', 26, { volumes: [young] })).toMatchObject({
        verdict: 'unprotected',
      });
    });

    test('is told in a line of its own, and leaves nothing to do', () => {
      const text = lines(
        planOf({ volumes: [young] }, { now: new Date('2026-03-02T12:00:00Z'), targetHours: 26 }),
      );

      expect(text).toContain(
        'Not yet: 1 volume younger than 26 h, whose first snapshot or copy is still to come.',
      );
      expect(text.at(-2)).toBe('Nothing to do.');
    });
  });

  test('is missed by several volumes for one cause, the worst age first', () => {
    const days = [3, 1, 2];
    const plan = planOf(
      {
        volumes: days.map((_, index) => volume(index + 1)),
        primary: days.map((day, index) => copied(index + 1, vol(index + 1), day)),
        dr: days.map((day, index) => copy(901 + index, vol(index + 1), day, index + 1)),
      },
      { now: new Date('2026-03-05T02:00:00Z'), targetHours: 26 },
    );
    const text = lines(plan);
    const first = text.indexOf('Selected, but not protected:');

    expect(text.slice(first, first + 5)).toEqual([
      'Selected, but not protected:',
      `  3 volumes: the newest point in ${PRIMARY} and ${DR} is older than 26 h`,
      `    ${vol(2)} (4 d)`,
      `    ${vol(3)} (3 d)`,
      `    ${vol(1)} (2 d)`,
    ]);
    expect(text.at(-2)).toBe('In short: 3 volumes selected, but not protected.');
  });
});

test('what is not selected, or not there, or no volume, is none of the selected', () => {
  const plan = planOf({
    volumes: [volume(1, {})],
    primary: [snapshot(1, vol(1), 1), snapshot(2, vol(2), 1), snapshot(3, 'vol-ffffffff', 1)],
  });

  expect(plan.totals.coverage).toEqual({
    protected: 0,
    unprotected: 0,
    'not yet': 0,
    'not selected': 1,
    gone: 1,
    'no volume': 1,
  });
});

test('a snapshot that bears our tags without the one that names it says so', () => {
  const plan = planOf({
    volumes: [volume(1)],
    primary: [snapshot(1, vol(1), 1, ours(vol(1), 1)), snapshot(2, vol(1), 2)],
  });

  expect(plan.volumes[0]?.regions[0]?.snapshots.map(({ reasons }) => reasons)).toEqual([
    ['not managed: no event about it was handled'],
    [
      'not managed: it bears our tags, but snapshot-keeper:snapshot does not name it: carried from elsewhere, or edited',
    ],
  ]);
});

test('the newest point is the newest finished one of ours, with its age', () => {
  const failed = { ...managed(3, vol(1), 3), State: 'error' as const };
  const plan = planOf(
    {
      volumes: [volume(1)],
      primary: [failed, managed(2, vol(1), 2), managed(1, vol(1), 1), snapshot(4, vol(1), 4)],
    },
    { now: new Date('2026-03-05T08:30:00Z') },
  );

  expect(plan.volumes[0]?.regions[0]?.newest).toEqual({
    snapshotId: managed(2, vol(1), 2).SnapshotId,
    takenAt: at(2),
    ageHours: 78.5,
  });
});

const lines = (plan: FleetPlan, all = false): string[] =>
  stripVTControlCharacters(renderPlan(plan, settings, all)).split('\n');

test('the plan begins with coverage: by cause, the most frequent first, ten named of each', () => {
  const plan = planOf({
    volumes: Array.from({ length: 14 }, (_, number) => volume(number + 1)),
    primary: [copied(1, vol(1), 1), managed(2, vol(2), 1)],
    dr: [copy(901, vol(1), 1, 1)],
  });
  const text = lines(plan);
  const first = text.indexOf('Coverage');

  expect(text.slice(first + 2, first + 9)).toEqual([
    `Protected: 1 of 14 selected volumes, by a point in ${PRIMARY} and a copy in ${DR}, none older than 40 d.`,
    `Their newest points are 30 d old; the oldest is that of ${vol(1)} in ${DR}.`,
    'Selected, but not protected:',
    '  12 volumes: no snapshot at all',
    `    ${vol(3)}`,
    `    ${vol(4)}`,
    `    ${vol(5)}`,
  ]);
  expect(text).toContain('    and 2 others; --all names them');
  expect(text).toContain(`  1 volume: no copy in ${DR}`);
  expect(lines(plan, true)).toContain(`    ${vol(14)}`);
  expect(text.at(-2)).toBe(
    'In short: 1 to copy, 1 for the next sweep to repair, 13 volumes selected, but not protected.',
  );
});

test('a volume is explained by whether it is protected and why, and all that is known of it', () => {
  const plan = planOf({
    volumes: [volume(1, { Backup: '', Name: 'web' })],
    primary: [managed(1, vol(1), 1)],
  });
  const text = stripVTControlCharacters(renderVolumeExplanation(explainVolume(plan, vol(1))!));

  expect(text.split('\n')).toEqual([
    `${vol(1)}: selected, but not protected`,
    `  Because: no copy in ${DR}`,
    `  ${DR}: no copy in ${DR} (${snap(1)})`,
    '    Next: The next sweep asks for it.',
    `${vol(1)} web  the volume is selected`,
    `  ${PRIMARY}, last 2 (the settings): 1 copy; the newest is 30 d old`,
    expect.stringContaining('copy: last 1 of 2; to copy to us-west-2') as string,
    '',
  ]);
  expect(explainVolume(plan, vol(2))).toBeUndefined();
});

test('what goes once its copies are confirmed is told, and counts as removed', () => {
  const primary = [1, 2, 3].map((day) => managed(day, vol(1), day));
  const { totals } = planOf({ volumes: [volume(1)], primary });

  expect(totals.removal).toEqual({
    removedCount: 0,
    blockedByLimitCount: 0,
    afterCopiesCount: 1,
    blockedAfterCopiesCount: 0,
    ofCount: 3,
  });
  expect(lines(planOf({ volumes: [volume(1)], primary }))).toContain(
    'This would remove 0 of 3 good snapshots (0.0 %); 1 more once their copies are confirmed.',
  );
});

describe('a target of its own, by the tag of the volume', () => {
  const TARGET = 'snapshot-keeper:target';
  const account = (target: string): Account => ({
    volumes: [volume(1, { Backup: '', [TARGET]: target }), volume(2)],
    primary: [copied(1, vol(1), 2), copied(2, vol(2), 2)],
    dr: [copy(901, vol(1), 2, 1), copy(902, vol(2), 2, 2)],
  });
  const judged = (target: string, now: string) =>
    planOf(account(target), { now: new Date(now), targetHours: 26 });

  test('is missed where that of the others is met', () => {
    const plan = judged('4h', '2026-03-02T09:00:00Z');

    expect(
      plan.volumes.map(({ coverage: { verdict, reasons }, targetHours }) => [verdict, reasons, targetHours]),
    ).toEqual([
      ['unprotected', [`the newest point in ${PRIMARY} and ${DR} is older than 4 h, its own target`], 4],
      ['protected', [], 26],
    ]);
    expect(lines(plan)).toContain(
      `Protected: 1 of 2 selected volumes, by a point in ${PRIMARY} and a copy in ${DR}, none older than 26 h or its own target (tag snapshot-keeper:target).`,
    );
  });

  test('is met where that of the others is missed', () => {
    expect(judged('7d', '2026-03-04T02:00:00Z').volumes.map(({ coverage }) => coverage.verdict)).toEqual([
      'protected',
      'unprotected',
    ]);
  });

  test('that cannot be read is told, and that of the others counts', () => {
    const plan = judged('soon', '2026-03-04T02:00:00Z');

    expect(plan.volumes[0]).toMatchObject({
      targetHours: 26,
      coverage: { verdict: 'unprotected' },
      notes: [
        'The tag snapshot-keeper:target has the value "soon". Allowed are hours or days such as "26h" or "7d", up to 10000 hours; 26 h count instead.',
      ],
    });
  });
});

test('where nothing is deployed, points that are there are not called protection', () => {
  const absent = 'There is no stack snapshot-keeper-us-east-1-primary in us-east-1';
  const account = { volumes: [volume(1)], primary: [copied(1, vol(1), 1)], dr: [copy(901, vol(1), 1, 1)] };
  const text = lines(planOf(account, { deployed: { absent } }));
  const first = text.indexOf('Coverage');

  expect(text.slice(first + 2, first + 4)).toEqual([
    `Nothing protects what is taken from now on. ${absent}.`,
    `By now: 1 of 1 selected volume, by a point in ${PRIMARY} and a copy in ${DR}, none older than 40 d.`,
  ]);
  expect(text.join(' ')).not.toContain('Protected:');
});

test('what is in the archive tier, or dated by a clock ahead of ours, is no point to restore from, as the alarms have it', () => {
  const archived = { ...copied(2, vol(1), 3), StorageTier: 'archive' as const };
  const plan = planOf(
    {
      volumes: [volume(1)],
      primary: [managed(3, vol(1), 9), archived, copied(1, vol(1), 2)],
      dr: [copy(901, vol(1), 2, 1)],
    },
    { now: new Date('2026-03-04T02:00:00Z'), targetHours: 60 },
  );

  expect(plan.volumes[0]?.coverage.verdict).toBe('protected');
  expect(plan.volumes[0]?.regions[0]?.newest).toMatchObject({ snapshotId: snap(1), ageHours: 48 });
});
