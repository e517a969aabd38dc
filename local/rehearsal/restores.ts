import { ListStateMachinesCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import type { Settings } from '../../infra/settings';
import type { Execution } from '../asl/execution';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import type { World } from '../world/world';
import type { FleetVolume } from './fleet';
import type { Incident } from './month';

/** What somebody had restored, and what came of it. */
export type Restored = {
  readonly at: string;
  readonly who: string;
  /** Of what, and as of when, in words. */
  readonly what: string;
  readonly region: string;
  /** How long it took; absent while it is under way. */
  readonly seconds?: number;
  readonly volumes: readonly RestoredVolume[];
  /** Why nothing could be restored so, which may be right. */
  readonly refused?: string;
  /** Why it has failed, which never is. */
  readonly failed?: string;
};

export type RestoredVolume = {
  readonly volumeId: string;
  readonly ofVolumeId: string;
  readonly snapshotId: string;
  /** When its data is from. */
  readonly takenAt: string;
  readonly sizeGib: number;
};

type Wish = Incident & {
  readonly what: string;
  readonly region: string;
  readonly name: string;
};

type Month = {
  readonly fleet: readonly FleetVolume[];
  readonly startMs: number;
  readonly endMs: number;
};

const VOLUME = 'web-1/0';
const MACHINE = 'db-1';

/** After the last incident, while there are points of some days before. */
const LATE_MS = 28 * DAY_MS;

const Output = z.object({
  volumes: z.array(
    z.object({
      volumeId: z.string(),
      ofVolumeId: z.string(),
      snapshotId: z.string(),
      takenAt: z.string(),
      sizeGib: z.number(),
    }),
  ),
});

const REFUSED = 'RestoreRefused: ';

/**
 * What people have restored at the end of the built-in month: one volume, and all those of an instance, also in the DR Region. They want to look at files, so that
 * the new volumes bear no tag of the selection; where all volumes are selected they restore nothing.
 */
export class Restores {
  readonly incidents: readonly Incident[];
  readonly #wishes: readonly Wish[];

  constructor(
    private readonly world: Pick<World, 'as' | 'executions'>,
    settings: Settings,
    { fleet, startMs, endMs }: Month,
  ) {
    const { selection, primary, dr } = settings;
    const volume = fleet.find(({ name }) => name === VOLUME);
    const machine = fleet.find((one) => one.machine === MACHINE);
    const isPossible = selection !== 'all' && volume !== undefined && machine !== undefined;
    const at = new Date(startMs + LATE_MS - DAY_MS).toISOString();
    const then = at.slice(0, 16).replace('T', ' ');
    this.#wishes = !isPossible
      ? []
      : [
          this.#wish(startMs + LATE_MS + 12 * HOUR_MS, {
            who: 'developer',
            what: `web-1 as it was at ${then}, to look at some files`,
            region: primary.region,
            input: { volumeId: volume.volume.VolumeId, at },
          }),
          this.#wish(startMs + LATE_MS + 13 * HOUR_MS, {
            who: 'database administrator',
            what: `all volumes of db-1 as they were at ${then}`,
            region: primary.region,
            input: { instanceId: machine.instanceId, at },
          }),
          ...dr.map(({ region }) =>
            this.#wish(startMs + LATE_MS + 14 * HOUR_MS, {
              who: 'database administrator',
              what: 'the newest copies of all volumes of db-1, as if the primary Region were gone',
              region,
              input: { instanceId: machine.instanceId, zone: `${region}a` },
            }),
          ),
        ].filter(({ atMs }) => atMs < endMs);
    this.incidents = this.#wishes;
  }

  #wish(
    atMs: number,
    {
      input,
      ...wish
    }: { readonly who: string; readonly what: string; readonly region: string; readonly input: object },
  ): Wish {
    const name = `rehearsed-${new Date(atMs).toISOString().replace(/[:.]/g, '-')}`;
    return {
      ...wish,
      atMs,
      name,
      act: async () => {
        const states = this.world.as(wish.who).sfn(wish.region);
        const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
        const stateMachineArn = stateMachines.find(({ name: machine }) =>
          machine?.endsWith('-restore'),
        )?.stateMachineArn;
        await states.send(
          new StartExecutionCommand({
            stateMachineArn,
            name,
            input: JSON.stringify({ ...input, withoutSelectionTag: true }),
          }),
        );
      },
    };
  }

  /** What came of them so far, in order. */
  restored(): Restored[] {
    const executions = this.world.executions.filter(({ machine }) => machine.name.endsWith('-restore'));
    return this.#wishes.flatMap(({ atMs, who, what, region, name }) => {
      const execution = executions.find((one) => one.name === name && one.machine.region === region);
      if (execution === undefined) return [];
      return [{ at: new Date(atMs).toISOString(), who, what, region, ...outcomeOf(execution) }];
    });
  }
}

function outcomeOf({
  output,
  cause,
  status,
  startMs,
  stopMs,
}: Execution): Pick<Restored, 'volumes' | 'seconds' | 'refused' | 'failed'> {
  if (stopMs === undefined) return { volumes: [] };
  const seconds = (stopMs - startMs) / 1000;
  if (output !== undefined) return { ...Output.parse(JSON.parse(output)), seconds };
  const why = cause ?? status;
  return why.startsWith(REFUSED)
    ? { volumes: [], seconds, refused: why.slice(REFUSED.length) }
    : { volumes: [], seconds, failed: why };
}
