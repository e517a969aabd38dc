import { stripVTControlCharacters } from 'node:util';
import { restoredLines } from '../../../cli/rehearse/render-restored';
import { viewOf } from '../../../cli/rehearse/view';
import type { Restored } from '../../../local/rehearsal/restores';
import { reportOf } from './report-of';

const ASKED = {
  at: '2026-03-29T12:00:00.000Z',
  who: 'developer',
  what: 'web-1 as it was at 2026-03-28 00:00',
  region: 'us-east-1',
  volumes: [],
};

const shown = (...restored: Restored[]): string[] => {
  const report = { ...reportOf(1), restored };
  return restoredLines(report, viewOf(report, 120, false)).map(stripVTControlCharacters);
};

test('nothing is said where nobody has restored', () => {
  expect(restoredLines(reportOf(1), viewOf(reportOf(1), 120, false))).toEqual([]);
});

test('each new volume stands with that of which it is, and the time of its data', () => {
  const volume = {
    volumeId: 'vol-00000000000000002',
    ofVolumeId: 'vol-00000000000000001',
    snapshotId: 'snap-00000000000000001',
    takenAt: '2026-03-27T02:30:00.000Z',
    sizeGib: 20,
  };

  expect(shown({ ...ASKED, seconds: 10.4, volumes: [volume] })).toEqual([
    'What was restored',
    '─────────────────',
    '2026-03-29 12:00  developer, in us-east-1: web-1 as it was at 2026-03-28 00:00',
    '                  1 new volume after 10 s',
    '                  vol-00000000000000002: 20 GiB, as vol-00000000000000001 was at 2026-03-27 02:30',
    '                    (snap-00000000000000001)',
  ]);
});

test.each<[outcome: Partial<Restored>, line: string]>([
  [{ seconds: 1, refused: 'no point is so old' }, 'refused: no point is so old'],
  [{ seconds: 1, failed: 'VolumesNotRestored: no' }, 'failed: VolumesNotRestored: no'],
  [{}, 'still under way'],
])('what came of it else is said: %j', (outcome, line) => {
  expect(shown({ ...ASKED, ...outcome }).at(-1)).toBe(`${' '.repeat(18)}${line}`);
});
