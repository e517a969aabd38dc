import { awsRuntime } from '../../../functions/runtime/aws-runtime';
import { ec2Clients } from '../../../functions/runtime/ec2-clients';
import { sfnClients } from '../../../functions/runtime/sfn-clients';

const environment = process.env;

beforeEach(() => {
  process.env = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'an-id',
    AWS_SECRET_ACCESS_KEY: 'a-secret',
    DEPLOYMENT: 'keeper',
    POWERTOOLS_SERVICE_NAME: 'keeper-us-east-1',
  };
});

afterEach(() => {
  process.env = environment;
});

/** Keeps what is written to a stream, one parsed JSON value a line. */
function written(stream: NodeJS.WriteStream): unknown[] {
  const values: unknown[] = [];
  jest.spyOn(stream, 'write').mockImplementation((chunk) => {
    values.push(JSON.parse(String(chunk)));
    return true;
  });
  return values;
}

test('the Region and the environment are those of the function', () => {
  const runtime = awsRuntime({})();

  expect(runtime.region).toBe('us-east-1');
  expect(runtime.environment['DEPLOYMENT']).toBe('keeper');
});

describe('clients', () => {
  test('are those that the function names and no others', async () => {
    const { clients } = awsRuntime({ ec2: ec2Clients, sfn: sfnClients })();

    expect(Object.keys(clients)).toEqual(['ec2', 'sfn']);
    await expect(clients.ec2('eu-west-1').config.region()).resolves.toBe('eu-west-1');
    await expect(clients.sfn('us-east-1').config.region()).resolves.toBe('us-east-1');
  });

  test('are kept for the life of the runtime, and another runtime has its own', () => {
    const makeRuntime = awsRuntime({ ec2: ec2Clients });
    const { clients } = makeRuntime();

    expect(clients.ec2('eu-west-1')).toBe(clients.ec2('eu-west-1'));
    expect(makeRuntime().clients.ec2('eu-west-1')).not.toBe(clients.ec2('eu-west-1'));
  });
});

test('naming a runtime reads and makes nothing before the runtime is made', () => {
  const made: string[] = [];
  const makeRuntime = awsRuntime({
    ec2: () => {
      made.push('ec2');
      return ec2Clients();
    },
  });
  process.env['AWS_REGION'] = 'eu-west-1';

  expect(made).toEqual([]);
  expect(makeRuntime().region).toBe('eu-west-1');
  expect(made).toEqual(['ec2']);
});

describe('the log', () => {
  test.each([
    ['info', process.stdout],
    ['warn', process.stderr],
    ['error', process.stderr],
  ] as const)('is one JSON line a call at level %s', (level, stream) => {
    const lines = written(stream);
    const { log } = awsRuntime({})();

    log[level]('copy', { snapshotId: 'snap-1', deep: { list: [1] } });
    log[level]('done');

    expect(lines).toMatchObject([
      {
        level: level.toUpperCase(),
        message: 'copy',
        service: 'keeper-us-east-1',
        snapshotId: 'snap-1',
        deep: { list: [1] },
      },
      { level: level.toUpperCase(), message: 'done', service: 'keeper-us-east-1' },
    ]);
    expect(lines[1]).not.toHaveProperty('snapshotId');
  });

  test('keeps the name and the cause of an error that are fields', () => {
    const lines = written(process.stderr);

    awsRuntime({})().log.error('failure', { error: 'CopyFailed', cause: 'a key' });

    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'failure',
        service: 'keeper-us-east-1',
        error: 'CopyFailed',
        cause: 'a key',
      },
    ]);
  });
});

describe('a metric', () => {
  test('is one embedded metric in the namespace SnapshotKeeper, with the name that the function is given as its dimension', () => {
    const lines = written(process.stdout);

    awsRuntime({})().metrics.count('SnapshotsPruned', 3);

    expect(lines).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'SnapshotKeeper',
              Dimensions: [['service']],
              Metrics: [{ Name: 'SnapshotsPruned', Unit: 'Count' }],
            },
          ],
        },
        service: 'keeper-us-east-1',
        SnapshotsPruned: 3,
      },
    ]);
  });

  test('is written with each count, so that a warm function leaves none behind', () => {
    const lines = written(process.stdout);
    const { metrics } = awsRuntime({})();

    metrics.count('SnapshotsPruned', 0);
    metrics.count('SnapshotsPruned', 2);
    metrics.count('SnapshotsBlocked', 1);

    expect(lines).toMatchObject([{ SnapshotsPruned: 0 }, { SnapshotsPruned: 2 }, { SnapshotsBlocked: 1 }]);
  });

  test('a gauge has its unit, and tells in a dimension of which Region it is', () => {
    const lines = written(process.stdout);

    awsRuntime({})().metrics.gauge('ManagedSize', { value: 24, unit: 'Gigabytes', ofRegion: 'us-west-2' });

    expect(lines).toMatchObject([
      {
        _aws: {
          CloudWatchMetrics: [
            {
              Namespace: 'SnapshotKeeper',
              Dimensions: [['service', 'region']],
              Metrics: [{ Name: 'ManagedSize', Unit: 'Gigabytes' }],
            },
          ],
        },
        service: 'keeper-us-east-1',
        region: 'us-west-2',
        ManagedSize: 24,
      },
    ]);
  });

  test('a gauge of a volume names it in a third dimension, which no later one has', () => {
    const lines = written(process.stdout);
    const { metrics } = awsRuntime({})();

    metrics.gauge('RecoveryPointAge', {
      value: 25_200,
      unit: 'Seconds',
      ofRegion: 'us-west-2',
      ofVolume: 'vol-0123456789abcdef0',
    });
    metrics.gauge('VolumesUncovered', { value: 0, unit: 'Count', ofRegion: 'us-west-2' });
    metrics.count('SweepsFinished', 1);

    const directive = (dimensions: readonly string[], name: string, unit: string) => ({
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'SnapshotKeeper', Dimensions: [dimensions], Metrics: [{ Name: name, Unit: unit }] },
      ],
    });
    expect(lines).toEqual([
      {
        _aws: directive(['service', 'region', 'VolumeId'], 'RecoveryPointAge', 'Seconds'),
        service: 'keeper-us-east-1',
        region: 'us-west-2',
        VolumeId: 'vol-0123456789abcdef0',
        RecoveryPointAge: 25_200,
      },
      {
        _aws: directive(['service', 'region'], 'VolumesUncovered', 'Count'),
        service: 'keeper-us-east-1',
        region: 'us-west-2',
        VolumesUncovered: 0,
      },
      {
        _aws: directive(['service'], 'SweepsFinished', 'Count'),
        service: 'keeper-us-east-1',
        SweepsFinished: 1,
      },
    ]);
  });
});

test('the clock is the real one', () => {
  jest.useFakeTimers({ now: Date.parse('2030-01-01T00:00:00Z') });

  expect(awsRuntime({})().now()).toEqual(new Date('2030-01-01T00:00:00Z'));
  jest.useRealTimers();
});
