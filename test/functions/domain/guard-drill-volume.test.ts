import { guardDrillVolume, type ShownVolume } from '../../../functions/domain/guard-drill-volume';
import { vol } from '../../support/builders';

const OURS = { 'snapshot-keeper:restored-by': 'keeper', 'snapshot-keeper:drill': 'drill-1' };
const SHOWN: ShownVolume = { volumeId: vol(9), state: 'available', attachments: 0, tags: OURS };
const WANTED = { volumeId: vol(9), deployment: 'keeper', execution: 'drill-1' };

test('a volume that this drill has made, and nobody uses, may be deleted', () => {
  expect(guardDrillVolume(SHOWN, WANTED)).toBeUndefined();
});

test.each<[what: string, shown: ShownVolume | undefined, wanted: Partial<typeof WANTED>, reason: string]>([
  ['one that EC2 does not show', undefined, {}, 'EC2 does not show it'],
  ['another volume', { ...SHOWN, volumeId: vol(8) }, {}, `EC2 shows ${vol(8)}, not ${vol(9)}`],
  ['what is no id', { ...SHOWN, volumeId: '*' }, { volumeId: '*' }, 'EC2 shows *, not *'],
  [
    'one of another deployment',
    { ...SHOWN, tags: { ...OURS, 'snapshot-keeper:restored-by': 'other' } },
    {},
    'nothing proves that keeper has made it',
  ],
  ['one of nobody', { ...SHOWN, tags: {} }, {}, 'nothing proves that keeper has made it'],
  [
    'one of no deployment, for none',
    { ...SHOWN, tags: { ...OURS, 'snapshot-keeper:restored-by': '' } },
    { deployment: '' },
    'nothing proves that  has made it',
  ],
  [
    'one that a restore has made',
    { ...SHOWN, tags: { 'snapshot-keeper:restored-by': 'keeper' } },
    {},
    'no drill has made it',
  ],
  ['one of another drill', SHOWN, { execution: 'drill-2' }, 'the drill drill-1 has made it'],
  [
    'one of no drill, for none',
    { ...SHOWN, tags: { ...OURS, 'snapshot-keeper:drill': '' } },
    { execution: '' },
    'the drill  has made it',
  ],
  ['one that is attached', { ...SHOWN, attachments: 1 }, {}, 'it is attached'],
  ['one in use', { ...SHOWN, state: 'in-use' }, {}, 'its state is in-use'],
  ['one that EC2 is making', { ...SHOWN, state: 'creating' }, {}, 'its state is creating'],
])('not: %s', (_, shown, wanted, reason) => {
  expect(guardDrillVolume(shown, { ...WANTED, ...wanted })).toBe(reason);
});
