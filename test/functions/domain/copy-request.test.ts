import { CopyMessage, isFirstRequest, mayWaitBefore } from '../../../functions/domain/copy-request';
import { snap, vol } from '../../support/builders';

const REQUEST = {
  newlyAdopted: true,
  executionName: snap(1),
  enteredAt: '2026-03-01T02:05:00Z',
  redriveCount: 0,
  retryCount: 0,
};
const SENT_AT = new Date('2026-03-01T03:04:59.999Z');

const message = (more: object): CopyMessage =>
  CopyMessage.parse({
    taskToken: 'token',
    copy: {
      region: 'us-west-2',
      snapshotId: snap(1),
      volumeId: vol(1),
      takenAt: '2026-03-01T02:00:00Z',
      tags: {},
    },
    ...more,
  });

test('the first message of the execution that has adopted the snapshot, received once, needs no look for a copy', () => {
  expect(isFirstRequest(message({ request: REQUEST }), 1, SENT_AT)).toBe(true);
});

test.each([
  ['a message that is received again', { request: REQUEST }, 2],
  ['a snapshot that was adopted before', { request: { ...REQUEST, newlyAdopted: false } }, 1],
  ['an execution that somebody started', { request: { ...REQUEST, executionName: 'by-hand' } }, 1],
  [
    'an execution that is named after another snapshot',
    { request: { ...REQUEST, executionName: snap(2) } },
    1,
  ],
  ['an execution that was redriven', { request: { ...REQUEST, redriveCount: 1 } }, 1],
  ['a state that tries again', { request: { ...REQUEST, retryCount: 1 } }, 1],
  [
    'a dead letter that was put back after hours',
    { request: { ...REQUEST, enteredAt: '2026-03-01T02:04:59Z' } },
    1,
  ],
  [
    'a message that does not say when its state was entered',
    { request: { ...REQUEST, enteredAt: undefined } },
    1,
  ],
  ['a message of the release before', { firstRequest: true }, 1],
])('of %s, somebody may have asked for the copy before', (_, more, receiveCount) => {
  expect(isFirstRequest(message(more), receiveCount, SENT_AT)).toBe(false);
});

test.each<[rule: string, newerFrom: string | undefined, mayWait: boolean]>([
  ['a copy that has waited until then', '2026-03-01T03:05:00Z', true],
  ['one that has not waited so long', '2026-03-01T03:05:02Z', false],
  ['one that was asked for late', '2026-03-01T03:04:59Z', false],
  ['one of which nobody knows', '', false],
  ['one of the release before', undefined, false],
])('a newer one may wait behind it, of %s: %p', (_, newerFrom, mayWait) => {
  const { copy } = message({});

  expect(mayWaitBefore({ ...copy, newerFrom }, SENT_AT, new Date('2026-03-01T03:05:01Z'))).toBe(mayWait);
});
