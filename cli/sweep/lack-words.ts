import type { Lack } from '../../functions/domain/repair';
import { counted } from '../terminal/counted';

/** For one and for several. */
const WORDS: Readonly<Partial<Record<string, readonly [one: string, several: string]>>> = {
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
  'no room': ['snapshot without room for our tags', 'snapshots without room for our tags'],
  'scope unknown': [
    'snapshot of which nobody knows whether it is in scope',
    'snapshots of which nobody knows whether they are in scope',
  ],
  'over retention': ['volume over retention', 'volumes over retention'],
} satisfies Record<Lack, readonly [one: string, several: string]>;

/** One of what a sweep finds, in words. */
export const lackWord = (lack: Lack): string => WORDS[lack]?.[0] ?? lack;

/** What a sweep finds, in words; nothing where it finds nothing. A later release may know more lacks. */
export const lackWords = (found: Readonly<Record<string, number>>): string =>
  Object.entries(found)
    .map(([lack, count]) => counted(count, ...(WORDS[lack] ?? ([lack, lack] as const))))
    .join(', ');
