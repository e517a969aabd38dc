import type { Executions } from '../aws/executions';
import type { SweepRegionEnvironment } from '../domain/environment';
import { inTurn } from '../domain/in-turn';
import { isToldOnce, namesFor, prunedVolume, type Repair } from '../domain/repair';
import type { Log } from '../runtime/log';
import type * as z from 'zod';

export type Starting = {
  readonly executions: (region: string) => Pick<Executions, 'start'>;
  readonly environment: Pick<z.output<typeof SweepRegionEnvironment>, 'MACHINES'>;
  readonly region: string;
  readonly log: Log;
};

/** So many executions one sweep starts at most: each calls EC2 some ten times, of which an account has 20 a second. It asks for twice as many, of which some have been started before. */
export const STARTED_MAX = 5000;

export type Counts = {
  readonly started: number;
  readonly tried: number;
  readonly deferred: number;
};

/** With the repairs of which people have been told before, and nothing more is to be done: see `isToldOnce`. */
export type Started = Counts & { readonly told: ReadonlySet<Repair> };

export type When = {
  /** See `namesFor`. */
  readonly occasion: string;
  /** The number of the sweep: see `inTurn`. */
  readonly turn: number;
};

/**
 * Starts the repairs in their order; of more than one sweep asks for, the most urgent ones, and others in turn. Throws what Step Functions of this Region answers; what another Region does not take is deferred, as is
 * what is more than one sweep starts. What only prunes a volume is left out, and not counted, where another one that was started prunes it. A repeated call starts nothing twice.
 */
export async function startRepairs(
  deps: Starting,
  repairs: readonly Repair[],
  { occasion, turn }: When,
): Promise<Started> {
  const { region, log } = deps;
  const closed = new Set<string>();
  const told = new Set<Repair>();
  const pruned = new Set<string>();
  let [started, tried, deferred] = [0, 0, 0];
  for (const repair of inTurn(repairs, STARTED_MAX, turn)) {
    const prunes = prunedVolume(repair);
    if (repair.lack === 'over retention' && prunes !== undefined && pruned.has(prunes)) continue;
    const asked = started + tried + told.size;
    if (started === STARTED_MAX || asked === 2 * STARTED_MAX || closed.has(repair.region)) {
      deferred += 1;
      continue;
    }
    try {
      const name = await startOnce(deps, repair, occasion);
      if (name === undefined) {
        if (isToldOnce(repair)) told.add(repair);
        else tried += 1;
      } else {
        started += 1;
        if (prunes !== undefined) pruned.add(prunes);
        const { lack, snapshotId, volumeId, reason } = repair;
        log.info('repair started', { lack, snapshotId, volumeId, region: repair.region, reason, name });
      }
    } catch (error) {
      if (repair.region === region) throw error;
      log.warn('no execution started there', { region: repair.region, why: String(error) });
      closed.add(repair.region);
      deferred += 1;
    }
  }
  return { started, tried, deferred, told };
}

/** The name under which it was started; undefined where each is taken. */
async function startOnce(
  { executions, environment }: Starting,
  repair: Repair,
  occasion: string,
): Promise<string | undefined> {
  const { machine, region, input } = repair;
  const machineArn = environment.MACHINES[region]?.[machine];
  if (machineArn === undefined) throw new TypeError(`MACHINES names no ${machine} in ${region}`);
  for (const name of namesFor(repair, occasion))
    if ((await executions(region).start(machineArn, name, input)) === 'started') return name;
  return undefined;
}
