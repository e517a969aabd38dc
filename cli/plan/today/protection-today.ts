import { isVolumeId } from '../../../functions/domain/ids';
import type { Tags } from '../../../functions/domain/tags';
import { regionsOf, type Settings } from '../../../infra/settings';
import { age } from '../../../local/rehearsal/age';
import { ASSUMED } from '../../../local/rehearsal/snapshot-size';
import { selectionWords } from '../selection-words';
import { sharedReason } from '../shared-reason';
import { targetWords } from '../target-words';
import type { Action, Coverage, FleetPlan, PlannedVolume } from '../planned';
import { unknownTargetWords } from '../unknown-target';
import { unprotectedByCause } from '../unprotected';
import { costsToday } from './costs-today';
import { groupKeys } from './group-keys';
import { policyThatCounts } from './policy-that-counts';
import { sweepToday } from './sweep-today';
import { storedNow, type StoredNow } from './stored-now';
import type { AgesToday, CauseToday, PlaceToday, ProtectionToday, SnapshotToday, VolumeToday } from './today';

/** The worst first. */
const ORDER: readonly Coverage['verdict'][] = [
  'unprotected',
  'not yet',
  'protected',
  'not selected',
  'gone',
  'no volume',
];

/** What a page shows of a plan. `tagsOf` has the tags of the volumes that are there, by id. */
export function protectionToday(
  plan: FleetPlan,
  settings: Settings,
  tagsOf: ReadonlyMap<string, Tags>,
): ProtectionToday {
  const { deployment, at, adopt, targetHours, unknown, totals, adoption } = plan;
  const regions = regionsOf(settings);
  const keys = groupKeys([...tagsOf.values()]);
  const stored = plan.volumes.map(({ volumeId, regions: places }) => storedIn(places, volumeId));
  const costs = costsToday(regions, stored);
  const usdPerGib = new Map(costs.map(({ region, price }) => [region, price.usd]));
  const volumes = plan.volumes
    .map((volume, index): VolumeToday => {
      const tags = tagsOf.get(volume.volumeId) ?? {};
      const gib = [...stored[index]!].map(([region, { ours, others }]) => ({ region, gib: ours + others }));
      return {
        volumeId: volume.volumeId,
        name: volume.name,
        verdict: volume.coverage.verdict,
        targetHours: volume.targetHours,
        remarks: remarksOn(volume),
        groups: keys.map((key) => tags[key] ?? ''),
        places: regions.map((region) => placeOf(volume, region, tags, settings)),
        removedCount: countOf(volume, 'remove'),
        blockedCount: countOf(volume, 'blocked'),
        copyCount: sum(snapshotsOf(volume).map(({ copyTo }) => copyTo.length)),
        storedGib: sum(gib.map((each) => each.gib)),
        usdPerMonth: sum(gib.map((each) => each.gib * (usdPerGib.get(each.region) ?? 0))),
      };
    })
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
  const [removed, blocked] = [listed(plan, 'remove'), listed(plan, 'blocked')];
  return {
    deployment,
    at,
    adopt,
    unknown,
    ...(plan.notDeployed === undefined ? {} : { notDeployed: plan.notDeployed }),
    ...(plan.nothingSelected === undefined ? {} : { nothingSelected: plan.nothingSelected }),
    targetHours,
    target: targetWords(plan),
    regions,
    selection: selectionWords(settings.selection),
    coverage: totals.coverage,
    ...(totals.unknownTargetCount > 0 && { unknownTargets: unknownTargetWords(totals.unknownTargetCount) }),
    unprotected: unprotectedByCause(plan.volumes).map(({ cause, volumes: ofCause }) => ({
      cause,
      volumes: ofCause.map((volume) => `${labelOf(volume)}${lateness(volume)}`),
    })),
    ages: regions.map((region, index) => agesIn(region, index, volumes)),
    groupKeys: keys,
    volumes,
    removed,
    removedCauses: causesOf(removed),
    blocked,
    blockedCauses: causesOf(blocked),
    refusedCount: totals.refusedCount,
    sweep: sweepToday(plan),
    copies: adoption,
    firstCopies: plan.firstCopies,
    costs,
    policies: policiesOf(regions, volumes),
    assumptions: ASSUMED,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const snapshotsOf = ({ regions }: PlannedVolume) => regions.flatMap(({ snapshots }) => snapshots);

const countOf = (volume: PlannedVolume, action: Action): number =>
  snapshotsOf(volume).filter((snapshot) => snapshot.action === action).length;

const labelOf = ({ name, volumeId }: { name: string; volumeId: string }): string =>
  name === '' ? volumeId : name;

const lateness = ({ coverage: { lateHours } }: PlannedVolume): string =>
  lateHours === undefined ? '' : ` (${age(lateHours)})`;

const isSelected = ({ verdict }: VolumeToday): boolean =>
  verdict === 'protected' || verdict === 'unprotected' || verdict === 'not yet';

const storedIn = (places: PlannedVolume['regions'], volumeId: string): ReadonlyMap<string, StoredNow> =>
  new Map(
    places.map(({ region, snapshots }) => [region, storedNow(snapshots, isVolumeId(volumeId), ASSUMED)]),
  );

function placeOf(volume: PlannedVolume, region: string, tags: Tags, settings: Settings): PlaceToday {
  const here = volume.regions.find((one) => one.region === region);
  const policy = policyThatCounts(volume, region, tags, settings);
  return {
    ageHours: here?.newest?.ageHours ?? null,
    ...(policy === undefined ? {} : { policy }),
  };
}

const remarksOn = ({ coverage, notes, regions }: PlannedVolume): string[] => [
  ...coverage.reasons,
  ...regions.flatMap(({ region, retention }) => [
    ...(retention?.notice === undefined ? [] : [`${region}: ${retention.notice}`]),
    ...(retention?.refusal === undefined ? [] : [`${region}, limited: ${retention.refusal}`]),
  ]),
  ...notes,
];

function agesIn(region: string, index: number, volumes: readonly VolumeToday[]): AgesToday {
  /** In targets. */
  const ages = volumes.filter(isSelected).map(({ places, targetHours }) => {
    const { ageHours } = places[index] ?? { ageHours: null };
    return ageHours === null ? null : ageHours / targetHours;
  });
  const between = (above: number, upTo: number): number =>
    ages.filter((age) => age !== null && age > above && age <= upTo).length;
  return {
    region,
    good: between(-1, 1),
    over: between(1, 2),
    far: between(2, Infinity),
    none: ages.filter((age) => age === null).length,
  };
}

const listed = ({ volumes }: FleetPlan, action: Action): SnapshotToday[] =>
  volumes.flatMap(({ volumeId, name, regions }) =>
    regions.flatMap(({ region, snapshots }) =>
      snapshots
        .filter((snapshot) => snapshot.action === action)
        .map(({ snapshotId, takenAt, sizeGib, reasons }) => ({
          snapshotId,
          volumeId,
          name,
          region,
          takenAt,
          sizeGib,
          why: reasons.join('; '),
        })),
    ),
  );

/** The most frequent first. */
function causesOf(snapshots: readonly SnapshotToday[]): CauseToday[] {
  const byCause = new Map<string, { region: string; why: string; of: SnapshotToday[] }>();
  for (const snapshot of snapshots) {
    const { region } = snapshot;
    const why = sharedReason([snapshot.why]);
    const key = `${region} ${why}`;
    const cause = byCause.get(key) ?? { region, why, of: [] };
    cause.of.push(snapshot);
    byCause.set(key, cause);
  }
  return [...byCause.values()]
    .map(({ region, why, of }) => ({
      region,
      why,
      snapshotCount: of.length,
      volumeCount: new Set(of.map(({ volumeId }) => volumeId)).size,
    }))
    .sort((a, b) => b.snapshotCount - a.snapshotCount);
}

/** By Region in their order, then the most frequent first. */
function policiesOf(
  regions: readonly string[],
  volumes: readonly VolumeToday[],
): ProtectionToday['policies'] {
  return regions.flatMap((region, index) => {
    const byPolicy = new Map<string, { policy: string; from: string; volumeCount: number }>();
    for (const { places } of volumes) {
      const counts = places[index]?.policy;
      if (counts === undefined) continue;
      const key = `${counts.policy} ${counts.from}`;
      const known = byPolicy.get(key) ?? { ...counts, volumeCount: 0 };
      byPolicy.set(key, { ...known, volumeCount: known.volumeCount + 1 });
    }
    return [...byPolicy.values()]
      .sort((a, b) => b.volumeCount - a.volumeCount)
      .map((each) => ({ region, ...each }));
  });
}
