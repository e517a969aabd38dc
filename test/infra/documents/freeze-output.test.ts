import { databases, mysqlSays } from './fake-databases';
import { DATA, instances, onLinux, ROOT } from './fake-instances';

/** Of an output Systems Manager shows so much. */
const SHOWN = 24_000;

const instance = instances();
const withDatabases = databases();
const long = (index: number, length: number) => `${index}-`.padEnd(length, 'x');

/** A host on which one file system is bound to many places. */
const BOUND = Array.from(
  { length: 300 },
  (_, index) => `253:0 ext4 /home/customer-${long(index, 90)} /dev/nvme0n1p1[/bin]`,
);

onLinux('the freeze script, on Linux', () => {
  describe('what it prints', () => {
    test('of many mounts that are left some are named, those that are frozen all the same, and the level is shown', () => {
      const fake = instance(ROOT, ...BOUND, DATA);
      const { code, out } = fake.send('freeze', 'r1');

      expect(code).toBe(0);
      expect(out.length).toBeLessThan(SHOWN);
      expect(out).toContain('freeze  /data (xfs, /dev/nvme1n1)\n');
      const named = out.split('\n').filter((line) => line.startsWith('left    /')).length;
      expect(named).toBeGreaterThan(20);
      expect(out).toContain(`left    ${301 - named} more\n`);
      expect(out).toMatch(/\nsnapshot-keeper level=filesystem\n$/);
      expect(fake.send('thaw', 'r1').out).toMatch(/^snapshot-keeper frozenMs=\d+ level=filesystem\n$/);
    });

    test('of many that are frozen some are named, and none is forgotten', () => {
      const many = Array.from(
        { length: 99 },
        (_, index) => `259:${index} xfs /${long(index, 200)} /dev/nvme1n${index}`,
      );
      const { out } = instance(ROOT, ...many).send('dry-run', 'r1');
      const named = out.split('\n').filter((line) => line.startsWith('freeze  /')).length;

      expect(out.length).toBeLessThan(SHOWN);
      expect(named).toBeGreaterThan(20);
      expect(out).toContain(`freeze  ${99 - named} more\n`);
    });

    test('of many places of an application that are on what is left some are named, and the level is shown', () => {
      const fake = withDatabases();
      const places = Array.from({ length: 99 }, (_, index) => `/${long(index, 200)}/${long(index, 200)}`);
      for (const [index, path] of places.entries())
        fake.liesOn([path, `260:${index}`], [`${path}/t.ibd`, `260:${index}`]);
      mysqlSays(
        fake,
        {},
        places.map((path) => `${path}/t.ibd`),
      );
      const { code, out } = fake.send('freeze', 'r1', { application: 'mysql' });

      expect(code).toBe(0);
      const named = out.split('\n').filter((line) => line.includes('of mysql is on')).length;
      expect(named).toBeGreaterThan(20);
      expect(out).toContain(`${99 - named} more places of mysql are not on what is frozen either.\n`);
      expect(out.length).toBeLessThan(SHOWN);
      expect(out).toMatch(/\nsnapshot-keeper level=crash\n$/);
    });
  });
});
