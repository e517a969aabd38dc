import { styleText } from 'node:util';
import type { Settings } from '../../infra/settings';
import { counted } from '../terminal/counted';
import { visible } from '../terminal/visible';
import type { FleetPlan, PlannedVolume } from './planned';
import { targetWords } from './target-words';
import { selectedCount } from './totals';
import { unprotectedByCause } from './unprotected';

/** Of the volumes of one cause, so many are named. */
const NAMED_MAX = 10;
const CAUSES_MAX = 10;

/** Which volumes are protected now and which are not and why, as a person reads it before anything else. */
export function renderCoverage(plan: FleetPlan, settings: Settings, all: boolean): string[] {
  const { volumes, totals, notDeployed, nothingSelected, notLookedAt } = plan;
  const { primary, dr } = settings;
  const {
    protected: protectedCount,
    unprotected,
    'not yet': notYet,
    'not selected': notSelected,
    gone,
  } = totals.coverage;
  const target = targetWords(plan);
  const copies = dr.map(({ region }) => region).join(' and ');
  const protectedLine = `${notDeployed === undefined ? 'Protected' : 'By now'}: ${protectedCount.toLocaleString('en-US')} of ${counted(selectedCount(totals.coverage), 'selected volume')}, by a point in ${primary.region} and a copy in ${copies}, none older than ${target}.`;
  return [
    ...(notDeployed === undefined
      ? []
      : [styleText('yellow', `Nothing protects what is taken from now on. ${visible(notDeployed)}`)]),
    ...(nothingSelected === undefined
      ? [protectedLine]
      : [
          styleText(
            'yellow',
            `Nothing is protected: the settings select no volume. ${visible(nothingSelected)}`,
          ),
        ]),
    ...newestPoints(volumes),
    ...notLookedAt,
    ...(unprotected === 0 ? [] : unprotectedLines(volumes, all)),
    ...(notYet === 0
      ? []
      : [
          `Not yet: ${counted(notYet, 'volume')} younger than ${target}, whose first snapshot or copy is still to come.`,
        ]),
    ...(notSelected === 0 ? [] : [`Not selected: ${counted(notSelected, 'volume')}.`]),
    ...(gone === 0
      ? []
      : [
          `Not there, or of another Region or account: ${counted(gone, 'volume')} of which there are snapshots.`,
        ]),
  ];
}

/** How old something is, such as `5 h` or `16 d`. */
export const age = (ageHours: number): string =>
  ageHours < 48 ? `${Math.floor(ageHours)} h` : `${Math.floor(ageHours / 24)} d`;

const named = ({ volumeId, name }: PlannedVolume): string => (name === '' ? volumeId : `${volumeId} ${name}`);

const lateness = ({ coverage: { lateHours } }: PlannedVolume): string =>
  lateHours === undefined ? '' : ` (${age(lateHours)})`;

/** From the freshest to the stalest of the volumes' newest points, with whose that is. */
function newestPoints(volumes: readonly PlannedVolume[]): string[] {
  const points = volumes
    .filter(({ coverage }) => coverage.verdict === 'protected')
    .flatMap((volume) =>
      volume.regions.flatMap(({ region, newest }) =>
        newest === undefined ? [] : [{ volume, region, ageHours: newest.ageHours }],
      ),
    )
    .sort((a, b) => a.ageHours - b.ageHours);
  const [freshest, stalest] = [points[0], points.at(-1)];
  if (freshest === undefined || stalest === undefined) return [];
  const span = [...new Set([age(freshest.ageHours), age(stalest.ageHours)])].join(' to ');
  return [
    `Their newest points are ${span} old; the oldest is that of ${visible(named(stalest.volume))} in ${stalest.region}.`,
  ];
}

/** By cause, the most frequent first. */
function unprotectedLines(volumes: readonly PlannedVolume[], all: boolean): string[] {
  const ranked = unprotectedByCause(volumes);
  return [
    styleText('yellow', 'Selected, but not protected:'),
    ...(all ? ranked : ranked.slice(0, CAUSES_MAX)).flatMap(({ cause, volumes: ofCause }) => {
      const shown = all ? ofCause : ofCause.slice(0, NAMED_MAX);
      const hidden = ofCause.length - shown.length;
      return [
        `  ${counted(ofCause.length, 'volume')}: ${visible(cause)}`,
        ...shown.map((volume) => `    ${visible(named(volume))}${lateness(volume)}`),
        ...(hidden === 0 ? [] : [`    and ${counted(hidden, 'other')}; --all names them`]),
      ];
    }),
    ...(all || ranked.length <= CAUSES_MAX
      ? []
      : [`  and ${counted(ranked.length - CAUSES_MAX, 'other cause')}; --all tells them`]),
  ];
}
