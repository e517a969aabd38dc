import { styleText } from 'node:util';
import { visible } from '../terminal/visible';
import { afterCopies } from './describe-removal';
import type { Explanation } from './explain';

const bold = (text: string): string => styleText('bold', text);

/** Everything that led to the verdict on one snapshot, as a person reads it. */
export function renderExplanation(explanation: Explanation): string {
  const { volume, region, snapshot } = visible(explanation);
  const { retention } = region;
  const ofSchedules = retention?.ofSchedules ?? [];
  const none = (list: readonly string[]): string => (list.length === 0 ? 'none' : list.join('; '));
  const rows: [string, string][] = [
    ['Data of', `${snapshot.takenAt}, ${snapshot.sizeGib} GiB, ${snapshot.state}`],
    ['Volume', `${volume.volumeId}${volume.name === '' ? '' : ` ${volume.name}`}`],
    ['Scope', volume.reason],
    ['Region', region.region],
    ['Managed', snapshot.managed ? 'yes' : 'no'],
    [
      'Policy',
      retention === undefined
        ? 'none looks at it'
        : [`${retention.policy}, from ${retention.from}`, ...ofSchedules].join('; beside it '),
    ],
    ...(snapshot.action === 'blocked' && retention !== undefined
      ? [
          [
            'Retention',
            `no rule of ${[retention.policy, ...ofSchedules].join(', nor of ')} keeps it`,
          ] satisfies [string, string],
        ]
      : []),
    ['Because', none(snapshot.reasons)],
    ['EC2 refuses', none(snapshot.obstacles)],
    ...Object.entries(snapshot.copies ?? {}).map(([to, copy]): [string, string] => [`Copy in ${to}`, copy]),
    ...(snapshot.copyTo.length === 0
      ? []
      : [['To copy to', snapshot.copyTo.join(', ')] satisfies [string, string]]),
    ...(snapshot.source === undefined ? [] : [['Copy of', snapshot.source] satisfies [string, string]]),
    ...(retention === undefined
      ? []
      : [
          [
            'At once',
            retention.refusal ??
              `${retention.removal.removedCount} of ${retention.removal.ofCount} would be removed, within the limit`,
          ] satisfies [string, string],
          ...[
            ...afterCopies(retention.removal),
            ...(retention.refusalAfterCopies === undefined ? [] : [retention.refusalAfterCopies]),
          ].map((then): [string, string] => ['Later', then]),
        ]),
    ...[...volume.notes, ...(retention?.notice === undefined ? [] : [retention.notice])].map(
      (note): [string, string] => ['Note', note],
    ),
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return [
    bold(`${snapshot.snapshotId}: ${snapshot.action}`),
    ...rows.map(([label, text]) => `  ${`${label}:`.padEnd(width)}${text}`),
    '',
  ].join('\n');
}
