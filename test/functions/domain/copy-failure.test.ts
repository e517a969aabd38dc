import { COPY_ATTEMPTS_MAX, judgeCopyFailure } from '../../../functions/domain/copy-failure';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { managedCopy as copyOf } from '../../support/builders';

/** A failed copy of snap-source. */
const copy = (snapshotId: string, more: Partial<ManagedSnapshot> = {}) => ({
  ...copyOf(snapshotId, 'snap-source', '2026-11-20T10:00:00Z', {
    state: 'error',
    startedAt: '2026-11-20T11:00:00Z',
    ...more,
    tags: { Name: 'data', ...more.tags },
  }),
  sourceSnapshotId: 'snap-source',
});

const failed = copy('copy-1');
const judge = (copies: readonly ManagedSnapshot[], cause = 'Internal error') =>
  judgeCopyFailure(failed, copies, 'us-west-2', cause);

test('a copy whose failure can pass is tried again with the same tags', () => {
  expect(judge([failed])).toEqual({
    verdict: 'retry',
    volumeId: 'vol-00000000000000001',
    reason:
      'AWS could not finish the copy copy-1 of snap-source (data of 2026-11-20T10:00:00Z) to us-west-2: ' +
      '"Internal error" (attempt 1 of at most 3).',
    waitSeconds: 300,
    copy: {
      region: 'us-west-2',
      snapshotId: 'snap-source',
      volumeId: 'vol-00000000000000001',
      takenAt: '2026-11-20T10:00:00Z',
      tags: {
        Name: 'data',
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:volume': 'vol-00000000000000001',
        'snapshot-keeper:region': 'us-east-1',
        'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
        'snapshot-keeper:source-snapshot': 'snap-source',
        'snapshot-keeper:attempt': '2',
      },
      atWorst: 'full',
    },
  });
});

test('the second pause is longer', () => {
  expect(judge([failed, copy('copy-0')])).toMatchObject({ verdict: 'retry', waitSeconds: 1800 });
});

test.each([
  ['2', { verdict: 'retry', waitSeconds: 1800, copy: { tags: { 'snapshot-keeper:attempt': '3' } } }],
  ['3', { verdict: 'tell' }],
  ['no number', { verdict: 'retry', waitSeconds: 300 }],
])('attempts that are not there any more count by the tag of the last, here %s', (attempt, verdict) => {
  const last = { ...failed, tags: { ...failed.tags, 'snapshot-keeper:attempt': attempt } };

  expect(judgeCopyFailure(last, [last], 'us-west-2', 'Internal error')).toMatchObject(verdict);
});

test('after the third failure a person is told, once and for all', () => {
  expect(COPY_ATTEMPTS_MAX).toBe(3);
  expect(judge([copy('copy-0'), failed, copy('copy-2')])).toEqual({
    verdict: 'tell',
    volumeId: 'vol-00000000000000001',
    reason:
      'AWS could not finish the copy copy-1 of snap-source (data of 2026-11-20T10:00:00Z) to us-west-2: ' +
      '"Internal error" (attempt 3 of at most 3).',
  });
  expect(judge([copy('copy-0'), failed, copy('copy-2'), copy('copy-3')])).toMatchObject({
    verdict: 'tell',
  });
});

test.each(['completed', 'pending'] as const)('nothing is done where another copy is %s', (state) => {
  expect(judge([failed, copy('copy-2', { state })])).toEqual({
    verdict: 'none',
    reason: 'copy-2 has taken its place',
  });
});

test('a copy in the Recycle Bin takes no place and is no attempt', () => {
  expect(judge([failed, copy('copy-2', { state: 'recoverable' })])).toMatchObject({
    verdict: 'retry',
    waitSeconds: 300,
  });
});

test('a copy never takes its own place, even where EC2 still shows it as running', () => {
  const running = copy('copy-1', { state: 'pending' });
  expect(judgeCopyFailure(running, [running], 'us-west-2', 'Internal error').verdict).not.toBe('none');
});

test.each([
  'Given key ID is not accessible',
  'GIVEN KEY ID IS NOT ACCESSIBLE',
  'Source snapshot ID is not valid',
  'The KMS key arn:aws:kms:us-west-2:111122223333:key/1 is disabled.',
  'You are not authorized to perform this operation',
  'Access denied',
  'Unauthorized',
  'The snapshot snap-source does not exist.',
  'This operation is not supported',
])('"%s" lasts: a person is told at once', (cause) => {
  expect(judge([failed], cause)).toMatchObject({ verdict: 'tell', volumeId: 'vol-00000000000000001' });
});

test.each<[rule: string, stateMessage: string, cause: string, reason: string]>([
  ["the copy's own message counts before the event's", 'Internal error', 'of the event', '"Internal error"'],
  ["the event's cause counts where the copy has none", '', 'of the event', '"of the event"'],
  ['a silent failure says so', '', '', '"AWS gave no reason"'],
])('%s', (_rule, stateMessage, cause, reason) => {
  const verdict = judgeCopyFailure(copy('copy-1', { stateMessage }), [failed], 'us-west-2', cause);
  expect(verdict.verdict).toBe('retry');
  expect(verdict.reason).toContain(reason);
});

test("a lasting message of the copy outweighs the event's passing one", () => {
  const verdict = judgeCopyFailure(
    copy('copy-1', { stateMessage: 'Given key ID is not accessible' }),
    [failed],
    'us-west-2',
    'Internal error',
  );
  expect(verdict.verdict).toBe('tell');
});

test('the new copy is adopted under the policy of the failed one', () => {
  const adopted = copy('copy-1', { tags: { 'snapshot-keeper:policy': 'last 3' } });

  const verdict = judgeCopyFailure(adopted, [adopted], 'us-west-2', 'Internal error');

  expect(verdict).toMatchObject({ verdict: 'retry', copy: { policy: 'last 3' } });
  expect(verdict).not.toHaveProperty(['copy', 'tags', 'snapshot-keeper:policy']);
});

test('a hold on the failed copy does not go on to the new one', () => {
  const held = copy('copy-1', { tags: { 'snapshot-keeper:hold': 'look at this' } });

  const verdict = judgeCopyFailure(held, [held], 'us-west-2', 'An internal error has occurred');

  expect(verdict).toMatchObject({ verdict: 'retry', copy: { snapshotId: 'snap-source' } });
  expect(verdict).not.toHaveProperty(['copy', 'tags', 'snapshot-keeper:hold']);
});
