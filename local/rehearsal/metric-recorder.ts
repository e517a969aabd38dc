import type { AlarmMetric } from '../aws/alarm';
import { MetricSeries } from '../aws/metric-series';
import { MINUTE_MS } from '../kernel/time-units';

export type RecordedMetric = AlarmMetric & { readonly region: string };

/** One metric, by the periods in which a line of it has its points. */
export class MetricRecorder {
  readonly periodMs: number;
  readonly #series: MetricSeries;
  /** Of a gauge. */
  #standing: { readonly sinceMs: number; readonly value: number } | undefined;

  /** The points stand as far apart as the metric's own period says, or farther. */
  constructor(metric: RecordedMetric, leastPeriodMs: number) {
    this.periodMs = Math.max(metric.periodSeconds * 1000, leastPeriodMs);
    this.#series = new MetricSeries(metric.statistic);
  }

  add(atMs: number, value: number): void {
    this.#series.add(this.#periodOf(atMs), value);
  }

  /** The value from now on, until the next call says another. It is measured every minute, as AWS measures a queue. */
  stand(atMs: number, value: number): void {
    this.standOn(atMs);
    this.#standing = { sinceMs: atMs, value };
  }

  /** Nothing has changed until now. */
  standOn(atMs: number): void {
    if (this.#standing === undefined) return;
    const { sinceMs, value } = this.#standing;
    const firstMs = Math.ceil(sinceMs / MINUTE_MS) * MINUTE_MS;
    for (let minuteMs = firstMs; minuteMs < atMs; minuteMs += MINUTE_MS) this.add(minuteMs, value);
    this.#standing = { sinceMs: atMs, value };
  }

  /** In the period that begins then; undefined where nothing was measured. */
  valueFrom(startMs: number): number | undefined {
    return this.#series.value(this.#periodOf(startMs));
  }

  #periodOf(atMs: number): number {
    return Math.floor(atMs / this.periodMs);
  }
}
