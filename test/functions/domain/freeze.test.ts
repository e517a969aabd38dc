import {
  Freeze,
  freezeForAll,
  standingBetween,
  type ActionEnd,
  type Standing,
} from '../../../functions/domain/freeze';

const FILES: Freeze = { application: 'none', thawAfterSeconds: 60, otherwise: 'takeAnyway' };
const DATABASE: Freeze = { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeNone' };

test.each<[rule: string, freezes: readonly (Freeze | undefined)[], freeze: Freeze | undefined]>([
  ['nobody asks', [undefined, undefined], undefined],
  ['one asks', [DATABASE], DATABASE],
  ['both ask, each has what it asks for', [FILES, DATABASE], { ...DATABASE, otherwise: 'takeAnyway' }],
  [
    'another does not ask, that one has its snapshot in any case',
    [DATABASE, undefined],
    { ...DATABASE, otherwise: 'takeAnyway' },
  ],
  ['both take none otherwise', [{ ...FILES, otherwise: 'takeNone' }, DATABASE], DATABASE],
])('of schedules that take at once, where %s', (_, freezes, freeze) => {
  expect(freezeForAll(freezes)).toEqual(freeze);
});

describe('what was taken between a freeze and its thaw', () => {
  const well: ActionEnd = { code: 0, said: 'Frozen, for 60 seconds at most.' };
  const thawed = (level: string, code = 0): ActionEnd => ({
    code,
    said: `snapshot-keeper frozenMs=1234 level=${level}\nmore`,
  });

  test.each<[freeze: ActionEnd, thaw: ActionEnd, standing: Standing]>([
    [well, thawed('application'), { consistency: 'application', frozenMs: 1234 }],
    [well, thawed('filesystem'), { consistency: 'filesystem', frozenMs: 1234 }],
    [
      well,
      thawed('crash'),
      {
        consistency: 'crash',
        reason: 'nothing was frozen, or not all files of the application',
        frozenMs: 1234,
      },
    ],
    [
      well,
      thawed('application', 203),
      { consistency: 'crash', reason: 'thaw failed with 203: more', frozenMs: 1234 },
    ],
    [
      well,
      { said: 'Delivery Timed Out' },
      { consistency: 'crash', reason: 'thaw without an answer: Delivery Timed Out' },
    ],
    [
      well,
      { code: 0, said: 'snapshot-keeper frozenMs= level=' },
      { consistency: 'crash', reason: 'thaw without its line: snapshot-keeper frozenMs= level=' },
    ],
    [
      { code: 204, said: 'Run 7 is under way' },
      thawed('application'),
      { consistency: 'crash', reason: 'freeze failed with 204: Run 7 is under way', frozenMs: 1234 },
    ],
    [
      { said: 'InvalidInstanceId: no' },
      { said: 'InvalidInstanceId: no' },
      { consistency: 'crash', reason: 'freeze without an answer: InvalidInstanceId: no' },
    ],
  ])('%j and %j: %j', (freeze, thaw, standing) => {
    expect(standingBetween(freeze, thaw)).toEqual(standing);
  });

  test('a line is read only where nothing else stands in it', () => {
    const forged = { code: 0, said: 'x snapshot-keeper frozenMs=1 level=application' };

    expect(standingBetween(well, forged).consistency).toBe('crash');
  });
});

test('a freeze without a word is of file systems alone, for a minute, and what cannot be frozen is taken all the same', () => {
  expect(Freeze.parse({})).toEqual(FILES);
});
