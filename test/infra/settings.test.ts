import { parseDeployments, parsePrimaries, parseSettings, SettingsError } from '../../infra/settings';

const minimal = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

test('two Regions are enough: everything else has a default', () => {
  expect(parseSettings(minimal, 'test')).toEqual({
    deployment: 'snapshot-keeper',
    primary: { region: 'us-east-1', retention: { last: 7 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 }, key: 'new' }],
    deletionLimit: { share: 0.5, count: 2 },
    selection: { tagKey: 'Backup' },
    adopt: {
      dlm: true,
      ami: false,
      awsBackup: false,
      kubernetes: false,
      exceptTags: [],
      from: 'deployment',
    },
    schedules: [],
    freezeDocument: false,
    backupRunbook: false,
    sweep: { everyHours: 1 },
    ignoreRegions: [],
    target: { hours: 26, copyHours: 96 },
    metrics: { perVolume: false },
    timeZone: 'UTC',
    alerts: { emails: [], subscriptions: [] },
    copyVolumeTags: true,
    instanceOverrides: false,
  });
});

test('a part of `adopt` leaves the other defaults as they are', () => {
  expect(parseSettings({ ...minimal, adopt: { ami: true } }, 'test').adopt).toEqual({
    dlm: true,
    ami: true,
    awsBackup: false,
    kubernetes: false,
    exceptTags: [],
    from: 'deployment',
  });
});

test.each([
  ['7', { last: 7 }],
  ['7d 4w', { daily: 7, weekly: 4 }],
])('retention may be said in the words of a tag: %s', (words, rules) => {
  const wish = {
    primary: { region: 'us-east-1', retention: words },
    dr: [{ region: 'us-west-2', retention: words }],
  };

  expect(parseSettings(wish, 'test')).toMatchObject({
    primary: { retention: rules },
    dr: [{ retention: rules }],
  });
});

test('the limit of deletions can be released', () => {
  expect(parseSettings({ ...minimal, deletionLimit: 'none' }, 'test').deletionLimit).toBe('none');
});

test.each(['new', 'aws/ebs', 'alias/my-key', 'arn:aws:kms:us-west-2:111122223333:key/mrk-1a'])(
  'the key of the copies may be %s',
  (key) => {
    const settings = parseSettings({ ...minimal, dr: [{ region: 'us-west-2', key }] }, 'test');

    expect(settings.dr[0]?.key).toBe(key);
  },
);

test('a DR Region may be ignored, since what is restored there bears the tag of the selection', () => {
  const settings = parseSettings({ ...minimal, ignoreRegions: ['us-west-2'] }, 'test');

  expect(settings.ignoreRegions).toEqual(['us-west-2']);
});

describe('a schedule', () => {
  const scheduled = (more: object) =>
    parseSettings(
      { ...minimal, schedules: [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)', ...more }] },
      'test',
    ).schedules;

  test('has a name and times: everything else has a default', () => {
    expect(scheduled({})).toEqual([
      {
        name: 'nightly',
        schedule: 'cron(30 3 * * ? *)',
        flexibleMinutes: 0,
        selection: 'all',
        mode: 'volume',
        digest: 'unlessEmpty',
        endsWithinMinutes: 240,
      },
    ]);
  });

  test.each<[rule: string, more: object, fault: string]>([
    [
      'a name in capitals',
      { name: 'Nightly' },
      'schedules, entry 1, name: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found "Nightly"',
    ],
    [
      'times in no form that Scheduler knows',
      { schedule: '0 3 * * *' },
      'schedules, entry 1 (nightly), schedule: expected a schedule expression such as cron(30 2 * * ? *), rate(12 hours) or at(2027-01-31T02:30:00), found "0 3 * * *"',
    ],
    [
      'a time that spring takes away in its zone',
      { schedule: 'cron(30 2 * * ? *)', timeZone: 'Europe/Berlin' },
      'schedules, entry 1 (nightly), schedule: expected a time of the day that every day has: 2026-03-29 02:30 is none in Europe/Berlin, whose clocks go forward there, and that backup would be lost. Take another time, or "timeZone": "UTC", found "cron(30 2 * * ? *)"',
    ],
    [
      'a zone that does not exist, whose clocks nobody can read',
      { schedule: 'cron(30 3 * * ? *)', timeZone: 'Berlin' },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Berlin"',
    ],
    [
      'an abbreviation that Node.js takes for a zone',
      { schedule: 'cron(30 3 * * ? *)', timeZone: 'PST' },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "PST"',
    ],
    [
      'a zone in small letters',
      { schedule: 'cron(30 3 * * ? *)', timeZone: 'europe/berlin' },
      'schedules, entry 1 (nightly), timeZone: expected UTC or an IANA time zone such as Europe/Berlin (did you mean Europe/Berlin?), found "europe/berlin"',
    ],
    [
      'a single time that spring takes away in its zone',
      { schedule: 'at(2027-03-28T02:30:00)', timeZone: 'Europe/Berlin' },
      'schedules, entry 1 (nightly), schedule: expected a time of the day that every day has: 2027-03-28 02:30 is none in Europe/Berlin, whose clocks go forward there, and that backup would be lost. Take another time, or "timeZone": "UTC", found "at(2027-03-28T02:30:00)"',
    ],
    [
      'a time that never comes',
      { schedule: 'cron(0 3 30 2 ? *)' },
      'schedules, entry 1 (nightly), schedule: expected a time that comes, from 2026 on, found "cron(0 3 30 2 ? *)"',
    ],
    [
      'a window of more than ten hours',
      { flexibleMinutes: 601 },
      'schedules, entry 1 (nightly), flexibleMinutes: expected a whole number of minutes from 0 to 600, found 601',
    ],
    [
      'a window that is longer than a run may take',
      { flexibleMinutes: 240 },
      'schedules, entry 1 (nightly), flexibleMinutes: expected less than endsWithinMinutes, 240: a run that begins at the end of its window would be late, found 240',
    ],
    [
      'a window beyond its next time',
      { schedule: 'cron(0 * * * ? *)', flexibleMinutes: 120 },
      'schedules, entry 1 (nightly), flexibleMinutes: expected at most 60, the least minutes from one of its times to the next, found 120',
    ],
    [
      'a window that is longer than its rate',
      { schedule: 'rate(30 minutes)', flexibleMinutes: 31 },
      'schedules, entry 1 (nightly), flexibleMinutes: expected at most 30, the least minutes from one of its times to the next, found 31',
    ],
    [
      'an end at its beginning',
      { endsWithinMinutes: 0 },
      'schedules, entry 1 (nightly), endsWithinMinutes: expected a whole number of minutes from 1 to 720, found 0',
    ],
    [
      'an end beyond the time in which a run is taken up',
      { endsWithinMinutes: 721 },
      'schedules, entry 1 (nightly), endsWithinMinutes: expected a whole number of minutes from 1 to 720, found 721',
    ],
    [
      'a mode by another word',
      { mode: 'instances' },
      'schedules, entry 1 (nightly), mode: expected "volume", "instance" or "image", found "instances"',
    ],
    [
      'a freeze in the mode that makes AMIs',
      { mode: 'image', freeze: {} },
      'schedules, entry 1 (nightly), freeze: expected with "mode": "instance" alone: nothing says that the snapshots of an AMI have begun when EC2 answers, so that it could be thawed, found {}',
    ],
    [
      'a freeze in the mode that takes one volume after the other',
      { freeze: {} },
      'schedules, entry 1 (nightly), freeze: expected with "mode": "instance" alone: one volume after the other would be of different moments, found {}',
    ],
    [
      'a freeze for an application that nobody knows',
      { mode: 'instance', freeze: { application: 'oracle' } },
      'schedules, entry 1 (nightly), freeze.application: expected "none", "postgresql", "mysql" or "vss", found "oracle"',
    ],
    [
      'a freeze of more than two minutes',
      { mode: 'instance', freeze: { thawAfterSeconds: 121 } },
      'schedules, entry 1 (nightly), freeze.thawAfterSeconds: expected a whole number of seconds from 10 to 120, found 121',
    ],
    [
      'a time after which VSS lets go, which it does by itself',
      { mode: 'instance', freeze: { application: 'vss', thawAfterSeconds: 60 } },
      'schedules, entry 1 (nightly), freeze.thawAfterSeconds: expected none with "application": "vss", which holds nothing for longer than ten seconds, found 60',
    ],
    [
      'a freeze with another way out',
      { mode: 'instance', freeze: { otherwise: 'crash' } },
      'schedules, entry 1 (nightly), freeze.otherwise: expected "takeAnyway" or "takeNone", found "crash"',
    ],
    [
      'a tag of instances without a key',
      { instances: { tagValues: ['nightly'] } },
      'schedules, entry 1 (nightly), instances.tagKey: expected the key of a tag, 1 to 128 characters, found nothing',
    ],
    [
      'a word for a tag of instances',
      { instances: 'all' },
      'schedules, entry 1 (nightly), instances: expected an object with tagKey, found "all"',
    ],
    [
      'a digest by another word',
      { digest: 'weekly' },
      'schedules, entry 1 (nightly), digest: expected "always", "unlessEmpty" or "never", found "weekly"',
    ],
  ])('with %s is refused with path, value and what is allowed', (_, more, fault) => {
    expect(() => scheduled(more)).toThrow(new SettingsError(`Wrong settings in test:\n  ${fault}`));
  });

  test('of more than fifteen none is taken', () => {
    const schedules = Array.from({ length: 16 }, (_, index) => ({
      name: `s${index}`,
      schedule: 'rate(1 day)',
    }));

    expect(() => parseSettings({ ...minimal, schedules }, 'test')).toThrow(
      'schedules: expected at most 15 schedules, found 16',
    );
    expect(parseSettings({ ...minimal, schedules: schedules.slice(1) }, 'test').schedules).toHaveLength(15);
  });

  test('by a tag of instances is taken as it stands', () => {
    const instances = { tagKey: 'Backup', tagValues: ['nightly'] };

    expect(scheduled({ instances })[0]?.instances).toEqual(instances);
    expect(scheduled({ instances: { tagKey: 'Backup' } })[0]?.instances).toEqual({ tagKey: 'Backup' });
  });

  test('may keep more of its own snapshots, by rules or in the words of an override tag', () => {
    expect(scheduled({ retention: { daily: 30, within: '2d' } })[0]?.retention).toEqual({
      daily: 30,
      within: '2d',
    });
    expect(scheduled({ retention: '30d 12m' })[0]?.retention).toEqual({ daily: 30, monthly: 12 });
  });

  test('with rules that in words are too long for a tag is refused, all schedules taken together', () => {
    const rules = '24h 30d 8w 12m';
    const schedules = ['nightly', 'weekly', 'databases'].map((name) => ({
      name,
      schedule: 'rate(1 day)',
      retention: rules,
    }));

    expect(() => parseSettings({ ...minimal, schedules }, 'test')).toThrow(
      'schedules, entry 3 (databases), retention: expected the rules of all schedules in at most 120 characters, since a tag has to hold them: "databases hourly 24, daily 30, weekly 8, monthly 12; nightly hourly 24, daily 30, weekly 8, monthly 12; weekly hourly 24, daily 30, weekly 8, monthly 12" is 152',
    );
    expect(parseSettings({ ...minimal, schedules: schedules.slice(1) }, 'test').schedules).toHaveLength(2);
  });

  test('the time zone of the settings counts where it has none', () => {
    const schedules = [{ name: 'nightly', schedule: 'cron(30 2 * * ? *)' }];

    expect(() => parseSettings({ ...minimal, timeZone: 'America/New_York', schedules }, 'test')).toThrow(
      'is none in America/New_York',
    );
  });

  test('a time zone of the settings that does not exist is refused, and no clock is asked for it', () => {
    const schedules = [{ name: 'nightly', schedule: 'cron(30 3 * * ? *)' }];

    expect(() => parseSettings({ ...minimal, timeZone: 'Berlin', schedules }, 'test')).toThrow(
      'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Berlin"',
    );
  });

  test('a name that another has is refused', () => {
    const one = { name: 'nightly', schedule: 'rate(1 day)' };

    expect(() => parseSettings({ ...minimal, schedules: [one, one] }, 'test')).toThrow(
      'schedules, entry 2, name: expected each name once, found "nightly"',
    );
  });
});

const dr = (more: object) => ({ dr: [{ region: 'us-west-2', ...more }] });

test.each([
  [
    'an unknown key',
    { retention: 3 },
    'retention: unknown setting. Allowed: deployment, account, primary, dr, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
  ],
  [
    'an unknown key inside',
    dr({ retension: {} }),
    'dr, entry 1 (us-west-2), retension: unknown setting. Did you mean retention? Allowed: region, retention, key',
  ],
  ['no primary Region', { primary: undefined }, 'primary: expected an object with region, found nothing'],
  [
    'a Region in capitals',
    { primary: { region: 'US-EAST-1' } },
    'primary.region: expected a Region in lower case, us-east-1, found "US-EAST-1"',
  ],
  [
    'a zone for a Region',
    { primary: { region: 'us-east-1a' } },
    'primary.region: expected the Region us-east-1, not a zone of it, found "us-east-1a"',
  ],
  [
    'a Region with a letter missing',
    { dr: [{ region: 'us-wst-2' }] },
    'dr, entry 1, region: expected an AWS Region such as eu-west-1 (did you mean us-west-2?), found "us-wst-2"',
  ],
  [
    'a count of snapshots by halves',
    dr({ retention: { last: 1.5 } }),
    'dr, entry 1 (us-west-2), retention.last: expected a whole number from 1 to 1000, found 1.5',
  ],
  [
    'a retention of words that are none',
    dr({ retention: '7 days' }),
    'dr, entry 1 (us-west-2), retention: expected rules such as {"daily": 7, "weekly": 4}, or words of counts such as "7d 4w 12m" or "7", found "7 days"',
  ],
  [
    'an unknown rule of retention',
    dr({ retention: { dayly: 7 } }),
    'dr, entry 1 (us-west-2), retention.dayly: unknown setting. Did you mean daily? Allowed: last, hourly, daily, weekly, monthly, yearly, within',
  ],
  [
    'an endpoint without encryption',
    { alerts: { subscriptions: [{ protocol: 'https', endpoint: 'http://example.com/hook' }] } },
    'alerts.subscriptions, entry 1, endpoint: expected a URL that begins with https://, not with http://, found "http://example.com/hook"',
  ],
  [
    'the URL of a queue for its ARN',
    {
      alerts: {
        subscriptions: [
          { protocol: 'sqs', endpoint: 'https://sqs.us-east-1.amazonaws.com/111122223333/alerts' },
        ],
      },
    },
    'alerts.subscriptions, entry 1, endpoint: expected the ARN of a queue, such as "arn:aws:sqs:us-east-1:111122223333:alerts", not a URL, found "https://sqs.us-east-1.amazonaws.com/111122223333/alerts"',
  ],
  [
    'the ARN of a queue for that of a function',
    {
      alerts: {
        subscriptions: [{ protocol: 'lambda', endpoint: 'arn:aws:sqs:us-east-1:111122223333:alerts' }],
      },
    },
    'alerts.subscriptions, entry 1, endpoint: expected the ARN of a function, such as "arn:aws:lambda:us-east-1:111122223333:function:tell", found "arn:aws:sqs:us-east-1:111122223333:alerts"',
  ],
  [
    'a protocol that is not ours',
    { alerts: { subscriptions: [{ protocol: 'http', endpoint: 'http://example.com' }] } },
    'alerts.subscriptions, entry 1 (http://example.com), protocol: expected "https", "lambda", "sqs" or "sms", found "http"',
  ],
  [
    'an offset for a time zone',
    { timeZone: '+02:00' },
    'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "+02:00"',
  ],
  [
    'a word for the beginning of adoption',
    { adopt: { from: 'today' } },
    'adopt.from: expected "deployment", "all" or a time in UTC such as "2026-11-01T00:00:00Z", found "today"',
  ],
  [
    'a sweep twice an hour',
    { sweep: { everyHours: 0.5 } },
    'sweep.everyHours: expected a whole number of hours from 1 to 24, found 0.5',
  ],
  [
    'a number of volumes for the switch of their metrics',
    { metrics: { perVolume: 100 } },
    'metrics.perVolume: expected true or false, found 100',
  ],
  ['a word for a switch', { adopt: { ami: 'yes' } }, 'adopt.ami: expected true or false, found "yes"'],
  [
    'a long value, which is cut short',
    { account: '1'.repeat(100) },
    `account: expected an account of 12 digits in double quotes, found "${'1'.repeat(79)}…`,
  ],
  ['no DR Region', { dr: [] }, 'dr: expected at least one DR Region, found []'],
  [
    'a DR Region that is the primary',
    { dr: [{ region: 'us-east-1' }] },
    'dr, entry 1, region: expected another Region than primary.region, found "us-east-1"',
  ],
  [
    'a DR Region in China, where nothing can be copied to from elsewhere',
    { dr: [{ region: 'cn-north-1' }] },
    'dr, entry 1, region: expected a Region of the partition aws, as primary.region is, since EC2 copies into no other, found "cn-north-1"',
  ],
  [
    'a DR Region of GovCloud',
    { dr: [{ region: 'us-gov-west-1' }] },
    'dr, entry 1, region: expected a Region of the partition aws, as primary.region is, since EC2 copies into no other, found "us-gov-west-1"',
  ],
  [
    'a key of another partition',
    dr({ key: 'arn:aws-cn:kms:us-west-2:111122223333:key/1' }),
    'dr, entry 1 (us-west-2), key: expected a key of the partition aws, in which us-west-2 is, found "arn:aws-cn:kms:us-west-2:111122223333:key/1"',
  ],
  [
    'a DR Region twice',
    { dr: [{ region: 'us-west-2' }, { region: 'us-west-2' }] },
    'dr, entry 2, region: expected each DR Region once, found "us-west-2"',
  ],
  [
    'an ignored Region that is the primary one',
    { ignoreRegions: ['us-west-1', 'us-east-1'] },
    'ignoreRegions, entry 2: expected no primary Region: its volumes are looked after, found "us-east-1"',
  ],
  [
    'an ignored Region twice',
    { ignoreRegions: ['us-west-1', 'us-west-1'] },
    'ignoreRegions, entry 2: expected each Region once, found "us-west-1"',
  ],
  [
    'a word that is no Region',
    { primary: { region: 'virginia' } },
    'primary.region: expected an AWS Region such as eu-west-1, found "virginia"',
  ],
  [
    'an empty policy',
    dr({ retention: {} }),
    'dr, entry 1 (us-west-2), retention: expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot, found {}',
  ],
  [
    'a key of another Region',
    dr({ key: 'arn:aws:kms:us-east-1:111122223333:key/1' }),
    'dr, entry 1 (us-west-2), key: expected a key in us-west-2, since KMS keys are Regional, found "arn:aws:kms:us-east-1:111122223333:key/1"',
  ],
  [
    'a key by its bare id',
    dr({ key: '1234abcd' }),
    'dr, entry 1 (us-west-2), key: expected "new", "aws/ebs", an alias such as "alias/my-key", or the ARN of a KMS key in the DR Region, found "1234abcd"',
  ],
  [
    'a wrong e-mail address',
    { alerts: { emails: ['ops'] } },
    'alerts.emails, entry 1: expected an e-mail address such as "ops@example.com", found "ops"',
  ],
  [
    'an endpoint twice',
    { alerts: { emails: ['a@example.com', 'a@example.com'] } },
    'alerts.emails, entry 2: expected each endpoint once, found "a@example.com"',
  ],
  [
    'a wrong phone number',
    { alerts: { subscriptions: [{ protocol: 'sms', endpoint: '555' }] } },
    'alerts.subscriptions, entry 1, endpoint: expected a phone number such as "+15555550100", found "555"',
  ],
  [
    'a time zone that nobody knows',
    { timeZone: 'Mars/Base' },
    'timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Mars/Base"',
  ],
  [
    'a deployment name that tags and aliases cannot bear',
    { deployment: 'Team A' },
    'deployment: expected up to 30 of a-z, 0-9 and -, beginning with a letter, found "Team A"',
  ],
  [
    'a short account',
    { account: '123' },
    'account: expected an account of 12 digits in double quotes, found "123"',
  ],
  [
    'a selection without its key',
    { selection: { tagValues: ['yes'] } },
    'selection.tagKey: expected the key of a tag, 1 to 128 characters, found nothing',
  ],
  [
    'a selection by a tag that is ours',
    { selection: { tagKey: 'Snapshot-Keeper:protect' } },
    'selection.tagKey: expected a tag of your own, not one under "snapshot-keeper:", found "Snapshot-Keeper:protect"',
  ],
  [
    'a limit of deletions that limits nothing',
    { deletionLimit: { share: 1, count: 5 } },
    'deletionLimit.share: expected a number from 0 to below 1, found 1',
  ],
  [
    'a limit of deletions without its count',
    { deletionLimit: { share: 0.5 } },
    'deletionLimit.count: expected a whole number from 0 to 1000, found nothing',
  ],
  [
    'a limit of deletions by another word',
    { deletionLimit: 'off' },
    'deletionLimit: expected "none" or {"share": 0 to below 1, "count": 0 to 1000}, found "off"',
  ],
  [
    'a limit of deletions by a bare share',
    { deletionLimit: 0.5 },
    'deletionLimit: expected "none" or {"share": 0 to below 1, "count": 0 to 1000}, found 0.5',
  ],
  [
    'a limit of deletions with a field that nobody knows',
    { deletionLimit: { share: 0.5, count: 2, days: 1 } },
    'deletionLimit.days: unknown setting. Allowed: share, count',
  ],
  [
    'a selection by a word',
    { selection: 'some' },
    'selection: expected "all" or an object with tagKey, found "some"',
  ],
])('%s is refused with path, value and what is allowed', (_, wrong, message) => {
  expect(() => parseSettings({ ...minimal, ...wrong }, 'test')).toThrow(
    new SettingsError(`Wrong settings in test:\n  ${message}`),
  );
});

test('all that is wrong is told at once', () => {
  const wrong = { ...minimal, account: '1', timeZone: 'Nowhere' };

  expect(() => parseSettings(wrong, 'keeper.json')).toThrow(
    new SettingsError(
      [
        'Wrong settings in keeper.json:',
        '  account: expected an account of 12 digits in double quotes, found "1"',
        '  timeZone: expected UTC or an IANA time zone such as Europe/Berlin, found "Nowhere"',
      ].join('\n'),
    ),
  );
});

test('what is no object at all is refused', () => {
  expect(() => parseSettings(undefined, 'test')).toThrow(
    new SettingsError(
      'Wrong settings in test:\n  the whole: expected an object with primary and dr, found nothing',
    ),
  );
});

describe('several primary Regions', () => {
  const ring = {
    timeZone: 'Europe/Berlin',
    primary: [
      { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
      {
        region: 'us-west-2',
        retention: { daily: 5 },
        selection: 'all',
        dr: [{ region: 'us-east-1', retention: { last: 3 }, key: 'aws/ebs' }],
      },
    ],
  };

  test('have DR Regions, retention and selection of their own, and share the rest', () => {
    const common = {
      deployment: 'snapshot-keeper',
      deletionLimit: { share: 0.5, count: 2 },
      adopt: {
        dlm: true,
        ami: false,
        awsBackup: false,
        kubernetes: false,
        exceptTags: [],
        from: 'deployment',
      },
      schedules: [],
      freezeDocument: false,
      backupRunbook: false,
      sweep: { everyHours: 1 },
      ignoreRegions: [],
      target: { hours: 26, copyHours: 96 },
      metrics: { perVolume: false },
      timeZone: 'Europe/Berlin',
      alerts: { emails: [], subscriptions: [] },
      copyVolumeTags: true,
      instanceOverrides: false,
    };
    expect(parsePrimaries(ring, 'test')).toEqual([
      {
        ...common,
        primary: { region: 'us-east-1', retention: { last: 7 } },
        dr: [{ region: 'us-west-2', retention: { last: 1 }, key: 'new' }],
        selection: { tagKey: 'Backup' },
      },
      {
        ...common,
        primary: { region: 'us-west-2', retention: { daily: 5 } },
        dr: [{ region: 'us-east-1', retention: { last: 3 }, key: 'aws/ebs' }],
        selection: 'all',
      },
    ]);
  });

  test('take the selection of the deployment where they have none', () => {
    const selection = { tagKey: 'Keep' };

    expect(parsePrimaries({ ...ring, selection }, 'test').map((one) => one.selection)).toEqual([
      selection,
      'all',
    ]);
  });

  test('of which there is one are that one', () => {
    expect(parsePrimaries(minimal, 'test')).toEqual([parseSettings(minimal, 'test')]);
  });

  const [first, second] = ring.primary;

  test.each([
    [
      'none at all',
      { primary: [] },
      'primary, entry 1: expected an object with region and dr, found nothing',
    ],
    [
      'one twice',
      { primary: [first, second, first] },
      'primary, entry 3, region: expected each primary Region once, found "us-east-1"',
    ],
    [
      'one in another partition',
      { primary: [first, { region: 'us-gov-west-1', dr: [{ region: 'us-gov-east-1' }] }] },
      'primary, entry 2, region: expected a Region of the partition aws, as the first one is, since no account is in two, found "us-gov-west-1"',
    ],
    [
      'one that is its own DR Region',
      { primary: [first, { region: 'eu-west-1', dr: [{ region: 'eu-west-1' }] }] },
      'primary, entry 2 (eu-west-1), dr, entry 1, region: expected another Region than primary.region, found "eu-west-1"',
    ],
    [
      'one without a DR Region',
      { primary: [first, { region: 'eu-west-1' }] },
      'primary, entry 2 (eu-west-1), dr: expected a list of objects with region, found nothing',
    ],
    [
      'one that is ignored',
      { ignoreRegions: ['us-west-2'] },
      'ignoreRegions, entry 1: expected no primary Region: its volumes are looked after, found "us-west-2"',
    ],
    [
      'DR Regions beside the list',
      { dr: [{ region: 'us-west-2' }] },
      'dr: unknown setting. Allowed: deployment, account, primary, deletionLimit, selection, adopt, schedules, freezeDocument, backupRunbook, restoreRunbook, drill, sweep, ignoreRegions, target, metrics, timeZone, alerts, copyVolumeTags, instanceOverrides',
    ],
  ])('with %s are refused with path, value and what is allowed', (_, wrong, message) => {
    expect(() => parsePrimaries({ ...ring, ...wrong }, 'test')).toThrow(
      new SettingsError(`Wrong settings in test:\n  ${message}`),
    );
  });

  test('are known by name also where other settings are wrong', () => {
    expect(parseDeployments({ ...ring, timeZone: 'Mars' }, 'test')).toEqual([
      { deployment: 'snapshot-keeper', primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
      { deployment: 'snapshot-keeper', primary: { region: 'us-west-2' }, dr: [{ region: 'us-east-1' }] },
    ]);
  });
});
