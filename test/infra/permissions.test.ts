import { allowing, ACCOUNT, stacks, type Template } from './synthesized';

/** What IAM cannot narrow to a resource, and why a role has it. */
const UNNARROWABLE = {
  'ec2:DescribeInstances': 'EC2 knows no resource for Describe calls',
  'ec2:DescribeRegions': 'EC2 knows no resource for Describe calls',
  'ec2:DescribeSnapshots': 'EC2 knows no resource for Describe calls',
  'ec2:DescribeSnapshotTierStatus': 'EC2 knows no resource for Describe calls',
  'ec2:DescribeVolumes': 'EC2 knows no resource for Describe calls',
  'rbin:ListRules': 'the Recycle Bin knows no resource for it; the type of resource is a condition',
  'xray:PutTraceSegments': 'tracing',
  'xray:PutTelemetryRecords': 'tracing',
  'xray:GetSamplingRules': 'tracing of state machines',
  'xray:GetSamplingTargets': 'tracing of state machines',
  'logs:CreateLogDelivery': 'the log of a state machine',
  'logs:DeleteLogDelivery': 'the log of a state machine',
  'logs:DescribeLogGroups': 'the log of a state machine',
  'logs:DescribeResourcePolicies': 'the log of a state machine',
  'logs:GetLogDelivery': 'the log of a state machine',
  'logs:ListLogDeliveries': 'the log of a state machine',
  'logs:PutResourcePolicy': 'the log of a state machine',
  'logs:UpdateLogDelivery': 'the log of a state machine',
};

const MANAGED = { 'aws:ResourceTag/snapshot-keeper:managed-by': 'snapshot-keeper' };
const OF_THIS_PRIMARY = { ...MANAGED, 'aws:ResourceTag/snapshot-keeper:region': 'us-east-1' };
const MANAGED_FROM_NOW_ON = { 'aws:RequestTag/snapshot-keeper:managed-by': 'snapshot-keeper' };

let primary: Template;
let dr: Template;
beforeAll(() => ({ primary, dr } = stacks()));

test.each([
  ['primary', () => primary, 'us-east-1'],
  ['DR', () => dr, 'us-west-2'],
])(
  'in the %s Region only PruneVolume may delete a snapshot, and only ours, of this primary Region and not held',
  (_, of, region) => {
    expect(allowing(of(), 'ec2:DeleteSnapshot')).toEqual([
      {
        owner: 'PruneVolume',
        resources: [`arn:aws:ec2:${region}:*:snapshot/*`],
        conditions: {
          StringEquals: OF_THIS_PRIMARY,
          Null: {
            'aws:ResourceTag/snapshot-keeper:hold': 'true',
            'aws:ResourceTag/snapshot-keeper:opt-out': 'true',
          },
        },
      },
    ]);
  },
);

test('the primary Region tags only its own snapshots, and none that another deployment manages', () => {
  const tagging = allowing(primary, 'ec2:CreateTags').filter(({ owner }) => owner === 'TagSnapshot');

  expect(tagging.map(({ resources }) => resources)).toEqual([
    ['arn:aws:ec2:us-east-1:*:snapshot/*'],
    ['arn:aws:ec2:us-east-1:*:snapshot/*'],
  ]);
  expect(tagging.map(({ conditions }) => conditions)).toEqual([
    { StringEquals: MANAGED_FROM_NOW_ON, StringEqualsIfExists: MANAGED },
    { StringEquals: MANAGED, StringEqualsIfExists: MANAGED_FROM_NOW_ON },
  ]);
});

test('a DR Region may write one tag on snapshots of its primary Region, and on none that are copies there', () => {
  const tagging = allowing(dr, 'ec2:CreateTags').filter(({ owner }) => owner === 'TagCopy');

  expect(tagging).toEqual([
    {
      owner: 'TagCopy',
      resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'],
      conditions: {
        StringEquals: OF_THIS_PRIMARY,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['snapshot-keeper:copy/us-west-2'] },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
  ]);
});

test.each([
  ['primary', () => primary, 'us-east-1'],
  ['DR', () => dr, 'us-west-2'],
])(
  'in the %s Region PruneVolume may note on ours what it has told and begun, and write nothing else',
  (_, of, region) => {
    const noting = (whose: Readonly<Record<string, string>>, key: string) => ({
      owner: 'PruneVolume',
      resources: [`arn:aws:ec2:${region}:*:snapshot/*`],
      conditions: {
        StringEquals: whose,
        'ForAllValues:StringEquals': { 'aws:TagKeys': [key] },
        Null: { 'aws:TagKeys': 'false' },
      },
    });
    expect(allowing(of(), 'ec2:CreateTags').filter(({ owner }) => owner === 'PruneVolume')).toEqual([
      noting(OF_THIS_PRIMARY, 'snapshot-keeper:given-up'),
      noting(MANAGED, 'snapshot-keeper:told'),
    ]);
  },
);

test('only TagSnapshot may take tags away that were carried, and none a hold; PruneVolume takes its own mark back', () => {
  expect(allowing(primary, 'ec2:DeleteTags')).toEqual([
    {
      owner: 'TagSnapshot',
      resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'],
      conditions: {
        'ForAllValues:StringLike': { 'aws:TagKeys': ['snapshot-keeper:*'] },
        'ForAllValues:StringNotEqualsIgnoreCase': {
          'aws:TagKeys': ['snapshot-keeper:hold', 'snapshot-keeper:opt-out'],
        },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
    {
      owner: 'PruneVolume',
      resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'],
      conditions: {
        StringEquals: OF_THIS_PRIMARY,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['snapshot-keeper:given-up'] },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
  ]);
  expect(allowing(dr, 'ec2:DeleteTags')).toEqual([
    {
      owner: 'PruneVolume',
      resources: ['arn:aws:ec2:us-west-2:*:snapshot/*'],
      conditions: {
        StringEquals: OF_THIS_PRIMARY,
        'ForAllValues:StringEquals': { 'aws:TagKeys': ['snapshot-keeper:given-up'] },
        Null: { 'aws:TagKeys': 'false' },
      },
    },
  ]);
});

test.each([
  ['CopySnapshot', () => primary],
  ['RetryCopy', () => dr],
])('%s alone makes copies, which it tags as ours and only while it makes them', (owner, of) => {
  expect(allowing(of(), 'ec2:CopySnapshot')).toEqual([
    { owner, resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'], conditions: undefined },
    {
      owner,
      resources: ['arn:aws:ec2:us-west-2:*:snapshot/*'],
      conditions: {
        StringEquals: { ...MANAGED_FROM_NOW_ON, 'aws:RequestTag/snapshot-keeper:region': 'us-east-1' },
      },
    },
  ]);
  expect(allowing(of(), 'ec2:CreateTags').filter((statement) => statement.owner === owner)).toEqual([
    {
      owner,
      resources: ['arn:aws:ec2:us-west-2:*:snapshot/*'],
      conditions: { StringEquals: { 'ec2:CreateAction': 'CopySnapshot' } },
    },
  ]);
});

test('only CopySnapshot answers waiting executions, and only those of snapshot-created', () => {
  const [machine] = primary
    .of('AWS::StepFunctions::StateMachine')
    .filter(({ owner }) => owner === 'SnapshotCreated');

  expect(allowing(primary, 'states:SendTaskSuccess')).toEqual([
    { owner: 'CopySnapshot', resources: [{ Ref: machine?.logicalId }], conditions: undefined },
  ]);
  expect(allowing(dr, 'states:SendTaskSuccess')).toEqual([]);
});

const machineArn = (region: string, name: string) =>
  `arn:aws:states:${region}:${ACCOUNT}:stateMachine:snapshot-keeper-us-east-1-${name}`;

test.each([
  [
    'primary',
    () => primary,
    ['Restore', 'SnapshotCreated', 'SnapshotFailed', 'Sweep'],
    [
      machineArn('us-east-1', 'snapshot-created'),
      machineArn('us-east-1', 'snapshot-failed'),
      machineArn('us-west-2', 'snapshot-copied'),
    ],
  ],
  [
    'DR',
    () => dr,
    ['CopyFailed', 'Restore', 'SnapshotCopied', 'Sweep'],
    [machineArn('us-west-2', 'copy-failed'), machineArn('us-west-2', 'snapshot-copied')],
  ],
])(
  'in the %s Region ReceiveEvent starts its machines but the one that a person starts, and a sweep those of events',
  (_, of, owners, swept) => {
    const machines = of().of('AWS::StepFunctions::StateMachine');
    const [starting, sweeping, ...others] = allowing(of(), 'states:StartExecution');

    expect(others).toEqual([]);
    expect(sweeping).toEqual({ owner: 'SweepRegion', resources: swept, conditions: undefined });
    expect(allowing(of(), 'states:ListExecutions')).toEqual([sweeping]);
    expect(starting?.owner).toBe('ReceiveEvent');
    expect(new Set(starting?.resources)).toEqual(
      new Set(
        machines.filter(({ owner }) => owner !== 'Restore').map(({ logicalId }) => ({ Ref: logicalId })),
      ),
    );
    expect(machines.map(({ owner }) => owner).sort()).toEqual(owners);
  },
);

test.each([
  ['primary', () => primary, ['PruneVolume', 'Restore', 'SnapshotCreated', 'SnapshotFailed', 'Sweep']],
  ['DR', () => dr, ['CopyFailed', 'PruneVolume', 'Restore', 'SnapshotCopied', 'Sweep']],
])(
  'in the %s Region every machine and PruneVolume, and nobody else, sends to the failure queue',
  (_, of, owners) => {
    const [, queue] = of()
      .of('AWS::SQS::Queue')
      .filter(({ owner }) => owner === 'FailureQueue');
    const sending = allowing(of(), 'sqs:SendMessage').filter(({ resources }) =>
      JSON.stringify(resources).includes(queue!.logicalId),
    );

    expect(sending.map(({ owner }) => owner).sort()).toEqual(owners);
  },
);

test.each([
  ['primary', () => primary],
  ['DR', () => dr],
])('in the %s Region no statement names * for an action that IAM can narrow', (_, of) => {
  const unnarrowed = of().statements.filter(({ resources }) => resources.includes('*'));

  expect(unnarrowed.length).toBeGreaterThan(0);
  expect(unnarrowed.flatMap(({ actions }) => actions).filter((action) => !(action in UNNARROWABLE))).toEqual(
    [],
  );
});

test.each([
  ['primary', () => primary],
  ['DR', () => dr],
])('in the %s Region no action has a wildcard and no role a policy of AWS', (_, of) => {
  const actions = of().statements.flatMap((statement) => statement.actions);
  const managed = of()
    .of('AWS::IAM::Role')
    .filter(({ Properties }) => 'ManagedPolicyArns' in Properties);

  expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  expect(managed).toEqual([]);
});

test.each([
  ['primary', () => primary],
  ['DR', () => dr],
])('in the %s Region every function has a role and a log of its own, and may write no other log', (_, of) => {
  const functions = of().of('AWS::Lambda::Function');
  const roles = functions.map(({ Properties }) => JSON.stringify(Properties['Role']));
  const writing = allowing(of(), 'logs:PutLogEvents');

  expect(new Set(roles).size).toBe(functions.length);
  expect(writing.map(({ owner }) => owner).sort()).toEqual(functions.map(({ owner }) => owner).sort());
  for (const { owner, resources } of writing) {
    const [log] = of()
      .of('AWS::Logs::LogGroup')
      .filter((group) => group.owner === owner);
    expect(resources).toEqual([{ 'Fn::GetAtt': [log?.logicalId, 'Arn'] }]);
    expect(log?.Properties['RetentionInDays']).toBe(30);
  }
});

test.each([
  ['primary', () => primary],
  ['DR', () => dr],
])('in the %s Region a machine may call exactly what its definition names', (_, of) => {
  const granted = ['lambda:InvokeFunction', 'sqs:SendMessage']
    .flatMap((action) => allowing(of(), action))
    .filter(({ owner }) => owner !== 'ReceiveEvent');
  const named = of()
    .of('AWS::StepFunctions::StateMachine')
    .map(({ owner, Properties }) => ({
      owner,
      values: Object.values(Properties['DefinitionSubstitutions'] ?? {}),
    }));

  const idsOf = (values: readonly unknown[]) =>
    values.map((value) => /"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/.exec(JSON.stringify(value))?.[1]).sort();
  for (const { owner, values } of named)
    expect(
      idsOf(granted.filter((grant) => grant.owner === owner).flatMap(({ resources }) => resources)),
    ).toEqual(idsOf(values));
  expect(granted.length).toBeGreaterThan(0);
});

const USES = ['kms:Decrypt', 'kms:ReEncryptTo', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:CreateGrant'];
const ec2 = (region: string) => ({ 'Fn::Join': ['', [`ec2.${region}.`, { Ref: 'AWS::URLSuffix' }]] });
const viaEc2 = { 'kms:ViaService': [ec2('us-east-1'), ec2('us-west-2')] };

describe('keys', () => {
  test.each(USES)(
    '%s is allowed on keys of the primary Region, through EC2 alone, and on other accounts’ through EC2 there',
    (action) => {
      const [own, others] = allowing(primary, action).filter(({ owner }) => owner === 'CopySnapshot');

      expect(own).toMatchObject({
        resources: [`arn:aws:kms:us-east-1:${ACCOUNT}:key/*`],
        conditions: { StringEquals: viaEc2 },
      });
      expect(others).toMatchObject({
        resources: ['arn:aws:kms:us-east-1:*:key/*'],
        conditions: { StringEquals: { 'kms:ViaService': [ec2('us-east-1')] } },
      });
    },
  );

  test.each([
    ['new', 'alias/snapshot-keeper-us-east-1', `arn:aws:kms:us-west-2:${ACCOUNT}:key/*`],
    ['aws/ebs', 'alias/aws/ebs', `arn:aws:kms:us-west-2:${ACCOUNT}:key/*`],
    ['alias/backups', 'alias/backups', `arn:aws:kms:us-west-2:${ACCOUNT}:key/*`],
    [
      'arn:aws:kms:us-west-2:999988887777:alias/vault',
      'alias/vault',
      'arn:aws:kms:us-west-2:999988887777:key/*',
    ],
  ])('with the setting %s, copies may use only keys with that alias', (key, alias, resource) => {
    const { primary: stack } = stacks({ dr: [{ region: 'us-west-2', key }] });

    for (const action of USES)
      expect(allowing(stack, action).filter(({ owner }) => owner === 'CopySnapshot')[2]).toMatchObject({
        resources: [resource],
        conditions: {
          StringEquals: viaEc2,
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias },
        },
      });
  });

  test('with the ARN of a key, copies may use that key alone in the DR Region', () => {
    const key = 'arn:aws:kms:us-west-2:999988887777:key/mrk-1';
    const { primary: stack } = stacks({ dr: [{ region: 'us-west-2', key }] });

    expect(allowing(stack, 'kms:Decrypt').filter(({ owner }) => owner === 'CopySnapshot')).toEqual([
      {
        owner: 'CopySnapshot',
        resources: [`arn:aws:kms:us-east-1:${ACCOUNT}:key/*`, 'arn:aws:kms:us-west-2:999988887777:key/mrk-1'],
        conditions: { StringEquals: viaEc2 },
      },
      {
        owner: 'CopySnapshot',
        resources: ['arn:aws:kms:us-east-1:*:key/*'],
        conditions: { StringEquals: { 'kms:ViaService': [ec2('us-east-1')] } },
      },
    ]);
  });

  test('a grant is made only for AWS itself, in a statement of its own', () => {
    const granting = [...primary.statements, ...dr.statements].filter(({ actions }) =>
      actions.includes('kms:CreateGrant'),
    );

    expect(granting.map(({ actions }) => actions)).toEqual(Array(8).fill(['kms:CreateGrant']));
    for (const { conditions } of granting)
      expect(conditions).toMatchObject({ Bool: { 'kms:GrantIsForAWSResource': 'true' } });
  });

  test('Scheduler alone takes the role of the schedules, for those of the deployment’s own group', () => {
    for (const stack of [primary, dr]) {
      const roles = stack
        .of('AWS::IAM::Role')
        .map(({ Properties }) => Properties['AssumeRolePolicyDocument'])
        .filter((document) => JSON.stringify(document).includes('scheduler.amazonaws.com'));

      expect(roles).toMatchObject([
        {
          Statement: [
            {
              Action: 'sts:AssumeRole',
              Effect: 'Allow',
              Principal: { Service: 'scheduler.amazonaws.com' },
              Condition: {
                StringEquals: {
                  'aws:SourceAccount': ACCOUNT,
                  'aws:SourceArn': { 'Fn::GetAtt': [expect.stringContaining('SchedulesGroup'), 'Arn'] },
                },
              },
            },
          ],
        },
      ]);
    }
  });

  test('CloudWatch may publish on the encrypted topic, for alarms of this account', () => {
    const ofAlarms = {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    };
    const [topicPolicy] = primary.of('AWS::SNS::TopicPolicy');
    const [key] = primary.of('AWS::KMS::Key');

    expect(topicPolicy?.Properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([expect.objectContaining({ ...ofAlarms, Action: 'sns:Publish' })]),
    });
    expect(key?.Properties['KeyPolicy']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ ...ofAlarms, Action: ['kms:Decrypt', 'kms:GenerateDataKey'] }),
      ]),
    });
  });
});

describe('what instances bear for their volumes', () => {
  const readers = (given: Readonly<Record<string, unknown>>) =>
    Object.entries(stacks(given)).map(([name, stack]) => [
      name,
      allowing(stack, 'ec2:DescribeInstances')
        .map(({ owner }) => owner)
        .filter((owner) => owner !== 'PlanRestore' && owner !== 'RestoreVolumes'),
    ]);

  test('may be read by the functions of the primary Region that go by it, where it counts', () => {
    expect(readers({ instanceOverrides: true })).toEqual([
      ['primary', ['TagSnapshot', 'SweepRegion']],
      ['dr', []],
    ]);
  });

  test('may be read by nobody else', () => {
    expect(readers({})).toEqual([
      ['primary', []],
      ['dr', []],
    ]);
  });
});

describe('with a runbook for backups', () => {
  const { primary: withRunbook, dr: other } = stacks({ backupRunbook: true });

  test('it may start the machine and follow what it has started itself, and nothing else', () => {
    const [machine] = withRunbook
      .of('AWS::StepFunctions::StateMachine')
      .filter(({ Properties }) => Properties['StateMachineName'] === 'snapshot-keeper-us-east-1-backup');
    expect(withRunbook.statements.filter(({ owner }) => owner === 'BackupRunbook')).toEqual([
      {
        owner: 'BackupRunbook',
        actions: ['states:StartExecution'],
        resources: [{ Ref: machine?.logicalId }],
        conditions: undefined,
      },
      {
        owner: 'BackupRunbook',
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [
          `arn:aws:states:us-east-1:${ACCOUNT}:execution:snapshot-keeper-us-east-1-backup:backup-runbook-*`,
        ],
        conditions: undefined,
      },
    ]);
  });

  test('Systems Manager alone takes its role, for Automations of this account', () => {
    const roles = withRunbook
      .of('AWS::IAM::Role')
      .filter(({ Properties }) =>
        JSON.stringify(Properties['AssumeRolePolicyDocument']).includes('ssm.amazonaws.com'),
      );

    expect(roles.map(({ owner }) => owner)).toEqual(['BackupRunbook']);
    expect(roles.map(({ Properties }) => Properties['AssumeRolePolicyDocument'])).toMatchObject([
      {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'ssm.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': ACCOUNT },
              ArnLike: { 'aws:SourceArn': `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-execution/*` },
            },
          },
        ],
      },
    ]);
  });

  test('also without schedules TakeSnapshots may take snapshots in the primary Region, of selected volumes', () => {
    expect(allowing(withRunbook, 'ec2:CreateSnapshot')).toMatchObject([
      { owner: 'TakeSnapshots', conditions: { Null: { 'aws:ResourceTag/Backup': 'false' } } },
      { owner: 'TakeSnapshots', resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'] },
    ]);
    expect([
      ...allowing(withRunbook, 'scheduler:GetSchedule'),
      ...allowing(other, 'ec2:CreateSnapshot'),
      ...other.statements.filter(({ owner }) => owner === 'BackupRunbook'),
    ]).toEqual([]);
  });
});

test('a runbook for restores may start that machine and follow what it has started, in each Region', () => {
  const { primary: here, dr: there } = stacks({ restoreRunbook: true });

  for (const [template, region] of [
    [here, 'us-east-1'],
    [there, 'us-west-2'],
  ] as const) {
    const [machine] = template
      .of('AWS::StepFunctions::StateMachine')
      .filter(({ Properties }) => Properties['StateMachineName'] === 'snapshot-keeper-us-east-1-restore');
    expect(template.statements.filter(({ owner }) => owner === 'RestoreRunbook')).toEqual([
      {
        owner: 'RestoreRunbook',
        actions: ['states:StartExecution'],
        resources: [{ Ref: machine?.logicalId }],
        conditions: undefined,
      },
      {
        owner: 'RestoreRunbook',
        actions: ['states:DescribeExecution', 'states:StopExecution'],
        resources: [
          `arn:aws:states:${region}:${ACCOUNT}:execution:snapshot-keeper-us-east-1-restore:restore-runbook-*`,
        ],
        conditions: undefined,
      },
    ]);
  }
});

describe('with schedules', () => {
  const NIGHTLY = { name: 'nightly', schedule: 'cron(30 3 * * ? *)' };
  const takingWith = (selection: unknown) =>
    allowing(stacks({ schedules: [NIGHTLY], selection }).primary, 'ec2:CreateSnapshot');

  test('only TakeSnapshots may take snapshots, and only of volumes that bear the tag of the deployment', () => {
    const ofSnapshots = { owner: 'TakeSnapshots', resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'] };
    const ofVolumes = {
      owner: 'TakeSnapshots',
      resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:volume/*`],
    };

    expect(takingWith({ tagKey: 'Backup', tagValues: ['yes', 'daily'] })).toEqual([
      { ...ofVolumes, conditions: { StringEquals: { 'aws:ResourceTag/Backup': ['yes', 'daily'] } } },
      { ...ofSnapshots, conditions: undefined },
    ]);
    expect(takingWith({ tagKey: 'Backup' })[0]?.conditions).toEqual({
      Null: { 'aws:ResourceTag/Backup': 'false' },
    });
    expect(takingWith({ tagKey: 'Backup', tagValues: ['a*', '${x}'] })[0]?.conditions).toEqual({
      StringEquals: { 'aws:ResourceTag/Backup': ['a*', '${$}{x}'] },
    });
    expect(takingWith('all')[0]?.conditions).toBeUndefined();
  });

  test.each<[what: string, settings: object]>([
    ['schedules', { schedules: [NIGHTLY] }],
    ['the runbook alone', { backupRunbook: true }],
  ])(
    'with %s, it may take sets of those volumes, and read which volume an instance boots from',
    (_, given) => {
      const { primary: taking } = stacks({ ...given, selection: { tagKey: 'Backup' } });

      expect(allowing(taking, 'ec2:CreateSnapshots')).toEqual([
        {
          owner: 'TakeSnapshots',
          resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:volume/*`],
          conditions: { Null: { 'aws:ResourceTag/Backup': 'false' } },
        },
        { owner: 'TakeSnapshots', resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'], conditions: undefined },
        {
          owner: 'TakeSnapshots',
          resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`],
          conditions: undefined,
        },
      ]);
      expect(allowing(taking, 'ec2:DescribeInstances')).toContainEqual({
        owner: 'TakeSnapshots',
        resources: ['*'],
        conditions: undefined,
      });
    },
  );

  describe('where one makes AMIs', () => {
    const { primary: imaging, dr: away } = stacks({ schedules: [{ ...NIGHTLY, mode: 'image' }] });
    const { primary: without } = stacks({
      schedules: [NIGHTLY, { ...NIGHTLY, name: 'sets', mode: 'instance' }],
    });
    const OF_IMAGES = ['ec2:CreateImage', 'ec2:DeregisterImage', 'ec2:DescribeImages'];
    const images = ['arn:aws:ec2:us-east-1::image/*'];
    const asOurs = {
      'aws:RequestTag/snapshot-keeper:managed-by': 'snapshot-keeper',
      'aws:RequestTag/snapshot-keeper:region': 'us-east-1',
    };

    test('TakeSnapshots alone may make some, of whatever instance, none that is not tagged as ours, and none with another tag', () => {
      expect(allowing(imaging, 'ec2:CreateImage')).toEqual([
        { owner: 'TakeSnapshots', resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'], conditions: undefined },
        {
          owner: 'TakeSnapshots',
          resources: [`arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`],
          conditions: undefined,
        },
        { owner: 'TakeSnapshots', resources: images, conditions: { StringEquals: asOurs } },
      ]);
      expect(
        allowing(imaging, 'ec2:CreateTags').filter(({ resources }) => resources.includes(images[0]!)),
      ).toEqual([
        {
          owner: 'TakeSnapshots',
          resources: images,
          conditions: {
            StringEquals: { ...asOurs, 'ec2:CreateAction': 'CreateImage' },
            'ForAllValues:StringEquals': {
              'aws:TagKeys': ['snapshot-keeper:managed-by', 'snapshot-keeper:region'],
            },
            Null: { 'aws:TagKeys': 'false' },
          },
        },
      ]);
    });

    test('PruneVolume alone may deregister some, and only those that are tagged as ours and that nobody holds', () => {
      const held = {
        'aws:ResourceTag/snapshot-keeper:hold': 'true',
        'aws:ResourceTag/snapshot-keeper:opt-out': 'true',
      };
      expect(allowing(imaging, 'ec2:DeregisterImage')).toEqual([
        {
          owner: 'PruneVolume',
          resources: images,
          conditions: { StringEquals: OF_THIS_PRIMARY, Null: held },
        },
      ]);
    });

    test('who takes, tags, sweeps, prunes and restores may read them', () => {
      expect(
        allowing(imaging, 'ec2:DescribeImages')
          .map(({ owner }) => owner)
          .sort(),
      ).toEqual(['PlanRestore', 'PruneVolume', 'SweepRegion', 'TagSnapshot', 'TakeSnapshots']);
    });

    test.each<[where: string, template: Template]>([
      ['in a DR Region', away],
      ['where no schedule makes any', without],
    ])('%s nobody may do anything with AMIs', (_, template) => {
      expect(OF_IMAGES.flatMap((action) => allowing(template, action))).toEqual([]);
    });
  });

  describe('where one freezes', () => {
    const apps = { name: 'apps', schedule: 'rate(1 day)', mode: 'instance' };
    const { primary: freezing } = stacks({ schedules: [NIGHTLY, { ...apps, freeze: {} }] });

    test('TakeSnapshots alone may send the document of the stack, to whatever instance, and read what has come of it', () => {
      expect(allowing(freezing, 'ssm:SendCommand')).toEqual([
        {
          owner: 'TakeSnapshots',
          resources: [
            `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
            `arn:aws:ssm:us-east-1:${ACCOUNT}:document/freeze-snapshot-keeper-us-east-1`,
          ],
          conditions: undefined,
        },
      ]);
      expect(allowing(freezing, 'ssm:GetCommandInvocation')).toEqual([
        { owner: 'TakeSnapshots', resources: ['*'], conditions: undefined },
      ]);
    });

    test('it may tag snapshots with how they stand, and with nothing else', () => {
      expect(allowing(freezing, 'ec2:CreateTags').filter(({ owner }) => owner === 'TakeSnapshots')).toEqual([
        {
          owner: 'TakeSnapshots',
          resources: ['arn:aws:ec2:us-east-1:*:snapshot/*'],
          conditions: {
            'ForAllValues:StringEquals': { 'aws:TagKeys': ['snapshot-keeper:consistency'] },
            Null: { 'aws:TagKeys': 'false' },
          },
        },
      ]);
    });

    test('where none does, it may do neither, whoever else uses the document', () => {
      const { primary: without } = stacks({ schedules: [NIGHTLY, apps], freezeDocument: true });

      expect([
        ...allowing(without, 'ssm:SendCommand'),
        ...allowing(without, 'ssm:GetCommandInvocation'),
        ...allowing(without, 'ec2:CreateTags').filter(({ owner }) => owner === 'TakeSnapshots'),
      ]).toEqual([]);
    });
  });

  describe('where one takes by VSS', () => {
    const apps = { name: 'apps', schedule: 'rate(1 day)', mode: 'instance' };
    const { primary: asking } = stacks({ schedules: [NIGHTLY, { ...apps, freeze: { application: 'vss' } }] });

    test("TakeSnapshots alone may send AWS's document for it, and no other, to whatever instance, and read what has come of it", () => {
      expect(allowing(asking, 'ssm:SendCommand')).toEqual([
        {
          owner: 'TakeSnapshots',
          resources: [
            `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
            'arn:aws:ssm:us-east-1:*:document/AWSEC2-VssInstallAndSnapshot',
          ],
          conditions: undefined,
        },
      ]);
      expect(allowing(asking, 'ssm:ListCommandInvocations')).toEqual([
        { owner: 'TakeSnapshots', resources: ['*'], conditions: undefined },
      ]);
      expect(allowing(asking, 'ssm:GetCommandInvocation')).toEqual([]);
    });

    test('it may tag snapshots with how they stand, and with nothing else', () => {
      expect(
        allowing(asking, 'ec2:CreateTags').flatMap(({ owner, conditions }) =>
          owner === 'TakeSnapshots' ? [conditions] : [],
        ),
      ).toEqual([
        {
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['snapshot-keeper:consistency'] },
          Null: { 'aws:TagKeys': 'false' },
        },
      ]);
    });

    test('where another freezes beside it, it may do both', () => {
      const { primary: both } = stacks({
        schedules: [
          { ...apps, freeze: { application: 'vss' } },
          { ...apps, name: 'linux', freeze: {} },
        ],
      });

      expect(allowing(both, 'ssm:SendCommand').flatMap(({ resources }) => resources)).toEqual([
        `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/*`,
        'arn:aws:ssm:us-east-1:*:document/AWSEC2-VssInstallAndSnapshot',
        `arn:aws:ssm:us-east-1:${ACCOUNT}:document/freeze-snapshot-keeper-us-east-1`,
      ]);
      expect(allowing(both, 'ssm:ListCommandInvocations')).toHaveLength(1);
      expect(allowing(both, 'ssm:GetCommandInvocation')).toHaveLength(1);
    });
  });

  test('the sweep of the primary Region and TakeSnapshots read each of them, and no other schedule', () => {
    const { primary: scheduled, dr: other } = stacks({ schedules: [NIGHTLY] });

    const reads = {
      resources: [`arn:aws:scheduler:us-east-1:${ACCOUNT}:schedule/snapshot-keeper-us-east-1/backup-nightly`],
      conditions: undefined,
    };
    expect(allowing(scheduled, 'scheduler:GetSchedule')).toEqual([
      { owner: 'SweepRegion', ...reads },
      { owner: 'TakeSnapshots', ...reads },
    ]);
    expect(allowing(other, 'scheduler:GetSchedule')).toEqual([]);
  });

  test('without, nobody may take a snapshot or read a schedule, and only who restores an instance', () => {
    expect([
      ...allowing(primary, 'ec2:CreateSnapshot'),
      ...allowing(primary, 'ec2:CreateSnapshots'),
      ...allowing(primary, 'scheduler:GetSchedule'),
    ]).toEqual([]);
    expect(allowing(primary, 'ec2:DescribeInstances').map(({ owner }) => owner)).toEqual([
      'PlanRestore',
      'RestoreVolumes',
    ]);
  });
});

describe.each([
  ['primary', 'us-east-1', () => primary],
  ['DR', 'us-west-2', () => dr],
])('in the %s Region, of a restore', (_, region, of) => {
  const VOLUMES = [`arn:aws:ec2:${region}:${ACCOUNT}:volume/*`];

  test('RestoreVolumes alone makes volumes, of snapshots of the deployment, and only such that bear its name', () => {
    expect(allowing(of(), 'ec2:CreateVolume')).toEqual([
      {
        owner: 'RestoreVolumes',
        resources: [`arn:aws:ec2:${region}:*:snapshot/*`],
        conditions: { StringEquals: MANAGED },
      },
      {
        owner: 'RestoreVolumes',
        resources: VOLUMES,
        conditions: { StringEquals: { 'aws:RequestTag/snapshot-keeper:restored-by': 'snapshot-keeper' } },
      },
    ]);
  });

  test('it attaches only these, to whatever instance', () => {
    expect(allowing(of(), 'ec2:AttachVolume')).toEqual([
      {
        owner: 'RestoreVolumes',
        resources: VOLUMES,
        conditions: { StringEquals: { 'aws:ResourceTag/snapshot-keeper:restored-by': 'snapshot-keeper' } },
      },
      {
        owner: 'RestoreVolumes',
        resources: [`arn:aws:ec2:${region}:${ACCOUNT}:instance/*`],
        conditions: undefined,
      },
    ]);
  });

  test('it tags a volume only as it is made', () => {
    const ofVolumes = allowing(of(), 'ec2:CreateTags').filter(({ owner }) => owner === 'RestoreVolumes');

    expect(ofVolumes).toEqual([
      {
        owner: 'RestoreVolumes',
        resources: VOLUMES,
        conditions: { StringEquals: { 'ec2:CreateAction': 'CreateVolume' } },
      },
    ]);
  });

  test('nobody detaches, changes or deletes a volume, or stops an instance', () => {
    expect(
      [
        'ec2:DeleteVolume',
        'ec2:DetachVolume',
        'ec2:ModifyInstanceAttribute',
        'ec2:ModifyVolume',
        'ec2:StopInstances',
        'ec2:TerminateInstances',
      ].flatMap((action) => allowing(of(), action)),
    ).toEqual([]);
  });
});

test('CopySnapshot asks for the stacks of its DR Regions, a sweep for its own, and nobody else', () => {
  expect(allowing(primary, 'cloudformation:DescribeStacks')).toEqual([
    {
      owner: 'CopySnapshot',
      resources: [
        `arn:aws:cloudformation:us-west-2:${ACCOUNT}:stack/snapshot-keeper-us-east-1-dr-us-west-2/*`,
      ],
      conditions: undefined,
    },
    {
      owner: 'SweepRegion',
      resources: [`arn:aws:cloudformation:us-east-1:${ACCOUNT}:stack/snapshot-keeper-us-east-1-primary/*`],
      conditions: undefined,
    },
  ]);
  expect(allowing(dr, 'cloudformation:DescribeStacks')).toEqual([
    {
      owner: 'SweepRegion',
      resources: [
        'arn:aws:cloudformation:us-west-2:111122223333:stack/snapshot-keeper-us-east-1-dr-us-west-2/*',
      ],
      conditions: undefined,
    },
  ]);
});
