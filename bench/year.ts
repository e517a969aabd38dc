import { join } from 'node:path';
import { parseSettings } from '../infra/settings';
import { synthesize } from '../local/world/synthesize';
import { withoutSchedules } from '../local/world/without-schedules';
import { playInProcess, withScript, type Played } from './processes';
import type { Share, ShareOfYear } from './share-of-year';

/** The promise is made for two cores, so there are two worlds on any machine. */
const WORLDS = 2;

/**
 * What is new dies young: with room for more of it, Node.js collects garbage less often. Of what stays it would collect late
 * on a machine with much memory, and not keep within what was promised.
 */
const NODE_FLAGS = ['--max-semi-space-size=64', '--max-old-space-size=256'];

/** The default settings with one DR Region, whatever the deployment's own are: figures stay comparable. */
export const SETTINGS = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the bench',
);

export type Year = {
  readonly volumes: number;
  readonly days: number;
  /** How many worlds the fleet was divided among. */
  readonly worlds: number;
  /** Snapshots whose whole life was played: taken, tagged, copied, and pruned in both Regions where they are too many. */
  readonly lives: number;
  /** From the first process that starts to the last that ends, without the synthesis of the stacks. */
  readonly seconds: number;
  readonly stateTransitions: number;
  /** By the stacks, without the scheduler's own. */
  readonly ec2Calls: number;
  /** The most memory that each process has ever held, added up over all: at no time did they hold more together. */
  readonly peakMemoryMib: number;
};

/**
 * Plays `days` of a fleet of `volumes`, each snapshotted daily, without faults, in a process for each of two worlds. Each
 * world has half of the volumes, and half of the copy slots, request limits and concurrent executions of an account, so both
 * together never do more than one account may. Volumes have nothing else to do with one another. Rejects where a run went
 * wrong.
 */
export async function playYear(
  volumes: number,
  days: number,
  onDay: (day: number) => void = () => undefined,
): Promise<Year> {
  // What a sweep costs does not depend on the snapshots that come.
  const templates = withoutSchedules(synthesize(SETTINGS));
  const worlds = Math.min(WORLDS, volumes);
  const reached = Array.from({ length: worlds }, () => 0);
  return withScript(join(__dirname, 'share-worker.ts'), async (script) => {
    const startedMs = performance.now();
    const shares = await Promise.all(
      reached.map((_, index) => {
        const share: Share = {
          settings: SETTINGS,
          templates,
          seed: index + 1,
          accountShare: 1 / worlds,
          volumes: Math.floor((volumes + index) / worlds),
          days,
        };
        return playInProcess<ShareOfYear>(script, NODE_FLAGS, share, (day) => {
          reached[index] = day;
          onDay(Math.min(...reached));
        });
      }),
    );
    return yearOf(volumes, days, shares, (performance.now() - startedMs) / 1000);
  });
}

function yearOf(
  volumes: number,
  days: number,
  shares: readonly Played<ShareOfYear>[],
  seconds: number,
): Year {
  const sum = (figure: 'stateTransitions' | 'ec2Calls' | 'peakMemoryMib'): number =>
    shares.reduce((total, share) => total + share[figure], 0);
  return {
    volumes,
    days,
    worlds: shares.length,
    lives: volumes * days,
    seconds,
    stateTransitions: sum('stateTransitions'),
    ec2Calls: sum('ec2Calls'),
    peakMemoryMib: process.resourceUsage().maxRSS / 1024 + sum('peakMemoryMib'),
  };
}
