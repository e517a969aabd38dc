import { CreateSnapshotCommand, type EC2Client, type Snapshot } from '@aws-sdk/client-ec2';
import type { Settings } from '../../infra/settings';
import { AwsError } from '../aws/api';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { World } from '../world/world';
import { cadencesOf, steadyCadence, type Cadence } from './cadence';
import { volumeIdsIn, volumesIn, type Inventory } from './inventory';
import { schedulesOf } from './scheduled-volumes';
import { taggedInstancesIn } from './tagged-instances';

/** A call of a person or a tool that EC2 has refused, after the retries of the SDK. */
export type Refusal = {
  readonly at: string;
  readonly who: string;
  /** Where it is known. */
  readonly call?: string;
  readonly volumeId?: string;
  readonly code: string;
  readonly message: string;
};

/** In whose name each maker calls: those of AWS may write tags that nobody else may. */
const WHO: Readonly<Record<Cadence['maker'], string>> = {
  DLM: 'aws:dlm',
  'AWS Backup': 'aws:backup',
  'a script': 'script',
};

/** When a day's snapshots are taken of volumes of which nobody says so. */
const NIGHTLY_MS = 3 * HOUR_MS;

/**
 * What is taken of each volume in the primary Region after `startMs`: `everyMs` where that is given, else what its history shows, and
 * where the inventory has no list of snapshots, one a night. None of a volume that stands in a list without snapshots. What the schedules of the
 * settings take comes beside it; so what the deployment's own runs have taken before is no history, and nothing is assumed of the volumes of a schedule.
 */
export function cadencesIn(
  inventory: Inventory,
  {
    settings,
    startMs,
    everyMs,
  }: { readonly settings: Settings; readonly startMs: number; readonly everyMs?: number },
): Cadence[] {
  const { snapshots, lists } = inventory;
  const { region } = settings.primary;
  const ids = volumeIdsIn(inventory, region);
  if (everyMs !== undefined) {
    const nextMs = startMs + Math.min(everyMs, HOUR_MS);
    return ids.map((id) => steadyCadence(id, { intervalMs: everyMs, nextMs, basis: 'flag' }));
  }
  if (!lists.some((one) => one.region === region && one.list === 'snapshots')) {
    const tonightMs = Math.floor(startMs / DAY_MS) * DAY_MS + NIGHTLY_MS;
    const nextMs = tonightMs >= startMs ? tonightMs : tonightMs + DAY_MS;
    const scheduled = scheduledIds(inventory, settings);
    return ids
      .filter((id) => !scheduled.has(id))
      .map((id) => steadyCadence(id, { intervalMs: DAY_MS, nextMs, basis: 'assumed' }));
  }
  const histories = new Map(ids.map((id) => [id, [] as Inventory['snapshots'][number]['snapshot'][]]));
  for (const one of snapshots)
    if (one.region === region && !isOfOwnRun(one.snapshot, settings))
      histories.get(one.snapshot.VolumeId ?? '')?.push(one.snapshot);
  return [...histories].flatMap(([id, history]) => cadencesOf(id, history, startMs));
}

const isOfOwnRun = ({ Description = '' }: Snapshot, { deployment }: Settings): boolean =>
  Description.startsWith(`snapshot-keeper ${deployment}: due `);

/** Ids of the volumes that a schedule of the settings covers. */
export function scheduledIds(inventory: Inventory, settings: Settings): ReadonlySet<string> {
  const { region } = settings.primary;
  const tagged = taggedInstancesIn(inventory, region);
  return new Set(
    volumesIn(inventory, region).flatMap((volume) =>
      schedulesOf(volume, settings, tagged).length > 0 ? [volume.VolumeId ?? ''] : [],
    ),
  );
}

/** How many snapshots are due of each volume before `endMs`. */
export function dueCounts(cadences: readonly Cadence[], endMs: number): ReadonlyMap<string, number> {
  const due = new Map<string, number>();
  for (const { volumeId, nextMs, intervalMs } of cadences) {
    const count = nextMs >= endMs ? 0 : Math.floor((endMs - 1 - nextMs) / intervalMs) + 1;
    due.set(volumeId, (due.get(volumeId) ?? 0) + count);
  }
  return due;
}

/** Has everything taken that is due before `endMs`: what one maker takes at one time is taken in turn. */
export function scheduleTakings(
  world: World,
  cadences: readonly Cadence[],
  { region, endMs, onRefusal }: { region: string; endMs: number; onRefusal: (refusal: Refusal) => void },
): void {
  const rounds = new Map<string, Cadence[]>();
  for (const cadence of cadences) {
    const key = [cadence.maker, cadence.nextMs, cadence.intervalMs].join(' ');
    const round = rounds.get(key);
    if (round === undefined) rounds.set(key, [cadence]);
    else round.push(cadence);
  }
  for (const round of rounds.values()) {
    const { maker, nextMs, intervalMs } = round[0]!;
    const who = WHO[maker];
    const ec2 = world.as(who).ec2(region);
    const at = (atMs: number): void => {
      if (atMs >= endMs) return;
      world.loop.schedule(atMs, who, () => {
        at(atMs + intervalMs);
        takeInTurn(ec2, round, (volumeId, error) =>
          onRefusal({ ...refusalOf(error, world.loop.nowMs()), who, call: 'CreateSnapshot', volumeId }),
        ).catch((error: unknown) => world.loop.fail(error));
      });
    };
    at(nextMs);
  }
}

/** What a service has answered in place of doing as asked. */
export const refusalOf = ({ name, message }: AwsError, nowMs: number) => ({
  at: new Date(nowMs).toISOString(),
  code: name,
  message,
});

async function takeInTurn(
  ec2: EC2Client,
  round: readonly Cadence[],
  onRefusal: (volumeId: string, error: AwsError) => void,
): Promise<void> {
  for (const { volumeId, description, tags } of round) {
    try {
      await ec2.send(
        new CreateSnapshotCommand({
          VolumeId: volumeId,
          ...(description === '' ? {} : { Description: description }),
          ...(tags.length === 0
            ? {}
            : { TagSpecifications: [{ ResourceType: 'snapshot', Tags: [...tags] }] }),
        }),
      );
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      onRefusal(volumeId, error);
    }
  }
}

/** In words, for how many volumes what was assumed, the most first. */
export function describeCadences(cadences: readonly Cadence[], volumeIds: readonly string[]): string[] {
  const counts = new Map<string, number>();
  const count = (text: string): void => void counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const { maker, intervalMs, basis } of cadences)
    count(`${maker}, every ${inWords(intervalMs)}: ${BASIS[basis]}`);
  const known = new Set(cadences.map(({ volumeId }) => volumeId));
  for (const id of volumeIds) if (!known.has(id)) count(NONE);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(
      ([text, volumes]) =>
        `${volumes.toLocaleString('en-US')} ${volumes === 1 ? 'volume' : 'volumes'}: ${text}`,
    );
}

const NONE = 'none, as the inventory shows no snapshot of late';

const BASIS: Readonly<Record<Cadence['basis'], string>> = {
  history: 'as the inventory shows',
  'one snapshot': 'the inventory shows one snapshot, and so no distance',
  assumed: 'the inventory has no list of snapshots',
  flag: 'by --every',
};

function inWords(ms: number): string {
  if (ms % DAY_MS === 0) return ms === DAY_MS ? 'day' : `${ms / DAY_MS} days`;
  if (ms % HOUR_MS === 0) return ms === HOUR_MS ? 'hour' : `${ms / HOUR_MS} hours`;
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes === 1 ? 'minute' : `${minutes} minutes`;
}
