import { simulate } from '../../local/simulation/simulation';
import type { Job, JobResult } from './simulate-in-parallel';

const answer = (result: JobResult): void => void process.send?.(result);

process.on('message', (job: Job) => {
  simulate(job).then(
    (result) => answer({ result }),
    (error: unknown) =>
      answer({ crash: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
