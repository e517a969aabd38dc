import type { Execution } from '../asl/execution';

/** How the executions of one state machine in one Region ended. */
export type ExecutionCount = {
  readonly machine: string;
  readonly region: string;
  readonly succeeded: number;
  /** Failed, timed out or aborted. */
  readonly failed: number;
  readonly running: number;
};

/** Counts executions by machine and Region, in the order of their first start. */
export function countExecutions(executions: readonly Execution[]): ExecutionCount[] {
  const counts = new Map<string, { machine: string; region: string; ends: string[] }>();
  for (const { machine, status } of executions) {
    const count = counts.get(machine.arn) ?? { machine: machine.name, region: machine.region, ends: [] };
    count.ends.push(status);
    counts.set(machine.arn, count);
  }
  return [...counts.values()].map(({ machine, region, ends }) => {
    const succeeded = ends.filter((status) => status === 'SUCCEEDED').length;
    const running = ends.filter((status) => status === 'RUNNING').length;
    return { machine, region, succeeded, failed: ends.length - succeeded - running, running };
  });
}
