import { nameOfRun, occasionIn } from '../../../functions/domain/scheduled-run';

test.each([
  { scheduledAt: '2030-01-01T01:05:09Z' },
  { scheduledAt: '2030-01-01T01:05:09Z', schedule: 'nightly' },
  { scheduledAt: '2030-01-01T01:05:09Z', schedule: 'by-hand-2' },
])('the name of a run says what it is for: %j', (occasion) => {
  expect(occasionIn(nameOfRun(occasion))).toEqual(occasion);
});

test.each([
  'backup-by-hand-2026-11-29T17-20-30Z-nightly',
  'backup-by-hand-2026-11-29T17-20-30Z-vol-0123456789abcdef0',
  'backup-runbook-11112222-3333-4444-5555-666677778888',
  'mine',
])('%s, which a person has started, says nothing', (name) => {
  expect(occasionIn(name)).toBeUndefined();
});
