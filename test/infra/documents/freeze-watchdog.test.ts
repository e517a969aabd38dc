import { existsSync } from 'node:fs';
import { BOTH, DATA, frozenMsIn, instances, LOGS, onLinux, ROOT, until } from './fake-instances';

const instance = instances();

onLinux('the freeze script, on Linux', () => {
  describe('the watchdog', () => {
    test('thaws when nobody asks, which the thaw tells with 203 each time', async () => {
      const fake = instance(ROOT, DATA);

      expect(fake.run('freeze', 'r1', '3', 'none').code).toBe(0);
      await until(() => fake.frozen().length === 0);
      const late = fake.send('thaw', 'r1');

      expect(late).toMatchObject({ code: 203, err: 'Nobody asked for the thaw within 3 seconds.\n' });
      expect(late.out).toContain('level=crash');
      expect(frozenMsIn(late.out)).toBeGreaterThanOrEqual(3000);
      expect(fake.send('thaw', 'r1')).toEqual(late);
      expect(fake.calls()).toEqual(['fsfreeze -f /data', 'fsfreeze -u /data']);
    });

    test('goes on when the agent kills the command amid the freeze', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.write('hang.data', '');
      const command = fake.begin('freeze', 'r1', '6', 'none');
      await until(() => fake.frozen().includes('/data/wal'));
      process.kill(-command, 'SIGKILL');
      await until(() => fake.frozen().length === 0);
      fake.remove('hang.data');
      await until(() => fake.send('thaw', 'r1').code === 205);

      expect(fake.frozen()).toEqual([]);
    });

    test('thaws when the command is cancelled', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.write('hang.data', '');
      const command = fake.begin('freeze', 'r1', '100', 'none');
      await until(() => fake.frozen().includes('/data/wal'));
      process.kill(command, 'SIGTERM');
      await until(() => fake.frozen().length === 0);
      fake.remove('hang.data');
      await until(() => fake.send('thaw', 'r1').code === 205);

      expect(fake.frozen()).toEqual([]);
    });

    test('thaws when it is asked to end', async () => {
      const fake = instance(ROOT, DATA);
      fake.send('freeze', 'r1');
      process.kill(fake.watchdogOf('r1'), 'SIGTERM');
      await until(() => fake.frozen().length === 0);

      expect(fake.calls()).toEqual(['fsfreeze -f /data', 'fsfreeze -u /data']);
    });

    test('begins anew, by thawing, where its shell gives up', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.alter('pause() {', 'pause() { [ ! -e "$FAKE/exit" ] || { rm "$FAKE/exit" && exit 2; };');
      fake.send('freeze', 'r1');
      fake.write('exit', '');
      await until(() => fake.frozen().length === 0);

      expect(fake.send('thaw', 'r1').out).toContain('level=crash');
      expect(fake.calls()).toEqual(BOTH);
    });

    test('thaws where somebody has removed its state', async () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.send('freeze', 'r1');
      const watchdog = fake.watchdogOf('r1');
      for (const run of fake.runs()) fake.remove(run);
      process.kill(watchdog, 'SIGTERM');
      await until(() => !existsSync(`/proc/${watchdog}/exe`));

      expect(fake.frozen()).toEqual([]);
      expect(fake.calls()).toEqual(BOTH);
    });

    test('where it was killed after it gave up a freeze that hangs, that freeze thaws by itself when it ends', async () => {
      const fake = instance(ROOT, DATA);
      fake.write('hang.data', '');
      fake.run('freeze', 'r1', '4', 'none');
      process.kill(fake.watchdogOf('r1'), 'SIGKILL');
      fake.remove('hang.data');
      await until(() => fake.calls().includes('fsfreeze -u /data'));
      await until(() => fake.send('thaw', 'r1').code === 205);

      expect(fake.frozen()).toEqual([]);
    });

    test('where it was killed, the thaw thaws', () => {
      const fake = instance(ROOT, DATA, LOGS);
      fake.send('freeze', 'r1');
      process.kill(fake.watchdogOf('r1'), 'SIGKILL');
      const { code, out } = fake.send('thaw', 'r1');

      expect(code).toBe(0);
      expect(out).toMatch(
        /^The watchdog of run r1 is gone: another one thaws.\nsnapshot-keeper frozenMs=\d+ level=filesystem\n$/,
      );
      expect(fake.calls()).toEqual(BOTH);
    });

    test('where it was killed and nobody thawed, the next freeze does so first', async () => {
      const fake = instance(ROOT, DATA);
      fake.send('freeze', 'r1');
      process.kill(fake.watchdogOf('r1'), 'SIGKILL');
      let next = fake.send('freeze', 'r2');
      // The last `sleep` of what was killed has the lock for as long as it lasts.
      await until(() => next.code !== 204 || (next = fake.send('freeze', 'r2')).code !== 204);

      expect(next).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^The watchdog of run r1 is gone: what it has frozen is thawed.\n/),
      });
      expect(fake.calls()).toEqual(['fsfreeze -f /data', 'fsfreeze -u /data', 'fsfreeze -f /data']);
    });
  });
});
