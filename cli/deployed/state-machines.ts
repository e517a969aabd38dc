import { ListStateMachinesCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { calling, everyPage } from './calls';

/** The most that Step Functions puts on a page. */
export const PAGE_SIZE = 1000;

/** The ARNs of those machines of a Region that are there, by name. */
export async function machinesIn(
  states: SFNClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const machines = await calling('states:ListStateMachines', () =>
    everyPage(async (nextToken) => {
      const page = await states.send(
        new ListStateMachinesCommand({ maxResults: PAGE_SIZE, ...(nextToken && { nextToken }) }),
      );
      return { items: page.stateMachines ?? [], next: page.nextToken };
    }),
  );
  return new Map(
    machines
      .map(({ name = '', stateMachineArn = '' }) => [name, stateMachineArn] as const)
      .filter(([name]) => names.includes(name)),
  );
}
