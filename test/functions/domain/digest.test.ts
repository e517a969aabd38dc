import { digestOf, DigestWish, type RunFigures } from '../../../functions/domain/digest';

const FIGURES: RunFigures = { taken: 40, takenGib: 12_345, shared: 1, gone: 1 };
const EMPTY: RunFigures = { taken: 0, takenGib: 0, shared: 0, gone: 0 };
const QUESTION = {
  run: { deployment: 'keeper', schedule: 'nightly', scheduledAt: '2030-01-01T01:00:00Z' },
  figures: FIGURES,
  region: 'us-east-1',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-nightly',
};

test('a digest says what was found, taken and left out, and where the rest is', () => {
  expect(digestOf('always', QUESTION)).toEqual({
    subject: 'keeper: backup nightly done, 41 of 42 volumes - us-east-1',
    message: `Snapshot Keeper (keeper): the backup nightly of 2030-01-01T01:00:00Z is done in us-east-1.

Volumes found:    42
Snapshots taken:  40, of volumes of 12,345 GiB
Taken already:    1, for the same time by another schedule
Skipped:          1, deleted meanwhile
Failed:           0

EC2 completes the snapshots now. Each is tagged, copied and counted by itself, and you are told of what fails there.

Execution: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-nightly`,
  });
});

test.each<[wish: DigestWish, figures: RunFigures, isSent: boolean]>([
  ['always', EMPTY, true],
  ['unlessEmpty', EMPTY, false],
  ['unlessEmpty', { ...EMPTY, gone: 1 }, true],
  ['unlessEmpty', { ...EMPTY, shared: 1 }, true],
  ['never', FIGURES, false],
])('where "%s" is wished, one on %j is sent: %s', (wish, figures, isSent) => {
  expect(digestOf(wish, { ...QUESTION, figures }) !== undefined).toBe(isSent);
});

test('the subject stays below what SNS takes, with the longest names', () => {
  const run = { ...QUESTION.run, deployment: 'd'.repeat(60), schedule: 's'.repeat(30) };

  expect(digestOf('always', { ...QUESTION, run })?.subject).toHaveLength(99);
});
