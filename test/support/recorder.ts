import type { Fields, Gauge, Log, Metrics } from '../../functions/runtime/log';

export type Line = readonly [level: keyof Log, message: string, fields: Fields];

/** A log and metrics that keep what they are told, in order. */
export function recorder() {
  const lines: Line[] = [];
  const counts: [name: string, value: number][] = [];
  const log: Log = {
    info: (message, fields = {}) => void lines.push(['info', message, fields]),
    warn: (message, fields = {}) => void lines.push(['warn', message, fields]),
    error: (message, fields = {}) => void lines.push(['error', message, fields]),
  };
  const gauges: [name: string, gauge: Gauge][] = [];
  const metrics: Metrics = {
    count: (name, value) => void counts.push([name, value]),
    gauge: (name, gauge) => void gauges.push([name, gauge]),
  };
  return { log, metrics, lines, counts, gauges };
}
