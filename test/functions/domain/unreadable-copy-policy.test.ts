import { calendarOf } from '../../../functions/domain/calendar';
import { planRegion } from '../../../functions/domain/plan-region';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import type { Tags } from '../../../functions/domain/tags';
import { snap, snapshot } from '../../support/builders';

const source = (day: string, tags: Tags = {}): ManagedSnapshot =>
  snapshot(snap(day), `2026-11-${day}T00:00:00.000Z`, {
    tags: { 'snapshot-keeper:policy': 'last 1', ...tags },
  });

const confirmed = (day: string): Tags => ({
  'snapshot-keeper:copy/us-west-2': `${snap('c1')} of ${snap(day)}`,
});

const actions = (newest: Tags) =>
  planRegion({
    snapshots: [source('03', { ...confirmed('03'), ...newest }), source('02'), source('01', confirmed('01'))],
    overrideTag: 'snapshot-keeper:retain',
    retention: { last: 1 },
    schedules: { deployment: 'keeper', retention: {} },
    copyRetention: { 'us-west-2': { last: 1 } },
    deletionLimit: 'none',
    broken: new Set<string>(),
    calendar: calendarOf('UTC'),
    now: new Date('2026-11-04T00:00:00.000Z'),
  }).verdicts.map(({ action }) => action);

test('a source without a copy goes where the DR Region would not keep one', () => {
  expect(actions({})).toEqual(['keep', 'remove', 'remove']);
});

test('it stays where nobody can read how much the DR Region is to keep, and what has a copy there goes', () => {
  expect(actions({ 'snapshot-keeper:dr-retain': '３６５' })).toEqual(['keep', 'blocked', 'remove']);
});
