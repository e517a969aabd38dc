import type { LogLine } from '../handlers/log-line';

type LoggedVerdict = { readonly snapshotId: string; readonly action: string };

/** The ids that a plan gives up, from the line that PruneVolume logs before it deletes; of any other line none. */
export const givenUpIn = (message: string, fields: LogLine['fields']): string[] =>
  message === 'planned' && 'verdicts' in fields
    ? (fields['verdicts'] as readonly LoggedVerdict[])
        .filter(({ action }) => action === 'remove')
        .map(({ snapshotId }) => snapshotId)
    : [];
