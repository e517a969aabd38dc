import { stripVTControlCharacters } from 'node:util';
import { renderStatus } from '../../../cli/status/render-status';
import type { RightNow } from '../../../cli/status/right-now';
import { statusOf, type Status } from '../../../cli/status/status';
import { vol } from '../../support/builders';
import { copied, copy, DR, planOf, PRIMARY, volume, type Account } from '../plan/account';

const statusAt = (account: Account, rightNow?: RightNow): Status =>
  statusOf(
    planOf(account, { now: new Date('2026-03-05T02:00:00Z'), targetHours: 26 }),
    [PRIMARY, DR],
    rightNow,
  );

const lines = (status: Status, { width = 100, all = false } = {}): string[] =>
  stripVTControlCharacters(renderStatus(status, { width, all })).split('\n');

/** So many volumes with a name and without a snapshot, beside one that is protected. */
const many = (count: number): Account => ({
  volumes: [
    volume(100),
    ...Array.from({ length: count }, (_, index) =>
      volume(index + 1, { Backup: '', Name: `payments-production-database-${index + 1}` }),
    ),
  ],
  primary: [copied(1, vol(100), 4)],
  dr: [copy(901, vol(100), 4, 1)],
});

const NOW: RightNow = {
  deployedAt: '2026-01-01T00:00:00.000Z',
  regions: [
    {
      region: PRIMARY,
      isPaused: true,
      running: { 'snapshot-keeper-us-east-1-snapshot-created': 20 },
      queues: [
        { name: 'copy.fifo', messages: 1, isOfDeadLetters: false },
        { name: 'letters', messages: 2, isOfDeadLetters: true },
      ],
    },
    { region: DR, isPaused: false, running: {}, queues: [] },
    { region: 'eu-west-1' },
  ],
  unseen: ['eu-west-1: states:ListStateMachines was denied.'],
};

test('the verdict comes first, and then the Regions, the causes, and what follows', () => {
  expect(lines(statusAt(many(1)))).toEqual([
    'NOT PROTECTED: 1 of 2 selected volumes.',
    '"snapshot-keeper" at 2026-03-05 02:00 UTC. The newest point of a volume may be 26 h old in each',
    'Region.',
    '',
    '┌───────────┬───────────────┬─────────┬──────────┬─────────┬────────┐',
    '│ Region    │ within target │ over it │ no point │ not yet │ oldest │',
    '├───────────┼───────────────┼─────────┼──────────┼─────────┼────────┤',
    '│ us-east-1 │ 1             │ 0       │ 1        │ 0       │ 24 h   │',
    '│ us-west-2 │ 1             │ 0       │ 1        │ 0       │ 24 h   │',
    '└───────────┴───────────────┴─────────┴──────────┴─────────┴────────┘',
    '',
    '1 volume: no snapshot at all',
    '  Next: See what takes snapshots of it, such as a policy of Data Lifecycle Manager or a script:',
    '  Snapshot Keeper takes none.',
    '┌───────────────────────┬────────────────────────────────┬────────┬───────────┬───────────┐',
    '│ Volume                │ Name                           │ target │ us-east-1 │ us-west-2 │',
    '├───────────────────────┼────────────────────────────────┼────────┼───────────┼───────────┤',
    `│ ${vol(1)} │ payments-production-database-1 │ 26 h   │ none      │ none      │`,
    '└───────────────────────┴────────────────────────────────┴────────┴───────────┴───────────┘',
    '',
    'The next sweep',
    '  us-east-1: nothing to repair',
    '  us-west-2: nothing to repair',
    '  Snapshots that no event has told of are not among it: adopt.from is "deployment", and since when',
    '  there is one is not known here.',
    '  Nobody has looked at what runs: the sweep leaves that alone, and may start less.',
    '',
  ]);
});

test.each<[rule: string, account: Account, verdict: string]>([
  ['all is well', many(0), 'PROTECTED: 1 of 1 selected volume.'],
  [
    'something is still to come',
    { ...many(0), volumes: [volume(100), { ...volume(1), CreateTime: new Date('2026-03-05T00:00:00Z') }] },
    'PROTECTED: 1 of 2 selected volumes. Not yet: 1 volume younger than the target or the deployment,',
  ],
  [
    'no volume is selected',
    { volumes: [volume(1, { backup: '' })] },
    'NOTHING IS PROTECTED: the settings select no volume. Of 1 volume in us-east-1 none has the tag',
  ],
])('the verdict where %s', (_, account, verdict) => {
  expect(lines(statusAt(account))[0]).toBe(verdict);
});

test('of each cause ten volumes are named, and all where all are asked for', () => {
  const status = statusAt(many(14));

  expect(lines(status).filter((line) => line.includes('database-'))).toHaveLength(10);
  expect(lines(status)).toContain('  and 4 others; --all names them');
  expect(lines(status, { all: true }).filter((line) => line.includes('database-'))).toHaveLength(14);
});

test.each([80, 100, 140])('no line is longer than %d characters', (width) => {
  const longest = lines(statusAt(many(14), NOW), { width }).sort((a, b) => b.length - a.length)[0]!;

  expect(longest.length).toBeLessThanOrEqual(width);
  expect(lines(statusAt(many(14), NOW), { width }).join('\n')).toContain(vol(1));
});

test('what happens right now is told of each Region, as far as it could be seen', () => {
  const text = lines(statusAt(many(1), NOW), { width: 140 });

  expect(text.slice(text.indexOf('Right now'))).toEqual([
    'Right now',
    '  us-east-1: deleting is PAUSED; executions run: 20 of snapshot-keeper-us-east-1-snapshot-created; waiting: 1 message in copy.fifo, 2 dead',
    '    letters in letters',
    '  us-west-2: deleting is not paused; nothing runs; no message waits',
    '  eu-west-1: not seen',
    '',
    'Not seen',
    '  eu-west-1: states:ListStateMachines was denied.',
    '',
  ]);
});

test.each([0, 1])(
  'where nothing is deployed that is the verdict, first and last, and no sweep is told of, with %d volumes missed',
  (count) => {
    const absent = { absent: 'There is no stack x in us-east-1', regions: [], unseen: [] };
    const status = statusAt(many(count), absent);
    const text = lines(status);
    const verdict =
      'NOT PROTECTED: There is no stack x in us-east-1: nothing is deployed, so nobody protects anything.';

    expect([status.isProtected, text[0], text.at(-2)]).toEqual([false, verdict, verdict]);
    expect(text.join('\n')).not.toContain('sweep');
  },
);

test('where points are encrypted, that their keys are not looked at is said', () => {
  const key = { Encrypted: true, KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/k' };
  const encrypted = { ...many(0), primary: [{ ...copied(1, vol(100), 4), ...key }] };
  const said = (account: Account) => lines(statusAt(account), { width: 140 }).slice(-5);

  expect(said(encrypted)).toEqual([
    '',
    'Not seen',
    '  Whether the keys of encrypted points can be used is not looked at here: the sweep asks KMS, and its alarm SweepKeyUnusable tells. Points',
    '    under keys of which KMS tells nothing, as some of another account, count all the same: the metric KeysUnknown says of how many keys.',
    '',
  ]);
  expect(said(many(0))).not.toContain('Not seen');
});

test.each([
  [5_000, '  us-east-1: 5,000 copies missing'],
  [
    10_001,
    '  us-east-1: 10,001 copies missing; one sweep starts at most 5,000 repairs, the most urgent first: this takes about 3 sweeps',
  ],
])(
  'of %d repairs in a Region it is said how many sweeps they take, where one is not enough',
  (count, line) => {
    const status = statusAt(many(0));
    const nextSweep = {
      ...status.nextSweep!,
      regions: [{ region: PRIMARY, found: { 'copy missing': count } }],
    };

    expect(lines({ ...status, nextSweep }, { width: 140 })).toContain(line);
  },
);

test('large counts are grouped', () => {
  const status = statusAt(many(0));
  const volumes = { ...status.volumes, selected: 1376, protected: 1376 };

  expect(lines({ ...status, volumes })[0]).toBe('PROTECTED: 1,376 of 1,376 selected volumes.');
});

test('volumes whose target cannot be read are named, and steer no terminal', () => {
  const own = {
    ...many(0),
    volumes: [volume(100, { Backup: '', 'snapshot-keeper:target': 'soon\u001b[2J' })],
  };

  expect(lines(statusAt(own), { width: 140 }).filter((line) => line.includes('soon'))).toEqual([
    `The tag snapshot-keeper:target cannot be read, and the target of the settings counts: ${vol(100)} ("soon\\u001b[2J")`,
  ]);
});

test('the schedules stand before the next sweep, each with its next time', () => {
  const schedules = {
    each: [
      {
        name: 'nightly',
        schedule: 'cron(30 3 * * ? *)',
        timeZone: 'UTC',
        mode: 'volume' as const,
        nextAt: '2026-03-06T03:30:00.000Z',
        volumes: 2,
      },
    ],
    coveredByNone: [],
  };
  const shown = lines({ ...statusAt(many(1)), schedules });
  const at = shown.indexOf('Schedules');

  expect(shown.slice(at, at + 4)).toEqual([
    'Schedules',
    '  nightly, cron(30 3 * * ? *) in UTC, next at 2026-03-06 03:30 UTC: 2 volumes',
    '',
    'The next sweep',
  ]);
});

test('what the last runs speak for stands behind the schedules, with what is set and the reason', () => {
  const proposals = [
    { setting: 'target.hours', set: 26, proposed: 171, because: 'snapshots lie up to 168 hours apart' },
  ];
  const shown = lines({ ...statusAt(many(1)), proposals });
  const at = shown.indexOf('Settings to think about');

  expect(shown.slice(at + 1, at + 4)).toEqual([
    '  target.hours: 171 in place of 26, since snapshots lie up to 168 hours apart',
    '',
    'The next sweep',
  ]);
});

test('backups that are switched off alone are said to be, and are not taken for a deployment out of work', () => {
  const now: RightNow = { regions: [{ region: PRIMARY, backupsAreOff: true }], unseen: [] };
  const shown = lines(statusAt(many(0), now)).join(' ');

  expect(shown).not.toContain('DRAINED');
  expect(shown).toContain('backups are off (drain)');
});
