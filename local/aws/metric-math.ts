const TERM = String.raw`\s*([+-])\s*(?:(\d+)\s*\*\s*)?FILL\(\s*(\w+)\s*,\s*0\s*\)\s*`;
const SUM = new RegExp(`^(?:${TERM})+$`);

/**
 * The weights, in the order of `ids`, of an expression of CloudWatch's metric math such as `FILL(a,0)-3*FILL(b,0)`: metrics
 * that are added or subtracted, each with a whole number before it or none, where a period without a datapoint counts as 0.
 * Undefined for any other expression, and where not each of `ids` is named once.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function weightsOf(expression: string, ids: readonly string[]): readonly number[] | undefined {
  const text = `+${expression}`;
  if (!SUM.test(text)) return undefined;
  const terms = Array.from(text.matchAll(new RegExp(TERM, 'g')), ([, sign, factor = '1', id = '']) => ({
    id,
    weight: Number(`${sign}${factor}`),
  }));
  const weights = new Map(terms.map(({ id, weight }) => [id, weight]));
  if (terms.length !== ids.length || !ids.every((id) => weights.has(id))) return undefined;
  return ids.map((id) => weights.get(id)!);
}

/** By what an expression such as `a/3600` divides the one metric in `ids`; undefined for any other expression. */
export function divisorOf(expression: string, ids: readonly string[]): number | undefined {
  const [, id, divisor] = /^\s*(\w+)\s*\/\s*(\d+)\s*$/.exec(expression) ?? [];
  return ids.length === 1 && id === ids[0] && Number(divisor) > 0 ? Number(divisor) : undefined;
}

/**
 * Whether an expression is `DIFF(a)` over the one metric in `ids`: each datapoint less the one before it. The first datapoint has none
 * before it and so no difference.
 */
export function isDifference(expression: string, ids: readonly string[]): boolean {
  const [, id] = /^\s*DIFF\(\s*(\w+)\s*\)\s*$/.exec(expression) ?? [];
  return ids.length === 1 && id === ids[0];
}
