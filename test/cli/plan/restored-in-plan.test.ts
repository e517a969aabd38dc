import type { Snapshot } from '@aws-sdk/client-ec2';
import { planFleet } from '../../../cli/plan/plan-fleet';
import { tagsToList } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';

const PRIMARY = 'us-east-1';
const VOLUME = 'vol-0123456789abcdef0';
const OLD = 'snap-00000000000000001';
const settings = parseSettings(
  { primary: { region: PRIMARY, retention: { last: 1 } }, dr: [{ region: 'us-west-2' }] },
  'the test',
);

const managed = (SnapshotId: string, takenAt: string, mark?: string): Snapshot => ({
  SnapshotId,
  VolumeId: VOLUME,
  VolumeSize: 8,
  State: 'completed',
  StartTime: new Date(takenAt),
  Tags: tagsToList({
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:snapshot': SnapshotId,
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:taken-at': takenAt,
    'snapshot-keeper:policy': 'last 1',
    'snapshot-keeper:copy/us-west-2': `snap-0000000000000000c of ${SnapshotId}`,
    ...(mark !== undefined && { 'snapshot-keeper:given-up': mark }),
  }),
});

test.each([
  [
    '2031-03-05T00:00:00.000Z snap-00000000000000009',
    'blocked',
    'given up at 2031-03-05T00:00:00.000Z by snap-00000000000000009, and here again: kept for 7 days from when that is told',
  ],
  [
    '2031-03-05T00:00:00.000Z snap-00000000000000009, restored 2031-03-06T00:00:00.000Z',
    'blocked',
    'given up at 2031-03-05T00:00:00.000Z, and here again: kept until 2031-03-13T00:00:00.000Z',
  ],
  ['2031-03-10T11:59:00.000Z snap-00000000000000009', 'blocked', 'being deleted by snap-00000000000000009'],
  [
    '2031-03-01T00:00:00.000Z snap-00000000000000009, restored 2031-03-02T00:00:00.000Z',
    'remove',
    'kept by no rule of last 1',
  ],
])('a snapshot with the mark "%s" is shown as %s: %s', (mark, action, reason) => {
  const snapshots = [
    managed('snap-00000000000000002', '2031-03-02T00:00:00.000Z'),
    managed(OLD, '2031-03-01T00:00:00.000Z', mark),
  ].map((snapshot) => ({ region: PRIMARY, snapshot }));
  const volume = {
    VolumeId: VOLUME,
    VolumeType: 'gp3' as const,
    Size: 8,
    Tags: [{ Key: 'Backup', Value: '' }],
  };

  const plan = planFleet(
    { volumes: [{ region: PRIMARY, volume }], snapshots, images: [], locks: [], lists: [] },
    settings,
    { now: new Date('2031-03-10T12:00:00Z'), adopt: false },
  );

  const shown = plan.volumes[0]?.regions[0]?.snapshots.find(({ snapshotId }) => snapshotId === OLD);
  expect(shown).toMatchObject({ action, reasons: [reason] });
});
