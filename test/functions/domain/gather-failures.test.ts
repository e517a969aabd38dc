import {
  gatherFailures,
  type FailureMessage,
  type Gathered,
} from '../../../functions/domain/gather-failures';
import type { Failure } from '../../../functions/domain/notification';

const failureOf = (volume: number, more: Partial<Failure> = {}): Failure => ({
  machine: 'snapshot-created',
  executionArn: `arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-${volume}`,
  step: 'TagSnapshot',
  error: 'AccessDenied',
  cause: `of vol-${volume}`,
  snapshotIds: [`snap-${volume}`],
  volumeIds: [`vol-${volume}`],
  ...more,
});

const NOW_MS = 1_000_000;

/** The message about a volume, which was sent so many seconds ago. */
const message = (volume: number, secondsAgo = 0, more: Partial<Failure> = {}): FailureMessage => ({
  id: `m-${volume}`,
  sentAtMs: NOW_MS - secondsAgo * 1000,
  body: JSON.stringify(failureOf(volume, more)),
});

const garbage = (id: string, secondsAgo = 0): FailureMessage => ({
  id,
  sentAtMs: NOW_MS - secondsAgo * 1000,
  body: `garbage ${id}`,
});

/** The cause of `message(1)`. */
const CAUSE = '["AccessDenied","snapshot-created","TagSnapshot",""]';

const toldAgo = (seconds: number, cause = CAUSE): Map<string, number> =>
  new Map([[cause, NOW_MS - seconds * 1000]]);

/** Ids of the messages that are told together, and of those that are held. */
const split = ({ tell, hold }: Gathered) => ({ tell: tell.map(({ messageIds }) => messageIds), hold });

test.each<[rule: string, messages: FailureMessage[], lastToldMs: Map<string, number>, told: object]>([
  ['nothing is nothing', [], new Map(), { tell: [], hold: [] }],
  ['a single failure is told at once', [message(1)], new Map(), { tell: [['m-1']], hold: [] }],
  [
    'failures of one cause are told together',
    [message(1), message(2), message(3)],
    new Map(),
    { tell: [['m-1', 'm-2', 'm-3']], hold: [] },
  ],
  [
    'another error, step, machine or Region is another cause',
    [
      message(1),
      message(2, 0, { error: 'ServiceBusy' }),
      message(3, 0, { step: 'PruneSnapshots' }),
      message(4, 0, { machine: 'copy-failed' }),
      message(5, 0, { region: 'us-west-2' }),
      message(6),
    ],
    new Map(),
    { tell: [['m-1', 'm-6'], ['m-2'], ['m-3'], ['m-4'], ['m-5']], hold: [] },
  ],
  [
    'more of a cause that was told a moment ago is held',
    [message(1), message(2, 60)],
    toldAgo(1),
    { tell: [], hold: ['m-1', 'm-2'] },
  ],
  ['almost five minutes later too', [message(1)], toldAgo(299), { tell: [], hold: ['m-1'] }],
  ['five minutes later it is told at once', [message(1)], toldAgo(300), { tell: [['m-1']], hold: [] }],
  [
    'what is held for almost three minutes is held on',
    [message(1, 179)],
    toldAgo(170),
    { tell: [], hold: ['m-1'] },
  ],
  [
    'once the oldest has waited for three minutes, all of the cause is told',
    [message(1), message(2, 180)],
    toldAgo(170),
    { tell: [['m-1', 'm-2']], hold: [] },
  ],
  [
    'one cause that is held does not hold another',
    [message(1), message(2, 0, { error: 'ServiceBusy' })],
    toldAgo(1),
    { tell: [['m-2']], hold: ['m-1'] },
  ],
  [
    'what cannot be read is told together, beside what can',
    [garbage('g-1'), message(1), garbage('g-2')],
    new Map(),
    { tell: [['g-1', 'g-2'], ['m-1']], hold: [] },
  ],
  [
    'what cannot be read is held like any other cause',
    [garbage('g-1'), message(1)],
    toldAgo(1, 'unreadable'),
    { tell: [['m-1']], hold: ['g-1'] },
  ],
])('%s', (_, messages, lastToldMs, told) => {
  expect(split(gatherFailures(messages, NOW_MS, lastToldMs))).toEqual(told);
});

test('a gathering has its cause and the failures whole', () => {
  expect(gatherFailures([message(1), message(2)], NOW_MS, new Map()).tell).toEqual([
    { cause: CAUSE, messageIds: ['m-1', 'm-2'], failures: [failureOf(1), failureOf(2)] },
  ]);
});

test('a message that SQS delivers twice is told once, and both are done', () => {
  expect(gatherFailures([message(1), { ...message(1), id: 'again' }], NOW_MS, new Map()).tell).toEqual([
    { cause: CAUSE, messageIds: ['m-1', 'again'], failures: [failureOf(1)] },
  ]);
});

test('digests are told one by one, as they are, beside the failures', () => {
  const digest = (id: string, subject: string) => ({
    id,
    sentAtMs: NOW_MS,
    body: JSON.stringify({ digest: { subject, message: 'all' } }),
  });
  const messages = [digest('d-1', 'nightly'), message(1), digest('d-2', 'weekly'), digest('d-3', 'nightly')];

  expect(gatherFailures(messages, NOW_MS, new Map()).tell).toEqual([
    {
      cause: '{"digest":{"subject":"nightly","message":"all"}}',
      messageIds: ['d-1', 'd-3'],
      digest: { subject: 'nightly', message: 'all' },
    },
    { cause: CAUSE, messageIds: ['m-1'], failures: [failureOf(1)] },
    {
      cause: '{"digest":{"subject":"weekly","message":"all"}}',
      messageIds: ['d-2'],
      digest: { subject: 'weekly', message: 'all' },
    },
  ]);
});

test.each([
  ['no JSON', 'help'],
  ['JSON of another form', '{"machine":"m"}'],
  ['nothing', 'null'],
])('%s is no failure, and its text is kept', (_, body) => {
  expect(gatherFailures([{ id: 'g', sentAtMs: NOW_MS, body }], NOW_MS, new Map()).tell).toEqual([
    { cause: 'unreadable', messageIds: ['g'], unreadable: [body] },
  ]);
});

test('a field of a later release does not make a failure unreadable', () => {
  const body = JSON.stringify({ ...failureOf(1), later: true });

  expect(gatherFailures([{ id: 'm', sentAtMs: NOW_MS, body }], NOW_MS, new Map()).tell).toEqual([
    { cause: CAUSE, messageIds: ['m'], failures: [failureOf(1)] },
  ]);
});
