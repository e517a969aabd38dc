import { placeInWords } from '../../../infra/input/place-in-words';

const SETTINGS = {
  primary: [{ region: 'us-east-1', dr: [{ region: 'us-west-2', retention: { last: 0 } }] }],
  alerts: { emails: ['ops'] },
  Volumes: [
    { VolumeId: '' },
    { VolumeId: 'vol-\u001b[2J' },
    { SnapshotId: 'snap-00000001', VolumeId: 'vol-00000001' },
  ],
  Snapshots: [{ SnapshotId: 'snap-00000001', Tags: [{}] }],
};

test.each<[path: (string | number)[], words: string]>([
  [['primary'], 'primary'],
  [['alerts', 'emails', 0], 'alerts.emails, entry 1'],
  [
    ['primary', 0, 'dr', 0, 'retention', 'last'],
    'primary, entry 1 (us-east-1), dr, entry 1 (us-west-2), retention.last',
  ],
  [['primary', 0, 'region'], 'primary, entry 1, region'],
  [['Snapshots', 0, 'Tags', 0, 'Key'], 'Snapshots, entry 1 (snap-00000001), Tags, entry 1, Key'],
  [['Volumes', 0, 'Size'], 'Volumes, entry 1, Size'],
  [['Volumes', 1, 'Size'], 'Volumes, entry 2, Size'],
  [['Volumes', 2, 'Size'], 'Volumes, entry 3 (vol-00000001), Size'],
  [['not', 'there', 5], 'not.there, entry 6'],
])('%j is called %s', (path, words) => {
  expect(placeInWords(path, SETTINGS)).toBe(words);
});
