import { ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { occasionIn, type Occasion } from '../../functions/domain/scheduled-run';
import { calling } from '../deployed/calls';

/** A run of schedules that has come to its end, whether or not it could take everything: of one alone, or of all that were due at its time. */
export type EndedRun = Occasion & { readonly tookMs: number };

/** The newest executions of the machine, what is started by hand included. */
const LOOKED_AT = 200;

const CAME_TO_ITS_END: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED']);

/** Runs of late of the machine `backup`, the newest first, by one call. What a person has started has another name. */
export async function lastRunsOf(states: SFNClient, stateMachineArn: string): Promise<EndedRun[]> {
  const { executions = [] } = await calling('states:ListExecutions', () =>
    states.send(new ListExecutionsCommand({ stateMachineArn, maxResults: LOOKED_AT })),
  );
  return executions.flatMap(({ name = '', status = '', startDate, stopDate }) => {
    const occasion = occasionIn(name);
    if (occasion === undefined || startDate === undefined || stopDate === undefined) return [];
    return CAME_TO_ITS_END.has(status)
      ? { ...occasion, tookMs: stopDate.getTime() - startDate.getTime() }
      : [];
  });
}
