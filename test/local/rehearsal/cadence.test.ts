import type { Snapshot } from '@aws-sdk/client-ec2';
import { cadencesOf } from '../../../local/rehearsal/cadence';
import { vol } from '../../support/builders';

const START_MS = Date.parse('2026-03-10T00:00:00Z');

const taken = (time: string, more: Partial<Snapshot> = {}): Snapshot => ({
  StartTime: new Date(`2026-${time}Z`),
  ...more,
});
const DLM = { Key: 'aws:dlm:lifecycle-policy-id', Value: 'policy-1' };
const BACKUP = { Key: 'aws:backup:source-resource', Value: 'vol' };

/** Who, how often in hours, and next when. */
const shown = (...snapshots: Snapshot[]): [string, number, string, string][] =>
  cadencesOf(vol(1), snapshots, START_MS).map(({ maker, intervalMs, nextMs, basis }) => [
    maker,
    intervalMs / 3_600_000,
    new Date(nextMs).toISOString().slice(5, 16),
    basis,
  ]);

test.each<[rule: string, snapshots: Snapshot[], expected: [string, number, string, string][]]>([
  ['nothing shows nothing', [], []],
  [
    'one snapshot shows no distance, and is taken for a day',
    [taken('03-09T02:00:00')],
    [['a script', 24, '03-10T02:00', 'one snapshot']],
  ],
  ['one that is two weeks old was made by hand', [taken('02-23T02:00:00')], []],
  [
    'the median of the distances, so that one by hand in between changes nothing',
    [
      taken('03-05T02:00:00'),
      taken('03-06T02:00:20'),
      taken('03-07T02:00:10'),
      taken('03-07T15:00:00'),
      taken('03-08T02:00:00'),
      taken('03-09T02:00:00'),
    ],
    [['a script', 24, '03-10T02:00', 'history']],
  ],
  [
    'a tool that comes to it sooner or later in the hour is a daily one',
    [taken('03-08T02:00:00'), taken('03-09T02:20:00')],
    [['a script', 24, '03-10T02:20', 'history']],
  ],
  [
    'less than two hours are taken to the minute',
    [taken('03-09T22:00:10'), taken('03-09T23:30:00')],
    [['a script', 1.5, '03-10T01:00', 'history']],
  ],
  [
    'of an even number the shorter one',
    [taken('03-01T00:00:00'), taken('03-08T00:00:00'), taken('03-09T00:00:00')],
    [['a script', 24, '03-11T00:00', 'history']],
  ],
  [
    'two within minutes are no schedule of minutes',
    [taken('03-09T02:00:00'), taken('03-09T02:03:00')],
    [['a script', 1, '03-10T00:03', 'history']],
  ],
  [
    'what is weekly has not ended after two weeks',
    [taken('02-16T02:00:00'), taken('02-23T02:00:00')],
    [['a script', 168, '03-16T02:00', 'history']],
  ],
  [
    'what was daily has ended after more than two weeks',
    [taken('02-22T02:00:00'), taken('02-23T02:00:00')],
    [],
  ],
  [
    'each maker for itself',
    [
      taken('03-08T05:00:00', { Tags: [DLM] }),
      taken('03-09T05:00:00', { Tags: [DLM] }),
      taken('03-08T17:00:00', { Tags: [BACKUP] }),
      taken('03-09T05:00:00', { Tags: [BACKUP] }),
      taken('03-09T20:00:00', { Tags: [{ ...DLM, Value: 'policy-2' }] }),
    ],
    [
      ['DLM', 24, '03-10T05:00', 'history'],
      ['AWS Backup', 12, '03-10T05:00', 'history'],
      ['DLM', 24, '03-10T20:00', 'one snapshot'],
    ],
  ],
])('%s', (_, snapshots, expected) => {
  expect(shown(...snapshots)).toEqual(expected);
});

test('a new one looks as the newest did, but for what others have put on it', () => {
  const [cadence] = cadencesOf(
    vol(1),
    [
      taken('03-09T05:00:00', {
        Description: 'Created for policy: policy-1',
        Tags: [
          DLM,
          { Key: 'team', Value: 'db' },
          { Key: 'snapshot-keeper:hold', Value: 'case 4711' },
          { Key: 'aws:cloudformation:stack-name', Value: 'db' },
        ],
      }),
      taken('03-08T05:00:00', { Description: 'an older one', Tags: [DLM] }),
    ],
    START_MS,
  );

  expect(cadence).toMatchObject({
    description: 'Created for policy: policy-1',
    tags: [DLM, { Key: 'team', Value: 'db' }],
  });
});
