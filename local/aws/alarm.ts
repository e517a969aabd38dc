import { isDifference, weightsOf } from './metric-math';
import { MetricSeries, type Statistic } from './metric-series';

export type AlarmMetric = {
  /** The name of the metric in the expression. */
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: Statistic;
  readonly periodSeconds: number;
};

/** An alarm in the names of CloudWatch's PutMetricAlarm. */
export type AlarmSettings = {
  readonly name: string;
  readonly description?: string;
  /** One, or with an expression several of the same period. */
  readonly metrics: readonly AlarmMetric[];
  /** Such as `FILL(a,0)-3*FILL(b,0)`, over the ids of all metrics, or `DIFF(a)`: see weightsOf and isDifference. */
  readonly expression?: string;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm?: number;
  readonly treatMissingData?: 'missing' | 'notBreaching' | 'breaching' | 'ignore';
  /** ARNs of SNS topics. */
  readonly alarmActions?: readonly string[];
  readonly okActions?: readonly string[];
};

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * One alarm: its datapoints and its state. It judges the last `evaluationPeriods` whole periods; AWS looks at windows
 * that slide by the minute and so is up to one period earlier.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Alarm {
  readonly periodMs: number;
  readonly series: readonly MetricSeries[];
  readonly #breaches: (value: number) => boolean;
  /** Of each metric in the expression, where it adds up. */
  readonly #weights: readonly number[] | undefined;
  /** Whether the expression is the difference to the period before. */
  readonly #isDifference: boolean;
  #state: AlarmState = 'INSUFFICIENT_DATA';
  /** The last period with a datapoint. */
  #lastPeriod = Number.NEGATIVE_INFINITY;
  /** Whether an evaluation is on its way. */
  isAwake = false;

  /** Throws "not simulated" for what the world does not know. */
  constructor(
    readonly region: string,
    readonly settings: AlarmSettings,
  ) {
    checkSettings(settings);
    this.#weights = weightsIn(settings);
    this.#isDifference = isDifferenceIn(settings);
    const compare = COMPARISONS[settings.comparisonOperator];
    if (compare === undefined) {
      throw new Error(`not simulated: alarm ${settings.name} with ${settings.comparisonOperator}`);
    }
    this.#breaches = (value) => compare(value, settings.threshold);
    this.periodMs = settings.metrics[0]!.periodSeconds * 1_000;
    this.series = settings.metrics.map(({ statistic }) => new MetricSeries(statistic));
  }

  get state(): AlarmState {
    return this.#state;
  }

  /** Counts a datapoint of the metric with this index to the period that `atMs` lies in. */
  add(atMs: number, metric: number, value: number): void {
    const period = Math.floor(atMs / this.periodMs);
    this.series[metric]!.add(period, value);
    this.#lastPeriod = period;
  }

  /** When the period that `nowMs` lies in ends. */
  periodEndMs(nowMs: number): number {
    return (Math.floor(nowMs / this.periodMs) + 1) * this.periodMs;
  }

  /** Judges the periods that have ended by `nowMs`. Returns the reason of the new state where it has changed. */
  evaluate(nowMs: number): { readonly from: AlarmState; readonly reason: string } | undefined {
    const { evaluationPeriods, comparisonOperator, threshold } = this.settings;
    const last = Math.floor(nowMs / this.periodMs) - 1;
    const first = last - evaluationPeriods + 1;
    for (const series of this.series) series.forgetBefore(first - 1);
    const values = Array.from({ length: evaluationPeriods }, (_, index) => this.#value(first + index));
    const from = this.#state;
    this.#state = this.#judge(values);
    if (this.#state === from) return undefined;
    const shown = values.map((value) => value ?? 'missing').join(', ');
    return { from, reason: `the last datapoints were [${shown}] (${comparisonOperator} ${threshold})` };
  }

  /** Whether the state stays as it is until the next datapoint. */
  isSettled(nowMs: number): boolean {
    const last = Math.floor(nowMs / this.periodMs) - 1;
    return last >= this.#lastPeriod + this.settings.evaluationPeriods;
  }

  #value(period: number): number | undefined {
    if (this.#isDifference) return this.#difference(period);
    const weights = this.#weights;
    if (weights === undefined) return this.series[0]!.value(period);
    return this.series.reduce((sum, series, index) => sum + weights[index]! * (series.value(period) ?? 0), 0);
  }

  /** AWS does not say how far back it looks for the datapoint before a gap, so that here there is none. */
  #difference(period: number): number | undefined {
    const [series] = this.series;
    const [before, now] = [series!.value(period - 1), series!.value(period)];
    return before === undefined || now === undefined ? undefined : now - before;
  }

  #judge(values: readonly (number | undefined)[]): AlarmState {
    const { treatMissingData = 'missing', datapointsToAlarm = values.length } = this.settings;
    if (values.includes(undefined)) {
      // With these two there is only one period: see checkSettings.
      if (treatMissingData === 'ignore') return this.#state;
      if (treatMissingData === 'missing') return 'INSUFFICIENT_DATA';
    }
    const breaching = values.filter((value) =>
      value === undefined ? treatMissingData === 'breaching' : this.#breaches(value),
    );
    return breaching.length >= datapointsToAlarm ? 'ALARM' : 'OK';
  }
}

function checkSettings(settings: AlarmSettings): void {
  const { name, metrics, expression, evaluationPeriods, treatMissingData = 'missing' } = settings;
  const refuse = (what: string): never => {
    throw new Error(`not simulated: alarm ${name} with ${what}`);
  };
  if (new Set(metrics.map(({ periodSeconds }) => periodSeconds)).size !== 1) {
    refuse('metrics of different periods, or none');
  }
  if (expression === undefined && metrics.length > 1) refuse('several metrics and no expression');
  if (expression === undefined || isDifferenceIn(settings)) {
    // AWS then looks further back than these periods, by rules that it does not document in full.
    if (evaluationPeriods > 1 && /^(missing|ignore)$/.test(treatMissingData)) {
      refuse(`treatMissingData ${treatMissingData} over ${evaluationPeriods} periods`);
    }
  } else if (weightsIn(settings) === undefined) refuse(`the expression ${expression}`);
  for (const action of [...(settings.alarmActions ?? []), ...(settings.okActions ?? [])]) {
    if (!/^arn:[a-z-]+:sns:/.test(action)) refuse(`the action ${action}`);
  }
}

function isDifferenceIn({ expression, metrics }: AlarmSettings): boolean {
  return (
    expression !== undefined &&
    isDifference(
      expression,
      metrics.map(({ id }) => id),
    )
  );
}

function weightsIn({ expression, metrics }: AlarmSettings): readonly number[] | undefined {
  if (expression === undefined) return undefined;
  return weightsOf(
    expression,
    metrics.map(({ id }) => id),
  );
}
