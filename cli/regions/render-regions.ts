import type { Primaries, Settings } from '../../infra/settings';
import { selectionWords } from '../plan/selection-words';
import { capped } from '../terminal/capped';
import { counted } from '../terminal/counted';
import { fittedTable } from '../terminal/fitted-table';
import { deployLine, keeperLine } from '../terminal/keeper-line';
import { bad, bold, dim, good } from '../terminal/style';
import { visible } from '../terminal/visible';
import { wrap } from '../terminal/wrap';
import type { RegionCoverage, RegionsCoverage } from './coverage';
import type { Pasted } from './covering';

type View = {
  /** Characters in a line. */
  readonly width: number;
  /** Whether every volume is named. */
  readonly all: boolean;
  /** Where the settings stand, as messages name it. */
  readonly source: string;
  /** Where they stand, other than in cdk.json. */
  readonly settingsFile: string | undefined;
};

/** So many volumes of a Region are named, unless all are asked for. */
const NAMED_MAX = 3;

/** The coverage as a person reads it: the verdict, the Regions, what would cover the rest, and why some were not looked at. */
export function renderRegions(coverage: RegionsCoverage, primaries: Primaries, view: View): string {
  const { deployment, regions, isCovered, settings } = visible(coverage);
  const { width } = view;
  const style = (line: string): string => (isCovered ? good(bold(line)) : bad(bold(line)));
  const selected = [...new Set(primaries.map(wordsOn))].join(' or ');
  const sections = [
    [
      ...wrap(verdictOf(regions), width, { style }),
      ...wrap(
        visible(
          `"${deployment}" selects ${selected}. "${keeperLine('status', view.settingsFile)}" tells whether they are protected.`,
        ),
        width,
        { style: dim },
      ),
    ],
    [regionTable(regions, view)],
    ...(settings === undefined ? [] : [coveringLines(settings, regions, primaries, view)]),
    ...leftSection(regions, view),
    ...unseenSection(regions, view),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Where all are selected, those of the primary Regions are meant. */
const wordsOn = ({ selection, primary }: Settings): string =>
  selection === 'all' ? `every volume in ${primary.region}` : selectionWords(selection);

function verdictOf(regions: readonly RegionCoverage[]): string {
  const uncovered = regions.filter(({ covering }) => covering !== undefined);
  const unseen = regions.filter(({ why }) => why !== undefined);
  const volumes = uncovered.reduce((sum, { volumeIds = [] }) => sum + volumeIds.length, 0);
  const rest = unseen.length === 0 ? '' : ` ${counted(unseen.length, 'Region')} could not be looked at.`;
  if (uncovered.length > 0)
    return `NOT COVERED: ${counted(volumes, 'selected volume')} in ${counted(uncovered.length, 'Region')} where no stack of the settings protects ${volumes === 1 ? 'it' : 'them'}.${rest}`;
  if (unseen.length > 0)
    return `NOT KNOWN:${rest} The others hold no selected volume that no stack of the settings protects.`;
  const notAsked = regions.filter(({ volumeIds }) => volumeIds === undefined).length;
  const looked = counted(regions.length - notAsked, 'Region');
  return `COVERED: none of the selected volumes in ${looked} is outside of the primary ones${notAsked === 0 ? '' : `; ${counted(notAsked, 'Region')} that the account has enabled ${notAsked === 1 ? 'was' : 'were'} not asked`}.`;
}

const regionTable = (regions: readonly RegionCoverage[], { width, all }: View): string =>
  fittedTable(
    ['Region', 'in the settings', 'selected volumes', 'of these'],
    regions.map((one) => [one.region, roleWords(one), countWords(one), namesOf(one.volumeIds ?? [], all)]),
    width,
  );

function roleWords({ isPrimary, copiesOf, isIgnored }: RegionCoverage): string {
  const words = [
    ...(isPrimary ? ['primary'] : []),
    ...(copiesOf.length === 0 ? [] : [`copies of ${copiesOf.join(', ')}`]),
    ...(isIgnored ? ['ignored'] : []),
  ];
  return words.length === 0 ? '–' : words.join('; ');
}

function countWords({ volumeIds, why, covering }: RegionCoverage): string {
  if (why !== undefined) return 'not looked at';
  if (volumeIds === undefined) return 'not asked';
  const count = volumeIds.length.toLocaleString('en-US');
  return covering === undefined ? count : `${count}, NOT COVERED`;
}

function namesOf(volumeIds: readonly string[], all: boolean): string {
  const { shown, hiddenCount } = capped(volumeIds, all, NAMED_MAX);
  return [...shown, ...(hiddenCount === 0 ? [] : [`and ${counted(hiddenCount, 'other')}`])].join(', ');
}

/** What is to be pasted stands whole in its line, however long it is. */
function coveringLines(
  { place, lines }: Pasted,
  regions: readonly RegionCoverage[],
  primaries: Primaries,
  { width, source, settingsFile }: View,
): string[] {
  const uncovered = regions.filter(({ covering }) => covering !== undefined).map(({ region }) => region);
  const ignored = [...primaries[0].ignoreRegions, ...uncovered];
  return [
    ...wrap(`To protect them, put this into the settings (${source}), ${place}:`, width, { style: bold }),
    ...lines,
    ...wrap(
      `Rules and DR Regions are those of a primary Region that you have: see whether the copies may go there. Then bootstrap ${uncovered.join(', ')} for CDK, and deploy:`,
      width,
    ),
    deployLine(settingsFile),
    ...wrap(
      'Else take the tag off; or, where somebody else protects them, put this into the settings:',
      width,
    ),
    `"ignoreRegions":${JSON.stringify(ignored)}`,
  ];
}

const leftSection = (regions: readonly RegionCoverage[], { width, all }: View): string[][] =>
  regions.flatMap(({ region, left = [] }) =>
    left.length === 0
      ? []
      : [
          wrap(
            `${region}: a primary Region has one selection, and that one does not take ${namesOf(left, all)}, which the selection of another primary Region does.`,
            width,
            { hang: '  ' },
          ),
        ],
  );

function unseenSection(regions: readonly RegionCoverage[], { width }: View): string[][] {
  const byReason = new Map<string, string[]>();
  for (const { region, why } of regions)
    if (why !== undefined) byReason.set(why, [...(byReason.get(why) ?? []), region]);
  if (byReason.size === 0) return [];
  return [
    [
      bold('Not looked at'),
      ...[...byReason].flatMap(([why, those]) =>
        wrap(`${those.join(', ')}: ${why}`, width, { indent: '  ', hang: '    ' }),
      ),
      ...wrap('A Region that nobody shall look at stands in the setting ignoreRegions.', width, {
        indent: '  ',
        style: dim,
      }),
    ],
  ];
}
