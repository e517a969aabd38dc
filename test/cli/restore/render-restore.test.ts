import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderMade, renderPlan } from '../../../cli/restore/render-restore';
import { MADE, TO_MAKE } from './restored';

const INSTANCE = 'i-0123456789abcdef0';
const NOW = new Date('2026-11-29T17:20:30.789Z');
const view = { region: 'us-east-1', id: INSTANCE, now: NOW, width: 100 };

const SECOND = {
  ...TO_MAKE,
  ofVolumeId: 'vol-0123456789abcdef3',
  snapshotId: 'snap-0123456789abcdef3',
  takenAt: '2026-11-26T03:00:07Z',
  sizeGib: 2_000,
  volumeType: 'io2',
  iops: 5_000,
};
const attached = { instanceId: INSTANCE, device: '/dev/sdf' };

test('a plan names the instance to which volumes are attached, of each its device, and then what a person should read', () => {
  const plan = {
    dryRun: true as const,
    volumes: [
      { ...TO_MAKE, ...attached, throughputMibps: 250, kmsKeyId: 'arn:aws:kms:us-east-1:1:key/1234abcd' },
      { ...SECOND, ...attached, device: '/dev/sdg' },
    ],
    notes: ['The volumes are not of one moment: taken from 2026-11-26T03:00:07Z to 2026-11-29T03:00:07Z.'],
  };

  expect(renderPlan(plan, { ...view, width: 120 }).split('\n')).toEqual([
    `us-east-1: a restore of ${INSTANCE} would make 2 volumes and attach them to ${INSTANCE}:`,
    '┌───────────────────────┬────────────────────────┬─────────────────────┬───────────────────────────────────────────────┐',
    '│ of volume             │ snapshot               │ taken (UTC)         │ what would be made                            │',
    '├───────────────────────┼────────────────────────┼─────────────────────┼───────────────────────────────────────────────┤',
    '│ vol-0123456789abcdef0 │ snap-0123456789abcdef1 │ 2026-11-29 03:00:07 │ 100 GiB gp3, 250 MiB/s, key 1234abcd,         │',
    '│                       │                        │ 14 h ago            │ us-east-1a → /dev/sdf                         │',
    '│ vol-0123456789abcdef3 │ snap-0123456789abcdef3 │ 2026-11-26 03:00:07 │ 2,000 GiB io2, 5,000 IOPS, us-east-1a →       │',
    '│                       │                        │ 3 d ago             │ /dev/sdg                                      │',
    '└───────────────────────┴────────────────────────┴─────────────────────┴───────────────────────────────────────────────┘',
    '- The volumes are not of one moment: taken from 2026-11-26T03:00:07Z to 2026-11-29T03:00:07Z.',
    'Nothing was made. The same with --yes makes them.',
    '',
  ]);
});

test('a plan of a part is shown, and that it is refused', () => {
  const plan = {
    dryRun: true as const,
    refused: 'not whole.',
    volumes: [TO_MAKE],
    notes: ['Nothing of one.'],
  };
  const lines = renderPlan(plan, view).split('\n');

  expect(lines[0]).toBe(`us-east-1: a restore of ${INSTANCE} would make 1 volume:`);
  expect(lines.slice(-3)).toEqual([
    '- Nothing of one.',
    'Nothing was made, and the same with --yes is refused: not whole.',
    '',
  ]);
});

test('of what is made, each volume is told with where it is, and the next step is on its instance', () => {
  const made = {
    volumes: [
      { ...MADE, ...attached },
      { ...SECOND, ...attached, volumeId: 'vol-0fedcba9876543211', device: '/dev/sdg' },
    ],
    notes: ['Both are of one moment.'],
  };

  expect(renderMade(made, { ...view, width: 200 }).split('\n')).toEqual([
    'us-east-1: 2 volumes made:',
    `  vol-0fedcba9876543210 in us-east-1a, attached to ${INSTANCE} as /dev/sdf: 100 GiB gp3, of vol-0123456789abcdef0 as it was at 2026-11-29 03:00:07 UTC (snap-0123456789abcdef1)`,
    `  vol-0fedcba9876543211 in us-east-1a, attached to ${INSTANCE} as /dev/sdg: 2,000 GiB io2, 5,000 IOPS, of vol-0123456789abcdef3 as it was at 2026-11-26 03:00:07 UTC (snap-0123456789abcdef3)`,
    '- Both are of one moment.',
    `Next: mount each on ${INSTANCE}; an XFS whose twin is mounted needs the option nouuid. What is read for the first time is slow. See docs/restore.md.`,
    '',
  ]);
});

test('what is initialised at a rate is slow until then', () => {
  const made = { volumes: [{ ...MADE, initializationRateMibps: 300 }], notes: [] };
  const text = renderMade(made, { ...view, width: 200 });

  expect(text).toContain('100 GiB gp3, initialised at 300 MiB/s, of vol-');
  expect(text).toContain('Until it is initialised, what is read for the first time is slow.');
});

test('volumes in several zones are each attached in their own', () => {
  const made = { volumes: [MADE, { ...MADE, zone: 'us-east-1b' }], notes: [] };

  expect(renderMade(made, view)).toContain(
    'Next: attach each to an instance in its zone, and mount it there;',
  );
});

test('notes and reasons stand on lines of their own, and steer no terminal', () => {
  const text = renderPlan(
    { dryRun: true, refused: 'no \u001b[2J point.', volumes: [], notes: ['see \u202e there.'] },
    view,
  );

  expect(text).toBe(
    `us-east-1: ${INSTANCE} cannot be restored so: no \\u001b[2J point.\n- see \\u202e there.\nNothing was made.\n`,
  );
});

test.each([60, 80, 100])('no line of %d characters is longer', (width) => {
  const volumes = [{ ...MADE, ...attached, kmsKeyId: 'alias/a-key-with-a-name-of-a-good-length' }];
  const text = [
    renderPlan({ dryRun: true, volumes, notes: ['word '.repeat(40).trim()] }, { ...view, width }),
    renderMade({ volumes, notes: [] }, { ...view, width }),
  ].join('');

  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
});

test('docs/restore.md shows both as they are printed', () => {
  const page = readFileSync(join(__dirname, '../../../docs/restore.md'), 'utf8');
  const volume = {
    ...TO_MAKE,
    ...attached,
    snapshotId: 'snap-0aaaaaaaaaaaaaaa1',
    takenAt: '2026-03-01T02:00:07Z',
  };
  const of = { ...view, id: TO_MAKE.ofVolumeId, now: new Date('2026-03-01T07:30:00Z') };

  expect(page).toContain(renderPlan({ dryRun: true, volumes: [volume], notes: [] }, of));
  expect(page).toContain(renderMade({ volumes: [{ ...volume, volumeId: MADE.volumeId }], notes: [] }, of));
});
