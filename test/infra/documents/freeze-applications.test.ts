import { databases } from './fake-databases';
import { onLinux } from './fake-instances';

const instance = databases();

const postgresql = { application: 'postgresql' };
const mysql = { application: 'mysql' };

onLinux('the freeze script, on Linux', () => {
  describe('PostgreSQL', () => {
    test('makes a checkpoint, as postgres by its socket and for 30 seconds at most, before anything is frozen', () => {
      const fake = instance();

      expect(fake.send('freeze', 'r1', postgresql).code).toBe(0);
      expect(fake.calls()).toEqual([
        "runuser -u postgres -- timeout 30 psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c SELECT current_setting('data_directory') || folder " +
          "FROM unnest(ARRAY['/', '/global/', '/pg_multixact/', '/pg_wal/', '/pg_xact/']) folder " +
          "UNION SELECT current_setting('data_directory') || '/base/' || name || '/' FROM pg_ls_dir('base') name WHERE name !~ '[^0-9]' " +
          "UNION SELECT pg_tablespace_location(oid) || '/' FROM pg_tablespace WHERE pg_tablespace_location(oid) <> '' -c CHECKPOINT ",
        'fsfreeze -f /data',
      ]);
      expect(fake.send('thaw', 'r1', postgresql).out).toMatch(/level=application\n$/);
    });

    test('where it does not answer, nothing is frozen: 206', () => {
      const fake = instance();
      fake.remove('postgresql');

      expect(fake.send('freeze', 'r1', postgresql)).toMatchObject({
        code: 206,
        err: expect.stringContaining('postgresql is not ready: nothing is frozen.\n'),
      });
      expect(fake.frozen()).toEqual([]);
      expect(fake.send('thaw', 'r1', postgresql).code).toBe(205);
    });

    test('a dry run makes no checkpoint, and says where it does not answer', () => {
      const fake = instance();

      expect(fake.send('dry-run', 'r1', postgresql)).toMatchObject({ code: 0, err: '' });
      expect(fake.calls().join()).not.toContain('CHECKPOINT');
      fake.remove('postgresql');
      expect(fake.send('dry-run', 'r1', postgresql)).toMatchObject({
        code: 0,
        out: expect.stringContaining('postgresql is not ready: nothing would be frozen (206).\n'),
      });
    });
  });

  describe('MySQL', () => {
    test('is asked where its files are, and nothing is locked', () => {
      const fake = instance();

      expect(fake.send('freeze', 'r1', mysql).code).toBe(0);
      expect(fake.send('thaw', 'r1', mysql).out).toMatch(/level=application\n$/);
      expect(fake.calls()).toEqual([
        'mysql SHOW GLOBAL VARIABLES',
        "mysql SELECT file_name FROM information_schema.files WHERE engine = 'InnoDB' AND file_type <> 'TEMPORARY' " +
          'UNION SELECT FILENAME FROM information_schema.INNODB_SYS_TABLESPACES',
        'fsfreeze -f /data',
        'fsfreeze -u /data',
      ]);
    });

    test('a table that a crash may harm is named, and nothing is frozen: 206', () => {
      const fake = instance();
      fake.write('mysql-tables', 'shop.log (MyISAM)\n');

      expect(fake.send('freeze', 'r1', mysql)).toMatchObject({
        code: 206,
        err: "A crash may harm tables that are not InnoDB's: shop.log (MyISAM)\nmysql is not ready: nothing is frozen.\n",
      });
      expect(fake.frozen()).toEqual([]);
    });

    test('where it does not answer, nothing is frozen: 206', () => {
      const fake = instance();
      fake.remove('mysql-variables');

      expect(fake.send('freeze', 'r1', mysql).code).toBe(206);
      expect(fake.frozen()).toEqual([]);
    });
  });
});
