import { AwsError } from '../aws/api';
import type { Random } from '../kernel/random';
import { DAY_MS } from '../kernel/time-units';
import type { Execution } from './execution';

/** AWS frees an execution's name this long after the execution closed, and forgets the execution. */
const RETENTION_MS = 90 * DAY_MS;

/** 1 to 80 characters without white space, brackets, wildcards, control and some special characters. */
const VALID_NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** The executions that hold their names: the open ones, and the closed ones for 90 days. */
export class ExecutionNames {
  readonly #random: Random;
  readonly #open = new Map<string, Execution>();
  /** In the order of closing. The execution itself is kept only where it is to be described later. */
  readonly #closed = new Map<
    string,
    { readonly stopMs: number; readonly execution: Execution | undefined }
  >();

  constructor(random: Random) {
    this.#random = random;
  }

  /** The name asked for, or a drawn one like AWS's own. Throws `InvalidName`. */
  nameOf(asked: string | undefined): string {
    if (asked === undefined) {
      const digits = this.#random.hex(30);
      const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`];
      return [...parts, `a${digits.slice(15, 18)}`, digits.slice(18)].join('-');
    }
    if (VALID_NAME.test(asked)) return asked;
    throw new AwsError('InvalidName', `Invalid Name: '${asked}'`);
  }

  /**
   * The open execution of this ARN where its input is the same, since starting it again changes nothing; undefined
   * where the name is free. Throws `ExecutionAlreadyExists` in every other case.
   */
  holder(nowMs: number, executionArn: string, input: string): Execution | undefined {
    this.#forget(nowMs);
    const open = this.#open.get(executionArn);
    if (open !== undefined && open.input === input) return open;
    if (open === undefined && !this.#closed.has(executionArn)) return undefined;
    throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
  }

  /** An execution that is open or closed less than 90 days ago; undefined where there is none. */
  find(nowMs: number, executionArn: string): Execution | undefined {
    this.#forget(nowMs);
    return this.#open.get(executionArn) ?? this.#closed.get(executionArn)?.execution;
  }

  get open(): readonly Execution[] {
    return [...this.#open.values()];
  }

  opened(execution: Execution): void {
    this.#open.set(execution.arn, execution);
  }

  closed(stopMs: number, execution: Execution, keep: boolean): void {
    this.#open.delete(execution.arn);
    this.#closed.set(execution.arn, { stopMs, execution: keep ? execution : undefined });
  }

  #forget(nowMs: number): void {
    for (const [arn, { stopMs }] of this.#closed) {
      if (stopMs + RETENTION_MS > nowMs) return;
      this.#closed.delete(arn);
    }
  }
}
