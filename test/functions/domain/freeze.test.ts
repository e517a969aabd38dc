import {
  hasFrozen,
  FreezeWish,
  freezeForAll,
  standingBetween,
  type ActionEnd,
  type Freeze,
  type Standing,
} from '../../../functions/domain/freeze';

const FILES: Freeze = { application: 'none', thawAfterSeconds: 60, otherwise: 'takeAnyway' };
const DATABASE: Freeze = { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeNone' };

test.each<[rule: string, freezes: readonly (FreezeWish | undefined)[], freeze: Freeze | undefined]>([
  ['nobody asks', [undefined, undefined], undefined],
  ['one asks', [DATABASE], DATABASE],
  ['both ask, each has what it asks for', [FILES, DATABASE], { ...DATABASE, otherwise: 'takeAnyway' }],
  [
    'two applications are asked for, neither is: the document asks one',
    [{ ...DATABASE, application: 'postgresql' }, DATABASE],
    { ...DATABASE, application: 'none' },
  ],
  [
    'another does not ask, that one has its snapshot in any case',
    [DATABASE, undefined],
    { ...DATABASE, otherwise: 'takeAnyway' },
  ],
  [
    'one asks Windows and the other names nobody, Windows is asked',
    [FILES, { application: 'vss', otherwise: 'takeAnyway' }],
    { ...FILES, application: 'vss' },
  ],
  [
    'one asks Windows and the other a database, neither is',
    [{ application: 'vss', otherwise: 'takeNone' }, DATABASE],
    { ...DATABASE, application: 'none' },
  ],
  ['both take none otherwise', [{ ...FILES, otherwise: 'takeNone' }, DATABASE], DATABASE],
])('of schedules that take at once, where %s', (_, freezes, freeze) => {
  expect(freezeForAll(freezes)).toEqual(freeze);
});

describe('what was taken between a freeze and its thaw', () => {
  const well: ActionEnd = { code: 0, said: 'snapshot-keeper level=application', why: 'Frozen' };
  const LINE = 'snapshot-keeper frozenMs=1234 level=';
  const thawed = (level: string, code = 0): ActionEnd => ({ code, said: `${LINE}${level}`, why: 'why' });
  const silent: ActionEnd = { said: '', why: 'Delivery Timed Out' };
  const crash = (reason: string, more: Partial<Standing> = { frozenMs: 1234 }): Standing => ({
    consistency: 'crash',
    reason,
    ...more,
  });

  test.each<[freeze: ActionEnd, thaw: ActionEnd, standing: Standing]>([
    [well, thawed('application'), { consistency: 'application', frozenMs: 1234 }],
    [well, thawed('filesystem'), { consistency: 'filesystem', frozenMs: 1234 }],
    [well, thawed('crash'), crash('nothing was frozen, or not all files of the application')],
    [well, thawed('application', 203), crash('thaw failed with 203: why')],
    [
      well,
      thawed('application', 202),
      crash('it may still stand frozen: why', { frozenMs: 1234, standsFrozen: true }),
    ],
    [well, silent, crash('thaw without an answer: Delivery Timed Out', {})],
    [well, { code: 0, said: `x ${LINE}application`, why: 'w' }, crash('thaw without its line: w', {})],
    [{ code: 204, said: '', why: 'busy' }, thawed('application'), crash('freeze failed with 204: busy')],
    [silent, silent, crash('freeze without an answer: Delivery Timed Out', {})],
  ])('%j and %j: %j', (freeze, thaw, standing) => {
    expect(standingBetween(freeze, thaw)).toEqual(standing);
  });

  test.each<[end: ActionEnd, has: boolean]>([
    [well, true],
    [{ ...well, said: 'freeze  /data\nsnapshot-keeper level=filesystem' }, true],
    [{ ...well, said: 'snapshot-keeper level=crash' }, false],
    [{ ...well, said: 'Skipped: the instance is no Linux' }, false],
    [{ ...well, code: 201 }, false],
    [silent, false],
  ])('a freeze that ends with %j has frozen all that was asked for: %s', (end, has) => {
    expect(hasFrozen(end)).toBe(has);
  });
});

test('a freeze without a word is of file systems alone, for a minute, and what cannot be frozen is taken all the same', () => {
  expect(freezeForAll([FreezeWish.parse({})])).toEqual(FILES);
});
