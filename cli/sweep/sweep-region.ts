import * as z from 'zod';
import {
  followExecution,
  outputOf,
  timeByHand,
  type Ended,
  type Waiting,
} from '../deployed/follow-execution';

const Count = z.int().nonnegative();

/** What the machine `sweep` ends with. */
const Swept = z.object({
  /** How often each lack was found. */
  found: z.record(z.string(), Count),
  started: Count,
  tried: Count,
  deferred: Count,
  unread: z.array(z.string()),
  /** Where one volume was swept; a release before did not tell. */
  isVolumeKnown: z.boolean().optional(),
});

export type Swept = z.output<typeof Swept>;

/** How the sweep of one Region ended, or in one line why it could not be started or followed. */
export type Answer = { readonly region: string } & (
  { readonly swept: Swept } | Exclude<Ended, { output: unknown }>
);

type Options = Waiting & { readonly volumeId: string | undefined; readonly now: Date };

/** Starts the sweep of one primary Region in one of its Regions, and waits until it ends. Never rejects. */
export async function sweepRegion(region: string, { volumeId, now, ...waiting }: Options): Promise<Answer> {
  const { scheduledAt, at } = timeByHand(now);
  const ofVolume = volumeId === undefined ? {} : { volumeId };
  const name = ['sweep-by-hand', at, ...Object.values(ofVolume)].join('-');
  const started = { region, machine: 'sweep', name, input: { scheduledAt, ...ofVolume } } as const;
  const ended = await followExecution(started, waiting);
  return { region, ...('output' in ended ? outcomeOf(ended.output) : ended) };
}

function outcomeOf(output: string | undefined): { swept: Swept } | { failure: string } {
  const swept = Swept.safeParse(outputOf(output));
  if (swept.success) return { swept: swept.data };
  return {
    failure: `the sweep ended, and what it says cannot be read: "${output}". Use the release that is deployed.`,
  };
}
