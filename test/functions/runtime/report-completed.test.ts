import { reportCompleted } from '../../../functions/runtime/report-completed';
import { recorder } from '../../support/recorder';

const STARTED = { startedAt: '2026-03-01T02:00:00.000Z', sizeGib: 100 };

test('a completed snapshot tells its size and how long it took, by its Region', () => {
  const { metrics, gauges } = recorder();

  reportCompleted(metrics, 'Snapshot', { ...STARTED, completedAt: '2026-03-01T02:05:30.000Z' }, 'eu-west-1');

  expect(gauges).toEqual([
    ['SnapshotSize', { value: 100, unit: 'Gigabytes', ofRegion: 'eu-west-1' }],
    ['SnapshotDuration', { value: 330, unit: 'Seconds', ofRegion: 'eu-west-1' }],
  ]);
});

test('one that EC2 shows as completed before it began has taken no time, and never less', () => {
  const { metrics, gauges } = recorder();
  const within = {
    sizeGib: 1,
    startedAt: '2026-03-01T02:00:05.900Z',
    completedAt: '2026-03-01T02:00:05.000Z',
  };

  reportCompleted(metrics, 'Snapshot', within, 'eu-west-1');

  expect(gauges.at(-1)).toEqual(['SnapshotDuration', { value: 0, unit: 'Seconds', ofRegion: 'eu-west-1' }]);
});

test('where EC2 does not say when a copy was completed, it tells its size alone', () => {
  const { metrics, gauges } = recorder();

  reportCompleted(metrics, 'Copy', STARTED, 'eu-central-1');

  expect(gauges).toEqual([['CopySize', { value: 100, unit: 'Gigabytes', ofRegion: 'eu-central-1' }]]);
});
