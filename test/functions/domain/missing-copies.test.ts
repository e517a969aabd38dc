import { calendarOf } from '../../../functions/domain/calendar';
import { missingCopies, type MissingCopiesQuestion } from '../../../functions/domain/missing-copies';
import { copy, short, snap, snapshot, underWay, vol } from '../../support/builders';

const DR = 'us-west-2';
const [FIRST, SECOND] = ['2030-01-01T00:00:00Z', '2030-01-02T00:00:00Z'];

type Facts = Partial<Omit<MissingCopiesQuestion, 'copies' | 'underWay'>> & {
  readonly copies?: MissingCopiesQuestion['managed'];
  readonly running?: readonly string[];
};

const QUESTION: MissingCopiesQuestion = {
  region: 'us-east-1',
  managed: [],
  copies: new Map([[DR, []]]),
  copyRetention: { [DR]: { last: 1 } },
  newestTaken: new Map(),
  underWay: new Map(),
  calendar: calendarOf('UTC'),
  now: new Date('2030-01-03T12:00:00Z'),
};

const inWords = ({ copies = [], running = [], ...facts }: Facts): string[] =>
  missingCopies({
    ...QUESTION,
    copies: new Map([[DR, copies]]),
    underWay: underWay(...running),
    ...facts,
  }).map(({ lack, snapshotId, reason }) => short(`${snapshotId}: ${lack}, ${reason}`));

const source = snapshot(snap(2), SECOND);
const failed = (digits: number, startedAt: string, of = 2) =>
  copy(snap(digits), snap(of), SECOND, { state: 'error', startedAt });

const TWO_DAYS_AGO = '2030-01-01T12:00:00Z';
const A_DAY_AGO = '2030-01-02T12:00:00Z';
const LATER = '2030-01-02T12:00:01Z';

test('where copies are gone that are confirmed, each repair of the source says which, and no other one', () => {
  const [there, other] = ['eu-west-1', 'eu-central-1'];
  const copyRetention = { [DR]: { last: 1 }, [there]: { last: 1 }, [other]: { last: 1 } };
  const tags = {
    [`snapshot-keeper:copy/${DR}`]: `${snap(21)} of ${snap(2)}`,
    [`snapshot-keeper:copy/${there}`]: `${snap(22)} of ${snap(2)}`,
    [`snapshot-keeper:copy/${other}`]: `${snap(23)} of ${snap(2)}`,
  };
  const copies = new Map([
    [DR, []],
    [there, []],
    [other, [copy(snap(23), snap(2), SECOND)]],
  ]);
  const inputs = (managed: MissingCopiesQuestion['managed']) =>
    missingCopies({ ...QUESTION, managed, copyRetention, copies }).map(({ input }) => input);
  const input = { snapshotId: snap(2), volumeId: vol(1), goneCopies: `${snap(21)} ${snap(22)}` };

  expect(inputs([snapshot(snap(2), SECOND, { tags })])).toEqual([input, input]);
  expect(inputs([source]).slice(0, 2)).toEqual([
    { snapshotId: snap(2), volumeId: vol(1) },
    { snapshotId: snap(2), volumeId: vol(1) },
  ]);
});

test('a copy is missed in each DR Region that lacks it, and in no other', () => {
  const [there, other] = ['eu-west-1', 'eu-central-1'];
  const copyRetention = { [DR]: { last: 1 }, [there]: { last: 1 }, [other]: { last: 1 } };
  const copies = new Map([
    [DR, []],
    [there, [copy(snap(12), snap(2), SECOND, { state: 'pending' })]],
    [other, []],
  ]);

  expect(
    missingCopies({ ...QUESTION, managed: [source], copyRetention, copies }).map(({ reason }) => reason),
  ).toEqual(['it has no copy in us-west-2', 'it has no copy in eu-central-1']);
});

describe('a copy that has failed', () => {
  test('is left to whoever judges it for a day', () => {
    expect(inWords({ managed: [source], copies: [failed(12, LATER)] })).toEqual([]);
    expect(inWords({ managed: [source], copies: [failed(12, A_DAY_AGO)] })).toEqual([
      'snap-2: copy missing, its copy snap-12 in us-west-2 has failed',
    ]);
  });

  test.each([
    ['first', [failed(12, TWO_DAYS_AGO), failed(13, LATER)]],
    ['last', [failed(13, LATER), failed(12, TWO_DAYS_AGO)]],
  ])('more than once counts by the newest failure, which EC2 need not show %s', (_, copies) => {
    expect(inWords({ managed: [source], copies })).toEqual([]);
  });

  test('more than once is told of by the newest failure', () => {
    expect(inWords({ managed: [source], copies: [failed(12, TWO_DAYS_AGO), failed(13, A_DAY_AGO)] })).toEqual(
      ['snap-2: copy missing, its copy snap-13 in us-west-2 has failed'],
    );
  });

  test('of another source keeps nobody from copying this one', () => {
    expect(inWords({ managed: [source], copies: [failed(11, LATER, 1)] })).toEqual([
      'snap-2: copy missing, it has no copy in us-west-2',
    ]);
  });
});

test('a source that claims to be from the future takes no other’s place in the DR Region', () => {
  const ahead = snapshot(snap(9), '2030-02-01T00:00:00Z', { completedAt: SECOND });

  expect(inWords({ managed: [ahead, source] })).toEqual([
    'snap-2: copy missing, it has no copy in us-west-2',
  ]);
});

test('one that has only just been finished is left to its event, and takes the place of an older one', () => {
  const young = snapshot(snap(3), '2030-01-03T10:00:00Z', { completedAt: '2030-01-03T11:30:00Z' });

  expect(inWords({ managed: [source, young] })).toEqual([]);
});

test('a copy about which an execution runs is not confirmed beside it', () => {
  const facts: Facts = { managed: [source], copies: [copy(snap(12), snap(2), SECOND)] };

  expect(inWords(facts)).toEqual([
    'snap-12: copy unconfirmed, its source snap-2 does not say that it is there',
  ]);
  expect(inWords({ ...facts, running: [snap(12)] })).toEqual([]);
});

test('what the volume’s owner wants in the DR Region replaces what the settings say', () => {
  const older = snapshot(snap(1), FIRST);
  const wanting = (value: string) =>
    snapshot(snap(2), SECOND, { tags: { 'snapshot-keeper:dr-retain': value } });
  const missing = ['snap-2: copy missing, it has no copy in us-west-2'];

  expect(inWords({ managed: [older, wanting('1')] })).toEqual(missing);
  expect(inWords({ managed: [older, wanting('2')] })).toEqual([
    ...missing,
    'snap-1: copy missing, it has no copy in us-west-2',
  ]);
});
