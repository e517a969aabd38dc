/** What a runbook asks for. It fills in all that can be asked for, as text: what is empty is not asked for. */
const BY_PREFIX: readonly [prefix: string, field: string][] = [
  ['snap-', 'snapshotId'],
  ['vol-', 'volumeId'],
  ['i-', 'instanceId'],
];

/** A truth or a number, where the text is one. */
const meant = (value: unknown): unknown =>
  /^(?:true|false|[1-9]\d{0,8})$/.test(String(value)) ? JSON.parse(String(value)) : value;

/**
 * The wish of a person, also where a runbook puts it: `{ runbook: { of, … } }`, with the id of a snapshot, volume or instance, and texts that may be empty. Only in that
 * form an empty text is none: of somebody else it is a mistake, such as a variable that is not set. What does not fit is left for the schema of the wish to refuse.
 */
export function wishIn(input: unknown): unknown {
  if (!isRecord(input) || !isRecord(input['runbook']) || Object.keys(input).length > 1) return input;
  const { of, ...asked } = input['runbook'];
  const [, field = 'of'] = BY_PREFIX.find(([prefix]) => String(of).startsWith(prefix)) ?? [];
  return Object.fromEntries([
    [field, of],
    ...Object.entries(asked)
      .filter(([, value]) => value !== '')
      .map(([key, value]) => [key, meant(value)]),
  ]);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
