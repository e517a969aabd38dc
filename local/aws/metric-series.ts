export type Statistic = 'Sum' | 'Maximum' | 'Minimum' | 'Average' | 'SampleCount';

type Datapoints = { count: number; sum: number; minimum: number; maximum: number };

/** The datapoints of one metric, put together by periods that begin at multiples of `periodSeconds` since the epoch. */
export class MetricSeries {
  readonly #periods = new Map<number, Datapoints>();

  constructor(readonly statistic: Statistic) {}

  add(period: number, value: number): void {
    const datapoints = this.#periods.get(period);
    if (datapoints === undefined) {
      this.#periods.set(period, { count: 1, sum: value, minimum: value, maximum: value });
      return;
    }
    datapoints.count += 1;
    datapoints.sum += value;
    datapoints.minimum = Math.min(datapoints.minimum, value);
    datapoints.maximum = Math.max(datapoints.maximum, value);
  }

  /** The statistic of one period; undefined where it has no datapoint. */
  value(period: number): number | undefined {
    const datapoints = this.#periods.get(period);
    if (datapoints === undefined) return undefined;
    switch (this.statistic) {
      case 'Sum':
        return datapoints.sum;
      case 'Maximum':
        return datapoints.maximum;
      case 'Minimum':
        return datapoints.minimum;
      case 'Average':
        return datapoints.sum / datapoints.count;
      case 'SampleCount':
        return datapoints.count;
    }
  }

  forgetBefore(period: number): void {
    for (const one of this.#periods.keys()) if (one < period) this.#periods.delete(one);
  }
}
