import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { run } from './commands';
import type { Confinement } from './confinement';
import { MariaDb } from './mariadb';
import { expectCode, expectThat, type Part, reportOf } from './part';
import { PostgreSql } from './postgresql';

/** The level of a freeze and its thaw, and what the freeze said. */
async function levelOf(confinement: Confinement, application: 'postgresql' | 'mysql', env = {}) {
  const name = confinement.newRun();
  const frozen = await confinement.freeze(name, { application }, { env });
  expectCode(frozen, 0);
  const thawed = await confinement.thaw(name, { application });
  expectCode(thawed, 0);
  return { level: reportOf(thawed).level, said: frozen.out };
}

/** A folder on the root's file system, which is never frozen. */
async function folderElsewhere(confinement: Confinement, name: string, user: string): Promise<string> {
  const folder = confinement.path(name);
  mkdirSync(folder);
  chownSync(folder, Number(await run('id', '-u', user)), Number(await run('id', '-g', user)));
  return folder;
}

/** Says that the files in a folder are on nothing frozen. */
const isElsewhere = ({ level, said }: Awaited<ReturnType<typeof levelOf>>, folder: string): void =>
  expectThat(
    level === 'crash' && said.includes(folder) && said.includes('is on no file system that is frozen'),
    `crash for ${folder}, but ${level}: ${said}`,
  );

async function showMariaDb(confinement: Confinement): Promise<string> {
  const options = {
    undo: ['--innodb-undo-tablespaces=3', '--innodb-undo-directory'],
    home: ['--innodb-data-home-dir'],
    logs: ['--innodb-log-group-home-dir'],
    binlog: ['--log-bin'],
  } as const;
  const disk = await confinement.disk('mysql-places', 'xfs');
  for (const [name, words] of Object.entries(options)) {
    const folder = await folderElsewhere(confinement, `mysql-${name}`, 'mysql');
    const option = `${words.join(' ')}=${folder}${name === 'binlog' ? '/b' : ''}`.split(' ');
    const server = new MariaDb(`${disk.folder}/${name}`, confinement.path(`mysql-${name}-log`), option);
    confinement.keep(server);
    await server.create();
    isElsewhere(await levelOf(confinement, 'mysql'), folder);
    await server.stop();
    rmSync(`${disk.folder}/${name}`, { recursive: true }); // The disk has no room for another one.
  }
  const folder = await folderElsewhere(confinement, 'mysql-table', 'mysql');
  const server = confinement.keep(new MariaDb(`${disk.folder}/table`, confinement.path('mysql-table-log')));
  await server.create();
  await server.query(`CREATE TABLE test.t (n int PRIMARY KEY) ENGINE=InnoDB DATA DIRECTORY='${folder}'`);
  isElsewhere(await levelOf(confinement, 'mysql'), folder);
  await server.query('DROP TABLE test.t');
  const { level, said } = await levelOf(confinement, 'mysql');
  expectThat(level === 'application', `without the table the level is application: ${level} ${said}`);
  await server.stop();
  return 'crash for each of undo logs, system tablespace, redo log, binary log and a table; else application';
}

async function showPostgreSql(confinement: Confinement): Promise<string> {
  const disk = await confinement.disk('postgresql-places', 'xfs');
  const folder = await folderElsewhere(confinement, 'tablespace', 'postgres');
  const server = confinement.keep(
    new PostgreSql(`${disk.folder}/data`, confinement.path('postgresql-places-log')),
  );
  await server.create();
  await server.query(`CREATE TABLESPACE elsewhere LOCATION '${folder}'`);
  isElsewhere(await levelOf(confinement, 'postgresql', server.environment), folder);
  await server.query('DROP TABLESPACE elsewhere');
  const { level, said } = await levelOf(confinement, 'postgresql', server.environment);
  expectThat(level === 'application', `without it the level is application: ${level} ${said}`);

  // Whoever is short of room moves a folder, and leaves a link.
  for (const moved of ['pg_wal', 'base/1']) {
    const link = `${disk.folder}/data/${moved}`;
    const target = `${folder}/${moved.replace('/', '-')}`;
    await server.stop();
    await run('mv', link, target);
    await run('ln', '-s', target, link);
    await server.startAgain();
    isElsewhere(await levelOf(confinement, 'postgresql', server.environment), link);
    await server.stop();
    await run('rm', link);
    await run('mv', target, link);
    await server.startAgain();
  }
  await server.stop();
  return 'crash for a tablespace, and for the log and a database behind a link; else application';
}

/** Files of a database that are on no file system that is frozen. */
export const placesParts: readonly Part[] = [
  {
    name: 'MariaDB with files on what is left',
    needs: ['mkfs.xfs', 'mariadb', 'mariadbd', 'mariadb-install-db'],
    show: showMariaDb,
  },
  {
    name: 'PostgreSQL with files on what is left',
    needs: ['mkfs.xfs', 'psql', 'pg_ctl', 'runuser'],
    show: showPostgreSql,
  },
];
