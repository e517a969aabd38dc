import * as z from 'zod';
import { adviceOn, type Advice } from './advice';
import { arnOf } from './arn';
import { cut, oneLine } from './text';

/** A failure as a state machine reports it. `region` is where the snapshot or copy is; absent, it is our own Region. */
export const Failure = z.object({
  machine: z.string(),
  executionArn: z.string(),
  step: z.string(),
  error: z.string(),
  /** Often JSON with an `errorMessage`, as Lambda reports what a function threw. */
  cause: z.string().optional(),
  snapshotIds: z.array(z.string()),
  volumeIds: z.array(z.string()),
  region: z.string().optional(),
});

export type Failure = Readonly<z.infer<typeof Failure>>;

export type Notification = { readonly subject: string; readonly message: string };

/** SNS takes subjects of fewer than 100 characters; staying in ASCII and one line satisfies its old and new rules. */
export const SUBJECT_MAX = 99;

/** So much of what others wrote: a message has to stay far below the 262,144 bytes that SNS takes. */
const NAME_MAX = 200;
const LIST_MAX = 1000;
const LONE_CAUSE_MAX = 8000;
const CAUSE_MAX = 1000;
const ARN_MAX = 500;

/** What one message lists for a person; what exceeds either is counted. */
const ENTRIES_MAX = 100;
const LISTING_BYTES_MAX = 28 * 1024;

/**
 * What a person reads about failures of one cause: a subject of at most 99 ASCII characters that says what failed where, and
 * a message that says what it means for the data and what to do.
 */
export function describeFailures(
  failures: readonly Failure[],
  deployment: string,
  ownRegion: string,
): Notification {
  const [first, ...others] = failures;
  if (first === undefined) throw new Error('no failure to describe');
  const region = name(first.region ?? ownRegion);
  const advice = adviceOn(first.error, first.machine);
  const where = ` - ${subjectOf(failures)} in ${region}`;
  return {
    subject: subject(`${deployment}: ${advice.what}`, where),
    message:
      others.length === 0
        ? single(first, advice, deployment, region)
        : several(failures, advice, deployment, { region, ownRegion }),
  };
}

/** What a person reads about messages in the failure queue that are no failures. */
export function describeUnreadable(
  bodies: readonly string[],
  deployment: string,
  ownRegion: string,
): Notification {
  const what = 'a failure that was to be told cannot be read';
  return {
    subject: subject(`${deployment}: ${what}`, ` - ${counted(bodies.length, 'message')} in ${ownRegion}`),
    message: [
      `Snapshot Keeper (${deployment}): ${what}.`,
      '',
      'What it means: Something failed, or somebody else has put a message into the failure queue.',
      'What to do:    Deploy all stacks in the same version, see who may send to the queue, and look for executions that have failed.',
      '',
      'The messages begin:',
      '',
      ...listed(
        bodies.map((body) => `- ${name(body)}`),
        ownRegion,
      ),
    ].join('\n'),
  };
}

const single = (failure: Failure, advice: Advice, deployment: string, region: string): string =>
  [
    `Snapshot Keeper (${deployment}): ${advice.what}.`,
    '',
    `Volume:    ${list(failure.volumeIds)}`,
    `Snapshot:  ${list(failure.snapshotIds)}`,
    ...commonLines(failure, region),
    `Cause:     ${cut(readableCause(failure.cause), LONE_CAUSE_MAX)}`,
    '',
    ...adviceLines(advice),
    '',
    `Execution: ${executionLink(failure.executionArn)}`,
  ].join('\n');

/** What is common comes first; then each failure, with its cause where these differ. */
function several(
  failures: readonly Failure[],
  advice: Advice,
  deployment: string,
  { region, ownRegion }: { readonly region: string; readonly ownRegion: string },
): string {
  const causes = failures.map(({ cause }) => cut(oneLine(readableCause(cause)), CAUSE_MAX));
  const common = new Set(causes).size === 1 ? causes[0] : undefined;
  const entries = failures.map(({ volumeIds, snapshotIds, executionArn }, index) =>
    [
      `- ${list([...volumeIds, ...snapshotIds])}`,
      ...(common === undefined ? [`  Cause:     ${causes[index]}`] : []),
      `  Execution: ${executionLink(executionArn)}`,
    ].join('\n'),
  );
  return [
    `Snapshot Keeper (${deployment}): ${advice.what}, ${failures.length} times.`,
    '',
    ...commonLines(failures[0]!, region),
    `Cause:     ${common ?? 'differs, see below'}`,
    '',
    ...adviceLines(advice),
    '',
    'What it befell:',
    '',
    ...listed(entries, ownRegion),
  ].join('\n');
}

const commonLines = ({ step, machine, error }: Failure, region: string): string[] => [
  `Region:    ${region}`,
  `Step:      ${name(step)} of ${name(machine)}`,
  `Error:     ${name(error)}`,
];

const adviceLines = ({ meaning, todo }: Advice): string[] => [
  `What it means: ${meaning}`,
  `What to do:    ${todo}`,
];

/** As many entries as a person and SNS can take, and how to find the others. */
function listed(entries: readonly string[], ownRegion: string): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const entry of entries.slice(0, ENTRIES_MAX)) {
    bytes += new TextEncoder().encode(entry).length + 1;
    if (bytes > LISTING_BYTES_MAX) break;
    shown.push(entry);
  }
  const rest = entries.length - shown.length;
  if (rest === 0) return shown;
  return [
    ...shown,
    '',
    `and ${rest} more: the log of NotifyFailure in ${ownRegion} has them all, as lines with the message "failure".`,
  ];
}

const name = (text: string): string => cut(oneLine(text), NAME_MAX);

const list = (ids: readonly string[]): string =>
  ids.length === 0 ? 'not known' : cut(oneLine(ids.join(', ')), LIST_MAX);

function subjectOf(failures: readonly Failure[]): string {
  const distinct = (ids: readonly string[]): string[] => [...new Set(ids)];
  const volumeIds = distinct(failures.flatMap((failure) => failure.volumeIds));
  const snapshotIds = distinct(failures.flatMap((failure) => failure.snapshotIds));
  // These may be of none.
  if (volumeIds.length + snapshotIds.length === 0)
    return `a ${['backup', 'restore'].find((kind) => failures[0]?.machine.endsWith(kind)) ?? 'sweep'}`;
  const [ids, noun] = volumeIds.length > 0 ? [volumeIds, 'volume'] : [snapshotIds, 'snapshot'];
  return ids.length === 1 ? ids.join() : counted(ids.length, noun);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** What happened where, in ASCII; where it is too long, the end of what happened goes. */
const subject = (what: string, where: string): string =>
  asciiLine(what.slice(0, Math.max(0, SUBJECT_MAX - where.length)) + where).slice(0, SUBJECT_MAX);

const asciiLine = (text: string): string => text.replace(/[^\x20-\x7e]+/g, '?');

/** The sentence inside Lambda's JSON, or the cause as it is. */
function readableCause(cause: string | undefined): string {
  if (cause === undefined || cause === '') return 'none given';
  try {
    const parsed: unknown = JSON.parse(cause);
    const message = (parsed as { errorMessage?: unknown } | null)?.errorMessage;
    return typeof message === 'string' ? message : cause;
  } catch {
    return cause;
  }
}

const CONSOLE_DOMAINS: Readonly<Record<string, string>> = {
  'aws-cn': 'console.amazonaws.cn',
  'aws-eusc': 'console.amazonaws-eusc.eu',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
};

/** The Step Functions console's page of an execution. */
export function executionLink(executionArn: string): string {
  const arn = cut(oneLine(executionArn), ARN_MAX);
  const { partition, region } = arnOf(arn);
  const domain = CONSOLE_DOMAINS[partition] ?? 'console.aws.amazon.com';
  return `https://${region}.${domain}/states/home?region=${region}#/v2/executions/details/${arn}`;
}
