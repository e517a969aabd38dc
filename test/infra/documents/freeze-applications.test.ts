import type { FakeInstance } from './fake-instance';
import { DATA, instances, onLinux, ROOT } from './fake-instances';

const newInstance = instances();

/** An instance whose databases answer, and have their files on /data. */
function instance(): FakeInstance {
  const made = newInstance(ROOT, DATA);
  made.liesOn(['/data/pg', '259:1'], ['/data/pg/pg_wal', '259:1'], ['/data/mysql/', '259:1']);
  made.write('postgresql', '/data/pg\n/data/pg/pg_wal\n');
  made.write('mysql', '/data/mysql/\n');
  made.write('mysql-tables', '');
  return made;
}

const postgresql = { application: 'postgresql' };
const mysql = { application: 'mysql' };

onLinux('the freeze script, on Linux', () => {
  describe('PostgreSQL', () => {
    test('makes a checkpoint, as postgres by its socket and for 30 seconds at most, before anything is frozen', () => {
      const fake = instance();

      expect(fake.send('freeze', 'r1', postgresql).code).toBe(0);
      expect(fake.calls()).toEqual([
        "runuser -u postgres -- timeout 30 psql -XAtq -v ON_ERROR_STOP=1 -d postgres -c SELECT current_setting('data_directory') " +
          "UNION SELECT current_setting('data_directory') || '/pg_wal' UNION SELECT pg_tablespace_location(oid) FROM pg_tablespace " +
          "WHERE pg_tablespace_location(oid) <> '' -c CHECKPOINT ",
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

    test('where its files are on a file system that is left, the level is crash', () => {
      const fake = instance();
      fake.write('postgresql', '/data/pg\n/var/lib/wal\n');

      expect(fake.send('freeze', 'r1', postgresql).out).toContain(
        '/var/lib/wal of postgresql is on no file system that is frozen: the snapshots count as crash-consistent.\n',
      );
      expect(fake.send('thaw', 'r1', postgresql)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/level=crash\n$/),
      });
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
      expect(fake.calls()).toEqual(['mysql', 'fsfreeze -f /data', 'fsfreeze -u /data']);
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
      fake.remove('mysql');

      expect(fake.send('freeze', 'r1', mysql).code).toBe(206);
      expect(fake.frozen()).toEqual([]);
    });
  });
});
