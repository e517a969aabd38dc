/** Why a volume has no point in a Region, or none that is young enough, for programs: these stay, where the words may change. */
export const CAUSE_CODES = [
  'no-snapshot',
  'no-newer-snapshot',
  'snapshot-failed',
  'snapshot-pending',
  'snapshot-not-usable',
  'snapshot-archived',
  'snapshot-in-future',
  'set-lacks-member',
  'snapshot-not-in-scope',
  'not-deployed',
  'being-adopted',
  'tags-contradicted',
  'not-adopted',
  'no-room-for-tags',
  'just-completed',
  'tags-carried',
  'taken-before',
  'no-copy',
  'copy-pending',
  'copy-archived',
  'copy-set-lacks-member',
  'copy-failed',
  'copy-impossible',
  'region-not-primary',
] as const;

export type CauseCode = (typeof CAUSE_CODES)[number];
