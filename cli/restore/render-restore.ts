import { HOUR_MS } from '../../functions/domain/time-units';
import { age } from '../plan/render-coverage';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import type { Made, Plan, VolumeMade, VolumeToMake } from './restore';

export type View = {
  readonly region: string;
  /** What is restored, such as a volume. */
  readonly id: string;
  readonly now: Date;
  /** Characters in a line. */
  readonly width: number;
};

/** What a restore would make, as a person reads it. */
export function renderPlan({ refused, volumes, notes }: Plan, { region, id, now, width }: View): string {
  const line = (text: string): string[] => lineOf(text, width);
  if (volumes.length === 0)
    return joined([
      ...line(`${region}: ${id} cannot be restored so: ${refused ?? 'there is no volume to make.'}`),
      ...notesOf(notes, width),
      'Nothing was made.',
    ]);
  const rows = volumes.map((volume) => [
    ...[volume.ofVolumeId, volume.snapshotId].map(visible),
    `${inUtc(volume.takenAt)}\n${ageOf(volume, now)} ago`,
    visible(whatIsMade(volume)),
  ]);
  return joined([
    ...line(
      `${region}: a restore of ${id} would make ${counted(volumes.length, 'volume')}${attachment(volumes)}:`,
    ),
    fittedTable(['of volume', 'snapshot', 'taken (UTC)', 'what would be made'], rows, width),
    ...notesOf(notes, width),
    ...line(
      refused === undefined
        ? `Nothing was made. The same with --yes makes ${volumes.length === 1 ? 'it' : 'them'}.`
        : `Nothing was made, and the same with --yes is refused: ${refused}`,
    ),
  ]);
}

/** What a restore has made, and what is left to a person. */
export function renderMade({ volumes, notes }: Made, { region, width }: Omit<View, 'now' | 'id'>): string {
  return joined([
    ...lineOf(`${region}: ${counted(volumes.length, 'volume')} made:`, width),
    ...volumes.flatMap((volume) => wrap(visible(madeWords(volume)), width, { indent: '  ', hang: '    ' })),
    ...notesOf(notes, width),
    ...lineOf(nextStep(volumes), width),
  ]);
}

const joined = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

const lineOf = (text: string, width: number): string[] => wrap(visible(text), width, { hang: '  ' });

const notesOf = (notes: readonly string[], width: number): string[] =>
  notes.flatMap((note) => wrap(visible(note), width, { indent: '- ', hang: '  ' }));

const attachment = ([first, ...others]: readonly VolumeToMake[]): string =>
  first?.instanceId === undefined
    ? ''
    : ` and attach ${others.length === 0 ? 'it' : 'them'} to ${first.instanceId}`;

const inUtc = (time: string): string =>
  new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');

const ageOf = ({ takenAt }: VolumeToMake, now: Date): string =>
  age(Math.max(0, now.getTime() - Date.parse(takenAt)) / HOUR_MS);

const whatIsMade = (volume: VolumeToMake): string =>
  `${describe(volume)}, ${volume.zone}${volume.device === undefined ? '' : ` → ${volume.device}`}`;

const describe = ({
  sizeGib,
  volumeType,
  iops,
  throughputMibps,
  kmsKeyId,
  initializationRateMibps: rate,
}: VolumeToMake): string =>
  [
    `${sizeGib.toLocaleString('en-US')} GiB ${volumeType}`,
    ...(iops === undefined ? [] : [`${iops.toLocaleString('en-US')} IOPS`]),
    ...(throughputMibps === undefined ? [] : [`${throughputMibps.toLocaleString('en-US')} MiB/s`]),
    ...(kmsKeyId === undefined ? [] : [`key ${kmsKeyId.split('/').at(-1)}`]),
    ...(rate === undefined ? [] : [`initialised at ${rate} MiB/s`]),
  ].join(', ');

function madeWords(volume: VolumeMade): string {
  const { volumeId, ofVolumeId, snapshotId, takenAt, zone, instanceId, device } = volume;
  const where = instanceId === undefined ? '' : `, attached to ${instanceId} as ${device}`;
  return `${volumeId} in ${zone}${where}: ${describe(volume)}, of ${ofVolumeId} as it was at ${inUtc(takenAt)} UTC (${snapshotId})`;
}

function nextStep(volumes: readonly VolumeMade[]): string {
  const it = volumes.length === 1 ? 'it' : 'each';
  const [instanceId] = volumes.flatMap((volume) => volume.instanceId ?? []);
  const [zone, ...others] = new Set(volumes.map((volume) => volume.zone));
  const step =
    instanceId === undefined
      ? `attach ${it} to an instance in ${others.length === 0 ? zone : 'its zone'}, and mount it there`
      : `mount ${it} on ${instanceId}`;
  const slow = volumes.some(({ initializationRateMibps }) => initializationRateMibps === undefined)
    ? 'What is read for the first time is slow.'
    : 'Until it is initialised, what is read for the first time is slow.';
  return `Next: ${step}; an XFS whose twin is mounted needs the option nouuid. ${slow} See docs/restore.md.`;
}
