import type { ParameterValues, RunnableDocument } from './runnable-document';

/** An instance as Systems Manager knows it. */
export type ManagedInstance = {
  /** Whether it is running and its agent has registered; else a command for it is refused. */
  readonly isManaged: boolean;
  /** Has a command wait for its agent, which takes it when it is connected, and leaves it where that is not before `expiresMs`. */
  receive(command: AgentCommand): void;
};

/** A command on its way to an agent, which tells of it while it is connected. */
export type AgentCommand = {
  readonly document: RunnableDocument;
  readonly values: ParameterValues;
  readonly expiresMs: number;
  /** It has begun to run. */
  readonly started: (atMs: number) => void;
  /** It has ended. */
  readonly ended: (atMs: number, result: ShellResult) => void;
};

export type ShellResult = {
  readonly code: number;
  readonly out: string;
  readonly err: string;
};
