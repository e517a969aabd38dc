import type { FakeInstance } from './fake-instance';
import { DATA, instances, ROOT } from './fake-instances';

/** What a server of MariaDB's answers that has all its files in /data/mysql. */
const VARIABLES = {
  aria_log_dir_path: '/data/mysql/',
  datadir: '/data/mysql/',
  innodb_data_file_path: 'ibdata1:12M;ibdata2:12M:autoextend',
  innodb_data_home_dir: '',
  innodb_log_group_home_dir: './',
  innodb_undo_directory: './',
  log_bin_basename: '/data/mysql/binlog',
  log_bin_index: '/data/mysql/binlog.index',
  relay_log: '',
  relay_log_info_file: 'relay-log.info',
  // Temporary files do not matter.
  innodb_temp_data_file_path: '/scratch/ibtmp1:12M:autoextend',
  tmpdir: '/tmp',
} as const;

const FILES = [
  '/data/mysql/ibdata1',
  './undo001',
  './shop/sold.ibd',
  '/scratch/ibtmp1',
  '/scratch/temp_1.ibt',
  'NULL',
];

/** Has MySQL say this of itself, and of the files of its tables that. */
export function mysqlSays(
  fake: FakeInstance,
  variables: Readonly<Record<string, string>> = {},
  files: readonly string[] = [],
): void {
  const lines = Object.entries({ ...VARIABLES, ...variables }).map(([name, value]) => `${name}\t${value}\n`);
  fake.write('mysql-variables', lines.join(''));
  fake.write('mysql-files', [...FILES, ...files].map((file) => `${file}\n`).join(''));
}

/** Makes instances whose databases answer, and have their files on /data. */
export function databases(): () => FakeInstance {
  const newInstance = instances();
  return () => {
    const fake = newInstance(ROOT, DATA);
    const folders = [
      'pg',
      'pg/pg_wal',
      'mysql',
      'mysql/shop',
      'mysql/ibdata1',
      'mysql/ibdata2',
      'mysql/undo001',
    ];
    const files = ['mysql/binlog', 'mysql/binlog.index', 'mysql/relay-log.info', 'mysql/shop/sold.ibd'];
    fake.liesOn(...[...folders, ...files].map((path): [string, string] => [`/data/${path}`, '259:1']));
    fake.write('postgresql', '/data/pg/\n/data/pg/pg_wal/\n');
    fake.write('mysql-tables', '');
    fake.write('mysql-views', 'UNION SELECT FILENAME FROM information_schema.INNODB_SYS_TABLESPACES\n');
    mysqlSays(fake);
    return fake;
  };
}
