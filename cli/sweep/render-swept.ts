import type { Lack } from '../../functions/domain/repair';
import { counted } from '../terminal/counted';
import type { Swept } from './sweep-region';

/** For one and for several. */
const LACK_WORDS: Readonly<Partial<Record<string, readonly [one: string, several: string]>>> = {
  'newest unadopted': ['newest snapshot not adopted', 'newest snapshots not adopted'],
  'copy missing': ['copy missing', 'copies missing'],
  'copy unconfirmed': ['copy not confirmed', 'copies not confirmed'],
  'copy failed': ['failed copy not dealt with', 'failed copies not dealt with'],
  'volume blocked': [
    'volume without room for another snapshot beside failed ones',
    'volumes without room for another snapshot beside failed ones',
  ],
  'snapshot failed': ['failed snapshot not told of', 'failed snapshots not told of'],
  'tags edited': ['snapshot with edited tags', 'snapshots with edited tags'],
  'copy disowned': ['copy without our tags', 'copies without our tags'],
  unadopted: ['older snapshot not adopted', 'older snapshots not adopted'],
  'scope unknown': [
    'snapshot of which nobody knows whether it is in scope',
    'snapshots of which nobody knows whether they are in scope',
  ],
  'over retention': ['volume over retention', 'volumes over retention'],
} satisfies Record<Lack, readonly [one: string, several: string]>;

/** What a sweep has found, done and left, in lines. */
export function renderSwept({ found, started, tried, deferred, unread }: Swept): string[] {
  const lacks = Object.entries(found).map(([lack, count]) => lackWords(lack, count));
  const lines = [lacks.length === 0 ? 'nothing to repair.' : `found ${lacks.join(', ')}.`];
  if (started > 0) lines.push(`${counted(started, 'execution')} started to repair that.`);
  if (tried > 0)
    lines.push(`${counted(tried, 'repair')} tried today already, which has not helped: none started.`);
  if (deferred > 0)
    lines.push(
      `${counted(deferred, 'repair')} left to the next sweep: more than one sweep starts, or for a Region that takes none now.`,
    );
  for (const region of unread)
    lines.push(`${region} could not be read: what is missing there, nobody knows.`);
  return lines;
}

/** A later release may know more lacks. */
function lackWords(lack: string, count: number): string {
  const [one, several] = LACK_WORDS[lack] ?? [lack, lack];
  return counted(count, one, several);
}
