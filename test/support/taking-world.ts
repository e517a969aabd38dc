import type { MakingImage } from '../../functions/aws/new-images';
import type { Taking, TakingTogether } from '../../functions/aws/new-snapshots';
import type { InstanceLook } from '../../functions/aws/instances';
import type { VssEnd } from '../../functions/aws/vss';
import type { RunFigures } from '../../functions/domain/digest';
import type { ActionEnd, Consistency } from '../../functions/domain/freeze';
import type { Volume } from '../../functions/domain/volume';
import { takeSnapshots, type Deps } from '../../functions/take-snapshots/handler';
import { NOTHING_YET, type Reached } from '../../functions/take-snapshots/tally';
import { vol } from './builders';
import { recorder } from './recorder';

export const DUE = '2030-01-01T01:00:00Z';
const EXECUTION = 'arn:aws:states:us-east-1:111122223333:execution:keeper-backup:backup-2030';
export const INPUT = { scheduledAt: DUE, retryCount: 0, executionArn: EXECUTION };

/** The snapshot that a test has of a volume. */
export const snapshotOf = (volumeId: string): string => volumeId.replace('vol-', 'snap-');

/** What a call answers of a run of `daily` alone that has found so much. */
export const reached = ({
  taken = 0,
  takenGib = 8 * taken,
  gone = 0,
  failed = 0,
  ...more
}: Figures): Reached => ({
  ...NOTHING_YET,
  taken,
  failed,
  bySchedule: { daily: { taken, takenGib, gone, failed } },
  ...more,
});

type Figures = Partial<Reached & RunFigures>;

export const volume = (digits: number, tags: Record<string, string> = { Backup: 'yes' }): Volume => ({
  volumeId: vol(digits),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags,
});

export const DAILY = {
  expression: 'cron(0 1 * * ? *)',
  timeZone: 'UTC',
  selection: 'all',
  mode: 'volume',
  digest: 'never',
} as const;
export const DATABASES = { ...DAILY, selection: { tagKey: 'Role', tagValues: ['database'] } };

/** What the script says where it has thawed all that it had frozen. */
const THAWED: ActionEnd = { code: 0, said: 'snapshot-keeper frozenMs=900 level=filesystem', why: '' };

const FROZEN: ActionEnd = { code: 0, said: 'snapshot-keeper level=filesystem', why: '' };

export type Facts = {
  readonly volumes?: readonly Volume[];
  /** What becomes of each attempt, by volume; else it is taken. */
  readonly takings?: Readonly<Record<string, readonly Taking[]>>;
  /** By instance, ids of what is attached to it, the volume that it boots from first. */
  readonly attached?: Readonly<Record<string, readonly string[]>>;
  /** By the value of the tag `Backup`, ids of the instances that bear it. */
  readonly tagged?: Readonly<Record<string, readonly string[]>>;
  /** What becomes of each attempt on an instance; else all of its volumes but the excluded ones are taken. */
  readonly setTakings?: readonly TakingTogether[];
  /** What becomes of each attempt to make an AMI; else it is made. */
  readonly imageTakings?: readonly MakingImage[];
  /** Instances that boot from an instance store. */
  readonly bootless?: readonly string[];
  /** Ids of volumes of which AMIs hold a snapshot already. */
  readonly imaged?: readonly string[];
  /** Ids of volumes that EC2 shows as taken, by look; the last one stands for all that follow. */
  readonly shown?: readonly (readonly string[])[];
  /** Ids of those of them whose set it does not show as a whole. */
  readonly lacking?: readonly string[];
  /** Ids of those of them that it shows as failed. */
  readonly broken?: readonly string[];
  /** How what it shows stood, by volume, as far as it is tagged. */
  readonly stood?: Readonly<Record<string, Consistency>>;
  readonly schedules?: Deps['environment']['SCHEDULES'];
  /** In Scheduler. */
  readonly off?: readonly string[];
  readonly now?: string;
  /** How long one call of EC2 takes. */
  readonly callMs?: number;
  readonly stopped?: readonly string[];
  /** Ids of the instances that run Windows. */
  readonly windows?: readonly string[];
  /** How each command of VSS ends; else well. What it has taken is in `shown`. */
  readonly vssEnds?: readonly VssEnd[];
  /** Ids of the volumes whose snapshots AWS's document has tagged AppConsistent, all of their sets. */
  readonly ready?: readonly string[];
  /** What the first looks at instances show; the others show what is attached. */
  readonly lookedAt?: readonly InstanceLook[];
  /** How each freeze and each thaw ends; else well. */
  readonly freezes?: readonly ActionEnd[];
  /** How long it takes until a freeze is told, in milliseconds. */
  readonly freezeMs?: number;
  readonly thaws?: readonly ActionEnd[];
  /** How each attempt to tag ends that does not succeed. */
  readonly tagFailures?: readonly Error[];
};

export function world({
  volumes = [],
  takings = {},
  attached = {},
  tagged = {},
  setTakings = [],
  imageTakings = [],
  bootless = [],
  imaged = [],
  shown = [[]],
  stood = {},
  lacking = [],
  broken = [],
  schedules = { daily: DAILY },
  off = [],
  now = DUE,
  callMs = 0,
  stopped = [],
  windows = [],
  vssEnds = [],
  ready = [],
  lookedAt = [],
  freezes = [],
  freezeMs = 2000,
  thaws = [],
  tagFailures = [],
}: Facts) {
  let nowMs = Date.parse(now);
  const [done, pauses]: [string[], number[]] = [[], []];
  let looks = 0;
  const vssLeft = [...vssEnds];
  const [setsLeft, imagesLeft, freezesLeft, thawsLeft, failuresLeft, looksLeft] = [
    [...setTakings],
    [...imageTakings],
    [...freezes],
    [...thaws],
    [...tagFailures],
    [...lookedAt],
  ];
  let ids = 0;
  const left = new Map(Object.entries(takings).map(([id, list]) => [id, [...list]]));
  const { log, metrics, gauges } = recorder();
  const run = takeSnapshots({
    volumes: {
      pages: async function* () {
        yield await Promise.resolve([...volumes]);
      },
      selectedBy: () => Promise.resolve([...volumes]),
      attachedTo: (id) =>
        Promise.resolve(
          volumes.filter((one) => [one.instanceId, ...(one.otherInstanceIds ?? [])].includes(id)),
        ),
      byId: (id) => Promise.resolve(volumes.find(({ volumeId }) => volumeId === id)),
    },
    instances: {
      taggedWith: ({ tagKey, tagValues = [] }) => {
        done.push(`instances ${tagKey}=${tagValues.join('+')}`);
        return Promise.resolve(new Set(tagValues.flatMap((value) => tagged[value] ?? [])));
      },
      volumeIdsOf: (ids) => Promise.resolve(new Map(ids.map((id) => [id, [...(attached[id] ?? [])].sort()]))),
      bootVolumeIdsOf: (ids) => Promise.resolve(new Map(ids.map((id) => [id, attached[id]?.[0] ?? '']))),
      devicesOf: (id) => {
        const ids = attached[id];
        if (ids === undefined) return Promise.resolve(undefined);
        return Promise.resolve({
          volumes: ids.map((volumeId) => ({ volumeId, device: `/dev/${volumeId.slice(-1)}` })),
          ...(!bootless.includes(id) && { bootVolumeId: ids[0]! }),
        });
      },
      look: (id) =>
        Promise.resolve(
          looksLeft.shift() ?? {
            isStopped: stopped.includes(id),
            ...(windows.includes(id) && { isWindows: true as const }),
            volumeIds: attached[id] ?? [],
            bootVolumeId: attached[id]?.[0] ?? '',
          },
        ),
    },
    newSnapshots: {
      takeTogether: ({ instanceId, excludeBootVolume, excludeDataVolumeIds, size }, { scheduledAt }, by) => {
        nowMs += callMs;
        const without = [
          ...(excludeBootVolume ? ['boot'] : []),
          ...excludeDataVolumeIds.map((id) => id.slice(-1)),
        ];
        done.push(
          `take ${size} of ${instanceId}${without.length > 0 ? ` without ${without.join('+')}` : ''} by ${by.join('+')} ${scheduledAt}`,
        );
        const [boot = '', ...data] = attached[instanceId] ?? [];
        const taken = [
          ...(excludeBootVolume ? [] : [boot]),
          ...data.filter((id) => !excludeDataVolumeIds.includes(id)),
        ];
        return Promise.resolve(
          setsLeft.shift() ?? {
            outcome: 'taken',
            snapshotIds: new Map(taken.map((id) => [id, snapshotOf(id)])),
          },
        );
      },
      takenFor: ({ scheduledAt }) => {
        done.push(`look for ${scheduledAt}`);
        const ids = shown[Math.min(looks, shown.length - 1)] ?? [];
        looks += 1;
        return Promise.resolve(
          new Map(
            ids.map((id) => {
              const consistency = stood[id];
              return [
                id,
                {
                  snapshotId: snapshotOf(id),
                  ...(consistency && { consistency }),
                  ...(ready.includes(id) && { isAppConsistent: true as const }),
                  ...(lacking.includes(id) && { lackingSet: '0123456789ab' }),
                  ...(broken.includes(id) && { failed: `EC2 could not make ${snapshotOf(id)}` }),
                },
              ];
            }),
          ),
        );
      },
      take: (volumeId, { deployment, scheduledAt }, by) => {
        nowMs += callMs;
        done.push(`take ${volumeId.slice(-1)} by ${deployment} ${by.join('+')} ${scheduledAt}`);
        return Promise.resolve(
          left.get(volumeId)?.shift() ?? { outcome: 'taken', snapshotId: snapshotOf(volumeId) },
        );
      },
    },
    newImages: {
      make: ({ instanceId, withoutDevices, reboot }, { scheduledAt }, by) => {
        nowMs += callMs;
        const without = withoutDevices.length === 0 ? '' : ` without ${withoutDevices.join('+')}`;
        done.push(
          `image of ${instanceId}${reboot ? ', rebooted,' : ''}${without} by ${by.join('+')} ${scheduledAt}`,
        );
        const taken = (attached[instanceId] ?? []).filter(
          (id) => !withoutDevices.includes(`/dev/${id.slice(-1)}`),
        );
        return Promise.resolve(
          imagesLeft.shift() ?? {
            outcome: 'taken',
            imageId: 'ami-1',
            snapshotIds: new Map(taken.map((id) => [id, snapshotOf(id)])),
          },
        );
      },
      takenFor: ({ scheduledAt }) => {
        done.push(`look for images of ${scheduledAt}`);
        return Promise.resolve(new Map(imaged.map((id) => [id, { snapshotId: snapshotOf(id) }])));
      },
    },
    schedules: {
      byName: (name) =>
        Promise.resolve({
          ...DAILY,
          isOn: !off.includes(name),
          windowMinutes: 0,
          changedAt: new Date(0),
        }),
    },
    freezer: {
      freeze: (instanceId, freezeRun, { application, thawAfterSeconds }) => {
        nowMs += freezeMs;
        done.push(`freeze ${instanceId} ${freezeRun} ${application} ${thawAfterSeconds}`);
        return Promise.resolve(freezesLeft.shift() ?? FROZEN);
      },
      thaw: (instanceId, freezeRun) => {
        done.push(`thaw ${instanceId} ${freezeRun}`);
        return Promise.resolve(thawsLeft.shift() ?? THAWED);
      },
    },
    vss: {
      take: (instanceId, { description, excludeBootVolume }) => {
        done.push(`vss ${instanceId}${excludeBootVolume ? ' without boot' : ''} ${description}`);
        return Promise.resolve(vssLeft.shift() ?? { end: 'over', why: 'Success' });
      },
    },
    snapshots: {
      tagAll: (snapshotIds, tags) => {
        const failure = failuresLeft.shift();
        if (failure !== undefined) return Promise.reject(failure);
        done.push(`tag ${snapshotIds.map((id) => id.slice(-1)).join('+')} ${JSON.stringify(tags)}`);
        return Promise.resolve();
      },
    },
    newId: () => `run-${(ids += 1)}`,
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'Backup' },
      SCHEDULES: schedules,
      SCHEDULE_GROUP: 'keeper-us-east-1',
      FREEZE_DOCUMENT: 'freeze-keeper-us-east-1',
    },
    region: 'us-east-1',
    now: () => new Date(nowMs),
    pause: (milliseconds) => {
      nowMs += milliseconds;
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    log,
    metrics,
  });
  return {
    run,
    done,
    pauses,
    gauges: () =>
      gauges.map(
        ([name, { value, ofRegion, ofSchedule }]) => `${name} ${value} of ${ofSchedule} in ${ofRegion}`,
      ),
    taken: () => done.filter((what) => what.startsWith('take')).map((what) => what[5]),
  };
}
