import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readFileSync } from 'node:fs';
import { attempt, run } from './commands';
import type { Database } from './database';
import { until } from './part';
import { ClientWriter } from './row-writer';

/** Where Debian's clients look for a server; /run is this proof's own. */
const SOCKET_FOLDER = '/run/mysqld';
const CLIENT = [
  'mariadb',
  '--no-defaults',
  `--socket=${SOCKET_FOLDER}/mysqld.sock`,
  '-N',
  '-B',
  '--unbuffered',
] as const;

/** A server on `data` of the user `mysql`, with its log in `place`, and with `more` options. */
export class MariaDb implements Database {
  readonly environment = {};
  readonly writer = new ClientWriter([...CLIENT, 'test']);
  private server: ChildProcess | undefined;

  constructor(
    private readonly data: string,
    private readonly place: string,
    private readonly more: readonly string[] = [],
  ) {}

  async create(): Promise<void> {
    await run('mariadb-install-db', '--no-defaults', '--user=mysql', `--datadir=${this.data}`, ...this.more);
    await this.start();
    await this.query('CREATE DATABASE IF NOT EXISTS test');
    await this.query('CREATE TABLE test.written (n bigint PRIMARY KEY, text text)');
  }

  startOnCopy(): Promise<void> {
    return this.start();
  }

  async stop(): Promise<void> {
    const ended = once(this.server!, 'exit');
    this.server!.kill('SIGTERM');
    await ended;
  }

  query(sql: string): Promise<string> {
    return run(...CLIENT, '-e', sql);
  }

  log(): string {
    return readFileSync(`${this.place}/log.err`, 'utf8');
  }

  destroy(): void {
    this.writer.stop();
    this.server?.kill('SIGKILL');
    // Its files are busy until it has ended.
    attempt(
      'timeout',
      '10',
      'sh',
      '-c',
      'while [ -e "/proc/$0/exe" ]; do sleep 0.1; done',
      String(this.server?.pid),
    );
  }

  private async start(): Promise<void> {
    for (const folder of [SOCKET_FOLDER, this.place]) {
      mkdirSync(folder, { recursive: true });
      chownSync(folder, Number(await run('id', '-u', 'mysql')), Number(await run('id', '-g', 'mysql')));
    }
    const options = [
      '--no-defaults',
      '--user=mysql',
      '--skip-networking',
      `--datadir=${this.data}`,
      `--socket=${SOCKET_FOLDER}/mysqld.sock`,
      `--log-error=${this.place}/log.err`,
      ...this.more,
    ];
    this.server = spawn('mariadbd', options, { stdio: 'ignore' });
    await until(() => attempt(...CLIENT, '-e', 'SELECT 1'), 'MariaDB answers', 60);
  }
}
