import { age } from '../../local/rehearsal/age';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import type { VolumeVerdict } from '../../local/rehearsal/volume-verdict';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { bad, dim } from '../terminal/style';
import { wrap } from '../terminal/wrap';
import { title, type View } from './view';

/** The volumes of which there is more to say than the verdict has said, and the others in a line; nothing where the verdict has said all. */
export function volumeLines({ volumes, regions }: RehearsalReport, view: View): string[] {
  const selected = volumes.filter(({ inScope }) => inScope);
  const usual = usualOf(
    selected,
    regions.map(({ region }) => region),
  );
  const rows = selected
    .map((volume) => ({ volume, remarks: remarksOf(volume, usual) }))
    .filter(({ remarks }) => view.all || remarks.length > 0);
  const { shown, hiddenCount } = capped(rows, view.all);
  const quiet = selected.filter(
    (volume) => volume.problems.length === 0 && remarksOf(volume, usual).length === 0,
  );
  const untouched = volumes.length - selected.length;
  const lines = [
    ...(view.all || quiet.length === 0 ? [] : wrap(quietLine(quiet, usual), view.width, { hang: '    ' })),
    ...(shown.length === 0
      ? []
      : [
          fittedTable(
            ['Volume', ...regions.map(({ region }) => region), 'Remarks'],
            shown.map(({ volume, remarks }) => [
              view.label(volume.volumeId),
              ...volume.regions.map(pointsText),
              [...(view.all ? [...problemsOf(volume), ...underWayOf(volume)] : []), ...remarks].join('; '),
            ]),
            view.width,
          ),
        ]),
    ...(hiddenCount === 0
      ? []
      : [dim(`and ${counted(hiddenCount, 'volume')} more with remarks; --all shows every volume`)]),
    ...(untouched === 0 ? [] : [dim(`${counted(untouched, 'volume')} out of scope`)]),
  ];
  if (lines.length === 0) return [];
  return [...title('Volumes at the end: points in each Region, and the age of the newest', view), ...lines];
}

const problemsOf = ({ problems }: VolumeVerdict): string[] =>
  problems.map(({ cause, detail }) => bad(detail === undefined ? cause : `${cause} (${detail})`));

/** What most volumes keep, by Region. */
type Usual = ReadonlyMap<string, string>;

const usualOf = (volumes: readonly VolumeVerdict[], regions: readonly string[]): Usual =>
  new Map(
    regions.map((name) => [
      name,
      mostCommon(
        volumes.flatMap((volume) =>
          volume.regions.filter(({ region }) => region === name).map(({ policy }) => policy),
        ),
      ),
    ]),
  );

function mostCommon(texts: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

const pointsText = ({ points, newestAgeHours }: VolumeVerdict['regions'][number]): string =>
  newestAgeHours === null ? 'none' : `${points.length}, ${age(newestAgeHours)}`;

const underWayOf = ({ regions }: VolumeVerdict): string[] =>
  regions.flatMap(({ region, underWayCount }) =>
    underWayCount === 0 ? [] : [`${underWayCount} under way in ${region}`],
  );

/** What is not as with every other volume. */
function remarksOf(volume: VolumeVerdict, usual: Usual): string[] {
  const { protection, isGone, regions } = volume;
  return [
    ...(protection === 'not yet' ? ['no point in each Region yet'] : []),
    ...(isGone ? ['the volume was deleted, its points stay'] : []),
    ...regions.flatMap(({ region, policy }) =>
      policy === usual.get(region) ? [] : [`keeps ${policy} in ${region}`],
    ),
    ...regions.flatMap(({ region, blockedCount }) =>
      blockedCount === 0 ? [] : [`${blockedCount} blocked in ${region}`],
    ),
  ];
}

function quietLine(volumes: readonly VolumeVerdict[], usual: Usual): string {
  const ages = volumes.flatMap(({ regions }) =>
    regions.flatMap(({ newestAgeHours }) => newestAgeHours ?? []),
  );
  const [least, most] = [Math.min(...ages), Math.max(...ages)].map(age);
  return (
    `${counted(volumes.length, 'volume')} with nothing else to say: ${[...usual].map(([region, policy]) => `${policy} in ${region}`).join(', ')}; ` +
    `the newest ${least === most ? `${least} old` : `from ${least} to ${most} old`}`
  );
}
