import { parseDeployments, parsePrimaries, parseSettings, SettingsError } from '../../infra/settings';

const minimal = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

test('two Regions are enough: everything else has a default', () => {
  expect(parseSettings(minimal, 'test')).toEqual({
    deployment: 'snapshot-keeper',
    primary: { region: 'us-east-1', retention: { last: 7 } },
    dr: [{ region: 'us-west-2', retention: { last: 1 }, key: 'new' }],
    deletionLimit: { share: 0.5, count: 2 },
    selection: { tagKey: 'Backup' },
    adopt: { dlm: true, ami: false, awsBackup: false },
    timeZone: 'UTC',
    alerts: { emails: [], subscriptions: [] },
    copyVolumeTags: true,
  });
});

test('a part of `adopt` leaves the other defaults as they are', () => {
  expect(parseSettings({ ...minimal, adopt: { ami: true } }, 'test').adopt).toEqual({
    dlm: true,
    ami: true,
    awsBackup: false,
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

const dr = (more: object) => ({ dr: [{ region: 'us-west-2', ...more }] });

test.each([
  ['an unknown key', { retention: 3 }, 'retention: unknown setting'],
  ['an unknown key inside', dr({ retension: {} }), 'dr.0.retension: unknown setting'],
  [
    'no primary Region',
    { primary: undefined },
    'primary: expected object, received undefined (found nothing)',
  ],
  ['no DR Region', { dr: [] }, 'dr: Too small: expected array to have >=1 items (found [])'],
  [
    'a DR Region that is the primary',
    { dr: [{ region: 'us-east-1' }] },
    'dr.0.region: expected another Region than primary.region (found "us-east-1")',
  ],
  [
    'a DR Region in China, where nothing can be copied to from elsewhere',
    { dr: [{ region: 'cn-north-1' }] },
    'dr.0.region: expected a Region of the partition aws, as primary.region is: EC2 copies into no other (found "cn-north-1")',
  ],
  [
    'a DR Region of GovCloud',
    { dr: [{ region: 'us-gov-west-1' }] },
    'dr.0.region: expected a Region of the partition aws, as primary.region is: EC2 copies into no other (found "us-gov-west-1")',
  ],
  [
    'a key of another partition',
    dr({ key: 'arn:aws-cn:kms:us-west-2:111122223333:key/1' }),
    'dr.0.key: expected a key of the partition aws, in which us-west-2 is (found "arn:aws-cn:kms:us-west-2:111122223333:key/1")',
  ],
  [
    'a DR Region twice',
    { dr: [{ region: 'us-west-2' }, { region: 'us-west-2' }] },
    'dr.1.region: expected each DR Region once (found "us-west-2")',
  ],
  [
    'a word that is no Region',
    { primary: { region: 'virginia' } },
    'primary.region: expected an AWS Region name such as eu-west-1 (found "virginia")',
  ],
  [
    'an empty policy',
    dr({ retention: {} }),
    'dr.0.retention: expected at least one rule of last, hourly, daily, weekly, monthly, yearly, within; an empty policy would delete every snapshot (found {})',
  ],
  [
    'a key of another Region',
    dr({ key: 'arn:aws:kms:us-east-1:111122223333:key/1' }),
    'dr.0.key: expected a key in us-west-2: KMS keys are Regional (found "arn:aws:kms:us-east-1:111122223333:key/1")',
  ],
  [
    'a key by its bare id',
    dr({ key: '1234abcd' }),
    'dr.0.key: expected "new", "aws/ebs", an alias such as alias/my-key, or the ARN of a KMS key in the DR Region (found "1234abcd")',
  ],
  [
    'a wrong e-mail address',
    { alerts: { emails: ['ops'] } },
    'alerts.emails.0: Invalid email address (found "ops")',
  ],
  [
    'an endpoint twice',
    { alerts: { emails: ['a@example.com', 'a@example.com'] } },
    'alerts: expected each endpoint once (found {"emails":["a@example.com","a@example.com"]})',
  ],
  [
    'a wrong phone number',
    { alerts: { subscriptions: [{ protocol: 'sms', endpoint: '555' }] } },
    'alerts.subscriptions.0.endpoint: expected a phone number such as +15555550100 (found "555")',
  ],
  [
    'a time zone that nobody knows',
    { timeZone: 'Mars/Base' },
    'timeZone: expected an IANA time zone such as Europe/Berlin (found "Mars/Base")',
  ],
  [
    'a deployment name that tags and aliases cannot bear',
    { deployment: 'Team A' },
    'deployment: expected up to 30 of a-z, 0-9 and -, beginning with a letter (found "Team A")',
  ],
  ['a short account', { account: '123' }, 'account: expected 12 digits (found "123")'],
  [
    'a selection without its key',
    { selection: { tagValues: ['yes'] } },
    'selection.tagKey: expected string, received undefined (found nothing)',
  ],
  [
    'a selection by a tag that is ours',
    { selection: { tagKey: 'Snapshot-Keeper:protect' } },
    'selection.tagKey: expected a tag of your own, not one under snapshot-keeper: (found "Snapshot-Keeper:protect")',
  ],
  [
    'a limit of deletions that limits nothing',
    { deletionLimit: { share: 1, count: 5 } },
    'deletionLimit.share: Too big: expected number to be <1 (found 1)',
  ],
  [
    'a limit of deletions without its count',
    { deletionLimit: { share: 0.5 } },
    'deletionLimit.count: expected number, received undefined (found nothing)',
  ],
  [
    'a limit of deletions by another word',
    { deletionLimit: 'off' },
    'deletionLimit: expected "none", or {"share": 0 to below 1, "count": 0 to 1000} (found "off")',
  ],
  [
    'a limit of deletions by a bare share',
    { deletionLimit: 0.5 },
    'deletionLimit: expected "none", or {"share": 0 to below 1, "count": 0 to 1000} (found 0.5)',
  ],
  [
    'a limit of deletions with a field that nobody knows',
    { deletionLimit: { share: 0.5, count: 2, days: 1 } },
    'deletionLimit.days: unknown setting',
  ],
  [
    'a selection by a word',
    { selection: 'some' },
    'selection: expected "all", or expected object, received string (found "some")',
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
        '  account: expected 12 digits (found "1")',
        '  timeZone: expected an IANA time zone such as Europe/Berlin (found "Nowhere")',
      ].join('\n'),
    ),
  );
});

test('what is no object at all is refused', () => {
  expect(() => parseSettings(undefined, 'test')).toThrow(
    new SettingsError(
      'Wrong settings in test:\n  settings: expected object, received undefined (found nothing)',
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
      adopt: { dlm: true, ami: false, awsBackup: false },
      timeZone: 'Europe/Berlin',
      alerts: { emails: [], subscriptions: [] },
      copyVolumeTags: true,
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
    ['none at all', { primary: [] }, 'primary.0: expected object, received undefined (found nothing)'],
    [
      'one twice',
      { primary: [first, second, first] },
      'primary.2.region: expected each primary Region once (found "us-east-1")',
    ],
    [
      'one in another partition',
      { primary: [first, { region: 'us-gov-west-1', dr: [{ region: 'us-gov-east-1' }] }] },
      'primary.1.region: expected a Region of the partition aws, as the first one is: no account is in two (found "us-gov-west-1")',
    ],
    [
      'one that is its own DR Region',
      { primary: [first, { region: 'eu-west-1', dr: [{ region: 'eu-west-1' }] }] },
      'primary.1.dr.0.region: expected another Region than primary.region (found "eu-west-1")',
    ],
    [
      'one without a DR Region',
      { primary: [first, { region: 'eu-west-1' }] },
      'primary.1.dr: expected array, received undefined (found nothing)',
    ],
    ['DR Regions beside the list', { dr: [{ region: 'us-west-2' }] }, 'dr: unknown setting'],
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
