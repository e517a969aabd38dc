import { DeleteVolumeCommand, type Tag, type Volume } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import type { Ec2 } from '../aws/ec2';
import { Random } from '../kernel/random';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { Deed } from './deed';
import { deploymentOf, redeploymentOf, type Redeployment } from './deployments';
import { earlierSnapshots, SHARED, type Earlier } from './earlier-snapshots';
import { VELERO_TAG } from './other-makers';
import { instanceDeeds } from './instance-deeds';
import { imageDeeds } from './image-deeds';
import { restoreDeeds } from './restore-deeds';
import { snapshotDeeds } from './snapshot-deeds';
import { stackDeeds } from './stack-deeds';
import { strayTakings } from './stray-takings';
import type { Taking } from './take-snapshot';
import { volumeDeeds } from './volume-deeds';

/** By the name of a schedule, at what hours of a day in UTC it is due. */
const DUE_HOURS: Readonly<Record<string, readonly number[]>> = {
  nightly: [1.5],
  twice: [1.5, 13.5],
  evening: [19.5],
};

/** One time of a schedule. */
export type Scheduled = { readonly schedule: string; readonly dueMs: number };

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

/** It has a volume once one was moved there. */
const OTHER_INSTANCE = 'i-00000000000000002';

const goesByInstances = ({ schedules, instanceOverrides }: Settings): boolean =>
  instanceOverrides || schedules.some(({ instances }) => instances !== undefined);

const asksVss = ({ schedules }: Pick<Settings, 'schedules'>): boolean =>
  schedules.some(({ freeze }) => freeze?.application === 'vss');

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
    ...(goesByInstances(settings)
      ? instanceDeeds(span, {
          instanceId: INSTANCE,
          otherInstanceId: OTHER_INSTANCE,
          volumeId: volumeId(6),
        })
      : []),
    ...stackDeeds({ ...span, drRegion: drRegions[0]! }),
    ...restoreDeeds(span, {
      region,
      drRegion: drRegions[0]!,
      volumeIds: [1, 2, 3, 5, 6].map(volumeId),
      instanceId: INSTANCE,
      attaches: !asksVss(settings),
    }),
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

/** Its volumes, and the platform of their instance. */
export function addFleet(
  ec2: Pick<Ec2, 'addVolume' | 'setWindows'>,
  { settings: { primary, schedules }, volumes }: Pick<Scenario, 'settings' | 'volumes'>,
): void {
  for (const volume of volumes) ec2.addVolume(primary.region, volume);
  if (asksVss({ schedules })) ec2.setWindows(primary.region, INSTANCE);
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
