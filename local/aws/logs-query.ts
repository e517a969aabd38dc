/** What a query of CloudWatch Logs Insights asks for: fields of the lines with one of some messages, sorted by a field, the greatest first. */
export type LogsQuery = {
  readonly fields: readonly string[];
  readonly messages: readonly string[];
  readonly sortedBy: string;
  readonly limit: number;
};

const FORM =
  /^fields ([\w@]+(?:, [\w@]+)*)\s*\| filter message in \[("[^"]*"(?:, "[^"]*")*)\]\s*\| sort ([\w@]+) desc\s*\| limit (\d+)$/;

/** Reads a query of the one form that is known here. Throws "not simulated" for any other. */
export function readLogsQuery(query: string): LogsQuery {
  const [whole, fields = '', messages = '', sortedBy = '', limit] = FORM.exec(query) ?? [];
  if (whole === undefined) throw new Error(`not simulated: the query of a log ${query}`);
  return {
    fields: fields.split(', '),
    messages: messages.slice(1, -1).split('", "'),
    sortedBy,
    limit: Number(limit),
  };
}
