import type { Restored } from '../../local/rehearsal/restores';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { counted } from '../terminal/counted';
import { bad, dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { minute, title, type View } from './view';

/** What people had restored, of what, and how long it took; nothing where nobody did. */
export const restoredLines = ({ restored = [] }: RehearsalReport, view: View): string[] =>
  restored.length === 0
    ? []
    : [...title('What was restored', view), ...restored.flatMap((one) => linesOf(one, view))];

function linesOf({ at, who, what, region, ...outcome }: Restored, view: View): string[] {
  const hang = ' '.repeat(18);
  return [
    ...wrap(`${minute(at)}  ${who}, in ${region}: ${what}`, view.width, { hang }),
    ...wrap(endOf(outcome), view.width, {
      indent: hang,
      ...(outcome.failed !== undefined && { style: bad }),
    }),
    ...outcome.volumes.flatMap(({ volumeId, ofVolumeId, snapshotId, takenAt, sizeGib }) =>
      wrap(
        `${volumeId}: ${sizeGib} GiB, as ${view.label(ofVolumeId)} was at ${minute(takenAt)} (${snapshotId})`,
        view.width,
        { indent: hang, hang: `${hang}  `, style: dim },
      ),
    ),
  ];
}

function endOf({
  volumes,
  seconds,
  refused,
  failed,
}: Omit<Restored, 'at' | 'who' | 'what' | 'region'>): string {
  if (failed !== undefined) return `failed: ${failed}`;
  if (refused !== undefined) return `refused: ${refused}`;
  if (seconds === undefined) return 'still under way';
  return `${counted(volumes.length, 'new volume')} after ${Math.round(seconds)} s`;
}
