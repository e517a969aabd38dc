import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { DescribeRegionsCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { regionsCommand } from '../../../cli/regions/regions-command';
import type { RegionsCoverage } from '../../../cli/regions/coverage';
import { callsTo, mockAws } from '../../support/aws-mock';
import { vol } from '../../support/builders';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';

const file = temporaryFiles();
const ec2 = mockAws(EC2Client);

const ONE = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

/** Both select by tags of their own, and share a DR Region. */
const TWO = {
  primary: [
    { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
    { region: 'eu-west-1', selection: { tagKey: 'Keep' }, dr: [{ region: 'us-west-2' }] },
  ],
};

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const DENIED = failure('UnauthorizedOperation', 'Not authorized');
const BUSY = failure('RequestLimitExceeded', 'Request limit exceeded');

const regionOf = (client: unknown): Promise<string> =>
  (client as () => { config: { region(): Promise<string> } })().config.region();

/** The tags of so many volumes. */
const tagged = (count: number, tagKey = 'Backup') =>
  Array.from({ length: count }, () => ({ [tagKey]: 'yes' }));

/** An account that has enabled these Regions; each has volumes with these tags, of which EC2 shows those that a filter by key takes, or throws. */
function account(
  regions: Readonly<Record<string, readonly Readonly<Record<string, string>>[] | Error>>,
): void {
  ec2
    .on(DescribeRegionsCommand)
    .resolves({ Regions: Object.keys(regions).map((RegionName) => ({ RegionName })) });
  ec2
    .on(DescribeVolumesCommand)
    .callsFake(async ({ Filters }: { Filters?: { Values: string[] }[] }, client) => {
      const found = regions[await regionOf(client)]!;
      if (found instanceof Error) throw found;
      const [key] = Filters?.[0]?.Values ?? [];
      return {
        Volumes: found.flatMap((tags, index) =>
          key === undefined || key in tags
            ? [
                {
                  VolumeId: vol(index + 1),
                  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
                },
              ]
            : [],
        ),
      };
    });
}

async function regions(settings: object, ...words: string[]) {
  const path = file('settings.json', settings);
  const { status, stdout, stderr } = await run(regionsCommand(), '--settings', path, ...words);
  return { status, stdout: stripVTControlCharacters(stdout).replaceAll(path, 'settings.json'), stderr };
}

const json = async (settings: object) => {
  const { stdout, status } = await regions(settings, '--json');
  return { status, coverage: JSON.parse(stdout) as RegionsCoverage };
};

/** A Region of an account in which no settings name it. */
const UNNAMED = { isPrimary: false, copiesOf: [], isIgnored: false };

describe('the exit code', () => {
  test.each<[code: number, rule: string, there: Parameters<typeof account>[0], verdict: RegExp]>([
    [
      0,
      'every selected volume is in a primary Region',
      { 'us-east-1': tagged(2), 'us-west-2': [], 'eu-west-3': tagged(3, 'Other') },
      /^COVERED: none of the selected volumes in 3 Regions is outside of the primary ones\.$/m,
    ],
    [
      1,
      'a volume is in a Region that the settings do not name',
      { 'us-east-1': tagged(2), 'us-west-2': [], 'eu-west-3': tagged(1) },
      /^NOT COVERED: 1 selected volume in 1 Region where no stack of the settings protects it\.$/m,
    ],
    [
      1,
      'a volume is in a DR Region, which protects none of its own',
      { 'us-east-1': [], 'us-west-2': tagged(2) },
      /^NOT COVERED: 2 selected volumes in 1 Region where no stack of the settings protects them\.$/m,
    ],
    [
      2,
      'a Region is denied',
      { 'us-east-1': tagged(2), 'us-west-2': [], 'sa-east-1': DENIED },
      /^NOT KNOWN: 1 Region could not be looked at\. The others hold no selected volume/m,
    ],
    [
      2,
      'a Region does not answer, whatever the others hold',
      { 'us-east-1': [], 'us-west-2': tagged(2), 'sa-east-1': BUSY },
      /^NOT COVERED: 2 selected volumes in 1 Region [^]* 1\s+Region\s+could\s+not\s+be\s+looked\s+at\.$/m,
    ],
    [
      2,
      'the account has not enabled a Region of the settings',
      { 'us-east-1': tagged(2) },
      /^ {2}us-west-2: the account has not enabled this Region, and the settings name it\.$/m,
    ],
  ])('is %d where %s', async (code, _, there, verdict) => {
    account(there);

    const { status, stdout, stderr } = await regions(ONE);

    expect(stdout).toMatch(verdict);
    expect([status, stderr]).toEqual([code, []]);
  });

  test('is 0 where a volume is in a Region that is ignored, which is not asked', async () => {
    account({ 'us-east-1': tagged(2), 'us-west-2': [], 'eu-west-3': tagged(1) });

    const { status, stdout } = await regions({ ...ONE, ignoreRegions: ['eu-west-3'] });

    expect(stdout).toMatch(
      /^COVERED: none of the selected volumes in 2 Regions is outside of the primary ones; 1 Region that the\s+account has enabled was not asked\.$/m,
    );
    expect(stdout).toMatch(/│ eu-west-3 +│ ignored +│ not asked +│/);
    expect(status).toBe(0);
  });
});

test('each Region is listed with what it is, how many volumes it holds and the first of them, what needs a person on top', async () => {
  account({
    'us-east-1': tagged(6),
    'us-west-2': [],
    'ap-south-1': DENIED,
    'eu-west-3': tagged(2),
    'sa-east-1': DENIED,
    'ca-central-1': [],
    'me-south-1': BUSY,
  });

  const { stdout } = await run(regionsCommand());

  expect(stripVTControlCharacters(stdout)).toBe(`\
NOT COVERED: 2 selected volumes in 1 Region where no stack of the settings protects them. 3 Regions
could not be looked at.
"snapshot-keeper" selects volumes with the tag Backup. "npm run keeper -- status" tells whether they
are protected.

┌──────────────┬─────────────────────┬──────────────────┬──────────────────────────────────────────┐
│ Region       │ in the settings     │ selected volumes │ of these                                 │
├──────────────┼─────────────────────┼──────────────────┼──────────────────────────────────────────┤
│ eu-west-3    │ –                   │ 2, NOT COVERED   │ vol-00000000000000001,                   │
│              │                     │                  │ vol-00000000000000002                    │
│ ap-south-1   │ –                   │ not looked at    │                                          │
│ me-south-1   │ –                   │ not looked at    │                                          │
│ sa-east-1    │ –                   │ not looked at    │                                          │
│ us-east-1    │ primary             │ 6                │ vol-00000000000000001,                   │
│              │                     │                  │ vol-00000000000000002,                   │
│              │                     │                  │ vol-00000000000000003, and 3 others      │
│ us-west-2    │ copies of us-east-1 │ 0                │                                          │
│ ca-central-1 │ –                   │ 0                │                                          │
└──────────────┴─────────────────────┴──────────────────┴──────────────────────────────────────────┘

To protect them, put this into the settings (the context key snapshotKeeper of cdk.json), in place
of "primary" and "dr":
"primary":[{"region":"us-east-1","dr":[{"region":"us-west-2"}]},{"region":"eu-west-3","dr":[{"region":"us-west-2"}]}]
Rules and DR Regions are those of a primary Region that you have: see whether the copies may go
there. Then bootstrap eu-west-3 for CDK, and deploy:
npx cdk deploy --all
Else take the tag off; or, where somebody else protects them, put this into the settings:
"ignoreRegions":["eu-west-3"]

Not looked at
  ap-south-1, sa-east-1: ec2:DescribeVolumes was denied (UnauthorizedOperation: Not authorized).
    docs/operate.md has the policy that is needed.
  me-south-1: ec2:DescribeVolumes failed (RequestLimitExceeded: Request limit exceeded). It can be
    tried again.
  A Region that nobody shall look at stands in the setting ignoreRegions.
`);
});

test('--all names every volume', async () => {
  account({ 'us-east-1': tagged(6), 'us-west-2': [] });

  const { stdout } = await regions(ONE, '--all');

  for (const index of [1, 2, 3, 4, 5, 6]) expect(stdout).toContain(vol(index));
  expect(stdout).not.toContain('others');
});

test('as JSON each Region has its roles and all its volumes, why it was not looked at, or the entry that would cover it', async () => {
  account({ 'us-east-1': tagged(4), 'us-west-2': [], 'eu-west-3': tagged(1), 'sa-east-1': DENIED });

  expect(await json(ONE)).toEqual({
    status: 2,
    coverage: {
      deployment: 'snapshot-keeper',
      isCovered: false,
      regions: [
        {
          region: 'eu-west-3',
          ...UNNAMED,
          volumeIds: [vol(1)],
          covering: { region: 'eu-west-3', dr: [{ region: 'us-west-2' }] },
        },
        {
          region: 'sa-east-1',
          ...UNNAMED,
          why: 'ec2:DescribeVolumes was denied (UnauthorizedOperation: Not authorized). docs/operate.md has the policy that is needed.',
        },
        { region: 'us-east-1', ...UNNAMED, isPrimary: true, volumeIds: [1, 2, 3, 4].map(vol) },
        { region: 'us-west-2', ...UNNAMED, copiesOf: ['us-east-1'], volumeIds: [] },
      ],
      settings: {
        place: 'in place of "primary" and "dr"',
        lines: [
          '"primary":[{"region":"us-east-1","dr":[{"region":"us-west-2"}]},{"region":"eu-west-3","dr":[{"region":"us-west-2"}]}]',
        ],
      },
    },
  });
});

test.each<[form: string, settings: object, paste: (text: string, lines: readonly string[]) => string]>([
  [
    'one primary Region',
    { timeZone: 'Europe/Berlin', ...ONE },
    (text, [line = '']) =>
      text.replace('"primary":{"region":"us-east-1"},"dr":[{"region":"us-west-2"}]', () => line),
  ],
  ['several primary Regions', TWO, (text, lines) => text.replace(/\]\}$/, () => `${lines.join('\n')}]}`)],
])(
  'what is pasted into settings with %s covers what was not, as the same verb says',
  async (_, settings, paste) => {
    const there = { 'us-east-1': tagged(1), 'us-west-2': tagged(1), 'eu-west-1': [], 'eu-west-3': tagged(1) };
    account(there);
    const { coverage, status } = await json(settings);
    const pasted = paste(JSON.stringify(settings), coverage.settings!.lines);

    const after = await json(JSON.parse(pasted) as object);

    expect(status).toBe(1);
    expect(after.status).toBe(0);
    expect(after.coverage.regions.filter(({ isPrimary }) => isPrimary).map(({ region }) => region)).toEqual(
      expect.arrayContaining(['us-east-1', 'us-west-2', 'eu-west-3']),
    );
  },
);

test('of volumes that two selections take in one Region those are named that the proposed entry leaves', async () => {
  account({
    'us-east-1': [],
    'us-west-2': [],
    'eu-west-1': [],
    'eu-west-3': [...tagged(1), ...tagged(2, 'Keep')],
  });

  const { status, stdout } = await regions(TWO);

  expect(stdout).toContain(
    ',{"region":"eu-west-3","selection":{"tagKey":"Keep"},"dr":[{"region":"us-west-2"}]}\n',
  );
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    `eu-west-3: a primary Region has one selection, and that one does not take ${vol(1)}, which the selection of another primary Region does.`,
  );
  expect(status).toBe(1);
});

describe('the account is asked', () => {
  /** Of DescribeVolumes the Region and the keys or values of the tags. */
  const asked = (): Promise<string[]> =>
    Promise.all(
      ec2
        .commandCalls(DescribeVolumesCommand)
        .map(
          async ({ args: [{ input }], thisValue }) =>
            `${await (thisValue as EC2Client).config.region()} ${JSON.stringify(input.Filters?.[0]?.Values ?? 'all')}`,
        ),
    );

  test('once for its Regions and once for the volumes of each, and not in those that are ignored', async () => {
    account({ 'us-east-1': [], 'us-west-2': [], 'eu-west-3': [], 'eu-north-1': [] });

    await regions({ ...ONE, ignoreRegions: ['eu-north-1'] });

    expect(ec2.commandCalls(DescribeRegionsCommand)).toHaveLength(1);
    expect((await asked()).sort()).toEqual([
      'eu-west-3 ["Backup"]',
      'us-east-1 ["Backup"]',
      'us-west-2 ["Backup"]',
    ]);
    expect(callsTo(ec2)[1]).toEqual([
      'DescribeVolumesCommand',
      { Filters: [{ Name: 'tag-key', Values: ['Backup'] }], MaxResults: 1000 },
    ]);
  });

  test('in each of two primary Regions by its own selection, and elsewhere by both', async () => {
    account({ 'us-east-1': [], 'us-west-2': [], 'eu-west-1': [] });

    await regions(TWO);

    expect((await asked()).sort()).toEqual([
      'eu-west-1 ["Keep"]',
      'us-east-1 ["Backup"]',
      'us-west-2 ["Backup"]',
      'us-west-2 ["Keep"]',
    ]);
  });

  test('page by page', async () => {
    account({ 'us-east-1': [], 'us-west-2': [] });
    const page = (number: number) => [{ VolumeId: vol(number), Tags: [{ Key: 'Backup', Value: 'yes' }] }];
    ec2.on(DescribeVolumesCommand).resolves({ Volumes: page(1), NextToken: 'more' });
    ec2.on(DescribeVolumesCommand, { NextToken: 'more' }).resolves({ Volumes: page(2) });

    const { coverage } = await json(ONE);

    expect(coverage.regions.map(({ volumeIds }) => volumeIds)).toEqual([
      [vol(1), vol(2)],
      [vol(1), vol(2)],
    ]);
  });

  test('where all volumes are selected, in the primary Region alone', async () => {
    account({ 'us-east-1': tagged(1, 'Other'), 'us-west-2': tagged(1), 'eu-west-3': tagged(1) });

    const { status, stdout } = await regions({ ...ONE, selection: 'all' });

    expect(await asked()).toEqual(['us-east-1 "all"']);
    expect(stdout).toContain('"snapshot-keeper" selects every volume in us-east-1.');
    expect(stdout).toMatch(/│ us-east-1 +│ primary +│ 1 +│/);
    expect(stdout).toMatch(/│ eu-west-3 +│ – +│ not asked +│/);
    expect(status).toBe(0);
  });
});

test('an answer without volumes, as a proxy gives it, does not pass for a Region without any', async () => {
  account({ 'us-east-1': [], 'us-west-2': [] });
  ec2.on(DescribeVolumesCommand).resolves({});

  const { status, stdout } = await regions(ONE);

  expect(stdout).toContain('us-east-1, us-west-2: ec2:DescribeVolumes failed: what answered is not AWS.');
  expect(status).toBe(2);
});

test.each([
  ['denied', () => Promise.reject(DENIED), 'ec2:DescribeRegions in us-east-1 was denied'],
  [
    'made without credentials',
    () => Promise.reject(failure('CredentialsProviderError', 'Could not load credentials')),
    'no valid AWS credentials',
  ],
  ['answered by no AWS', () => Promise.resolve({}), 'what answered is not AWS'],
])('a DescribeRegions that is %s is one line, and nothing is claimed', async (_, answer, message) => {
  ec2.on(DescribeRegionsCommand).callsFake(answer);

  const { status, stdout, stderr } = await regions(ONE);

  expect(stderr).toHaveLength(1);
  expect(stderr[0]).toMatch(/^The Regions of the account cannot be read: [^\n]+$/);
  expect(stderr[0]).toContain(message);
  expect([status, stdout]).toEqual([2, '']);
});

test('docs/operate.md has the policy that allows the calls that are made, and nothing else', async () => {
  account({ 'us-east-1': [], 'us-west-2': [] });
  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [section = ''] = /^## Regions that nothing covers$[^]*?(?=^## )/m.exec(page) ?? [];
  const [, policy = ''] = /```json\n(\{\s*"Version"[^`]*)```/.exec(section) ?? [];

  await regions(ONE);

  const called = new Set(callsTo(ec2).map(([command]) => `ec2:${command.replace(/Command$/, '')}`));
  expect(JSON.parse(policy)).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...called].sort(), Resource: '*' }],
  });
});
