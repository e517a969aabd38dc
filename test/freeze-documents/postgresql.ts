import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, run } from './commands';
import type { Database } from './database';
import { ClientWriter } from './row-writer';

const DEBIAN = '/usr/lib/postgresql';
const PSQL = ['psql', '-XAtq', '-d', 'postgres'] as const;

/** The folders of initdb and pg_ctl where Debian has them, the newest version's first. */
export const postgresqlPrograms = (): string[] =>
  (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'));

/** A cluster in `data` of the user `postgres`, reached by a socket in `place` alone. */
export class PostgreSql implements Database {
  readonly environment: Readonly<Record<string, string>>;
  readonly writer: ClientWriter;

  constructor(
    private readonly data: string,
    private readonly place: string,
  ) {
    this.environment = { PGHOST: place, PGPORT: '5432' };
    this.writer = new ClientWriter(['runuser', '-u', 'postgres', '--', ...PSQL], this.environment);
  }

  async create(): Promise<void> {
    await this.makeFolder(this.data);
    await this.asPostgres('initdb', '-D', this.data, '--auth=peer', '-E', 'UTF8');
    await this.start();
    await this.query('CREATE TABLE written (n bigint PRIMARY KEY, text text)');
  }

  async startOnCopy(): Promise<void> {
    rmSync(`${this.data}/postmaster.pid`); // On this machine the number in it may be taken.
    await this.start();
  }

  startAgain(): Promise<void> {
    return this.start();
  }

  async stop(): Promise<void> {
    await this.asPostgres(...this.control('-m', 'fast', '-w', 'stop'));
  }

  async query(sql: string): Promise<string> {
    const environment = Object.entries(this.environment).map(([name, value]) => `${name}=${value}`);
    return this.asPostgres('env', ...environment, ...PSQL, '-c', sql);
  }

  log(): string {
    return readFileSync(`${this.place}/log`, 'utf8');
  }

  destroy(): void {
    this.writer.stop();
    attempt('runuser', '-u', 'postgres', '--', ...this.control('-m', 'immediate', '-w', '-t', '10', 'stop'));
  }

  private async start(): Promise<void> {
    await this.makeFolder(this.place);
    const options = `-k ${this.place} -c listen_addresses=''`;
    try {
      await this.asPostgres(...this.control('-l', `${this.place}/log`, '-o', options, '-w', 'start'));
    } catch (error) {
      throw new Error(`${String(error)} ${this.log()}`, { cause: error });
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    mkdirSync(folder, { mode: 0o700, recursive: true });
    chownSync(folder, Number(await run('id', '-u', 'postgres')), Number(await run('id', '-g', 'postgres')));
  }

  private control(...args: readonly string[]): string[] {
    return ['pg_ctl', '-s', '-D', this.data, ...args];
  }

  private asPostgres(...command: readonly string[]): Promise<string> {
    return run('runuser', '-u', 'postgres', '--', ...command);
  }
}
