import type { Volume } from '@aws-sdk/client-ec2';
import { judgeRestores, type JudgedRestore } from '../../../local/simulation/restores';
import { snap, vol } from '../../support/builders';

const NOW_MS = 1_000;
const INSTANCE = 'i-0123456789abcdef0';
const MADE = { volumeId: vol(9), ofVolumeId: vol(1), snapshotId: snap(1) };
const SOURCE = { snapshotId: snap(1), volumeId: vol(1), state: 'completed' };

const restore = (more: Partial<JudgedRestore> = {}): JudgedRestore => ({
  arn: 'arn:restore',
  status: 'SUCCEEDED',
  output: JSON.stringify({ volumes: [MADE], notes: [] }),
  cause: undefined,
  input: JSON.stringify({ volumeId: vol(1) }),
  machine: { name: 'keeper-us-east-1-restore', region: 'us-east-1' },
  ...more,
});

const failed = (cause: string, more: Partial<JudgedRestore> = {}): JudgedRestore =>
  restore({ status: 'FAILED', output: undefined, cause, ...more });

const judge = (
  executions: JudgedRestore[],
  sources: Record<string, typeof SOURCE> = { [vol(9)]: SOURCE },
  volumes: Volume[] = [],
) =>
  judgeRestores({
    history: { sources: new Map(Object.entries(sources)) },
    executions,
    volumesIn: () => volumes,
    nowMs: NOW_MS,
  });

const WELL = 'a restore that has ended well has made what it says';

test('what has been made as it is said is well', () => {
  expect(judge([restore()])).toEqual([]);
});

test('what was only shown was made by nobody', () => {
  const shown = restore({ output: JSON.stringify({ dryRun: true, volumes: [MADE], notes: [] }) });

  expect(judge([shown], {})).toEqual([]);
});

test.each([
  ['what nobody has made', {}, 'was made by nobody'],
  [
    'data of another volume',
    { [vol(9)]: { ...SOURCE, volumeId: vol(2) } },
    `is of ${vol(2)}, and not of ${vol(1)}`,
  ],
  [
    'another snapshot',
    { [vol(9)]: { ...SOURCE, snapshotId: snap(2) } },
    `was made of ${snap(2)}, and not of ${snap(1)}`,
  ],
  [
    'one that was not finished',
    { [vol(9)]: { ...SOURCE, state: 'pending' } },
    'was made of a snapshot that was pending',
  ],
])('%s is no restore', (_, sources, what) => {
  expect(judge([restore()], sources)).toEqual([
    { atMs: NOW_MS, rule: WELL, what: `arn:restore: ${vol(9)} ${what}` },
  ]);
});

test('what is said to be attached has to be', () => {
  const output = JSON.stringify({
    volumes: [{ ...MADE, instanceId: INSTANCE, device: '/dev/sdf' }],
    notes: [],
  });
  const attachedAt = (Device: string): Volume[] => [
    { VolumeId: vol(9), Attachments: [{ InstanceId: INSTANCE, Device }] },
  ];

  expect(judge([restore({ output })], undefined, attachedAt('/dev/sdf'))).toEqual([]);
  expect(judge([restore({ output })], undefined, attachedAt('/dev/sdg'))).toEqual([
    {
      atMs: NOW_MS,
      rule: WELL,
      what: `arn:restore: ${vol(9)} is at ${INSTANCE} /dev/sdg, and not at ${INSTANCE} /dev/sdf`,
    },
  ]);
});

test('a volume that two restores have made is one too few', () => {
  expect(judge([restore(), restore({ arn: 'arn:other' })])).toEqual([
    { atMs: NOW_MS, rule: 'a restore makes volumes of its own', what: `arn:restore: ${vol(9)}` },
    { atMs: NOW_MS, rule: 'a restore makes volumes of its own', what: `arn:other: ${vol(9)}` },
  ]);
});

test('a volume that no restore names is one too many', () => {
  expect(judge([restore()], { [vol(9)]: SOURCE, [vol(8)]: SOURCE })).toEqual([
    {
      atMs: NOW_MS,
      rule: 'what a restore has made is named',
      what: `${vol(8)} of ${snap(1)} is named by none`,
    },
  ]);
});

test('one that has failed names in its cause what it has made', () => {
  expect(judge([failed(`VolumesNotRestored: Made: ${vol(9)}.`)])).toEqual([]);
  expect(judge([failed('VolumesNotRestored: No volume was made.')])).toHaveLength(1);
});

test('one that was refused has made nothing, whatever it names', () => {
  expect(judge([failed(`RestoreRefused: of ${vol(9)} there is nothing.`)])).toHaveLength(1);
});

test('one that was stopped between its calls can name none of its own volume', () => {
  expect(judge([failed('ServiceBusy: too many')])).toEqual([]);
  expect(
    judge([failed('ServiceBusy: too many', { input: JSON.stringify({ volumeId: vol(2) }) })]),
  ).toHaveLength(1);
});

test('other machines make no volumes', () => {
  expect(judge([restore({ machine: { name: 'keeper-us-east-1-sweep', region: 'us-east-1' } })], {})).toEqual(
    [],
  );
});
