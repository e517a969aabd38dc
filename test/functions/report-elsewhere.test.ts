import { AccessDenied, ServiceBusy } from '../../functions/domain/errors';
import { reportElsewhere, type Elsewhere } from '../../functions/sweep-region/report-elsewhere';
import { ec2Error } from '../support/aws-failures';
import { recorder } from '../support/recorder';
import { vol } from '../support/builders';

const volume = (number: number) => ({
  volumeId: vol(number),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'eu-west-3a',
  tags: { Backup: 'yes' },
});

type Facts = {
  readonly regions?: () => Promise<readonly string[]>;
  /** By Region, how many volumes are selected there; an Error is thrown. */
  readonly volumes?: Readonly<Record<string, number | Error>>;
  readonly environment?: Partial<Elsewhere['environment']>;
};

/** Regions that are asked, what is said, and the log. */
async function report({ volumes = {}, environment = {}, regions }: Facts) {
  const { log, metrics, lines, gauges } = recorder();
  const asked: string[] = [];
  await reportElsewhere({
    regions: regions ?? (() => Promise.resolve(['us-east-1', 'us-west-2', ...Object.keys(volumes)])),
    volumes: (region) => ({
      selectedBy: () => {
        asked.push(region);
        const found = volumes[region] ?? 0;
        return found instanceof Error
          ? Promise.reject(found)
          : Promise.resolve(Array.from({ length: found }, (_, index) => volume(index)));
      },
    }),
    environment: {
      SELECTION: { tagKey: 'Backup' },
      PRIMARY_REGIONS: ['us-east-1'],
      IGNORE_REGIONS: [],
      ...environment,
    },
    region: 'us-east-1',
    log,
    metrics,
  });
  return { asked, gauges, lines };
}

const HINT = 'The setting ignoreRegions names Regions that are not to be asked.';

const saying = (value: number) => [['VolumesElsewhere', { value, unit: 'Count', ofRegion: 'us-east-1' }]];

test('selected volumes of every Region without a stack for them are counted, those of a DR Region too, and named', async () => {
  const { asked, gauges, lines } = await report({ volumes: { 'eu-west-3': 1, 'us-west-2': 2 } });

  expect(asked).toEqual(['us-west-2', 'eu-west-3', 'us-west-2']);
  expect(gauges).toEqual(saying(5));
  expect(lines).toContainEqual([
    'warn',
    'selected where no stack protects it',
    { region: 'eu-west-3', volumeId: vol(0) },
  ]);
});

test('one line says how many there are in each Region, and what tells how to cover them', async () => {
  const { lines } = await report({ volumes: { 'eu-west-3': 1, 'eu-west-2': 0, 'sa-east-1': 101 } });

  expect(lines.at(-1)).toEqual([
    'warn',
    'selected volumes without a stack',
    {
      volumes: { 'eu-west-3': 1, 'sa-east-1': 101 },
      hint: '"npm run keeper -- regions" lists them, with the line of settings that would cover them.',
    },
  ]);
});

test('at most 100 of a Region are named, and all are counted', async () => {
  const { gauges, lines } = await report({ volumes: { 'eu-west-3': 101 } });

  expect(gauges).toEqual(saying(101));
  expect(lines.filter(([, text]) => text === 'selected where no stack protects it')).toHaveLength(100);
});

test('other primary Regions are covered, and what the settings ignore is not asked', async () => {
  const { asked } = await report({
    volumes: { 'eu-west-3': 1, 'eu-west-2': 1 },
    environment: { PRIMARY_REGIONS: ['us-east-1', 'eu-west-2'], IGNORE_REGIONS: ['us-west-2'] },
  });

  expect(asked).toEqual(['eu-west-3']);
});

test('where all volumes are selected, those of the primary Regions are meant', async () => {
  const { asked, gauges } = await report({ volumes: { 'eu-west-3': 1 }, environment: { SELECTION: 'all' } });

  expect(asked).toEqual([]);
  expect(gauges).toEqual([]);
});

test.each([
  ['a policy of the organization denies', ec2Error('UnauthorizedOperation', 403)],
  ['nobody may read', new AccessDenied('UnauthorizedOperation: no')],
  ['does not know the account', ec2Error('AuthFailure', 401)],
  ['the account may not use', ec2Error('OptInRequired')],
])('a Region that %s holds nothing', async (_, denial) => {
  const { gauges, lines } = await report({ volumes: { 'eu-west-3': denial } });

  expect(gauges).toEqual(saying(0));
  expect(lines).toEqual([
    [
      'info',
      'other Regions not looked at',
      { denied: { 'eu-west-3': String(denial) }, unread: {}, hint: HINT },
    ],
  ]);
});

test('all Regions that were not looked at stand in one line, with how to have none asked', async () => {
  const [denied, busy] = [ec2Error('UnauthorizedOperation', 403), new ServiceBusy('TimeoutError: hung up')];
  const { lines } = await report({
    volumes: { 'eu-west-1': 0, 'eu-west-2': denied, 'eu-west-3': denied, 'sa-east-1': busy },
  });

  expect(lines).toEqual([
    [
      'warn',
      'other Regions not looked at',
      {
        denied: { 'eu-west-2': String(denied), 'eu-west-3': String(denied) },
        unread: { 'sa-east-1': String(busy) },
        hint: HINT,
      },
    ],
  ]);
});

describe.each([
  ['is too busy', new ServiceBusy('RequestLimitExceeded: later')],
  ['does not answer', new ServiceBusy('TimeoutError: socket hang up')],
  ['refuses the call for a reason of its own', ec2Error('InvalidParameterValue')],
])('what a Region holds that %s is not known', (_, error) => {
  test('where the others hold nothing, nothing is said, not that there is none', async () => {
    const { gauges, lines } = await report({ volumes: { 'eu-west-3': error, 'eu-west-2': 0 } });

    expect(gauges).toEqual([]);
    expect(lines).toEqual([
      [
        'warn',
        'other Regions not looked at',
        { denied: {}, unread: { 'eu-west-3': String(error) }, hint: HINT },
      ],
    ]);
  });

  test('what the others hold is said', async () => {
    const { gauges } = await report({ volumes: { 'eu-west-3': error, 'eu-west-2': 1 } });

    expect(gauges).toEqual(saying(1));
  });
});

test('where the Regions of the account cannot be read, the sweep goes on, and nothing is said of them', async () => {
  const { gauges, lines } = await report({ regions: () => Promise.reject(new Error('ServiceBusy')) });

  expect(gauges).toEqual([]);
  expect(lines).toEqual([['warn', 'Regions of the account not read', { why: 'Error: ServiceBusy' }]]);
});
