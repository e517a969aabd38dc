import type { Tag, Volume } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import { parseSettings, type Settings } from '../../infra/settings';
import { Random } from '../random';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The deployments that seeds choose from: small policies, so that much is deleted; rules that overlap; two DR Regions. */
const DEPLOYMENTS: readonly Settings[] = [
  {
    primary: { region: 'us-east-1', retention: { last: 3 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 } }],
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 2, daily: 3 } },
    dr: [{ region: 'eu-central-1', retention: { last: 2 } }],
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 3 } },
    dr: [
      { region: 'eu-central-1', retention: { last: 1, daily: 2 } },
      { region: 'eu-north-1', retention: { last: 2 } },
    ],
  },
].map((settings) => parseSettings(settings, 'the simulation'));

/** The same deployments with the smallest policy everywhere: whatever it keeps, each of the others keeps too. */
const STRICTER: ReadonlyMap<Settings, Settings> = new Map(
  DEPLOYMENTS.map((settings) => [
    settings,
    {
      ...settings,
      primary: { ...settings.primary, retention: { last: 1 } },
      dr: settings.dr.map((destination) => ({ ...destination, retention: { last: 1 } })),
    },
  ]),
);

/** A snapshot, or a multi-volume set of an instance, that somebody takes. */
export type Taking = {
  readonly atMs: number;
  readonly who: string;
  readonly tags: readonly Tag[];
} & ({ readonly volumeId: string } | { readonly instanceId: string });

/** The fleet of one seed, and what is done to it. */
export type Scenario = {
  readonly settings: Settings;
  readonly volumes: readonly Volume[];
  /** Those that the settings put in scope. */
  readonly selected: ReadonlySet<string>;
  readonly takings: readonly Taking[];
  /** Somebody deletes this volume. */
  readonly deletion?: { readonly atMs: number; readonly volumeId: string };
  /** Somebody deploys these settings, which keep less. */
  readonly redeployment?: { readonly atMs: number; readonly settings: Settings };
  readonly startMs: number;
  readonly endMs: number;
};

const INSTANCE = 'i-00000000000000001';

const volumeId = (number: number): string => `vol-0000000000000000${number}`;

/** What the seed makes of `days` days. A shorter scenario of the same seed is the beginning of a longer one. */
export function scenarioOf(seed: number, startMs: number, days: number): Scenario {
  const settings = DEPLOYMENTS[new Random(seed, 'deployment').integer(0, DEPLOYMENTS.length - 1)]!;
  const volumes = [1, 2, 3, 4, 5, 6].map((number) => volumeOf(number, settings.primary.region));
  const endMs = startMs + days * DAY_MS;
  const fate = new Random(seed, 'deleted volume');
  const deletion = fate.chance(0.25)
    ? { atMs: startMs + fate.integer(DAY_MS, 4 * DAY_MS), volumeId: volumeId(2) }
    : undefined;
  const change = new Random(seed, 'changed policy');
  const redeployment = change.chance(0.3)
    ? { atMs: startMs + change.integer(DAY_MS, 4 * DAY_MS), settings: STRICTER.get(settings)! }
    : undefined;
  return {
    settings,
    volumes,
    selected: new Set([1, 2, 3, 5, 6].map(volumeId)),
    takings: [
      ...[1, 2, 3, 4].flatMap((number) => takingsOf(seed, number, startMs, endMs)),
      ...setsOf(seed, startMs, endMs),
      ...strayTakings(seed, settings, startMs, endMs),
    ],
    ...(deletion !== undefined && deletion.atMs < endMs && { deletion }),
    ...(redeployment !== undefined && redeployment.atMs < endMs && { redeployment }),
    startMs,
    endMs,
  };
}

/** 1 by the default policy, 2 and 3 with policies of their own, 4 out of scope, 5 and 6 on one instance. */
function volumeOf(number: number, region: string): Volume {
  const overrides: Readonly<Record<number, Tag[]>> = {
    2: [
      { Key: TAG.retain, Value: '2' },
      { Key: TAG.drRetain, Value: '2' },
    ],
    3: [{ Key: TAG.retain, Value: '1 2d' }],
  };
  const isOnInstance = number > 4;
  const VolumeId = volumeId(number);
  return {
    VolumeId,
    VolumeType: 'gp3',
    Size: 4 * number,
    AvailabilityZone: `${region}a`,
    State: isOnInstance ? 'in-use' : 'available',
    ...(isOnInstance && {
      Attachments: [
        {
          InstanceId: INSTANCE,
          VolumeId,
          Device: number === 5 ? '/dev/xvda' : '/dev/sdf',
          State: 'attached',
        },
      ],
    }),
    Tags: [
      { Key: 'Name', Value: `volume ${number}` },
      ...(number === 4 ? [] : [{ Key: 'Backup', Value: 'yes' }]),
      ...(overrides[number] ?? []),
    ],
  };
}

/** Three snapshots a day or so, now and then two at once; a few are AWS Backup's, which are not adopted. */
function takingsOf(seed: number, number: number, startMs: number, endMs: number): Taking[] {
  const random = new Random(seed, `snapshots of volume ${number}`);
  const takings: Taking[] = [];
  for (let atMs = startMs + random.integer(0, 6 * HOUR_MS); atMs < endMs;) {
    const isBackup = random.chance(0.1);
    const taking = {
      who: isBackup ? 'aws:backup' : 'script',
      tags: isBackup ? [{ Key: 'aws:backup:source-resource', Value: 'nightly' }] : [],
      volumeId: volumeId(number),
    };
    takings.push({ atMs, ...taking });
    if (random.chance(0.2)) takings.push({ atMs: atMs + random.integer(16_000, 3 * MINUTE_MS), ...taking });
    atMs += random.integer(4 * HOUR_MS, 12 * HOUR_MS);
  }
  return takings;
}

function setsOf(seed: number, startMs: number, endMs: number): Taking[] {
  const random = new Random(seed, 'multi-volume sets');
  const takings: Taking[] = [];
  for (let atMs = startMs + random.integer(0, 8 * HOUR_MS); atMs < endMs;) {
    takings.push({ atMs, who: 'script', tags: [], instanceId: INSTANCE });
    atMs += random.integer(6 * HOUR_MS, 16 * HOUR_MS);
  }
  return takings;
}

/**
 * A tool restores volume 1 to volume 4, which is out of scope, and puts the tags of the old snapshot on whatever it takes of
 * it. Nothing but our tags' contradiction to the facts tells such a snapshot from one of volume 1.
 */
function strayTakings(
  seed: number,
  { deployment, primary }: Settings,
  startMs: number,
  endMs: number,
): Taking[] {
  const random = new Random(seed, 'stray tags');
  const tags = [
    { Key: TAG.managedBy, Value: deployment },
    { Key: TAG.volume, Value: volumeId(1) },
    { Key: TAG.region, Value: primary.region },
    { Key: TAG.takenAt, Value: '2026-02-01T00:00:00.000Z' },
  ];
  return [startMs, startMs + DAY_MS, startMs + 2 * DAY_MS]
    .map((dayMs) => dayMs + random.integer(0, DAY_MS))
    .filter((atMs) => atMs < endMs)
    .map((atMs) => ({ atMs, who: 'restore tool', tags, volumeId: volumeId(4) }));
}
