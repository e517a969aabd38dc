import { restorable, restoredAt, type RestorePoint } from './restore-points';
import {
  attachedElsewhere,
  lackingAmong,
  leftOutAmong,
  leftOutInWords,
  momentsInWords,
  type VolumeOfInstance,
} from './restored-together';
import { takenAtMs } from './snapshot';
import { TAG } from './tags';

/** Of which points a restore makes volumes, and what a person should know of the choice; or in one sentence why of none. */
export type Choice =
  | {
      readonly points: readonly RestorePoint[];
      readonly notes: readonly string[];
      /** Why it is refused unless a part is enough; absent where nothing that belongs to it lacks. */
      readonly whyPartly?: string;
    }
  | { readonly refused: string };

export type When = {
  /** Where the points are. */
  readonly region: string;
  readonly at: Date;
};

/** Of a volume with these points, newest first, whoever's they are. */
export function newestOf(volumeId: string, points: readonly RestorePoint[], { region, at }: When): Choice {
  const point = restoredAt(points, at);
  if (point !== undefined) return { points: [point], notes: newerLeftOut(points, point, at) };
  return {
    refused: `${volumeId} has nothing in ${region} that can be restored at ${at.toISOString()}.${whyNothing(points, at)}`,
  };
}

/** Of the volumes of an instance that count, with their points, newest first, whoever's they are. */
export function togetherOf(
  instanceId: string,
  volumes: readonly VolumeOfInstance[],
  { region, at }: When,
): Choice {
  const all = volumes.map((one) => ({ ...one, points: restorable(one.points), shown: one.points }));
  const leftOut = leftOutAmong(all, instanceId, at);
  const counted = all.filter(({ volumeId }) => !leftOut.has(volumeId));
  const notCounted =
    leftOut.size === 0
      ? []
      : [`Left out: ${leftOutInWords(leftOut)}. Each can be restored alone, by its own id.`];
  const chosen = counted.flatMap(({ points }) => restoredAt(points, at) ?? []);
  const lacking = lackingAmong(counted, at);
  if (chosen.length === 0)
    return {
      refused: [
        `No volume of ${instanceId} has anything in ${region} that can be restored at ${at.toISOString()}.`,
        ...notCounted,
      ].join(' '),
    };
  return {
    points: chosen,
    notes: [
      ...(counted.length > 1
        ? [
            `Together, ${momentsInWords(
              counted.map(({ points }) => points),
              at,
            )}`,
          ]
        : []),
      ...counted.flatMap(({ volumeId, points, shown }) => {
        const point = restoredAt(points, at);
        return point === undefined
          ? [`${volumeId} has nothing here that can be restored.${whyNothing(shown, at)}`]
          : newerLeftOut(shown, point, at);
      }),
      ...attachedElsewhere(counted, instanceId, at),
      ...notCounted,
    ],
    ...(lacking.length > 0 && {
      whyPartly: `${instanceId} would not be whole: of ${lacking.join(', ')} there is nothing in ${region} that can be restored at ${at.toISOString()}. The others are restored without with --partly, Partly=true in the runbook.`,
    }),
  };
}

function whyNothing(points: readonly RestorePoint[], at: Date): string {
  const left = points.find((point) => takenAtMs(point) <= at.getTime());
  return left === undefined ? '' : ` The newest, ${left.snapshotId}, is left out: ${whyLeft(left)}.`;
}

function newerLeftOut(points: readonly RestorePoint[], point: RestorePoint, at: Date): string[] {
  const [newest, ...others] = points.filter(
    (one) => takenAtMs(one) > takenAtMs(point) && takenAtMs(one) <= at.getTime(),
  );
  if (newest === undefined) return [];
  const { snapshotId, takenAt } = newest;
  const more = others.length === 0 ? '' : ` Left out between them: ${others.length}.`;
  return [
    `${snapshotId} of ${point.volumeId}, taken ${takenAt}, is newer and left out: ${whyLeft(newest)}.${more}`,
  ];
}

const whyLeft = ({ obstacle, isOurs }: RestorePoint): string =>
  obstacle ?? (isOurs ? `its tag ${TAG.managedBy} is lost or edited` : 'not of this deployment');
