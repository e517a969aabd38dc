import { protectionOf, verdictOf } from '../../../local/rehearsal/protection';
import type { Protection, VolumeVerdict } from '../../../local/rehearsal/volume-verdict';

const verdict = (
  volumeId: string,
  protection: Protection,
  ...problems: VolumeVerdict['problems']
): VolumeVerdict => ({
  ...{ volumeId, name: '', inScope: true, isGone: false, protection, regions: [], problems },
});

const OLD = 'the newest point is old';
const volumes = [
  verdict('vol-1', 'unprotected', { cause: 'nobody takes snapshots' }),
  verdict('vol-2', 'unprotected', { cause: OLD, detail: '30 h' }, { cause: 'over retention' }),
  verdict('vol-3', 'unprotected', { cause: OLD, detail: '50 h' }),
  verdict('vol-4', 'protected', { cause: 'over retention' }),
  verdict('vol-5', 'not yet'),
  verdict('vol-6', 'not judged'),
];

test('volumes are grouped by what leaves them unprotected, the most first, and by what else is wrong', () => {
  expect(protectionOf(volumes)).toEqual({
    selectedCount: 5,
    unprotectedCount: 3,
    notYetCount: 1,
    unprotected: [
      {
        cause: OLD,
        volumes: [
          { volumeId: 'vol-2', name: '', detail: '30 h' },
          { volumeId: 'vol-3', name: '', detail: '50 h' },
        ],
      },
      { cause: 'nobody takes snapshots', volumes: [{ volumeId: 'vol-1', name: '' }] },
    ],
    otherwise: [
      {
        cause: 'over retention',
        volumes: [
          { volumeId: 'vol-2', name: '' },
          { volumeId: 'vol-4', name: '' },
        ],
      },
    ],
  });
});

const REGIONS = [{ region: 'us-east-1' }, { region: 'us-west-2' }];

test('Regions are listed as people list them', () => {
  const three = [...REGIONS, { region: 'eu-west-1' }];

  expect(verdictOf(protectionOf(volumes), three, 26)).toMatch(/in us-east-1, us-west-2 and eu-west-1\.$/);
});

test.each<[readonly VolumeVerdict[], string]>([
  [
    volumes,
    'NOT PROTECTED: 3 of 5 selected volumes. Each should end with a point of at most 26 h in us-east-1 and us-west-2.',
  ],
  [
    [verdict('vol-1', 'protected'), verdict('vol-2', 'not yet')],
    'Protected: 1 of 2 selected volumes, each with a point of at most 26 h in us-east-1 and us-west-2. Of the other 1, the first snapshot or copy is not due yet, or under way.',
  ],
  [
    [verdict('vol-1', 'protected'), verdict('vol-2', 'protected')],
    'Protected: all 2 selected volumes end with a point of at most 26 h in us-east-1 and us-west-2.',
  ],
  [
    [verdict('vol-1', 'protected')],
    'Protected: the selected volume ends with a point of at most 26 h in us-east-1 and us-west-2.',
  ],
  [[verdict('vol-1', 'not judged')], 'Nothing is protected: the settings select no volume.'],
])('the verdict says first whether the fleet is protected (%#)', (fleet, sentence) => {
  expect(verdictOf(protectionOf(fleet), REGIONS, 26)).toBe(sentence);
});
