import { BOTH, DATA, frozenMsIn, instances, LOGS, onLinux, ROOT, until } from './fake-instances';

const instance = instances();

onLinux('the freeze script, on Linux', () => {
  describe('freeze and thaw', () => {
    test('what was mounted last is frozen first and thawed last', () => {
      const fake = instance(ROOT, DATA, LOGS);

      expect(fake.send('freeze', 'r1')).toMatchObject({ code: 0, err: '' });
      expect(fake.frozen().sort()).toEqual(['/data', '/data/wal']);
      const thawed = fake.send('thaw', 'r1');

      expect(thawed).toMatchObject({ code: 0, err: '' });
      expect(thawed.out).toMatch(/^snapshot-keeper frozenMs=\d+ level=filesystem\n$/);
      expect(fake.frozen()).toEqual([]);
      expect(fake.calls()).toEqual(BOTH);
    });

    test('a second freeze of a run is refused with 204, and that of another run, too', () => {
      const fake = instance(ROOT, DATA);
      fake.send('freeze', 'r1');

      expect(fake.send('freeze', 'r1')).toMatchObject({
        code: 204,
        err: 'Run r1 is under way: nothing is frozen for r1.\n',
      });
      expect(fake.send('freeze', 'r2')).toMatchObject({
        code: 204,
        err: 'Run r1 is under way: nothing is frozen for r2.\n',
      });
      expect(fake.send('thaw', 'r2')).toMatchObject({ code: 205, err: 'Run r2 has frozen nothing.\n' });
      expect(fake.frozen()).toEqual(['/data']);
    });

    test('a second thaw tells the same and 205, and a freeze after the thaw is refused', () => {
      const fake = instance(ROOT, DATA);
      fake.send('freeze', 'r1');
      const first = fake.send('thaw', 'r1');

      expect(fake.send('thaw', 'r1')).toEqual({
        code: 205,
        out: first.out,
        err: 'Run r1 is thawed already.\n',
      });
      expect(fake.send('freeze', 'r1')).toMatchObject({
        code: 205,
        err: 'Run r1 has ended already: nothing is frozen for it again.\n',
      });
      expect(fake.send('freeze', 'r2').code).toBe(0);
    });

    test('a freeze that comes after the thaw of its run, since it was late, is refused', () => {
      const fake = instance(ROOT, DATA);

      expect(fake.send('thaw', 'r1')).toEqual({
        code: 205,
        out: 'snapshot-keeper frozenMs=0 level=crash\n',
        err: 'Run r1 has frozen nothing.\n',
      });
      expect(fake.send('freeze', 'r1').code).toBe(205);
      expect(fake.calls()).toEqual([]);
    });

    test('where there is nothing to freeze, that is no failure, and the level is crash', () => {
      const fake = instance(ROOT);
      const { code, out } = fake.send('freeze', 'r1');

      expect(code).toBe(0);
      expect(out).toContain('There is nothing to freeze: a snapshot of this instance is crash-consistent.');
      expect(fake.send('thaw', 'r1').out).toContain('level=crash');
      expect(fake.calls()).toEqual([]);
    });

    test('a dry run freezes nothing and leaves nothing behind', () => {
      const fake = instance(ROOT, DATA);

      expect(fake.send('dry-run', 'r1').code).toBe(0);
      expect(fake.calls()).toEqual([]);
      expect(fake.send('freeze', 'r1').code).toBe(0);
    });

    test.each([
      [['freeze', 'a b', '20', 'none'], "The run 'a b' is no name."],
      [['freeze', '../a', '20', 'none'], "The run '../a' is no name."],
      [['freeze', 'r1', '0', 'none'], "The watchdog takes 1 to 120 seconds, not '0'."],
      [['freeze', 'r1', '121', 'none'], "The watchdog takes 1 to 120 seconds, not '121'."],
      [['melt', 'r1', '20', 'none'], "The action 'melt' or the application 'none' is unknown."],
      [['freeze', 'r1', '20', 'oracle'], "The action 'freeze' or the application 'oracle' is unknown."],
      [['freeze'], 'It takes an action, a run, the seconds until the watchdog thaws, and an application.'],
    ])('%j is refused, whoever starts it', (args, message) => {
      const fake = instance(ROOT, DATA);

      expect(fake.run(...args)).toEqual({ code: 201, out: '', err: `${message}\n` });
      expect(fake.calls()).toEqual([]);
    });
  });

  describe('a freeze that fails', () => {
    test('one that hangs is given up after half of the time, the others are thawed, and it thaws itself when it ends', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.write('hang.data', '');
      const { code, err } = fake.run('freeze', 'r1', '4', 'none');

      expect(code).toBe(201);
      expect(err).toBe(
        'fsfreeze of /data has not ended in time: if it freezes after all, it thaws at once.\n',
      );
      expect(fake.frozen()).toEqual([]);
      expect(fake.send('thaw', 'r1')).toMatchObject({
        code: 202,
        err: expect.stringContaining('It still hangs'),
      });
      expect(fake.send('freeze', 'r2').code).toBe(204);

      fake.remove('hang.data');
      await until(() => fake.send('thaw', 'r1').code === 205);

      expect(fake.frozen()).toEqual([]);
      expect(fake.calls().slice(-1)).toEqual(['fsfreeze -u /data']);
    });

    test('what somebody else has frozen is told with 204 and left frozen', () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.write('frozen.data', '');

      expect(fake.send('freeze', 'r1')).toMatchObject({
        code: 204,
        err: 'Somebody else has frozen /data, and it is left so.\n',
      });
      expect(fake.send('thaw', 'r1').code).toBe(205);
      expect(fake.frozen()).toEqual(['/data']);
    });

    test('the others are thawed', () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.write('broken.data', '');

      expect(fake.send('freeze', 'r1')).toMatchObject({
        code: 201,
        err: '/data cannot be frozen: fsfreeze: /data: freeze failed: Input/output error\n',
      });
      expect(fake.frozen()).toEqual([]);
    });

    test('nothing is frozen where writing what is to be written takes too long', () => {
      const fake = instance(ROOT, DATA);
      fake.write('hang-sync', '');

      expect(fake.run('freeze', 'r1', '1', 'none')).toMatchObject({
        code: 201,
        err: 'What is to be written to /data was not written in time.\n',
      });
      expect(fake.calls()).toEqual([]);
    });
  });

  describe('a thaw that fails', () => {
    test('is told with 202, and the watchdog goes on trying', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.send('freeze', 'r1');
      fake.write('stuck.data', '');

      expect(fake.send('thaw', 'r1')).toMatchObject({
        code: 202,
        out: expect.stringMatching(/^snapshot-keeper frozenMs=[1-9]\d* level=crash\n$/),
        err: 'Run r1 cannot thaw, and goes on trying: fsfreeze: /data: unfreeze failed: Input/output error\n',
      });
      expect(fake.frozen()).toEqual(['/data']);
      fake.remove('stuck.data');
      await until(() => fake.frozen().length === 0);
      await until(() => fake.send('thaw', 'r1').code === 0);

      expect(frozenMsIn(fake.send('thaw', 'r1').out)).toBeGreaterThan(1000);
    });

    test('what somebody else has thawed meanwhile is worth no more than after a crash: 203', () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.send('freeze', 'r1');
      fake.remove('frozen.data');

      expect(fake.send('thaw', 'r1')).toMatchObject({
        code: 203,
        out: expect.stringMatching(/level=crash\n$/),
        err: 'Somebody else has thawed what run r1 had frozen.\n',
      });
      expect(fake.frozen()).toEqual([]);
    });

    test('another file system that was mounted in the place of a frozen one is left alone, until that is there again', async () => {
      const fake = instance(ROOT, DATA);
      fake.send('freeze', 'r1');
      fake.write('devices', '/data 66567\n');

      expect(fake.send('thaw', 'r1')).toMatchObject({
        code: 202,
        err: 'Run r1 cannot thaw, and goes on trying: what was frozen is not mounted on /data any more\n',
      });
      expect(fake.calls()).toEqual(['fsfreeze -f /data']);
      fake.write('devices', '/data 66305\n');
      await until(() => fake.send('thaw', 'r1').code === 0);

      expect(fake.frozen()).toEqual([]);
    });
  });
});
