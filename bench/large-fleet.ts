import type { Action } from '../cli/plan/planned';
import { TAG, type Tags } from '../functions/domain/tags';

export const PRIMARY = 'us-east-1';
export const DR = 'us-west-2';

type Counts = Readonly<Record<Action, number>>;

/** Volumes that are alike, what each has, and what a plan by the default settings makes of it. */
export type Kind = {
  readonly volumes: number;
  /** Of each, in the primary Region, one a day. The newest is of age 0, the one of the day before of age 1. */
  readonly snapshots: number;
  /** What is to become of these, and of the copies in the DR Region. */
  readonly verdicts: readonly [Partial<Counts>, Partial<Counts>];
  /** The volume's. Those of ours are on its snapshots too, where they are managed. */
  readonly tags: Tags;
  /** The policies under which snapshots and copies were adopted; absent where none was. */
  readonly policies?: readonly [string, string];
  readonly isGone?: true;
  /** So many of the newest have no confirmed copy. */
  readonly uncopied?: number;
  /** Whether the copy of the newest is under way. */
  readonly isCopyPending?: true;
  /** Whether some of those that no rule keeps must stay all the same; see OBSTACLE_AGES. */
  readonly isObstructed?: true;
};

/** Confirmed copies that each volume still has in the DR Region, of the newest snapshots that were copied. */
export const COPIES = 5;

/** What stands in the way of a deletion, by the age of the snapshot. */
export const OBSTACLE_AGES = { hold: 10, awsBackup: 11, archive: 12, image: 13, lock: 14 };

const SELECTED = { Backup: 'daily' };
const DEFAULT = ['last 7', 'last 1'] as const;
const COPIES_LEFT = { keep: 1, remove: 4 };

const PILED_UP: Kind = {
  volumes: 800,
  snapshots: 60,
  tags: SELECTED,
  policies: DEFAULT,
  verdicts: [{ keep: 7, remove: 53 }, COPIES_LEFT],
};

/** Kept of 60 days until Sunday, 1 March: daily those since 23 February; weekly 22, 15, 8 February; monthly 31, 1 January. */
const OWN_POLICY: Kind = {
  volumes: 400,
  snapshots: 60,
  tags: { ...SELECTED, [TAG.retain]: '7d 4w 12m', [TAG.drRetain]: '3' },
  policies: ['daily 7, weekly 4, monthly 12', 'last 3'],
  verdicts: [
    { keep: 12, remove: 48 },
    { keep: 3, remove: 2 },
  ],
};

const OBSTRUCTED: Kind = {
  ...PILED_UP,
  volumes: 100,
  isObstructed: true,
  verdicts: [{ keep: 7, blocked: 5, remove: 48 }, COPIES_LEFT],
};

/** Each of ten days' copies is to be asked for; those that no rule keeps wait for it. */
const COPIES_BEHIND: Kind = {
  ...PILED_UP,
  volumes: 100,
  snapshots: 40,
  uncopied: 10,
  verdicts: [{ copy: 7, blocked: 3, remove: 30 }, COPIES_LEFT],
};

const COPY_PENDING: Kind = {
  ...PILED_UP,
  volumes: 100,
  snapshots: 40,
  uncopied: 1,
  isCopyPending: true,
  verdicts: [
    { keep: 7, remove: 33 },
    { keep: 2, remove: 4 },
  ],
};

/** A change of policy would remove too much at once. */
const POLICY_CHANGED: Kind = {
  ...PILED_UP,
  volumes: 100,
  snapshots: 50,
  policies: ['last 30', 'last 1'],
  verdicts: [{ keep: 7, blocked: 43 }, COPIES_LEFT],
};

const GONE: Kind = {
  ...PILED_UP,
  volumes: 100,
  snapshots: 20,
  isGone: true,
  verdicts: [{ keep: 7, remove: 13 }, COPIES_LEFT],
};

const NOT_COVERED: Kind = { volumes: 100, snapshots: 50, tags: {}, verdicts: [{ keep: 50 }, {}] };

const BEFORE_DEPLOYMENT: Kind = {
  volumes: 100,
  snapshots: 20,
  tags: SELECTED,
  verdicts: [{ keep: 20 }, {}],
};

/** A fleet that comes to every verdict. Most of its snapshots are to be removed. */
export const LARGE_FLEET: readonly Kind[] = [
  PILED_UP,
  OWN_POLICY,
  OBSTRUCTED,
  COPIES_BEHIND,
  COPY_PENDING,
  POLICY_CHANGED,
  GONE,
  NOT_COVERED,
  BEFORE_DEPLOYMENT,
];

/** In the primary Region; copies come on top. */
export const SNAPSHOTS = LARGE_FLEET.reduce((sum, { volumes, snapshots }) => sum + volumes * snapshots, 0);

const counts = (place: 0 | 1): Counts => {
  const sum = (action: Action): number =>
    LARGE_FLEET.reduce((total, { volumes, verdicts }) => total + volumes * (verdicts[place][action] ?? 0), 0);
  return { remove: sum('remove'), copy: sum('copy'), blocked: sum('blocked'), keep: sum('keep') };
};

/** How many of all snapshots, by Region, are to come to each verdict. */
export const EXPECTED_COUNTS: Readonly<Record<string, Counts>> = { [PRIMARY]: counts(0), [DR]: counts(1) };
