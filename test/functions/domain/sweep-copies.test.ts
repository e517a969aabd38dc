import { calendarOf } from '../../../functions/domain/calendar';
import { sweepCopies, type CopiesQuestion } from '../../../functions/domain/sweep-copies';
import { copy, short, snap, underWay } from '../../support/builders';

const [FIRST, SECOND] = ['2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z'];

const QUESTION: CopiesQuestion = {
  deployment: 'keeper',
  primaryRegion: 'us-east-1',
  region: 'us-west-2',
  retention: { last: 1 },
  deletionLimit: 'none',
  calendar: calendarOf('UTC'),
  now: new Date('2030-01-02T12:00:00Z'),
  copies: [],
  underWay: new Map(),
};

const inWords = (facts: Partial<CopiesQuestion>): string[] =>
  sweepCopies({ ...QUESTION, ...facts }).map(({ lack, machine, input, reason }) =>
    short(`${machine} ${Object.values(input).join(' ')}: ${lack}, ${reason}`),
  );

const failed = (digits: number, startedAt = SECOND, state = 'error') =>
  copy(snap(digits), snap(1), FIRST, { state, startedAt, stateMessage: 'An internal error' });

test.each<[rule: string, facts: Partial<CopiesQuestion>, expected: string[]]>([
  [
    'is judged',
    { copies: [failed(11)] },
    ['copy-failed snap-11 snap-1 An internal error: copy failed, An internal error'],
  ],
  [
    'of which AWS gives no reason is judged, and told of so',
    { copies: [{ ...failed(11), stateMessage: '' }] },
    ['copy-failed snap-11 snap-1 : copy failed, AWS gave no reason'],
  ],
  ['is not judged twice at once', { copies: [failed(11)], underWay: underWay(snap(11)) }, []],
  [
    'that another one follows is that one’s matter',
    { copies: [failed(11), failed(12, '2030-01-02T01:00:00Z')] },
    ['copy-failed snap-12 snap-1 An internal error: copy failed, An internal error'],
  ],
  [
    'that a copy of another source follows is judged',
    { copies: [failed(11), copy(snap(12), snap(2), SECOND)] },
    ['copy-failed snap-11 snap-1 An internal error: copy failed, An internal error'],
  ],
  ['that another one replaces is past', { copies: [failed(11), failed(12, SECOND, 'pending')] }, []],
  ['of two weeks ago is past', { copies: [failed(11)], now: new Date('2030-01-16T00:00:00Z') }, []],
])('a failed copy %s', (_, facts, expected) => {
  expect(inWords(facts)).toEqual(expected);
});

describe('what retention has given up', () => {
  const two = [copy(snap(11), snap(1), FIRST), copy(snap(12), snap(2), SECOND)];

  test('goes by an execution of the newest copy', () => {
    expect(inWords({ copies: two })).toEqual([
      'snapshot-copied snap-12 snap-2: over retention, 1 of the volume given up, and still there',
    ]);
  });

  test('goes by an execution of the newest copy that is finished', () => {
    const running = copy(snap(13), snap(3), '2030-01-02T06:00:00Z', { state: 'pending' });

    expect(inWords({ copies: [...two, running] })).toEqual([
      'snapshot-copied snap-12 snap-2: over retention, 1 of the volume given up, and still there',
    ]);
  });

  test.each([
    ['dr-retain', []],
    ['retain', ['snapshot-copied snap-12 snap-2: over retention, 1 of the volume given up, and still there']],
  ])(
    'is what the volume’s own policy for this Region gives up, and not that for another: %s',
    (word, expected) => {
      const newest = copy(snap(12), snap(2), SECOND, { tags: { [`snapshot-keeper:${word}`]: '2' } });

      expect(inWords({ copies: [two[0]!, newest] })).toEqual(expected);
    },
  );

  test('is a second copy of one source, too', () => {
    expect(
      inWords({ copies: [two[1]!, copy(snap(13), snap(2), SECOND, { startedAt: '2030-01-02T01:00:00Z' })] }),
    ).toEqual(['snapshot-copied snap-13 snap-2: over retention, 1 of the volume given up, and still there']);
  });

  test.each<[rule: string, facts: Partial<CopiesQuestion>]>([
    ['anything of the volume is under way', { underWay: underWay(snap(11)) }],
    ['a copy has only just been finished', { now: new Date('2030-01-02T00:30:00Z') }],
    ['the deletion limit blocks it', { deletionLimit: { share: 0.1, count: 0 } }],
  ])('waits while %s', (_, facts) => {
    expect(inWords({ copies: two, ...facts })).toEqual([]);
  });

  test('is of this deployment and primary Region alone', () => {
    expect(inWords({ copies: two, primaryRegion: 'eu-west-1' })).toEqual([]);
    expect(inWords({ copies: two, deployment: 'other' })).toEqual([]);
  });

  test('lacks nothing where there is none', () => {
    expect(inWords({ copies: [two[1]!] })).toEqual([]);
  });
});

describe('a copy that lost the tags it was made with', () => {
  const lost = (more: Parameters<typeof copy>[3] = {}) => {
    const { tags, ...one } = copy(snap(11), snap(1), FIRST, more);
    return { ...one, tags: { ...tags, 'snapshot-keeper:managed-by': 'somebody' } };
  };

  test('is told of, once', () => {
    expect(inWords({ copies: [lost()] })).toEqual([
      'snapshot-copied snap-11 snap-1: copy disowned, without the snapshot-keeper:managed-by that it was made with',
    ]);
  });

  test('is more urgent than what retention has given up', () => {
    const others = [copy(snap(12), snap(2), FIRST), copy(snap(13), snap(3), SECOND)];
    const swept = sweepCopies({ ...QUESTION, copies: [...others, lost()] });

    expect(swept.map(({ lack }) => lack)).toEqual(['copy disowned', 'over retention']);
  });

  test('counts for nothing', () => {
    expect(inWords({ copies: [lost(), copy(snap(12), snap(2), FIRST)], retention: { last: 1 } })).toEqual([
      'snapshot-copied snap-11 snap-1: copy disowned, without the snapshot-keeper:managed-by that it was made with',
    ]);
  });

  test.each<[rule: string, facts: Partial<CopiesQuestion>]>([
    ['is left to its event for an hour', { copies: [lost()], now: new Date('2030-01-01T00:59:59Z') }],
    ['is not told of before it is finished', { copies: [lost({ state: 'pending' })] }],
    ['is not told of while an execution runs about it', { copies: [lost()], underWay: underWay(snap(11)) }],
    ['and is another deployment’s is theirs', { copies: [lost()], deployment: 'other' }],
    ['and is of another primary Region is that one’s', { copies: [lost()], primaryRegion: 'eu-west-1' }],
  ])('%s', (_, facts) => {
    expect(inWords(facts)).toEqual([]);
  });
});
