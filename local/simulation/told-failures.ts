/** One failure that a message tells of, as its reader sees it. What the message does not say is empty. */
export type ToldFailure = {
  readonly error: string;
  readonly step: string;
  readonly region: string;
  readonly volumeId: string;
  readonly snapshotId: string;
  /** The link to the execution, which ends with its ARN. */
  readonly execution: string;
};

/**
 * The failures that a message tells of, read as a person would: one with all its fields, or, below the fields that several have
 * in common, a list of what they befell. An alarm tells of none.
 */
export function toldFailures(message: string): ToldFailure[] {
  const [head = '', ...entries] = message.split(/^- /m);
  const common = { error: field(head, 'Error'), step: field(head, 'Step'), region: field(head, 'Region') };
  if (common.error === '') return [];
  if (entries.length === 0) {
    const [volumeId, snapshotId] = [field(head, 'Volume'), field(head, 'Snapshot')];
    return [{ ...common, volumeId, snapshotId, execution: field(head, 'Execution') }];
  }
  return entries.map((entry) => {
    const ids = /^.*$/m.exec(entry)?.[0].split(', ') ?? [];
    const idOf = (kind: string): string => ids.find((id) => id.startsWith(kind)) ?? '';
    return {
      ...common,
      volumeId: idOf('vol-'),
      snapshotId: idOf('snap-'),
      execution: field(entry, 'Execution'),
    };
  });
}

const field = (text: string, name: string): string =>
  new RegExp(`^ *${name}: +(.*)$`, 'm').exec(text)?.[1] ?? '';
