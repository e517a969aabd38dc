import { fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FaultSet } from '../../local/faults/fault-catalogue';
import type { SimulationResult } from '../../local/simulation/simulation';

export type Seeds = {
  readonly first: number;
  readonly last: number;
  readonly faults: FaultSet;
  readonly days: number;
  /** Processes at a time. */
  readonly jobs: number;
  readonly untilFailure: boolean;
};

/** What a worker is sent, and what it answers. */
export type Job = { readonly seed: number; readonly faults: FaultSet; readonly days: number };
export type JobResult = { readonly result: SimulationResult } | { readonly crash: string };

/**
 * Simulates seeds in several processes; the results come in order of seeds. `onResult` is told how many are done and how
 * many of them have failed. Rejects where a seed could not be simulated at all.
 */
export async function simulateInParallel(
  { first, last, faults, days, jobs, untilFailure }: Seeds,
  onResult: (done: number, failed: number) => void,
): Promise<SimulationResult[]> {
  const results: SimulationResult[] = [];
  let next = first;
  let failed = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker();
    try {
      while (next <= last && !(untilFailure && failed > 0)) {
        const result = await worker.simulate({ seed: next++, faults, days });
        results.push(result);
        if (result.violations.length > 0) failed += 1;
        onResult(results.length, failed);
      }
    } finally {
      worker.stop();
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, last - first + 1) }, work));
  return results.sort((a, b) => a.seed - b.seed);
}

/** A process that simulates one seed after the other, which saves it synthesizing the stacks each time. */
class Worker {
  // Named in full, since the command may be called from a folder that knows no tsx.
  readonly #process = fork(join(__dirname, 'simulate-worker.ts'), {
    execArgv: ['--import', pathToFileURL(require.resolve('tsx')).href],
  });

  simulate(job: Job): Promise<SimulationResult> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null): void =>
        reject(new Error(`the process that simulated seed ${job.seed} ended with ${code}`));
      this.#process.once('exit', died);
      this.#process.once('message', (answer: JobResult) => {
        this.#process.off('exit', died);
        if ('result' in answer) resolve(answer.result);
        else reject(new Error(`seed ${job.seed}: ${answer.crash}`));
      });
      this.#process.send(job);
    });
  }

  stop(): void {
    this.#process.kill();
  }
}
