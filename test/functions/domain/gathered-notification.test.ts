import { describeFailures, describeUnreadable, type Failure } from '../../../functions/domain/notification';

const LINK =
  'https://us-east-1.console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/arn:aws:states:us-east-1:111122223333:execution:snapshot-keeper-snapshot-created';

const hex = (index: number): string => String(index).padStart(17, '0');

const failureOf = (index: number, more: Partial<Failure> = {}): Failure => ({
  machine: 'snapshot-keeper-snapshot-created',
  executionArn: `arn:aws:states:us-east-1:111122223333:execution:snapshot-keeper-snapshot-created:snap-${hex(index)}`,
  step: 'TagSnapshot',
  error: 'SnapshotStateStale',
  cause: 'no',
  snapshotIds: [`snap-${hex(index)}`],
  volumeIds: [`vol-${hex(index)}`],
  ...more,
});

const told = (failures: readonly Failure[]) => describeFailures(failures, 'keeper', 'us-east-1');
const many = (count: number, more: Partial<Failure> = {}): Failure[] =>
  Array.from({ length: count }, (_, index) => failureOf(index, more));

const bytesOf = (text: string): number => Buffer.byteLength(text);
const entriesOf = (message: string): number => message.match(/^- /gm)?.length ?? 0;

test('failures of one cause are told once, what is common first, then each', () => {
  expect(told([failureOf(1), failureOf(2)])).toEqual({
    subject: 'keeper: EC2 contradicts its own event - 2 volumes in us-east-1',
    message: `Snapshot Keeper (keeper): EC2 contradicts its own event, 2 times.

Region:    us-east-1
Step:      TagSnapshot of snapshot-keeper-snapshot-created
Error:     SnapshotStateStale
Cause:     no

What it means: EC2 reported that a snapshot or copy had ended, and shows it as unfinished ever since. The step was not carried out.
What to do:    Look at the snapshot in the EC2 console. Once it shows as completed, start the execution again (New execution, with the same input).

What it befell:

- vol-00000000000000001, snap-00000000000000001
  Execution: ${LINK}:snap-00000000000000001
- vol-00000000000000002, snap-00000000000000002
  Execution: ${LINK}:snap-00000000000000002`,
  });
});

test('causes that differ stand with each, on one line', () => {
  const { message } = told([
    failureOf(1, { cause: '{"errorMessage":"first\\nExecution: https://elsewhere"}' }),
    failureOf(2, { cause: 'second' }),
    failureOf(3, { cause: undefined }),
  ]);

  expect(message).toContain('\nCause:     differs, see below\n');
  expect(message).toContain(`
- vol-00000000000000001, snap-00000000000000001
  Cause:     first Execution: https://elsewhere
  Execution: ${LINK}:snap-00000000000000001
- vol-00000000000000002, snap-00000000000000002
  Cause:     second
  Execution: ${LINK}:snap-00000000000000002
- vol-00000000000000003, snap-00000000000000003
  Cause:     none given
  Execution: `);
});

test.each<[rule: string, failures: Failure[], end: string]>([
  ['of one volume names it', [failureOf(1), failureOf(1, { snapshotIds: ['snap-9'] })], `vol-${hex(1)}`],
  ['of several volumes counts them', [failureOf(1), failureOf(2), failureOf(2)], '2 volumes'],
  ['of no known volume counts snapshots', many(3, { volumeIds: [] }), '3 snapshots'],
])('the subject of failures %s', (_, failures, end) => {
  expect(told(failures).subject).toBe(`keeper: EC2 contradicts its own event - ${end} in us-east-1`);
});

test('a failure that is about nothing known is listed all the same', () => {
  expect(told(many(2, { volumeIds: [], snapshotIds: [] })).message).toContain('\n- not known\n  Execution: ');
});

test('a hundred are listed; the others are counted, with where to find them', () => {
  const all = told(many(100)).message;
  const more = told(many(471)).message;

  expect(entriesOf(all)).toBe(100);
  expect(all).not.toContain(' more: ');
  expect(entriesOf(more)).toBe(100);
  expect(more).toMatch(
    /\n\nand 371 more: the log of NotifyFailure in us-east-1 has them all, as lines with the message "failure"\.$/,
  );
});

test('whatever its texts are, a message has room in SNS many times over, and its subject is short ASCII', () => {
  const long = '漢字😀'.repeat(3_000);
  const more = { machine: long, executionArn: long, step: long, error: long, region: long };
  const lists = { snapshotIds: [long, long], volumeIds: Array<string>(5).fill(long) };
  const one = told([failureOf(1, { cause: long, ...more, ...lists })]);
  const varied = told(
    Array.from({ length: 200 }, (_, index) =>
      failureOf(index, { cause: `${index}${long}`, ...more, ...lists }),
    ),
  );

  for (const { subject, message } of [one, varied, told(many(1_000, { cause: long }))]) {
    expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(bytesOf(message)).toBeLessThan(40 * 1024);
    expect(Buffer.from(message).toString()).toBe(message);
  }
});

test.each([
  ['999 units are kept', 'x'.repeat(999), 'x'.repeat(999)],
  ['1000 too', 'x'.repeat(1000), 'x'.repeat(1000)],
  ['1001 are cut, which shows', 'x'.repeat(1001), `${'x'.repeat(999)}…`],
  ['no character is cut in half', `${'x'.repeat(998)}😀xx`, `${'x'.repeat(998)}…`],
])('of a cause among several, %s', (_, cause, shown) => {
  expect(told([failureOf(1, { cause }), failureOf(2)]).message).toContain(`\n  Cause:     ${shown}\n`);
});

test('the cause of a single failure is kept for longer, for the message of a refusal that has to be decoded', () => {
  expect(told([failureOf(1, { cause: 'x'.repeat(8000) })]).message).toContain(
    `Cause:     ${'x'.repeat(8000)}\n`,
  );
  expect(told([failureOf(1, { cause: 'x'.repeat(8001) })]).message).toContain(
    `Cause:     ${'x'.repeat(7999)}…\n`,
  );
});

test('what cannot be read is told as such, by the beginning of its text in one safe line', () => {
  const rightToLeft = '\u202E';

  expect(
    describeUnreadable([`{\n "a": 1,\t"b${rightToLeft}" }`, '日本'.repeat(200)], 'keeper', 'us-east-1'),
  ).toEqual({
    subject: 'keeper: a failure that was to be told cannot be read - 2 messages in us-east-1',
    message: `Snapshot Keeper (keeper): a failure that was to be told cannot be read.

What it means: Something failed, or somebody else has put a message into the failure queue.
What to do:    Deploy all stacks in the same version, see who may send to the queue, and look for executions that have failed.

The messages begin:

- { "a": 1, "b " }
- ${'日本'.repeat(99)}日…`,
  });
});

test('a single message that cannot be read is counted as one', () => {
  expect(describeUnreadable(['x'], 'keeper', 'us-east-1').subject).toBe(
    'keeper: a failure that was to be told cannot be read - 1 message in us-east-1',
  );
});

test('no failure is no message', () => {
  expect(() => told([])).toThrow('no failure to describe');
});
