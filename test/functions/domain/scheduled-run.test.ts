import { nameOfRun, occasionIn, refuseNameOfRun } from '../../../functions/domain/scheduled-run';

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

describe('the name of a run is given out once, so that an execution that bears it', () => {
  const DUE = '2030-01-01T01:00:00Z';
  const NAME = 'backup-2030-01-01T01-00-00Z';
  const refused = (name: string, occasion: { scheduledAt?: string; schedule?: string }, now = DUE) =>
    expect(() => refuseNameOfRun(name, occasion, new Date(now)));

  test('and is that run goes on, early by what clocks differ', () => {
    refused(NAME, { scheduledAt: DUE }).not.toThrow();
    refused(NAME, { scheduledAt: DUE }, '2030-01-01T00:55:00Z').not.toThrow();
    refused('backup-nightly-2030-01-01T01-00-00Z', { scheduledAt: DUE, schedule: 'nightly' }).not.toThrow();
  });

  test.each([
    ['of what a person names', {}],
    ['of another time', { scheduledAt: '2030-01-01T01:00:01Z' }],
    ['of one schedule alone', { scheduledAt: DUE, schedule: 'nightly' }],
  ])('and is %s is refused', (_, occasion) => {
    refused(NAME, occasion).toThrow(
      `the execution bears the name ${NAME} of a run, and its input is none of that run`,
    );
  });

  test('and comes before its time is refused', () => {
    refused(NAME, { scheduledAt: DUE }, '2030-01-01T00:54:59Z').toThrow(
      'the run of 2030-01-01T01:00:00Z is yet to come, and cannot begin any more under its name',
    );
  });

  test('which is a name of a person, is none of these', () => {
    refused('backup-by-hand-2030-01-01T01-00-00Z-nightly', {}).not.toThrow();
    refused('mine', {}).not.toThrow();
  });
});
