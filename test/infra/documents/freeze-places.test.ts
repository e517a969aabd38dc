import { databases, mysqlSays } from './fake-databases';
import type { FakeInstance } from './fake-instance';
import { onLinux } from './fake-instances';

const instance = databases();

/** What a freeze says of where the files are, and what the snapshots will be worth. */
function placesOf(fake: FakeInstance, application: string): string[] {
  const { code, out } = fake.send('freeze', 'r1', { application });
  expect(code).toBe(0);
  return out.split('\n').filter((line) => line.includes('of mysql') || line.includes('level='));
}

const elsewhere = (place: string) => [
  `${place} of mysql is on no file system that is frozen: the snapshots count as crash-consistent.`,
  'snapshot-keeper level=crash',
];

const unknown = (place: string) => [
  `Nobody knows on which file system ${place} of mysql is: the snapshots count as crash-consistent.`,
  'snapshot-keeper level=crash',
];

onLinux('the freeze script, on Linux', () => {
  describe('where the files of an application are', () => {
    test('a folder of PostgreSQL on a file system that is left: the level is crash', () => {
      const fake = instance();
      fake.write('postgresql', '/data/pg/\n/var/lib/wal/\n');

      expect(fake.send('freeze', 'r1', { application: 'postgresql' }).out).toContain(
        '/var/lib/wal of postgresql is on no file system that is frozen: the snapshots count as crash-consistent.\n',
      );
      expect(fake.send('thaw', 'r1', { application: 'postgresql' })).toMatchObject({
        code: 0,
        out: expect.stringMatching(/level=crash\n$/),
      });
    });

    test('an application that names no place: the level is crash', () => {
      const fake = instance();
      fake.write('postgresql', '');

      expect(fake.send('freeze', 'r1', { application: 'postgresql' }).out).toMatch(/level=crash\n$/);
    });

    test('all of MySQL on what is frozen, but temporary files: the level is application', () => {
      expect(placesOf(instance(), 'mysql')).toEqual(['snapshot-keeper level=application']);
    });

    test.each([
      ['datadir', '/left/data/', '/left/data'],
      ['aria_log_dir_path', '/left/aria', '/left/aria'],
      ['innodb_data_home_dir', '/left/home', '/left/home'],
      ['innodb_data_file_path', 'ibdata1:12M;/left/system/ibdata2:12M:autoextend', '/left/system'],
      ['innodb_data_file_path', 'left/ibdata1:12M:autoextend', '/data/mysql/left'],
      ['innodb_doublewrite_dir', '/left/doublewrite', '/left/doublewrite'],
      ['innodb_log_group_home_dir', '/left/redo/', '/left/redo'],
      ['innodb_log_group_home_dir', './redo', '/data/mysql/redo'],
      ['innodb_undo_directory', '/left/undo', '/left/undo'],
      ['log_bin_basename', '/left/binlog/b', '/left/binlog'],
      ['log_bin_index', '/left/index/b.index', '/left/index'],
      ['relay_log', '/left/relay/r', '/left/relay'],
      ['relay_log_basename', '/left/relay/r', '/left/relay'],
      ['relay_log_index', '/left/relay/r.index', '/left/relay'],
      ['relay_log_info_file', '/left/info/relay-log.info', '/left/info'],
    ])('%s of MySQL is %s, on what is left: the level is crash', (name, value, place) => {
      const fake = instance();
      mysqlSays(fake, { [name]: value });

      expect(placesOf(fake, 'mysql')).toEqual(elsewhere(place));
    });

    test.each([
      ['by DATA DIRECTORY', '/left/tables/shop/t.ibd', '/left/tables/shop'],
      ['in a folder that is a link or a mount', './links/t.ibd', '/data/mysql/links'],
      ['with a blank in its path', '/left/two words/t.ibd', '/left/two words'],
      ['by a link of its own', './shop/link.ibd', '/data/mysql/shop/link.ibd'],
    ])('a table of MySQL is on what is left %s: the level is crash', (_, file, place) => {
      const fake = instance();
      mysqlSays(fake, {}, [file]);

      expect(placesOf(fake, 'mysql')).toEqual(elsewhere(place));
    });

    test('a folder of MySQL that is not there: the level is crash', () => {
      const fake = instance();
      mysqlSays(fake, {}, ['/gone/shop/t.ibd']);

      expect(placesOf(fake, 'mysql')).toEqual(unknown('/gone/shop'));
    });

    test('a server that has no view of its files, or does not tell: the level is crash', () => {
      const without = instance();
      without.write('mysql-views', '');
      const silent = instance();
      silent.remove('mysql-files');

      expect(placesOf(without, 'mysql')).toEqual(unknown('the files of its tables'));
      expect(placesOf(silent, 'mysql')).toEqual(unknown('the files of its tables'));
    });

    test('many tables on what is left are one line, and those on what is frozen none', () => {
      const fake = instance();
      const tables = Array.from({ length: 250 }, (_, index) => `/left/t/${index}.ibd`);
      mysqlSays(fake, {}, [...tables, './shop/sold.ibd']);

      expect(placesOf(fake, 'mysql')).toEqual(elsewhere('/left/t'));
    });
  });
});
