import { arnOf } from '../kernel/arn';
import type { ApiRequest, Authorization, Outcome, Service } from './api';
import { Alarm, type AlarmMetric, type AlarmSettings, type AlarmState } from './alarm';
import { alarmNotifications, CLOUD_WATCH, type AlarmTransition } from './alarm-notification';
import type { Dashboard } from './dashboard';
import { onlyFields } from './only-fields';
import { isQueueGauge } from './queue-gauge';

/** One datapoint of a metric. */
export type Datum = {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
};

/** The value of a metric of a queue right now (see isQueueGauge); undefined where the queue is empty. */
export type QueueGauge = (queueArn: string, metricName: string, nowMs: number) => number | undefined;

/** The parts of PutMetricData that the world knows. */
type PutMetricData = {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
    readonly Value: number;
  }[];
};

/** The place of a metric in an alarm that watches it. */
type Watch = { readonly alarm: Alarm; readonly metric: number; readonly key: string };

/** A metric of AWS/SQS that is asked of the queue. `queueArn` is known while the queue may hold messages. */
type GaugeWatch = Watch & { readonly metricName: string; queueArn: string | undefined };

const NOTHING: Outcome = { output: {} };

/**
 * CloudWatch's metrics and alarms in every Region, and the account's dashboards. An alarm is judged at the end of a period, and only as long as a
 * datapoint can change its state: while none comes, time passes free of charge.
 *
 * The metrics of a queue that stand for its state now are not recorded. They are asked of the queue when a message
 * comes and at the end of each period until the queue is empty, and then they are 0 once.
 */
export class CloudWatch implements Service {
  readonly #gauge: QueueGauge;
  readonly #alarms = new Map<string, Alarm>();
  /** By the metric's name: most of what is measured has none that is watched. */
  readonly #watches = new Map<string, Watch[]>();
  readonly #gaugesByQueue = new Map<string, GaugeWatch[]>();
  readonly #gaugesByAlarm = new Map<Alarm, GaugeWatch[]>();
  readonly #transitions: AlarmTransition[] = [];
  readonly #dashboards = new Map<string, Dashboard>();

  constructor(gauge: QueueGauge) {
    this.#gauge = gauge;
  }

  /** Every change of an alarm's state, in order. */
  get transitions(): readonly AlarmTransition[] {
    return this.#transitions;
  }

  /** The state of every alarm, in the order of `putAlarm`. */
  alarms(): { readonly region: string; readonly name: string; readonly state: AlarmState }[] {
    return [...this.#alarms.values()].map(({ region, settings, state }) => ({
      region,
      name: settings.name,
      state,
    }));
  }

  /** Adds an alarm, which is first judged at the end of the current period. Throws "not simulated". */
  putAlarm(nowMs: number, region: string, settings: AlarmSettings): Outcome {
    const alarm = new Alarm(region, settings);
    this.#alarms.set(alarmKey(region, settings.name), alarm);
    settings.metrics.forEach((metric, index) => this.#watch(alarm, metric, index));
    return { output: {}, later: wake(nowMs, alarm) };
  }

  /** In the order of `putDashboard`. */
  get dashboards(): readonly Dashboard[] {
    return [...this.#dashboards.values()];
  }

  /** Adds a dashboard. Names are the account's: throws where one of another Region has it, which AWS would overwrite. */
  putDashboard(dashboard: Dashboard): void {
    const known = this.#dashboards.get(dashboard.name);
    if (known !== undefined && known.region !== dashboard.region)
      throw new Error(`the account has a dashboard ${dashboard.name} already, of ${known.region}`);
    this.#dashboards.set(dashboard.name, dashboard);
  }

  /** Takes one datapoint. The outcome's `later` judges the alarms that it wakes. */
  record(nowMs: number, region: string, datum: Datum): Outcome {
    const ofThatName = this.#watches.get(datum.name);
    if (ofThatName === undefined) return NOTHING;
    const key = metricKey(region, datum);
    const watches = ofThatName.filter((watch) => watch.key === key);
    const later = watches.flatMap(({ alarm, metric }) => {
      alarm.add(nowMs, metric, datum.value);
      return wake(nowMs, alarm);
    });
    return { output: {}, later };
  }

  /** Says that a queue has got a message: see `Sqs`. A repeated call samples the queue again. */
  queueFilled(nowMs: number, queueArn: string): Outcome {
    const watches = this.#gaugesByQueue.get(queueKey(queueArn));
    if (watches === undefined) return NOTHING;
    const later = watches.flatMap((watch) => {
      watch.queueArn = queueArn;
      this.#sample(nowMs, nowMs, watch);
      return wake(nowMs, watch.alarm);
    });
    return { output: {}, later };
  }

  authorizations({ operation, input }: ApiRequest): readonly Authorization[] {
    if (operation === 'EvaluateAlarm') return [];
    const context = { 'cloudwatch:namespace': String(input['Namespace']) };
    return [{ action: `cloudwatch:${operation}`, resource: '*', context }];
  }

  /** Carries out PutMetricData, and EvaluateAlarm, which CloudWatch asks of itself. */
  apply(nowMs: number, request: ApiRequest): Outcome {
    const { operation, region, input } = request;
    switch (operation) {
      case 'PutMetricData':
        onlyFields(request, ['Namespace', 'MetricData']);
        return this.#putMetricData(nowMs, region, input as PutMetricData);
      case 'EvaluateAlarm':
        return this.#evaluate(nowMs, alarmKey(region, String(input['name'])));
      default:
        throw new Error(`not simulated: cloudwatch ${operation}`);
    }
  }

  #putMetricData(nowMs: number, region: string, { Namespace, MetricData }: PutMetricData): Outcome {
    const outcomes = MetricData.map(({ MetricName, Dimensions = [], Value }) =>
      this.record(nowMs, region, {
        namespace: Namespace,
        name: MetricName,
        dimensions: Object.fromEntries(Dimensions.map((dimension) => [dimension.Name, dimension.Value])),
        value: Value,
      }),
    );
    return { output: {}, later: outcomes.flatMap(({ later = [] }) => later) };
  }

  #watch(alarm: Alarm, metric: AlarmMetric, index: number): void {
    const watch = { alarm, metric: index, key: metricKey(alarm.region, metric) };
    if (!isQueueGauge(metric)) {
      append(this.#watches, metric.name, watch);
      return;
    }
    const gauge = { ...watch, metricName: metric.name, queueArn: undefined };
    append(this.#gaugesByQueue, `${alarm.region}/${metric.dimensions['QueueName']}`, gauge);
    append(this.#gaugesByAlarm, alarm, gauge);
  }

  #sample(nowMs: number, atMs: number, watch: GaugeWatch): void {
    if (watch.queueArn === undefined) return;
    const value = this.#gauge(watch.queueArn, watch.metricName, nowMs);
    watch.alarm.add(atMs, watch.metric, value ?? 0);
    if (value === undefined) watch.queueArn = undefined;
  }

  #evaluate(nowMs: number, key: string): Outcome {
    const alarm = this.#alarms.get(key);
    if (alarm === undefined) throw new Error(`no alarm ${key}`);
    // The end of a period is the first moment of the next, but what holds then belongs to the one that has ended.
    for (const watch of this.#gaugesByAlarm.get(alarm) ?? []) this.#sample(nowMs, nowMs - 1, watch);
    const change = alarm.evaluate(nowMs);
    alarm.isAwake = false;
    const next = alarm.isSettled(nowMs) ? [] : wake(nowMs, alarm);
    if (change === undefined) return { output: {}, later: next };

    const { region, settings, state } = alarm;
    const transition = { atMs: nowMs, region, name: settings.name, to: state, ...change };
    this.#transitions.push(transition);
    const notifications = alarmNotifications(alarm, transition).map((request) => ({ afterMs: 0, request }));
    return { output: {}, later: [...notifications, ...next] };
  }
}

/** The evaluation of an alarm at the end of the current period; none where it is on its way already. */
function wake(nowMs: number, alarm: Alarm): NonNullable<Outcome['later']> {
  if (alarm.isAwake) return [];
  alarm.isAwake = true;
  const request = {
    service: 'cloudwatch',
    region: alarm.region,
    operation: 'EvaluateAlarm',
    input: { name: alarm.settings.name },
    caller: CLOUD_WATCH,
  };
  return [{ afterMs: alarm.periodEndMs(nowMs) - nowMs, request }];
}

const alarmKey = (region: string, name: string): string => `${region}/${name}`;

/** A metric is its namespace, its name and exactly these dimensions, in whatever order. */
function metricKey(region: string, { namespace, name, dimensions }: Omit<Datum, 'value'>): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([region, namespace, name, sorted]);
}

const queueKey = (queueArn: string): string => {
  const { region, resource } = arnOf(queueArn);
  return `${region}/${resource}`;
};

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
