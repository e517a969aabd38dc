import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { parseSettings } from '../infra/settings';
import { synthesize } from '../local/world/synthesize';
import { withoutSchedules } from '../local/world/without-schedules';
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

/** What a process that plays a share of the year tells. */
export type ShareMessage =
  | { readonly day: number }
  | { readonly result: ShareOfYear; readonly peakMemoryMib: number }
  | { readonly crash: string };

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
  const directory = newDirectory();
  try {
    const worker = await bundledWorker(directory);
    const startedMs = performance.now();
    const shares = await Promise.all(
      reached.map((_, index) => {
        const share = {
          settings: SETTINGS,
          templates,
          seed: index + 1,
          accountShare: 1 / worlds,
          volumes: Math.floor((volumes + index) / worlds),
          days,
        };
        return playInProcess(worker, share, (day) => {
          reached[index] = day;
          onDay(Math.min(...reached));
        });
      }),
    );
    return yearOf(volumes, days, shares, (performance.now() - startedMs) / 1000);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

type PlayedShare = ShareOfYear & { readonly peakMemoryMib: number };

function yearOf(volumes: number, days: number, shares: readonly PlayedShare[], seconds: number): Year {
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

/** Among the packages, which the worker's script has to find. */
function newDirectory(): string {
  const cache = join(__dirname, '../node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  return mkdtempSync(join(cache, 'bench-'));
}

/**
 * The worker and all our code in one script. As tsx loads code, it wraps every function to keep its name, and a year would
 * take a fifth longer.
 */
async function bundledWorker(directory: string): Promise<string> {
  const outfile = join(directory, 'share-worker.js');
  await build({
    entryPoints: [join(__dirname, 'share-worker.ts')],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
  });
  return outfile;
}

function playInProcess(script: string, share: Share, onDay: (day: number) => void): Promise<PlayedShare> {
  const worker = fork(script, { execArgv: NODE_FLAGS });
  return new Promise<PlayedShare>((resolve, reject) => {
    worker.on('exit', (code) => reject(new Error(`a process that played the year ended with ${code}`)));
    worker.on('message', (message: ShareMessage) => {
      if ('day' in message) onDay(message.day);
      else if ('crash' in message) reject(new Error(message.crash));
      else resolve({ ...message.result, peakMemoryMib: message.peakMemoryMib });
    });
    worker.send(share);
  }).finally(() => worker.kill());
}
