import { ImagedVolumes } from '../../functions/take-snapshots/imaged-volumes';
import { vol } from '../support/builders';
import { volume } from '../support/taking-world';

const NONE = { imaged: [], imagedBy: [] };
const covered = (digits: number, ...schedules: readonly string[]) => ({ volume: volume(digits), schedules });

test('what was counted of a volume is known by the next call, without the others', () => {
  const first = new ImagedVolumes(NONE);
  first.note(covered(1, 'nightly'));
  first.note(covered(2, 'nightly', 'weekly'));
  first.note(covered(3, 'nightly'));

  expect(first.reached).toEqual({
    imaged: ['00000001 8 0', '00000002 8 1', '00000003 8 0'],
    imagedBy: [['nightly'], ['nightly', 'weekly']],
  });
  const second = new ImagedVolumes(first.reached);
  expect([second.has(vol(2)), second.has(vol(4)), second.size]).toEqual([true, false, 3]);
  expect([...second.without([vol(1), vol(3)])]).toEqual([{ sizeGib: 8, schedules: ['nightly', 'weekly'] }]);
});

test('of what an older version has noted nothing but the volume is known', () => {
  const noted = new ImagedVolumes({ imaged: ['00000001'], imagedBy: [] });

  expect([noted.has(vol(1)), [...noted.without([])], noted.reached.imaged]).toEqual([true, [], ['00000001']]);
});

test('so it is of a volume for whose schedules the state has no room', () => {
  const noted = new ImagedVolumes(NONE);
  for (let kind = 1; kind <= 51; kind += 1) noted.note(covered(kind, `kind-${kind}`));
  noted.note(covered(52, 'kind-50'));

  const { imaged, imagedBy } = noted.reached;
  expect([imagedBy.length, imaged.slice(-3)]).toEqual([50, ['00000050 8 49', '00000051', '00000052 8 49']]);
  expect([noted.has(vol(51)), [...noted.without([])].length]).toEqual([true, 51]);
});
