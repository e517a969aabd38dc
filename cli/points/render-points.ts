import { restoredAt, type RestorePoint } from '../../functions/domain/restore-points';
import { setInWords, setOf } from '../../functions/domain/snapshot-set';
import { takenAtMs } from '../../functions/domain/snapshot';
import { TAG, type Tags } from '../../functions/domain/tags';
import { HOUR_MS } from '../../functions/domain/time-units';
import { age } from '../plan/render-coverage';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { outputWidth } from '../terminal/output-width';
import { visible } from '../terminal/visible';
import type { Asked } from './asked';
import type { VolumePoints, Wanted } from './find-points';
import { togetherInWords } from './together-words';

/** A table of the points for each volume and Region, newest first, from the time of the restore on. */
export function renderPoints(asked: Asked, all: boolean): string {
  const { wanted, regions, at, volumes, unread } = asked;
  if (volumes.every((volume) => volume.regions.every(({ points }) => points.length === 0)))
    return `No snapshot of ${inWords(wanted)} ${unread.length > 0 ? 'was found' : 'is there'} in ${regions.join(', ')}${unread.length > 0 ? ', where not all could be read' : ''}.\n`;
  const parts = volumes.flatMap((volume) => [
    describe(volume),
    ...volume.regions.flatMap(({ region, points }) => [
      `\n${region}: ${chosen(points, region, at)}`,
      ...(points.length === 0 ? [] : [table(points, asked, all)]),
    ]),
    '',
  ]);
  return `${[...parts, ...togetherInWords(asked)].join('\n')}\n`;
}

const inWords = (wanted: Wanted): string => {
  if ('volumeId' in wanted) return wanted.volumeId;
  if ('instanceId' in wanted) return `a volume of ${wanted.instanceId}`;
  const { tagKey, tagValues } = wanted.tag;
  return `a volume with the tag ${[tagKey, ...(tagValues ?? [])].join('=')}`;
};

/** What is known of a volume that is there, or of one that is gone by what its newest point notes. */
function describe({ volumeId, volume, regions }: VolumePoints): string {
  const points = regions.flatMap((region) => region.points);
  const newest = [...points].sort((a, b) => takenAtMs(b) - takenAtMs(a))[0];
  const facts =
    volume === undefined
      ? noted(newest)
      : [
          `${volume.sizeGib} GiB ${volume.volumeType} in ${volume.zone}`,
          ...where(volume.device, volume.instanceId),
        ];
  const name = volume === undefined ? newest?.tags['Name'] : volume.tags['Name'];
  const isGone = volume === undefined ? ['EC2 shows it no more, or was not asked'] : [];
  return `${volumeId}${name === undefined || name === '' ? '' : ` ${visible(name)}`}: ${[...isGone, ...facts].map(visible).join(', ')}`;
}

const noted = (point: RestorePoint | undefined): string[] =>
  point === undefined
    ? []
    : [
        `${point.sizeGib} GiB${ofType(point.tags)}`,
        ...where(point.tags[TAG.device], point.tags[TAG.instance]),
      ];

const ofType = (tags: Tags): string => {
  const [type, zone] = [tags[TAG.volumeType], tags[TAG.zone]];
  return `${type === undefined ? '' : ` ${type}`}${zone === undefined ? '' : ` in ${zone}`}`;
};

const where = (device: string | undefined, instanceId: string | undefined): string[] =>
  instanceId === undefined ? [] : [`${device ?? 'attached'} of ${instanceId}`];

function chosen(points: readonly RestorePoint[], region: string, at: Date): string {
  const point = restoredAt(points, at);
  if (points.length === 0) return 'no snapshot';
  return point === undefined
    ? `nothing can be restored at ${at.toISOString()}${whyRefused(points, region, at)}`
    : `a restore at ${at.toISOString()} takes ${point.snapshotId}`;
}

/** Of what is whole and refused all the same, and what a person can do with it. */
function whyRefused(points: readonly RestorePoint[], region: string, at: Date): string {
  const whole = points.filter((point) => point.obstacle === undefined && takenAtMs(point) <= at.getTime());
  const [newest] = whole;
  if (newest === undefined) return '';
  const denied = whole.find(({ isDenied }) => isDenied);
  if (denied !== undefined)
    return `: ${denied.snapshotId} has lost its tag ${TAG.managedBy}; keeper restore ${denied.snapshotId} --region ${region} says how to put it back`;
  return `: ${newest.snapshotId} is not of this deployment, which may make no volume of it; docs/restore.md, "On a bad night", says how a person does`;
}

function table(points: readonly RestorePoint[], { at, now }: Asked, all: boolean): string {
  const takes = restoredAt(points, at)?.snapshotId;
  const older = all ? points : points.filter((point) => takenAtMs(point) <= at.getTime());
  const { shown, hiddenCount } = capped(older, all);
  const rows = shown.map((point) => [
    point.snapshotId === takes ? '→' : '',
    point.takenAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ''),
    age(Math.max(0, now.getTime() - takenAtMs(point)) / HOUR_MS),
    point.snapshotId,
    whatItHolds(point),
  ]);
  const newerCount = points.length - older.length;
  return [
    fittedTable(['', 'taken (UTC)', 'age', 'snapshot', 'what it holds'], rows, outputWidth()),
    ...(newerCount === 0 ? [] : [`${counted(newerCount, 'newer one')}, with --all.`]),
    ...(hiddenCount === 0 ? [] : [`${counted(hiddenCount, 'older one')}, with --all.`]),
  ].join('\n');
}

function whatItHolds(point: RestorePoint): string {
  const { sizeGib, kmsKeyId, tags, isOurs, isDenied, obstacle, image } = point;
  const set = setOf(point);
  return [
    `${sizeGib} GiB`,
    ...(image === undefined ? [] : [image.imageId]),
    ...(set === undefined || image !== undefined ? [] : [`set ${setInWords(set)}`]),
    ...(tags[TAG.consistency] === undefined ? [] : [tags[TAG.consistency]!]),
    kmsKeyId === undefined ? 'not encrypted' : `key ${kmsKeyId.split('/').at(-1)}`,
    ...(isOurs ? [] : ['not of this deployment']),
    ...(isDenied ? [`its tag ${TAG.managedBy} is lost or edited`] : []),
    ...(obstacle === undefined ? [] : [`left out: ${obstacle}`]),
  ]
    .map(visible)
    .join(', ');
}
