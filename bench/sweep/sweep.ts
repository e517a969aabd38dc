import { join } from 'node:path';
import { aboveLimit, render as rendered, type Measurement } from '../measured';
import { playInProcess, withScript } from '../processes';
import { playSweep, type PlayedSweep } from './play';

export type Sweep = PlayedSweep & {
  /** The most memory of a process that does what the function does, with Node.js. */
  readonly peakMemoryMib: number;
};

/** The limits are promised for these. */
export const WHOLE_SWEEP = 100_000;

/** What the function has in AWS (`infra/functions/sweep-region.ts`), of which Node.js may fill the heap but for the rest of it. */
const MEMORY_MIB = 1024;
const HEAP_MIB = 900;

/** What a function may take at most. */
const LAMBDA_SECONDS = 900;
/** Step Functions, for a payload. */
const PAYLOAD_BYTES = 262_144;

export async function measureSweep(snapshots: number): Promise<Sweep> {
  const { peakMemoryMib } = await withScript(join(__dirname, 'memory-worker.ts'), (script) =>
    playInProcess<{ readonly started: number }>(
      script,
      [`--max-old-space-size=${HEAP_MIB}`],
      { snapshots },
      () => undefined,
    ),
  );
  return { ...(await playSweep(snapshots)), peakMemoryMib };
}

export const measurements = (sweep: Sweep): Measurement[] => [
  { name: 'snapshots', value: sweep.snapshots },
  { name: 'whose event was lost', value: sweep.lost },
  { name: 'repairs started', value: sweep.started },
  { name: 'not adopted an hour after the sweep', value: sweep.leftUnadopted, limit: 0 },
  { name: 'calls', value: sweep.calls },
  {
    name: 'calls to the fewest: a call for each page and repair',
    value: sweep.calls / sweep.fewestCalls,
    limit: 1.1,
  },
  { name: 'state transitions', value: sweep.stateTransitions, limit: 2 },
  { name: 'virtual seconds', value: sweep.virtualSeconds, limit: LAMBDA_SECONDS },
  { name: 'bytes of its answer', value: sweep.payloadBytes, limit: PAYLOAD_BYTES },
  { name: 'peak memory, MiB', value: sweep.peakMemoryMib, limit: MEMORY_MIB },
];

export const missed = (sweep: Sweep): Measurement[] => aboveLimit(measurements(sweep));

export const render = (sweep: Sweep): string => rendered(measurements(sweep));
