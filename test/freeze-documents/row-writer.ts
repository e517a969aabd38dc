import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { RowWriter } from './database';

/** Writes by a client that is fed one statement after the other, which all three of the clients here can. */
export class ClientWriter implements RowWriter {
  committed = 0;
  private client: ChildProcessWithoutNullStreams | undefined;

  constructor(
    private readonly command: readonly [program: string, ...args: string[]],
    private readonly environment: NodeJS.ProcessEnv = {},
  ) {}

  start(): void {
    const [program, ...args] = this.command;
    const client = spawn(program, args, { env: { ...process.env, ...this.environment }, cwd: '/' });
    const insert = (n: number) =>
      client.stdin.write(`INSERT INTO written VALUES (${n}, repeat('x', 500)); SELECT ${n};\n`);
    createInterface({ input: client.stdout }).on('line', (line) => {
      this.committed = Number(line);
      insert(this.committed + 1);
    });
    // Where it is stopped, what was about to be written is not.
    client.stdin.on('error', () => undefined);
    insert(1);
    this.client = client;
  }

  stop(): void {
    this.client?.stdin.end();
    this.client?.kill();
  }
}
