import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import { element } from '../../page/parts/element';
import { count, minute } from '../../page/parts/format';
import { table } from '../../page/parts/table';

/** What people had restored, each volume in a row. Nothing where nobody did. */
export function restored({ restored: restores = [], volumes }: RehearsalWithFigures): HTMLElement[] {
  if (restores.length === 0) return [];
  const names = new Map(volumes.map(({ volumeId, name }) => [volumeId, name]));
  const failures = restores.flatMap(({ region, what, refused, failed }) => {
    const why = failed ?? refused;
    return why === undefined
      ? []
      : [`${region}: ${what}: ${failed === undefined ? 'refused' : 'failed'}, ${why}`];
  });
  return [
    element(
      'section',
      { id: 'restored' },
      element('h2', {}, 'What was restored'),
      element(
        'p',
        { class: 'note' },
        'By the state machine restore, as a person starts it. New volumes stand beside those that are there.',
      ),
      ...failures.map((failure) => element('p', {}, failure)),
      table('Restored volumes', {
        columns: [
          { name: 'Asked for (UTC)' },
          { name: 'Region' },
          { name: 'Volume' },
          { name: 'As it was at' },
          { name: 'New volume' },
          { name: 'GiB', isNumber: true },
          { name: 'Seconds', isNumber: true },
        ],
        rows: restores.flatMap(({ at, region, seconds = 0, volumes: made }) =>
          made.map(({ volumeId, ofVolumeId, takenAt, sizeGib }) => [
            minute(at),
            region,
            names.get(ofVolumeId) ?? ofVolumeId,
            minute(takenAt),
            volumeId,
            count(sizeGib),
            count(seconds),
          ]),
        ),
      }),
    ),
  ];
}
