import type { Confinement } from './confinement';
import type { Database } from './database';
import { MariaDb } from './mariadb';
import { expectCode, expectThat, type Part, reportOf, until } from './part';
import { PostgreSql } from './postgresql';

type Kind = {
  readonly name: string;
  readonly application: 'postgresql' | 'mysql';
  readonly needs: readonly string[];
  readonly server: new (data: string, place: string) => Database;
  /** What its log says where it recovers from a loss of power. */
  readonly recovery: string;
  /** What else is to be seen of it before it is frozen. */
  before(confinement: Confinement, database: Database): Promise<void>;
};

const KINDS: readonly Kind[] = [
  {
    name: 'PostgreSQL',
    application: 'postgresql',
    needs: ['psql', 'pg_ctl', 'runuser'],
    server: PostgreSql,
    recovery: 'database system was interrupted',
    before: () => Promise.resolve(),
  },
  {
    name: 'MariaDB',
    application: 'mysql',
    needs: ['mariadb', 'mariadbd', 'mariadb-install-db'],
    server: MariaDb,
    recovery: 'Starting crash recovery',
    /** A table of an engine that a crash may harm. */
    async before(confinement, database) {
      const name = confinement.newRun();
      await database.query('CREATE TABLE test.old (n int) ENGINE=MyISAM');
      const answer = await confinement.freeze(name, { application: 'mysql' });
      expectCode(answer, 206, "tables that are not InnoDB's: test.old (MyISAM)");
      await database.query('DROP TABLE test.old');
    },
  },
];

/** A server that commits row after row is frozen, copied and thawed; another one starts on the copy. */
export const databaseParts: readonly Part[] = KINDS.map((kind) => ({
  name: `${kind.name} on XFS: frozen, copied, thawed, started on the copy`,
  needs: ['mkfs.xfs', ...kind.needs],
  show: (confinement) => show(kind, confinement),
}));

async function show(
  { application, server, recovery, before }: Kind,
  confinement: Confinement,
): Promise<string> {
  const values = { application };
  const disk = await confinement.disk(application, 'xfs');
  const original = confinement.keep(
    new server(`${disk.folder}/data`, confinement.path(`${application}-original`)),
  );
  const sending = { env: original.environment };
  const early = confinement.newRun();
  expectCode(await confinement.freeze(early, values, sending), 206, `${application} is not ready`);
  expectCode(await confinement.thaw(early, values), 205);

  await original.create();
  await before(confinement, original);
  original.writer.start();
  await until(() => original.writer.committed > 200, 'rows are committed', 60);
  const name = confinement.newRun();
  expectCode(await confinement.freeze(name, values, sending), 0);
  const { committed } = original.writer;
  const image = `${disk.image}.copy`;
  await disk.copy(image);
  expectThat(original.writer.committed === committed, 'nothing is committed while frozen');
  const thawed = await confinement.thaw(name, values);
  expectCode(thawed, 0);
  await until(() => original.writer.committed > committed + 200, 'rows are committed again', 60);
  original.writer.stop();
  await original.stop();

  const copy = await confinement.copyOf(disk, image, `${application}-copied`);
  const restored = confinement.keep(
    new server(`${copy.folder}/data`, confinement.path(`${application}-restored`)),
  );
  await restored.startOnCopy();
  const table = application === 'mysql' ? 'test.written' : 'written';
  const [rows = 0, last] = await Promise.all(
    ['count(*)', 'max(n)'].map(async (what) => Number(await restored.query(`SELECT ${what} FROM ${table}`))),
  );
  expectThat(rows === last, `no row is missing: ${rows} up to ${last}`);
  // A commit that was on its way when all stood still may be there or not.
  expectThat(
    rows === committed || rows === committed + 1,
    `the copy has what was committed: ${rows} of ${committed}`,
  );
  expectThat(restored.log().includes(recovery), `it has recovered: ${restored.log()}`);
  await restored.stop();
  await copy.unmount();
  const { frozenMs, level } = reportOf(thawed);
  expectThat(level === 'application', `the level is application: ${level}`);
  return `frozen for ${frozenMs} ms; ${committed} rows were committed, ${rows} are in the copy`;
}
