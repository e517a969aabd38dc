import type { ApiCall } from '../aws/api-endpoint';
import type { Datum } from '../aws/cloud-watch';
import type { Dashboard, DashboardLine, Widget } from '../aws/dashboard';
import { readLogsQuery } from '../aws/logs-query';
import { divisorOf, weightsOf } from '../aws/metric-math';
import { isQueueGauge, queueGauge } from '../aws/queue-gauge';
import type { LogLine } from '../handlers/hosted-function';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import { logsLogGroup } from '../template/resources/logs-log-group';
import { sqsQueue } from '../template/resources/sqs-queue';
import { Template, type SynthesizedStack } from '../template/template';
import type { Observer } from '../world/observer';
import type { World } from '../world/world';
import type { DrawnAlarm, DrawnDashboard, DrawnLine, DrawnLog, DrawnWidget } from './drawn-dashboard';
import { MetricRecorder, type RecordedMetric } from './metric-recorder';

/** A line has no more points than in a month of hours. */
const DAYS_BY_HOUR = 31;

export type Days = {
  readonly templates: readonly SynthesizedStack[];
  readonly startMs: number;
  readonly days: number;
};

/** Keeps, while a world runs, all that its dashboards show. What comes after the days is passed over. */
export class DashboardRecorder implements Observer {
  readonly #world: World;
  readonly #dashboards: readonly Dashboard[];
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #periodMs: number;
  /** By the metric and its statistic. */
  readonly #recorders = new Map<string, MetricRecorder>();
  /** By the metric alone. */
  readonly #byDatum = new Map<string, Set<MetricRecorder>>();
  /** The gauges of queues, by Region. */
  readonly #gauges = new Map<string, Gauge[]>();
  readonly #lines: (LogLine & { readonly atMs: number })[] = [];
  readonly #wantedMessages: ReadonlySet<string>;
  /** The function that writes a log, by the log's Region and name. */
  readonly #writers: ReadonlyMap<string, string>;

  constructor(world: World, { templates, startMs, days }: Days) {
    this.#world = world;
    this.#dashboards = world.cloudWatch.dashboards;
    this.#startMs = startMs;
    this.#endMs = startMs + days * DAY_MS;
    this.#periodMs = Math.ceil(days / DAYS_BY_HOUR) * HOUR_MS;
    const stacks = templates.map((stack) => new Template(stack));
    this.#writers = new Map(
      stacks.flatMap((stack) =>
        stack
          .resources(logsLogGroup)
          .map(({ region, name, constructPath }) => [
            `${region}/${name}`,
            constructPath.split('/').at(-3) ?? '',
          ]),
      ),
    );
    const queueArns = new Map(
      stacks.flatMap((stack) =>
        stack.resources(sqsQueue).map((queue) => [`${queue.region}/${queue.name}`, queue.attribute('Arn')]),
      ),
    );
    const widgets = this.#dashboards.flatMap((dashboard) => dashboard.widgets);
    for (const line of widgets.flatMap((widget) => ('lines' in widget ? widget.lines : [])))
      for (const metric of line.metrics) this.#watch(metric, queueArns);
    this.#wantedMessages = new Set(
      widgets.flatMap((widget) => (widget.type === 'log' ? readLogsQuery(widget.query).messages : [])),
    );
  }

  onDatum(datum: Datum & { readonly region: string }): void {
    if (this.#isOver()) return;
    for (const recorder of this.#byDatum.get(metricKey(datum)) ?? [])
      recorder.add(this.#world.loop.nowMs(), datum.value);
  }

  /** The depth of a queue changes by calls alone. */
  onCall({ request: { service, region } }: ApiCall): void {
    if (service !== 'sqs' || this.#isOver()) return;
    const nowMs = this.#world.loop.nowMs();
    for (const { queueArn, metricName, recorder } of this.#gauges.get(region) ?? [])
      recorder.stand(nowMs, queueGauge(this.#world.sqs, queueArn, metricName, nowMs) ?? 0);
  }

  onLog(line: LogLine): void {
    if (this.#wantedMessages.has(line.message) && !this.#isOver())
      this.#lines.push({ ...line, atMs: this.#world.loop.nowMs() });
  }

  /** Each dashboard, at the end of the days. */
  drawn(): DrawnDashboard[] {
    for (const { recorder } of [...this.#gauges.values()].flat()) recorder.standOn(this.#endMs);
    return this.#dashboards.map(({ name, region, widgets }) => ({
      name,
      region,
      fromMs: this.#startMs,
      toMs: this.#endMs,
      periodHours: this.#periodMs / HOUR_MS,
      widgets: widgets.map((widget) => this.#drawnWidget(widget, region)),
    }));
  }

  #isOver(): boolean {
    return this.#world.loop.nowMs() >= this.#endMs;
  }

  #watch(metric: RecordedMetric, queueArns: ReadonlyMap<string, string>): void {
    const key = `${metricKey(metric)} ${metric.statistic} ${metric.periodSeconds}`;
    if (this.#recorders.has(key)) return;
    const recorder = new MetricRecorder(metric, this.#periodMs);
    this.#recorders.set(key, recorder);
    if (!isQueueGauge(metric)) {
      const known = this.#byDatum.get(metricKey(metric)) ?? new Set();
      this.#byDatum.set(metricKey(metric), known.add(recorder));
      return;
    }
    const { region, name: metricName, dimensions } = metric;
    const queueArn = queueArns.get(`${region}/${dimensions['QueueName']}`);
    if (queueArn === undefined) return;
    this.#gauges.set(region, [...(this.#gauges.get(region) ?? []), { queueArn, metricName, recorder }]);
  }

  #drawnWidget(widget: Widget, region: string): DrawnWidget {
    switch (widget.type) {
      case 'text':
        return widget;
      case 'graph':
      case 'numbers':
        return { ...widget, lines: widget.lines.map((line) => this.#drawnLine(line)) };
      case 'alarms': {
        const { alarmNames, ...place } = widget;
        return { ...place, alarms: alarmNames.map((name) => this.#drawnAlarm(region, name)) };
      }
      case 'log': {
        const { region: ofLog, logGroupNames, query, ...place } = widget;
        return { ...place, ...this.#drawnLog(ofLog, logGroupNames, query) };
      }
    }
  }

  #drawnLine({ label, metrics, expression }: DashboardLine): DrawnLine {
    const recorders = metrics.map((metric) =>
      this.#recorders.get(`${metricKey(metric)} ${metric.statistic} ${metric.periodSeconds}`)!,
    );
    const { periodMs } = recorders[0]!;
    const ids = metrics.map(({ id }) => id);
    const weights = expression === undefined ? undefined : weightsOf(expression, ids);
    const divisor = expression === undefined ? 1 : (divisorOf(expression, ids) ?? 1);
    const valueFrom = (atMs: number): number | null => {
      const values = recorders.map((recorder) => recorder.valueFrom(atMs));
      if (weights !== undefined)
        return values.reduce<number>((sum, value, index) => sum + weights[index]! * (value ?? 0), 0);
      const [value] = values;
      return value === undefined ? null : value / divisor;
    };
    const fromMs = Math.floor(this.#startMs / periodMs) * periodMs;
    const periods = Math.ceil((this.#endMs - fromMs) / periodMs);
    const values = Array.from({ length: periods }, (_, period) => valueFrom(fromMs + period * periodMs));
    return { label, fromMs, periodMs, values: values.map(rounded) };
  }

  #drawnAlarm(region: string, name: string): DrawnAlarm {
    const ringing: { fromMs: number; toMs: number }[] = [];
    let state: DrawnAlarm['state'] = 'INSUFFICIENT_DATA';
    for (const { atMs, to, ...alarm } of this.#world.cloudWatch.transitions) {
      if (alarm.region !== region || alarm.name !== name || atMs >= this.#endMs) continue;
      if (state === 'ALARM') ringing.at(-1)!.toMs = atMs;
      if (to === 'ALARM') ringing.push({ fromMs: atMs, toMs: this.#endMs });
      state = to;
    }
    return { name, state, ringing };
  }

  #drawnLog(region: string, logGroupNames: readonly string[], query: string): Omit<DrawnLog, 'title'> {
    const { fields, messages, sortedBy, limit } = readLogsQuery(query);
    const writers = new Set(logGroupNames.map((name) => this.#writers.get(`${region}/${name}`)));
    const rows = this.#lines
      .filter(
        (line) => line.region === region && messages.includes(line.message) && writers.has(line.functionName),
      )
      .sort((a, b) => (fieldOf(a, sortedBy) < fieldOf(b, sortedBy) ? 1 : -1))
      .slice(0, limit)
      .map((line) => fields.map((field) => fieldOf(line, field)));
    return { type: 'log', columns: fields, rows };
  }
}

type Gauge = { readonly queueArn: string; readonly metricName: string; readonly recorder: MetricRecorder };

/** Nobody reads more decimals. */
const rounded = (value: number | null): number | null => value && Number(value.toFixed(3));

const fieldOf = ({ atMs, fields }: Pick<LogLine, 'fields'> & { readonly atMs: number }, field: string) =>
  field === '@timestamp' ? new Date(atMs).toISOString() : textOf(fields[field]);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

const metricKey = ({
  region,
  namespace,
  name,
  dimensions,
}: Omit<RecordedMetric, 'id' | 'statistic' | 'periodSeconds'>): string =>
  JSON.stringify([region, namespace, name, Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
