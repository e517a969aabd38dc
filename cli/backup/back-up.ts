import * as z from 'zod';
import {
  followExecution,
  outputOf,
  timeByHand,
  type Ended,
  type Waiting,
} from '../deployed/follow-execution';

/** What the machine `backup` ends with: how many there are, and the ids of the first hundred. */
const Taken = z.object({ taken: z.int().nonnegative(), snapshotIds: z.array(z.string()) });

export type Taken = z.output<typeof Taken>;

/** What is to be taken: all that a schedule covers, one volume, or the volumes of an instance. */
export type Wanted =
  { readonly schedule: string } | { readonly volumeId: string } | { readonly instanceId: string };

/** How the backup in one Region ended, or in one line why it could not be started or followed. */
export type Answer = { readonly region: string } & (Taken | Exclude<Ended, { output: unknown }>);

type Options = Waiting & { readonly wanted: Wanted; readonly now: Date };

/** Starts the machine `backup` of one primary Region, and waits until it ends. Never rejects. */
export async function backUp(region: string, { wanted, now, ...waiting }: Options): Promise<Answer> {
  const { scheduledAt, at } = timeByHand(now);
  const name = ['backup-by-hand', at, ...Object.values(wanted)].join('-');
  const started = { region, machine: 'backup', name, input: { scheduledAt, ...wanted } } as const;
  const ended = await followExecution(started, waiting);
  return { region, ...('output' in ended ? outcomeOf(ended.output) : ended) };
}

function outcomeOf(output: string | undefined): Taken | { failure: string } {
  const taken = Taken.safeParse(outputOf(output));
  if (taken.success) return taken.data;
  return {
    failure: `the backup ended, and what it says cannot be read: "${output}". Use the release that is deployed.`,
  };
}
