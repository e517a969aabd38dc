import { DeleteVolumeCommand, type Tag, type Volume } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { parseSettings, type Settings } from '../../infra/settings';
import { Random } from '../kernel/random';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { Deed } from './deed';
import { earlierSnapshots, SHARED, type Earlier } from './earlier-snapshots';
import { VELERO_TAG } from './other-makers';
import { imageDeeds } from './image-deeds';
import { snapshotDeeds } from './snapshot-deeds';
import { stackDeeds } from './stack-deeds';
import { strayTakings } from './stray-takings';
import type { Taking } from './take-snapshot';
import { volumeDeeds } from './volume-deeds';

/**
 * The deployments that seeds choose from: small policies, so that much is deleted; every rule; rules that overlap; two DR Regions;
 * time zones that begin an hour elsewhere, and in which clocks change on 8 March.
 */
const DEPLOYMENTS: readonly Settings[] = [
  {
    primary: { region: 'us-east-1', retention: { last: 3 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 } }],
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 2, daily: 3 } },
    dr: [{ region: 'eu-central-1', retention: { last: 2 } }],
    schedules: [
      { name: 'nightly', schedule: 'cron(30 1 * * ? *)', mode: 'instance' },
      { name: 'twice', schedule: 'cron(30 1,13 * * ? *)', flexibleMinutes: 15, digest: 'never' },
    ],
  },
  {
    primary: { region: 'us-east-1', retention: { last: 2, hourly: 3, weekly: 2, monthly: 2 } },
    dr: [{ region: 'us-west-2', retention: { daily: 2, yearly: 1 } }],
    timeZone: 'America/New_York',
  },
  {
    primary: { region: 'eu-west-1', retention: { within: '36h' } },
    dr: [{ region: 'eu-central-1', retention: { last: 1, within: '1d', daily: 2 } }],
    timeZone: 'Asia/Kathmandu',
  },
  {
    primary: { region: 'eu-west-1', retention: { last: 3 } },
    dr: [
      { region: 'eu-central-1', retention: { last: 1, daily: 2 } },
      { region: 'eu-north-1', retention: { last: 2 } },
    ],
  },
].map((settings) => parseSettings(settings, 'the simulation'));

/** One that is due alone, so that what it cannot have frozen is not taken. */
const EVENING = {
  name: 'evening',
  schedule: 'cron(30 19 * * ? *)',
  mode: 'instance',
  freeze: { thawAfterSeconds: 30, otherwise: 'takeNone' },
} as const;

/** The same deployment, in which nightly freezes; in the second one the evening takes nothing that is not frozen. */
const freezing = (settings: Settings): Settings[] => {
  const [nightly, ...others] = settings.schedules;
  return (
    [
      [{ ...nightly, freeze: { application: 'postgresql' } }, ...others],
      [{ ...nightly, freeze: { application: 'postgresql', thawAfterSeconds: 20 } }, ...others, EVENING],
    ] as const
  ).map((schedules) => parseSettings({ ...settings, schedules: [...schedules] }, 'the simulation'));
};

/** By deployments that take whole instances, those that freeze them meanwhile. */
const FREEZING: ReadonlyMap<Settings, readonly Settings[]> = new Map(
  DEPLOYMENTS.filter(({ schedules }) => schedules.some(({ mode }) => mode === 'instance')).map((settings) => [
    settings,
    freezing(settings),
  ]),
);

/** By the name of a schedule, at what hours of a day in UTC it is due. */
const DUE_HOURS: Readonly<Record<string, readonly number[]>> = {
  nightly: [1.5],
  twice: [1.5, 13.5],
  evening: [19.5],
};

/** One time of a schedule. */
export type Scheduled = { readonly schedule: string; readonly dueMs: number };

/** The same deployment with one policy everywhere. */
const withPolicy = (settings: Settings, retention: RetentionPolicy): Settings => ({
  ...settings,
  primary: { ...settings.primary, retention },
  dr: settings.dr.map((destination) => ({ ...destination, retention })),
});

/** The same deployments with the smallest policy, which keeps nothing that each of the others does not keep too, and with a large one. */
const CHANGED: ReadonlyMap<Settings, readonly Settings[]> = new Map(
  [...DEPLOYMENTS, ...[...FREEZING.values()].flat()].map((settings) => [
    settings,
    [withPolicy(settings, { last: 1 }), withPolicy(settings, { last: 5, daily: 4 })],
  ]),
);

export type Redeployment = {
  readonly atMs: number;
  readonly settings: Settings;
  readonly stacks: 'all' | 'primary' | 'dr';
};

/** The fleet of one seed, and what is done to it. */
export type Scenario = {
  readonly settings: Settings;
  readonly volumes: readonly Volume[];
  readonly earlier: readonly Earlier[];
  readonly takings: readonly Taking[];
  /** All times of the schedules, the days without faults at the end included. */
  readonly scheduled: readonly Scheduled[];
  readonly deeds: readonly Deed[];
  /** Somebody deploys these settings, which keep less or more, with all stacks or those of one role. */
  readonly redeployment?: Redeployment;
  /** In the primary Region, for so many days deleted snapshots lie in the Recycle Bin. */
  readonly binDays: number | undefined;
  readonly startMs: number;
  readonly endMs: number;
};

/** Its first copy runs for four to twelve hours, and one or two more snapshots are taken meanwhile. */
const LARGE_GIB = 2048;

const INSTANCE = 'i-00000000000000001';

const volumeId = (number: number): string => `vol-0000000000000000${number}`;

/** What the seed makes of `days` days. A shorter scenario of the same seed is the beginning of a longer one. */
export function scenarioOf(seed: number, startMs: number, days: number): Scenario {
  const settings = deploymentOf(seed);
  const largeGib = new Random(seed, 'large volume').chance(0.3) ? LARGE_GIB : undefined;
  const volumes = [1, 2, 3, 4, 5, 6].map((number) => {
    const volume = volumeOf(number, settings.primary.region);
    return number === 1 && largeGib !== undefined ? { ...volume, Size: largeGib } : volume;
  });
  const endMs = startMs + days * DAY_MS;
  const { region } = settings.primary;
  const drRegions = settings.dr.map((destination) => destination.region);
  const span = { seed, region, startMs, endMs };
  const change = redeploymentOf(seed, settings, startMs);
  const deeds = [
    ...deletionOf(span),
    ...volumeDeeds(span, { leaves: volumeId(3), joins: volumeId(4), overridden: volumeId(2) }),
    ...snapshotDeeds({ ...span, regions: [region, ...drRegions] }),
    ...imageDeeds({ ...span, instanceId: INSTANCE }),
    ...stackDeeds({ ...span, drRegion: drRegions[0]! }),
  ];
  return {
    settings,
    volumes,
    earlier: earlierSnapshots(settings, startMs),
    takings: [
      ...[1, 2, 3, 4].flatMap((number) => takingsOf(seed, number, startMs, endMs)),
      ...setsOf(seed, startMs, endMs),
      ...strayTakings(seed, settings, startMs, endMs, {
        restored: volumeId(1),
        target: volumeId(4),
        shared: SHARED,
        crowded: volumeId(1),
        held: volumeId(2),
        scanned: volumeId(1),
        marked: { volumeId: volumeId(1), tag: VELERO_TAG },
      }),
    ],
    scheduled: scheduledOf(settings, startMs, days),
    deeds: deeds.filter(({ atMs }) => atMs < endMs + 2 * DAY_MS),
    ...(change !== undefined && change.atMs < endMs && { redeployment: change }),
    binDays: new Random(seed, 'recycle bin').chance(0.3) ? 7 : undefined,
    startMs,
    endMs,
  };
}

/** Of those that take whole instances, one of four freezes nothing. */
function deploymentOf(seed: number): Settings {
  const settings = DEPLOYMENTS[new Random(seed, 'deployment').integer(0, DEPLOYMENTS.length - 1)]!;
  const [anyway, none] = FREEZING.get(settings) ?? [];
  if (anyway === undefined || none === undefined) return settings;
  return [settings, anyway, none, none][new Random(seed, 'freezing').integer(0, 3)]!;
}

/** The world goes on for some days after the last fault. */
const DAYS_AFTER = 30;

const scheduledOf = ({ schedules }: Settings, startMs: number, days: number): Scheduled[] =>
  schedules.flatMap(({ name }) =>
    Array.from({ length: days + DAYS_AFTER }, (_, day) =>
      DUE_HOURS[name]!.map((hour) => ({ schedule: name, dueMs: startMs + day * DAY_MS + hour * HOUR_MS })),
    ).flat(),
  );

/** Somebody deletes the volume with policies of its own. */
function deletionOf({ seed, region, startMs }: Span): Deed[] {
  const fate = new Random(seed, 'deleted volume');
  if (!fate.chance(0.25)) return [];
  return [
    {
      atMs: startMs + fate.integer(DAY_MS, 4 * DAY_MS),
      who: 'somebody',
      act: (clients) => clients.ec2(region).send(new DeleteVolumeCommand({ VolumeId: volumeId(2) })),
    },
  ];
}

type Span = { readonly seed: number; readonly region: string; readonly startMs: number };

function redeploymentOf(seed: number, settings: Settings, startMs: number): Redeployment | undefined {
  const change = new Random(seed, 'changed policy');
  if (!change.chance(0.4)) return undefined;
  return {
    atMs: startMs + change.integer(DAY_MS, 4 * DAY_MS),
    settings: CHANGED.get(settings)![change.integer(0, 1)]!,
    stacks: (['all', 'primary', 'dr'] as const)[change.integer(0, 2)]!,
  };
}

/** 1 by the default policy and restored by Velero, 2 and 3 with policies of their own, 4 out of scope, 5 and 6 on one instance. */
function volumeOf(number: number, region: string): Volume {
  const overrides: Readonly<Record<number, Tag[]>> = {
    1: [VELERO_TAG],
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
