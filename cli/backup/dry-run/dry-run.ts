import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Volume } from '../../../functions/domain/volume';
import type { Reached } from '../../../functions/take-snapshots/tally';
import { schedulesByName } from '../../../infra/functions/schedules-by-name';
import type { Settings } from '../../../infra/settings';
import { CallFailed } from '../../deployed/calls';
import { failedCall } from '../../terminal/failed-call';
import type { Wanted } from '../back-up';
import { whyNotByHand, whyNotCovered, type WhyLeftOut } from './left-out';
import { readingBy } from './reading';
import { runThrough } from './run-through';
import { takingNothing, type Taking } from './taking-nothing';

/** What a backup would do now in one Region. */
export type DryRun = {
  /** In the order in which they would be asked for. */
  readonly takings: readonly PlannedTaking[];
  /** How many volumes would have none, and the reasons of the first. */
  readonly failed: number;
  readonly failures: Reached['failures'];
  /** What else EC2 shows: of a schedule in the Region, of an instance on it. In order of the ids. */
  readonly leftOut: readonly LeftOut[];
};

export type PlannedTaking = Omit<Taking, 'volumeIds'> & {
  readonly volumes: readonly NamedVolume[];
  /** That the first of them is attached to. */
  readonly instanceId?: string;
  /** Why it cannot be frozen, of the first that are to be. */
  readonly whyUnfrozen?: string;
  /** Of a set and an AMI, ids of what else is attached. */
  readonly without: readonly string[];
};

export type NamedVolume = { readonly volumeId: string; readonly name: string; readonly sizeGib: number };

export type LeftOut = NamedVolume & { readonly why: WhyLeftOut };

export type DryRunAnswer = { readonly region: string } & (DryRun | { readonly failure: string });

type Options = { readonly wanted: Wanted; readonly now: Date; readonly ec2: EC2Client };

/**
 * What a backup that begins now would do in the primary Region by these settings, as far as EC2's read calls tell: the function that takes
 * snapshots decides it, kept from taking, freezing and tagging. Never rejects for what AWS answers.
 */
export async function dryRun(settings: Settings, options: Options): Promise<DryRunAnswer> {
  const { region } = settings.primary;
  try {
    return { region, ...(await planned(settings, options)) };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const where = { region, policyIn: 'docs/operate.md', otherwise: 'It can be tried again.' };
    return { region, failure: failedCall(error.cause, error.action, settings, where) };
  }
}

async function planned(settings: Settings, { wanted, now, ec2 }: Options): Promise<DryRun> {
  const reading = readingBy(ec2);
  const nothing = takingNothing(reading);
  const reached = await runThrough(settings, { wanted, now, ...reading.deps, ...nothing.deps });
  if ('schedule' in wanted && settings.selection !== 'all') await reading.allVolumes();
  const failure = reading.failure();
  if (failure !== undefined) throw failure;
  const shown = new Map(reading.shown().map((volume) => [volume.volumeId, volume]));
  const why = whyOf(settings, wanted, reading.tagged());
  return {
    takings: nothing.takings().map(({ volumeIds, ...taking }) => {
      const { instanceId } = shown.get(volumeIds[0]!)!;
      const whyUnfrozen = reached.unfrozen.find((one) => one.instanceId === instanceId)?.reason;
      const { setOf, imageOf } = taking;
      const attached = [
        ...(setOf === undefined ? [] : reading.attachedTo(setOf).volumeIds),
        ...(imageOf === undefined
          ? []
          : reading
              .devicesOf(imageOf)
              .map((one) => one.volumeId)
              .sort()),
      ];
      return {
        ...taking,
        volumes: volumeIds.map((id) => named(shown.get(id)!)),
        ...(instanceId !== undefined && { instanceId }),
        ...(whyUnfrozen !== undefined && { whyUnfrozen }),
        without: attached.filter((id) => !volumeIds.includes(id)),
      };
    }),
    failed: reached.failed,
    failures: reached.failures,
    leftOut: [...shown.values()]
      .flatMap((volume) => {
        const reason = why(volume);
        return reason === undefined ? [] : [{ ...named(volume), why: reason }];
      })
      .sort((a, b) => (a.volumeId < b.volumeId ? -1 : 1)),
  };
}

function whyOf(
  { selection, ...settings }: Settings,
  wanted: Wanted,
  tagged: ReadonlySet<string>,
): (volume: Volume) => WhyLeftOut | undefined {
  if (!('schedule' in wanted)) {
    const by = 'volumeId' in wanted ? 'volume' : 'instance';
    return (volume) => whyNotByHand(selection, by, volume);
  }
  const coverage = schedulesByName(settings)[wanted.schedule]!;
  return (volume) => whyNotCovered(selection, coverage, volume, tagged);
}

const named = ({ volumeId, sizeGib, tags }: Volume): NamedVolume => ({
  volumeId,
  sizeGib,
  name: tags['Name'] ?? '',
});
