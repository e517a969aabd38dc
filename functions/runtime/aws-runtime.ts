import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE } from '../domain/metrics-namespace';
import type { Clients, Runtime } from './lambda';

/**
 * The runtime inside AWS Lambda, with the clients that the function uses: a function that does not name a client does not
 * load its code either. Its log and metrics bear the name in `POWERTOOLS_SERVICE_NAME`.
 */
export const awsRuntime =
  <Used extends keyof Clients>(makeClients: {
    [Service in Used]: () => Clients[Service];
  }) =>
  (): Runtime<Used> => {
    const environment = process.env;
    const logger = new Logger();
    // Publishing leaves neither metrics nor dimensions in it. One for each datum would hold 700 MiB where a sweep tells of 50,000 volumes.
    const metrics = new Metrics({ namespace: METRICS_NAMESPACE });
    return {
      environment,
      region: environment['AWS_REGION'] ?? '',
      log: {
        info: (message, fields = {}) => logger.info(message, { ...fields }),
        warn: (message, fields = {}) => logger.warn(message, { ...fields }),
        error: (message, fields = {}) => logger.error(message, { ...fields }),
      },
      metrics: {
        count: (name, value) => {
          metrics.addMetric(name, MetricUnit.Count, value);
          metrics.publishStoredMetrics();
        },
        gauge: (name, { value, unit, ofRegion, ofVolume, ofSchedule }) => {
          metrics.addDimension('region', ofRegion);
          if (ofVolume !== undefined) metrics.addDimension('VolumeId', ofVolume);
          if (ofSchedule !== undefined) metrics.addDimension('schedule', ofSchedule);
          metrics.addMetric(name, MetricUnit[unit], value);
          metrics.publishStoredMetrics();
        },
      },
      now: () => new Date(),
      pause: (milliseconds) => setTimeout(milliseconds),
      newId: () => randomUUID(),
      clients: Object.fromEntries(
        Object.entries<() => unknown>(makeClients).map(([name, make]) => [name, make()]),
      ) as Pick<Clients, Used>,
    };
  };
