import fc from 'fast-check';
import { describeFailures, Failure } from '../../../functions/domain/notification';

const FAILURE: Failure = {
  machine: 'snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
  step: 'CopyToRegions',
  error: 'CopyRefused',
  cause: 'InvalidParameterValue: the key is of another Region',
  snapshotIds: ['snap-1'],
  volumeIds: ['vol-1'],
  region: 'us-west-2',
};

const without = (field: keyof Failure): Failure =>
  Failure.parse(Object.fromEntries(Object.entries(FAILURE).filter(([name]) => name !== field)));
const told = (more: Partial<Failure> = {}) =>
  describeFailures([{ ...FAILURE, ...more }], 'keeper', 'us-east-1');
const causeLine = (cause: string): string | undefined =>
  told({ cause })
    .message.split('\n')
    .find((line) => line.startsWith('Cause:'));

test('the message says what failed where and why, what it means, what to do, and where to look', () => {
  expect(told()).toEqual({
    subject: 'keeper: AWS refused to start a copy - vol-1 in us-west-2',
    message: [
      'Snapshot Keeper (keeper): AWS refused to start a copy.',
      '',
      'Volume:    vol-1',
      'Snapshot:  snap-1',
      'Region:    us-west-2',
      'Step:      CopyToRegions of snapshot-created',
      'Error:     CopyRefused',
      'Cause:     InvalidParameterValue: the key is of another Region',
      '',
      'What it means: This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
      'What to do:    Mend what the cause names, then start the execution again (New execution, with the same input): every step may run twice.',
      '',
      'Execution: https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
    ].join('\n'),
  });
});

test.each<[error: string, what: string, meaning: RegExp]>([
  ['SnapshotFailed', 'AWS could not make a snapshot', /There is no recovery point from this time\./],
  ['CopyFailed', 'a copy failed and is not tried again', /exists only in the primary Region\./],
  ['CopyRefused', 'AWS refused to start a copy', /exists only in the primary Region\./],
  ['AccessDenied', 'a permission is missing', /until the permission is back\./],
  ['PruneIncomplete', 'some expired snapshots could not be deleted', /No data is lost\./],
  [
    'RetentionTagIgnored',
    'a retention tag cannot be read',
    /Nothing of the volume is deleted in this Region/,
  ],
  ['ImageFailed', 'an AMI of a schedule has failed', /Nothing can be launched from it\./],
  ['ImageStays', 'an expired AMI cannot go', /has never adopted/],
  ['SnapshotLeft', 'an expired AMI has left a snapshot', /The snapshot is there for itself/],
  ['SnapshotInDoubt', 'tags contradict what a snapshot is', /It is not counted and never deleted by us/],
  [
    'TagsContradicted',
    'the tags of a copy contradict what it is',
    /It is not confirmed, not counted and never deleted/,
  ],
  [
    'SnapshotGone',
    'a snapshot was gone before it could be protected',
    /There is no recovery point from this time/,
  ],
  ['SnapshotNotVisible', 'EC2 does not show a snapshot', /The step was not carried out\./],
  ['SourceNotVisible', 'a snapshot was gone before it could be copied', /has no copy in the DR Region\./],
  ['CopyGone', 'a copy was gone before it could be confirmed', /exists only in the primary Region/],
  ['ScopeUnknown', 'nobody knows whether a snapshot is to be protected', /It is left as it is/],
  ['ScopeUnsettled', 'EC2 does not show a volume', /The step was not carried out\./],
  [
    'OtherOwner',
    'another deployment manages a volume that is selected here',
    /by the policies of the other deployment/,
  ],
  ['NoRoomForTags', 'a snapshot has too many tags of its own', /It is copied, but not managed/],
  ['DeletionFailed', 'AWS refuses to delete expired snapshots', /No data is lost\./],
  ['GuardRefused', 'a plan would have deleted what must stay', /nothing that matters was deleted\./],
  ['RetentionRefused', 'retention was refused', /Nothing was deleted\./],
  [
    'DeletionRefused',
    'retention would delete too much at once',
    /With this snapshot, nothing of this volume was deleted in this Region\./,
  ],
  ['SnapshotStateStale', 'EC2 contradicts its own event', /The step was not carried out/],
  ['ServiceBusy', 'AWS was too busy for too long', /The step was not carried out/],
  ['NoCopySlot', 'a copy waited too long for a slot', /exists only in the primary Region\./],
  [
    'OtherCopyUnderWay',
    'a copy waited too long for another one',
    /Full copies of the volume .* have not ended for two weeks/,
  ],
  ['InvalidInput', 'a step got an input that it does not know', /repeating it cannot help\./],
  ['InvalidEnvironment', 'a function is configured wrongly', /not carried out for any snapshot/],
  ['States.Timeout', 'a step failed', /Nothing was deleted that a rule keeps\./],
])('%s has its own advice', (error, what, meaning) => {
  const { subject, message } = told({ error });
  expect(subject).toBe(`keeper: ${what} - vol-1 in us-west-2`);
  expect(message).toMatch(new RegExp(`^Snapshot Keeper \\(keeper\\): ${what}\\.\n`));
  expect(message).toMatch(new RegExp(`\nWhat it means: .*${meaning.source}`));
  expect(message).toMatch(/\nWhat to do: {4}[A-Z].+\.\n/);
});

test.each([
  ['CopyRefused', 'Mend what the cause names, then '],
  ['AccessDenied', 'look for a service control policy, then '],
  ['NoCopySlot', 'ask AWS Support for more slots if need be, then '],
  ['OtherCopyUnderWay', 'Once it has ended or is deleted, '],
  ['ServiceBusy', 'Look at the AWS Health Dashboard, then '],
  ['States.Timeout', 'mend the cause, then '],
])('after %s a person starts the execution again, with the same input', (error, before) => {
  expect(told({ error }).message).toContain(
    `${before}start the execution again (New execution, with the same input)`,
  );
});

test('after SnapshotFailed a person deletes the failed snapshot, which takes a place, and takes a new one', () => {
  expect(told({ error: 'SnapshotFailed' }).message).toContain(
    'What to do:    Delete the failed snapshot, which takes one of the places for running snapshots of the volume, and take a new one. If that fails too, ',
  );
});

test('after CopyFailed the next snapshot is copied as usual, and a person can have this one copied too', () => {
  expect(told({ error: 'CopyFailed' }).message).toContain(
    'The next snapshot of the volume is copied as usual. To have this one copied too: in the primary Region, open the state machine whose name ends in -snapshot-created, find the execution that is named after the snapshot above, and start that again (New execution, with the same input). The execution linked here would only find the same failed copy.',
  );
});

test('DeletionRefused says that nothing was deleted, what is left from now on, and that it is told once', () => {
  expect(told({ error: 'DeletionRefused' }).message).toContain(
    'With this snapshot, nothing of this volume was deleted in this Region. From the next one on, what was made under the new policy is pruned as usual; what was made under another one and would go is left, and paid for. You are told only this once, unless every snapshot of the volume has 50 tags: then with each, and nothing is deleted until one has fewer.',
  );
});

test('after DeletionRefused a person corrects the policy, or looks at the plan and releases the limit for a while', () => {
  expect(told({ error: 'DeletionRefused' }).message).toContain(
    'What to do:    If the policy was changed by mistake, correct the settings or the retention tag of the volume. If it is meant: ' +
      'see with "npm run keeper -- plan" in a checkout what would go, set deletionLimit to "none", deploy, wait for the next snapshot of each volume, then set it back.',
  );
});

test.each<[rule: string, more: Partial<Failure>, subject: string]>([
  ['one volume is named', { volumeIds: ['vol-9'] }, 'vol-9 in us-west-2'],
  ['several volumes are counted', { volumeIds: ['vol-1', 'vol-2', 'vol-3'] }, '3 volumes in us-west-2'],
  ['without a volume, the snapshot is named', { volumeIds: [] }, 'snap-1 in us-west-2'],
])('%s in the subject', (_rule, more, end) => {
  expect(told(more).subject).toBe(`keeper: AWS refused to start a copy - ${end}`);
});

test('without a Region of its own, a failure is of the Region that reports it', () => {
  const { subject, message } = describeFailures([without('region')], 'keeper', 'us-east-1');
  expect(subject).toMatch(/ in us-east-1$/);
  expect(message).toContain('Region:    us-east-1');
});

test('all volumes and snapshots stand in the message', () => {
  const { message } = told({ volumeIds: ['vol-1', 'vol-2'], snapshotIds: ['snap-1', 'snap-2'] });
  expect(message).toContain('Volume:    vol-1, vol-2\nSnapshot:  snap-1, snap-2\n');
});

test.each([
  ['keeper-us-east-1-sweep', 'a sweep'],
  ['keeper-us-east-1-backup', 'a backup'],
  ['keeper-us-east-1-restore', 'a restore'],
])('what %s tells of no snapshot is of %s', (machine, of) => {
  expect(told({ machine, snapshotIds: [], volumeIds: [], error: 'ServiceBusy' }).subject).toBe(
    `keeper: AWS was too busy for too long - ${of} in us-west-2`,
  );
});

test('of a restore, a permission that is missing is told in words of its own', () => {
  const machine = 'keeper-us-east-1-restore';
  const { subject, message } = told({ machine, error: 'AccessDenied' });

  expect(subject).toBe('keeper: a permission is missing for a restore - vol-1 in us-west-2');
  expect(message).toContain('What the restore has made stays, and is paid for');
  expect(message).toContain('start a new restore');
  expect(message).not.toContain('Every later snapshot');
  expect(told({ machine, error: 'ServiceBusy' }).subject).toContain('AWS was too busy for too long');
});

test('what is not known is said to be not known', () => {
  const { message } = told({ volumeIds: [], snapshotIds: [] });
  expect(message).toContain('Volume:    not known\nSnapshot:  not known\n');
});

test('the link leads to the console of the Region where the execution ran', () => {
  const executionArn = 'arn:aws:states:us-west-2:111122223333:execution:copy-failed:snap-2';
  expect(told({ executionArn }).message).toMatch(
    /\nExecution: https:\/\/us-west-2\.console\.aws\.amazon\.com\/states\/home\?region=us-west-2#\/v2\/executions\/details\/arn:aws:states:us-west-2:111122223333:execution:copy-failed:snap-2$/,
  );
});

test.each<[rule: string, cause: string, shown: string]>([
  [
    "the sentence inside Lambda's JSON",
    '{"errorType":"AccessDenied","errorMessage":"UnauthorizedOperation: not allowed","trace":["at handler"]}',
    'UnauthorizedOperation: not allowed',
  ],
  ['a plain sentence', 'Given key ID is not accessible', 'Given key ID is not accessible'],
  ['JSON of another form', '{"message":"no"}', '{"message":"no"}'],
  ['JSON whose errorMessage is no text', '{"errorMessage":7}', '{"errorMessage":7}'],
  ['JSON that holds nothing', 'null', 'null'],
  ['a number', '42', '42'],
  ['broken JSON', '{"errorMessage":"cut', '{"errorMessage":"cut'],
  ['an empty cause', '', 'none given'],
])('the cause: %s', (_rule, cause, shown) => {
  expect(causeLine(cause)).toBe(`Cause:     ${shown}`);
});

test('a failure without a cause says so', () => {
  expect(describeFailures([without('cause')], 'keeper', 'us-east-1').message).toContain(
    'Cause:     none given\n',
  );
});

test('a failure as a state machine reports it is read', () => {
  expect(Failure.parse(FAILURE)).toEqual(FAILURE);
  expect(Failure.safeParse({ ...FAILURE, volumeIds: 'vol-1' }).success).toBe(false);
});

test('whatever has failed, the subject is one line of 1 to 99 printable ASCII characters', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\r\n', 'ü', '漢字', '\u2028', '\t', '😀'),
  );
  const anyFailure = fc.record(
    {
      machine: anyText,
      executionArn: anyText,
      step: anyText,
      error: fc.oneof(anyText, fc.constantFrom('CopyFailed', 'PruneIncomplete', 'AccessDenied')),
      cause: anyText,
      snapshotIds: fc.array(anyText),
      volumeIds: fc.array(anyText),
      region: anyText,
    },
    { requiredKeys: ['machine', 'executionArn', 'step', 'error', 'snapshotIds', 'volumeIds'] },
  );
  fc.assert(
    fc.property(
      anyFailure,
      fc.string({ unit: 'binary', maxLength: 200 }),
      anyText,
      (failure, deployment, region) => {
        const { subject } = describeFailures([failure], deployment, region);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
      },
    ),
  );
});

test('a long subject is cut in its words, not in the volume and the Region', () => {
  const { subject } = describeFailures(
    [
      {
        ...FAILURE,
        error: 'PruneIncomplete',
        volumeIds: ['vol-0123456789abcdef0'],
        region: 'ap-southeast-2',
      },
    ],
    'a-deployment-with-a-long-name',
    'us-east-1',
  );

  expect(subject).toBe(
    'a-deployment-with-a-long-name: some expired snapshots cou - vol-0123456789abcdef0 in ap-southeast-2',
  );
  expect(subject.length).toBeLessThanOrEqual(99);
});

test('a place that fills the whole subject leaves no room for words, and is cut itself', () => {
  const { subject } = told({ volumeIds: [`vol-${'0'.repeat(100)}`] });

  expect(subject).toBe(` - vol-${'0'.repeat(92)}`);
  expect(subject).toHaveLength(99);
});

test('several snapshots without a volume are counted as snapshots', () => {
  expect(told({ volumeIds: [], snapshotIds: ['snap-1', 'snap-2'] }).subject).toContain('2 snapshots in');
});

test('an error with the name of a built-in property gets the general advice', () => {
  expect(told({ error: 'constructor' }).subject).toContain('a step failed');
});

test.each([
  ['aws', 'https://eu-west-1.console.aws.amazon.com/states/'],
  ['aws-cn', 'https://eu-west-1.console.amazonaws.cn/states/'],
  ['aws-us-gov', 'https://eu-west-1.console.amazonaws-us-gov.com/states/'],
])('the link leads to the console of the partition %s', (partition, link) => {
  const executionArn = `arn:${partition}:states:eu-west-1:111122223333:execution:m:snap-1`;

  expect(told({ executionArn }).message).toContain(`Execution: ${link}`);
});
