/** A line of the trace, as far as the history of a snapshot needs it. */
type TraceLine = {
  readonly at: string;
  readonly kind: string;
  readonly region?: string;
  readonly errorCode?: string;
  readonly [field: string]: unknown;
};

/** What changes something. */
const CHANGES = /^ec2:(Create|Delete|Copy|Register|Deregister)/;

/**
 * A line of a world's trace as one line of a history about some snapshots or volumes: what changed them, what was decided
 * about them, and the faults that struck them. Undefined where it is about something else, or later than `untilMs`.
 */
export function historyLine(text: string, ids: readonly string[], untilMs: number): string | undefined {
  const line = JSON.parse(text) as TraceLine;
  if (Date.parse(line.at) > untilMs) return undefined;
  const what = ids.some((id) => text.includes(id)) ? describe(line, ids) : undefined;
  return what === undefined ? undefined : `${line.at}  ${what}`;
}

function describe(line: TraceLine, ids: readonly string[]): string | undefined {
  const where = line.region ?? '';
  switch (line.kind) {
    case 'fault':
      return `fault ${String(line['fault'])}: ${String(line['struck'])}`;
    case 'call': {
      const call = String(line['call']);
      if (!CHANGES.test(call)) return undefined;
      const ending = line.errorCode === undefined ? '' : `, refused: ${line.errorCode}`;
      return `${String(line['caller'])} calls ${call} in ${where} ${JSON.stringify(line['input'])}${ending}`;
    }
    case 'event': {
      const { event, result, snapshot_id: arn } = line['detail'] as Readonly<Record<string, string>>;
      return `EC2 event ${event} ${result} in ${where}: ${arn?.split('/').at(-1)}`;
    }
    case 'log':
      return describeLog(line, ids, where);
    case 'execution':
      return `${String(line['arn']).split(':').slice(-2).join(' ')} ${String(line['status'])}`;
    default:
      return undefined;
  }
}

/** Of a plan, the verdicts on them alone. */
function describeLog(line: TraceLine, ids: readonly string[], where: string): string | undefined {
  const verdicts = line['verdicts'] as
    readonly { snapshotId: string; action: string; reasons: string[] }[] | undefined;
  if (verdicts === undefined) return undefined;
  const words = verdicts
    .filter(({ snapshotId }) => ids.includes(snapshotId))
    .map(({ snapshotId, action, reasons }) => `${action} ${snapshotId} (${reasons.join('; ')})`);
  return words.length === 0 ? undefined : `plan in ${where}: ${words.join(', ')}`;
}
