import { scatter } from './scatter';

/** What somebody ordered of a copy: that blocks are not as in its source. */
export type OrderedDamage = {
  /** Whether they hold something else, or are not there. */
  readonly effect: 'wrong' | 'missing';
  /** About how many of all blocks, from 0 to 1; one at least, and without it one. */
  readonly share?: number;
};

/** Which blocks of a snapshot are not what they should be. */
export type Damage = {
  readonly effect: 'wrong' | 'missing';
  /** The snapshot, and a number that is made of that. */
  readonly of: string;
  readonly key: number;
  readonly share: number;
  /** The one that is struck in any case. */
  readonly first: number;
};

export const isStruck = ({ key, share, first }: Damage, index: number): boolean =>
  index === first || scatter(key, index) < share * 2 ** 32;
