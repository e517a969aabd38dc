import * as z from 'zod';
import {
  followExecution,
  outputOf,
  timeByHand,
  type Ended,
  type Waiting,
} from '../deployed/follow-execution';

/** What is restored: this point, the newest one of a volume, or those of the volumes of an instance, together. */
export type Restored =
  { readonly snapshotId: string } | { readonly volumeId: string } | { readonly instanceId: string };

/** What the machine `restore` takes. */
export type RestoreInput = Restored & {
  readonly at?: string;
  readonly zone?: string;
  readonly attachTo?: string;
  readonly device?: string;
  readonly volumeType?: string;
  readonly iops?: number;
  readonly throughputMibps?: number;
  readonly kmsKeyId?: string;
  readonly initializationRateMibps?: number;
  readonly partly?: true;
  readonly withoutSelectionTag?: true;
};

const VolumeToMake = z.object({
  ofVolumeId: z.string(),
  snapshotId: z.string(),
  takenAt: z.iso.datetime({ offset: true }),
  sizeGib: z.int().positive(),
  zone: z.string(),
  volumeType: z.string(),
  iops: z.int().optional(),
  throughputMibps: z.int().optional(),
  kmsKeyId: z.string().optional(),
  initializationRateMibps: z.int().optional(),
  instanceId: z.string().optional(),
  device: z.string().optional(),
});

export type VolumeToMake = z.output<typeof VolumeToMake>;

const Notes = z.array(z.string());

/** What the machine `restore` ends with where it only plans; `refused` says in a sentence why nothing is restored as asked, also where volumes could be. */
const Plan = z.object({
  dryRun: z.literal(true),
  refused: z.string().optional(),
  volumes: z.array(VolumeToMake),
  notes: Notes,
});

export type Plan = z.output<typeof Plan>;

const VolumeMade = VolumeToMake.extend({ volumeId: z.string() });

export type VolumeMade = z.output<typeof VolumeMade>;

/** What it ends with otherwise. */
const Made = z.object({
  dryRun: z.undefined().optional(),
  volumes: z.array(VolumeMade).min(1),
  notes: Notes,
});

export type Made = z.output<typeof Made>;

/** How a restore ended or what it would do, with all that the machine said of it, or in one line why it could not be started or followed. */
export type Answer =
  | { readonly made: Made; readonly said: unknown }
  | { readonly plan: Plan; readonly said: unknown }
  | Exclude<Ended, { output: unknown }>;

type Options = Waiting & { readonly region: string; readonly input: RestoreInput; readonly now: Date };

/** Starts the machine `restore` of a primary Region in one of its Regions, and waits until it ends. Never rejects. */
export async function restore(options: Options): Promise<Answer> {
  const ended = await ending(options, 'restore-by-hand', {});
  if (!('output' in ended)) return ended;
  const said = outputOf(ended.output);
  const made = Made.safeParse(said);
  return made.success ? { made: made.data, said } : unreadable(ended.output);
}

/** As `restore`, but the machine makes nothing, and says what it would make. Never rejects. */
export async function planRestore(options: Options): Promise<Answer> {
  const ended = await ending(options, 'restore-dry-run', { dryRun: true });
  if (!('output' in ended)) return ended;
  const said = outputOf(ended.output);
  const plan = Plan.safeParse(said);
  return plan.success ? { plan: plan.data, said } : unreadable(ended.output);
}

function ending(
  { region, input, now, ...waiting }: Options,
  verb: string,
  more: { readonly dryRun?: true },
): Promise<Ended> {
  const name = [verb, timeByHand(now).at, restoredId(input)].join('-');
  return followExecution({ region, machine: 'restore', name, input: { ...input, ...more } }, waiting);
}

export const restoredId = (what: Restored): string =>
  'snapshotId' in what ? what.snapshotId : 'volumeId' in what ? what.volumeId : what.instanceId;

const unreadable = (output: string | undefined): { readonly failure: string } => ({
  failure: `the restore ended, and what it says cannot be read: "${output}". Use the release that is deployed.`,
});
