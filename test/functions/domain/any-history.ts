import fc from 'fast-check';
import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { managedCopy, snapshot } from '../../support/builders';

/** The time at which the histories of `anyHistory` are judged: some of their snapshots are from later. */
export const NOW = new Date('2026-12-01T00:00:00Z');

/** The Regions in which snapshots of `anyHistory` may have confirmed copies. */
export const DR_REGIONS = ['us-west-2', 'eu-west-1'] as const;

const hoursAfterNow = (hours: number): string => new Date(NOW.getTime() + hours * HOUR_MS).toISOString();

/** Crowded in the last days, thin over the last year, and a few hours into the future. */
const ageHours = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 72 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 400 }).map((days) => days * 24) },
);

const facts = fc.record({
  state: fc.oneof(
    { weight: 6, arbitrary: fc.constant('completed' as const) },
    { weight: 1, arbitrary: fc.constantFrom('pending', 'error', 'recoverable', 'recovering') },
  ),
  storageTier: fc.constantFrom('standard', 'standard', 'standard', 'archive'),
  hold: fc.option(fc.constantFrom('audit', ''), { freq: 5 }),
  isBackup: fc.constantFrom(false, false, false, true),
  confirmedIn: fc.subarray([...DR_REGIONS]),
  startDelayHours: fc.integer({ min: 0, max: 5 }),
});

type Facts = typeof facts extends fc.Arbitrary<infer T> ? T : never;

function build(snapshotId: string, age: number, isCopyOf: string | undefined, of: Facts): ManagedSnapshot {
  const { state, storageTier } = of;
  const tags = {
    Name: 'data',
    ...(of.hold === null ? {} : { 'snapshot-keeper:hold': of.hold }),
    ...(of.isBackup ? { 'aws:backup:source-resource': 'arn:aws:backup' } : {}),
  };
  const takenAt = hoursAfterNow(-age);
  if (isCopyOf !== undefined) {
    const startedAt = hoursAfterNow(-age + of.startDelayHours);
    return managedCopy(snapshotId, isCopyOf, takenAt, { state, storageTier, startedAt, tags });
  }
  const confirmations = Object.fromEntries(
    of.confirmedIn.map((region) => [`snapshot-keeper:copy/${region}`, `snap-copy of ${snapshotId}`]),
  );
  return snapshot(snapshotId, takenAt, { state, storageTier, tags: { ...tags, ...confirmations } });
}

/** One point in time: a snapshot of the volume, or one or more copies of a snapshot from that time. */
const moment = fc.oneof(
  { weight: 3, arbitrary: facts.map((one) => ({ isCopy: false, all: [one] })) },
  {
    weight: 1,
    arbitrary: fc.array(facts, { minLength: 1, maxLength: 3 }).map((all) => ({ isCopy: true, all })),
  },
);

/**
 * Snapshots of one volume in one Region: in every state, held or not, archived, of AWS Backup, with and without
 * confirmed copies, and copies of which several may be of one source. No two points in time are equal, as EC2 takes no
 * two snapshots of a volume at once; copies of one source share its time. Ids tell nothing about age.
 */
export const anyHistory: fc.Arbitrary<ManagedSnapshot[]> = fc
  .uniqueArray(fc.record({ age: ageHours, moment }), { maxLength: 14, selector: ({ age }) => age })
  .map((moments) =>
    moments.flatMap(({ age, moment: { isCopy, all } }, index) =>
      all.map((of, nth) =>
        build(`snap-${index}${'abc'[nth] ?? ''}`, age, isCopy ? `snap-source-${index}` : undefined, of),
      ),
    ),
  );

/** A history and the same snapshots in another order. */
export const anyHistoryTwice: fc.Arbitrary<[ManagedSnapshot[], ManagedSnapshot[]]> = anyHistory.chain(
  (history) => fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
);

const anyCount = fc.integer({ min: 1, max: 12 });

/** One or more rules, with counts that such a history can use up. */
export const anyPolicy: fc.Arbitrary<RetentionPolicy> = fc
  .record(
    {
      last: anyCount,
      hourly: anyCount,
      daily: anyCount,
      weekly: anyCount,
      monthly: anyCount,
      yearly: anyCount,
      within: fc.constantFrom('1h', '36h', '7d', '4w', '6m', '1y'),
    },
    { requiredKeys: [] },
  )
  .filter((policy) => Object.keys(policy).length > 0);

/** The policies of none, one or both DR Regions. */
export const anyCopyPolicies: fc.Arbitrary<Record<string, RetentionPolicy>> = fc.dictionary(
  fc.constantFrom(...DR_REGIONS),
  anyPolicy,
);
