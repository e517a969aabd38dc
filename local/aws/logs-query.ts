/** What a query of CloudWatch Logs Insights asks for: fields of the lines with one message, the latest first. */
export type LogsQuery = {
  readonly fields: readonly string[];
  readonly message: string;
  readonly limit: number;
};

const FORM =
  /^fields ([\w@]+(?:, [\w@]+)*)\s*\| filter message = "([^"]*)"\s*\| sort @timestamp desc\s*\| limit (\d+)$/;

/** Reads a query of the one form that is known here. Throws "not simulated" for any other. */
export function readLogsQuery(query: string): LogsQuery {
  const [whole, fields = '', message = '', limit] = FORM.exec(query) ?? [];
  if (whole === undefined) throw new Error(`not simulated: the query of a log ${query}`);
  return { fields: fields.split(', '), message, limit: Number(limit) };
}
