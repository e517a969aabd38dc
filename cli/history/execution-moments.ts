import * as z from 'zod';
import type { Ending, Step } from './execution-steps';
import type { Moment } from './moment';
import { pruningWords } from './pruning-words';

/** Machines whose executions are named after the snapshot or copy that they are about. */
export const MACHINES_OF_SOURCES = ['snapshot-created', 'snapshot-failed'] as const;
export const MACHINES_OF_COPIES = ['snapshot-copied', 'copy-failed'] as const;

/** Those of them that sweeps start by names of their own. */
export const MACHINE_OF_SWEPT_SOURCES = 'snapshot-created';
export const MACHINE_OF_SWEPT_COPIES = 'snapshot-copied';

export type Machine = (typeof MACHINES_OF_SOURCES | typeof MACHINES_OF_COPIES)[number];

/** One execution, of which the steps may not be known. */
export type Execution = {
  readonly machine: Machine;
  readonly region: string;
  /** What its name says that it is about. */
  readonly snapshotId: string;
  /** Whether its name says that a sweep started it. */
  readonly isBySweep: boolean;
  readonly steps: readonly Step[];
  readonly isRunning: boolean;
};

/** What the steps of an execution say, in words. */
export function executionMoments(execution: Execution): Moment[] {
  const { region, steps, isRunning } = execution;
  const told = steps.flatMap((step) =>
    wordsOf(execution, step).map((what): Moment => ({
      at: step.at,
      region,
      from: 'execution',
      what,
    })),
  );
  const open = openStates(steps);
  const where = open.length === 0 ? '' : `, in ${open.join(' and ')}`;
  return isRunning
    ? [...told, { region, from: 'execution', what: `${labelOf(execution)} still runs${where}` }]
    : told;
}

/** Those of sweeps are told from the one that EC2's event has started. */
const labelOf = ({ machine, isBySweep }: Execution): string =>
  isBySweep ? `${machine} (by a sweep)` : machine;

/** A copy that an execution has started or found. */
export type FoundCopy = { readonly region: string; readonly copyId: string };

/** The copies that the steps of an execution of `region` tell of. */
export const copiesIn = ({ region, steps }: Pick<Execution, 'region' | 'steps'>): FoundCopy[] =>
  steps.flatMap((step) => {
    const start = startIn(step)?.data;
    if (start === undefined || !('copyId' in start)) return [];
    return [{ region: destinationOf(step) ?? region, copyId: start.copyId }];
  });

const Reason = z.string();
const SnapshotOf = z.object({ volumeId: z.string() });
const CopyOf = z.object({
  sourceSnapshotId: z.string(),
  cause: z.string().default(''),
  incremental: z.boolean().optional(),
});

/** How asking for a copy ended. */
const CopyStart = z.union([
  z.object({ outcome: z.enum(['started', 'exists']), copyId: z.string() }),
  z.object({ outcome: z.literal('overtaken') }),
  z.object({ outcome: z.literal('no-slot'), waitSeconds: z.number() }),
]);

/** What the states that decide answer, as far as it is told. */
const Tagged = z.union([
  z.object({ managed: z.literal(false), reason: Reason }),
  z.object({
    managed: z.literal(true),
    reason: Reason,
    adopted: z.boolean(),
    volumeId: z.string(),
    copies: z.array(z.object({ region: z.string() })),
  }),
]);
const TaggedCopy = z.union([
  z.object({ managed: z.literal(false), reason: Reason }),
  z.object({ managed: z.literal(true), volumeId: z.string() }),
]);
const Judged = z.object({
  verdict: z.enum(['none', 'tell', 'retry']),
  reason: Reason,
  waitSeconds: z.number().optional(),
});
const Selected = z.object({ selected: z.boolean() });

/** The failure queue's message, of which a person hears. */
const Handed = z.object({ MessageBody: z.object({ error: z.string(), cause: z.string().optional() }) });

/** What Lambda's Invoke answers. */
const Invoked = z.object({ Payload: z.unknown() });

function wordsOf(execution: Execution, step: Step): string[] {
  const { machine, snapshotId, isBySweep } = execution;
  const label = labelOf(execution);
  switch (step.type) {
    case 'began':
      return [
        `${label} began: ${isBySweep ? 'a sweep had found something amiss' : beginning(machine, step.data)}`,
      ];
    case 'entered':
      return step.state === 'RequestCopy' ? [`a copy${into(step)} is asked for`] : [];
    case 'succeeded':
      return successOf(step, snapshotId);
    case 'failed':
      return [`${step.state}${into(step)} ended in ${failureOf(step)}${hintOf(step)}`];
    case 'exited':
      return decisionOf(step);
    case 'ended':
      return [`${label} ${step.data as Ending}${step.error === undefined ? '' : `, ${failureOf(step)}`}`];
  }
}

/** A sweep that finds what no event has told of gives the execution the name that the event would have given it. */
const TELLER = "EC2's event, or else a sweep,";

function beginning(machine: Machine, input: unknown): string {
  if (machine === 'snapshot-created' || machine === 'snapshot-failed') {
    const { volumeId = 'a volume' } = SnapshotOf.safeParse(input).data ?? {};
    const { cause = '' } = CopyOf.pick({ cause: true }).safeParse(input).data ?? {};
    return machine === 'snapshot-created'
      ? `${TELLER} had told that the snapshot of ${volumeId} is completed`
      : `${TELLER} had told that the snapshot of ${volumeId} has failed${because(cause)}`;
  }
  const { sourceSnapshotId = 'a snapshot', cause = '', incremental } = CopyOf.safeParse(input).data ?? {};
  if (machine === 'copy-failed')
    return `${TELLER} had told that the copy of ${sourceSnapshotId} has failed${because(cause)}`;
  const size = incremental === undefined ? '' : incremental ? ', incremental' : ', a full one';
  return `${TELLER} had told that the copy of ${sourceSnapshotId} is completed${size}`;
}

const because = (cause: string): string => (cause === '' ? '' : `: ${cause}`);

/** How an attempt of a state that asks for a copy ended; undefined for any other step. */
function startIn(step: Step) {
  if (step.type === 'succeeded' && step.state === 'RequestCopy') return CopyStart.safeParse(step.data);
  if (step.type === 'exited' && step.state === 'RetryCopy') return CopyStart.safeParse(step.data);
  return undefined;
}

function successOf(step: Step, snapshotId: string): string[] {
  if (step.state === 'PruneVolume')
    return pruningWords(Invoked.safeParse(step.data).data?.Payload, snapshotId);
  if (step.state.startsWith('Notify')) {
    const message = Handed.safeParse(step.asked).data?.MessageBody;
    return message === undefined ? [] : [`a person is told: ${failureOf(message)}`];
  }
  return startWords(step);
}

function startWords(step: Step): string[] {
  const start = startIn(step)?.data;
  switch (start?.outcome) {
    case undefined:
      return [];
    case 'started':
      return [`the copy${into(step)} has started: ${start.copyId}`];
    case 'exists':
      return [`there is a copy${into(step)} already: ${start.copyId}`];
    case 'overtaken':
      return [
        `no copy${into(step)}: newer ones were made while it waited, and retention would not keep it beside them`,
      ];
    case 'no-slot':
      return [`the copy waits for a slot`];
  }
}

function decisionOf(step: Step): string[] {
  const { state, data } = step;
  switch (state) {
    case 'TagSnapshot':
      return taggedWords(Tagged.safeParse(data).data);
    case 'TagCopy':
      return taggedCopyWords(TaggedCopy.safeParse(data).data);
    case 'JudgeCopyFailure':
      return judgedWords(Judged.safeParse(data).data);
    case 'RetryCopy':
      return startWords(step);
    case 'SelectVolumes': {
      const selected = Selected.safeParse(data).data?.selected;
      if (selected === undefined) return [];
      return [selected ? 'its volume is selected' : 'its volume is not selected: nobody is told'];
    }
    default:
      return [];
  }
}

function taggedWords(tagged: z.output<typeof Tagged> | undefined): string[] {
  if (tagged === undefined) return [];
  if (!tagged.managed) return [`left alone: ${tagged.reason}`];
  const { reason, adopted, volumeId, copies } = tagged;
  return [
    adopted
      ? `adopted under ${volumeId}: ${reason}`
      : `not adopted, since it has no room for our tags: it is copied, and never counted nor deleted (${volumeId}: ${reason})`,
    copies.length === 0
      ? 'no copy is needed'
      : `copies are needed in ${copies.map(({ region }) => region).join(', ')}`,
  ];
}

function taggedCopyWords(tagged: z.output<typeof TaggedCopy> | undefined): string[] {
  if (tagged === undefined) return [];
  return tagged.managed
    ? [
        `adopted as a finished copy under ${tagged.volumeId}, and confirmed on its source where that is still there`,
      ]
    : [`left alone: ${tagged.reason}`];
}

function judgedWords(judged: z.output<typeof Judged> | undefined): string[] {
  if (judged === undefined) return [];
  const { verdict, reason, waitSeconds = 0 } = judged;
  if (verdict === 'none') return [`nothing is done about the failure: ${reason}`];
  return [
    verdict === 'tell' ? `a person is to be told: ${reason}` : `tried again in ${waitSeconds} s: ${reason}`,
  ];
}

const Destination = z.object({ region: z.string() });

/** Where a copy is asked for; undefined where the machine is of that Region itself. */
const destinationOf = ({ input }: Step): string | undefined => Destination.safeParse(input).data?.region;

function into(step: Step): string {
  const region = step.state === 'RequestCopy' ? destinationOf(step) : undefined;
  return region === undefined ? '' : ` into ${region}`;
}

/** Lambda gives what a function threw as JSON. */
const Thrown = z.object({ errorMessage: z.string() });

export function failureOf({
  error = 'an error',
  cause = '',
}: {
  error?: string | undefined;
  cause?: string | undefined;
}): string {
  let text = cause;
  try {
    text = Thrown.safeParse(JSON.parse(cause)).data?.errorMessage ?? cause;
  } catch {
    // It is plain text.
  }
  const said = text.replace(REQUEST_ID, '');
  return said === '' ? error : `${error}: ${said}`;
}

/** That of AWS's call, in which alone the words of two equal failures differ. */
const REQUEST_ID = /^RequestId: \S+ (?:Error: )?|[,;] (?:Extended )?Request ID: [^,;)]+/g;

/** Of a function that may not run now: most often that is so since a person has paused it. */
const hintOf = ({ state, error }: Step): string =>
  state === 'PruneVolume' && error === 'Lambda.TooManyRequestsException'
    ? ' (deleting is paused, or Lambda is at its limit)'
    : '';

/** Where it is now: entered more often than exited. */
function openStates(steps: readonly Step[]): string[] {
  const open = new Map<string, number>();
  for (const { type, state } of steps) {
    if (type === 'entered') open.set(state, (open.get(state) ?? 0) + 1);
    if (type === 'exited') open.set(state, (open.get(state) ?? 0) - 1);
  }
  return [...open].flatMap(([state, count]) => (count > 0 && !CONTAINERS.has(state) ? [state] : []));
}

/** States that only hold others. */
const CONTAINERS = new Set(['Manage', 'CopyToRegions']);
