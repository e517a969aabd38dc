import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import type { Protection } from '../../../local/rehearsal/volume-verdict';
import { foldedTable } from '../../page/parts/folded-table';
import { many, plain } from '../../page/parts/format';
import type { TableSpec } from '../../page/parts/table';

/** The worst first. */
const ORDER: readonly Protection[] = ['unprotected', 'not yet', 'protected', 'not judged'];

/** Every volume at the end, folded away: its verdict, its points in each Region, and what is wrong with it. */
export const volumes = (data: RehearsalWithFigures): HTMLElement =>
  foldedTable(
    `Every volume at the end: ${many(data.volumes.length, 'volume')}`,
    () => numbers(data),
    'volumes',
  );

const numbers = ({ volumes: all, regions }: RehearsalWithFigures): TableSpec => ({
  columns: [
    { name: 'Volume' },
    { name: 'Name' },
    { name: 'Verdict' },
    ...regions.flatMap(({ region }) => [
      { name: `Points in ${region}`, isNumber: true },
      { name: 'Newest (h)', isNumber: true },
      { name: 'Keeps' },
    ]),
    { name: 'What is wrong' },
  ],
  rows: [...all]
    .sort((a, b) => ORDER.indexOf(a.protection) - ORDER.indexOf(b.protection))
    .map(({ volumeId, name, inScope, isGone, protection, regions: places, problems }) => [
      volumeId,
      name,
      inScope ? (isGone ? 'deleted' : protection) : 'out of scope',
      ...places.flatMap(({ points, newestAgeHours, policy }) => [
        plain(points.length),
        newestAgeHours === null ? '–' : plain(newestAgeHours),
        policy,
      ]),
      problems.map(({ cause, detail }) => (detail === undefined ? cause : `${cause} (${detail})`)).join('; '),
    ]),
});
