import { digestOf, DigestWish, type DigestQuestion, type RunFigures } from '../../../functions/domain/digest';

const FIGURES: RunFigures = { taken: 40, takenGib: 12_345, gone: 2, failed: 0 };
const EMPTY: RunFigures = { taken: 0, takenGib: 0, gone: 0, failed: 0 };
const NIGHTLY = { name: 'nightly', wish: 'always', ...FIGURES } as const;
const QUESTION: DigestQuestion = {
  deployment: 'keeper',
  scheduledAt: '2030-01-01T01:00:00Z',
  schedules: [NIGHTLY],
  unfrozen: [],
  moreUnfrozen: false,
  longestFrozenMs: 0,
  region: 'us-east-1',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-2030-01-01T01-00-00Z',
};

test('a digest says of each schedule what was found, taken and left out', () => {
  const databases = { name: 'databases', wish: 'always', ...FIGURES, taken: 3, gone: 0 } as const;

  expect(digestOf({ ...QUESTION, schedules: [NIGHTLY, databases] })).toEqual({
    subject: 'keeper: backup done, nightly 40 of 42, databases 3 of 3 - us-east-1',
    message: `Snapshot Keeper (keeper): the backup of 2030-01-01T01:00:00Z is done in us-east-1.

Schedule nightly
  Volumes found:    42
  Snapshots taken:  40, of volumes of 12,345 GiB
  Skipped:          2, deleted meanwhile or covered no more
  Failed:           0

Schedule databases
  Volumes found:    3
  Snapshots taken:  3, of volumes of 12,345 GiB
  Skipped:          0, deleted meanwhile or covered no more
  Failed:           0

A volume that several schedules cover has one snapshot. EC2 completes them now. Each is tagged, copied and counted by itself, and you are told of what fails there.

Execution: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-2030-01-01T01-00-00Z`,
  });
});

test.each<[wish: DigestWish, figures: RunFigures, isSent: boolean]>([
  ['always', EMPTY, true],
  ['unlessEmpty', EMPTY, false],
  ['unlessEmpty', { ...EMPTY, gone: 1 }, true],
  ['never', FIGURES, false],
])('where "%s" is wished, one on %j is sent: %s', (wish, figures, isSent) => {
  const schedules = [{ name: 'nightly', wish, ...figures }];

  expect(digestOf({ ...QUESTION, schedules }) !== undefined).toBe(isSent);
});

test('it tells of those schedules alone of which it is wished', () => {
  const quiet = { name: 'quiet', wish: 'never', ...FIGURES } as const;

  expect(digestOf({ ...QUESTION, schedules: [quiet, NIGHTLY] })?.message).not.toContain('quiet');
});

describe('of a schedule that freezes', () => {
  const frozen = { ...NIGHTLY, consistency: { application: 38, stopped: 2 } } as const;
  const unfrozen = [{ instanceId: 'i-0a', reason: 'freeze failed with 206: mysql is not ready' }];

  test('it says how what was taken stands, and for how long something stood still', () => {
    const { subject, message } = digestOf({ ...QUESTION, schedules: [frozen], longestFrozenMs: 1234 })!;

    expect(subject).toBe('keeper: backup done, nightly 40 of 42 - us-east-1');
    expect(message).toContain('  Failed:           0\n  Consistency:      38 application, 2 stopped\n');
    expect(message).toContain('\n\nThe longest freeze, of those that have told: 1234 ms.\n\n');
    expect(message).not.toContain('Not frozen');
  });

  test('what was not frozen is told whatever is wished, with the reason', () => {
    const never = { ...NIGHTLY, wish: 'never', consistency: { filesystem: 39, crash: 1 } } as const;
    const { subject, message } = digestOf({ ...QUESTION, schedules: [never], unfrozen })!;

    expect(subject).toBe('keeper: backup done, nightly 40 of 42 (1 not frozen) - us-east-1');
    expect(message).toContain(
      '\n\nNot frozen as the schedule asks, so that these snapshots are crash-consistent:\n  i-0a: freeze failed with 206: mysql is not ready\n\n',
    );
  });

  test('where there are more than can be named, that is said', () => {
    const some = { ...NIGHTLY, consistency: { crash: 1 } } as const;
    const { message } = digestOf({ ...QUESTION, schedules: [some], unfrozen, moreUnfrozen: true })!;

    expect(message).toContain('mysql is not ready\n  and others\n\n');
  });

  test('where all is as asked, the wish counts', () => {
    const never = { ...frozen, wish: 'never' } as const;

    expect(digestOf({ ...QUESTION, schedules: [never], longestFrozenMs: 5 })).toBeUndefined();
  });
});

test('the subject stays below what SNS takes, with the longest names', () => {
  const schedules = [{ ...NIGHTLY, name: 's'.repeat(30) }];

  expect(digestOf({ ...QUESTION, deployment: 'd'.repeat(60), schedules })?.subject).toHaveLength(99);
});
