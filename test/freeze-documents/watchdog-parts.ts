import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import type { Confinement } from './confinement';
import { answerOf, attempt, run } from './commands';
import { FileWriter } from './file-writer';
import { LoopDisk } from './loop-disk';
import { expectCode, expectThat, type Part, reportOf, until } from './part';

/**
 * A file system whose fsfreeze hangs in the kernel: its device is a file on another one, which is frozen. Nothing is to be written to it
 * beforehand, else the writing would hang.
 */
async function hangingDisk(confinement: Confinement) {
  const outer = await confinement.disk('outer', 'xfs');
  const inner = confinement.keep(
    await LoopDisk.make(`${outer.folder}/inner.img`, confinement.path('inner'), 'ext4'),
  );
  const writable = await confinement.disk('writable', 'ext4');
  // Before the inner one is unmounted, which would hang as well, and with it whoever clears away.
  confinement.keep({ destroy: () => attempt('fsfreeze', '-u', outer.folder) });
  await run('sync', '-f', inner.folder);
  await run('sync', '-f', outer.folder);
  await run('fsfreeze', '-f', outer.folder);
  return { outer, inner, writable, release: () => run('fsfreeze', '-u', outer.folder) };
}

const hangs = async (): Promise<boolean> =>
  /^D.* -f /m.test((await answerOf('ps', ['-C', 'fsfreeze', '-o', 'stat=,args='])).out);

/** Whatever becomes of the calls, the command or the caller, nothing stays frozen. */
export const watchdogParts: readonly Part[] = [
  {
    name: 'no thaw comes: the watchdog thaws',
    needs: ['mkfs.ext4'],
    async show(confinement) {
      const disk = await confinement.disk('late', 'ext4');
      const writer = confinement.keep(new FileWriter(`${disk.folder}/log`));
      await until(() => writer.safe > 20, 'a file is written to');
      const name = confinement.newRun();
      expectCode(await confinement.freeze(name, { thawAfterSeconds: '10' }), 0);
      const { safe } = writer;
      await until(() => writer.safe > safe + 20, 'writing goes on');
      await writer.stop();
      const thawed = await confinement.thaw(name);
      expectCode(thawed, 203, 'Nobody asked for the thaw within 10 seconds');
      const { frozenMs, level } = reportOf(thawed);
      expectThat(level === 'crash', `the level is crash: ${level}`);
      expectThat(frozenMs >= 10_000 && frozenMs < 15_000, `it thaws in time: ${frozenMs} ms`);
      return `203 after ${frozenMs} ms, of 10 s`;
    },
  },
  {
    name: 'there is no room for the state of a run: not frozen, or thawed all the same',
    needs: ['mkfs.ext4', 'dd'],
    async show(confinement) {
      const disk = await confinement.disk('full', 'ext4');
      const writer = confinement.keep(new FileWriter(`${disk.folder}/log`));
      await until(() => writer.safe > 20, 'a file is written to');
      const [early, name] = [confinement.newRun(), confinement.newRun()];
      // It ends with an error, as there is no end to what it would write.
      const fill = () => answerOf('dd', ['if=/dev/zero', 'of=/run/filler', 'bs=4k']);
      confinement.keep({ destroy: () => rmSync('/run/filler', { force: true }) });
      await fill();
      expectCode(await confinement.freeze(early), 201, 'There is no room for the state of the run');
      rmSync('/run/filler');
      expectCode(await confinement.freeze(name), 0);
      const { safe } = writer;
      await fill();
      const thawing = confinement.thaw(name);
      await until(() => writer.safe > safe + 20, 'writing goes on');
      rmSync('/run/filler');
      const thawed = await thawing;
      expectCode(thawed, 0);
      await writer.stop();
      return `201; and thawed, which could be told when there was room again; frozen for ${reportOf(thawed).frozenMs} ms`;
    },
  },
  {
    name: 'fsfreeze hangs in the kernel: given up, and thawed when it ends',
    needs: ['mkfs.xfs', 'mkfs.ext4', 'ps'],
    async show(confinement) {
      const { inner, writable, release } = await hangingDisk(confinement);
      const name = confinement.newRun();
      const begun = performance.now();
      const answer = await confinement.freeze(name, { thawAfterSeconds: '10' });
      const seconds = (performance.now() - begun) / 1000;
      expectThat(await hangs(), 'fsfreeze hangs');
      await release();
      expectCode(answer, 201, `fsfreeze of ${inner.folder} has not ended in time`);
      writeFileSync(`${writable.folder}/written`, 'since it was thawed again');
      await until(async () => (await confinement.thaw(name)).code === 205, 'the hanging call has ended');
      writeFileSync(`${inner.folder}/written`, 'since it was thawed when its freeze ended');
      return `201 after ${seconds.toFixed(1)} s, of at most 5 s; the freeze that ended later was thawed at once`;
    },
  },
  {
    name: 'the agent kills the command while fsfreeze hangs: thawed all the same',
    needs: ['mkfs.xfs', 'mkfs.ext4', 'ps'],
    async show(confinement) {
      const { inner, writable, release } = await hangingDisk(confinement);
      const name = confinement.newRun();
      confinement.thawAtLast(name);
      const file = confinement.script({ action: 'freeze', run: name, thawAfterSeconds: '10' });
      const command = spawn('sh', ['-c', file], { detached: true, stdio: 'ignore' });
      await until(hangs, 'fsfreeze hangs');
      process.kill(-command.pid!, 'SIGKILL');
      await release();
      await until(async () => (await confinement.thaw(name)).code === 205, 'the watchdog has thawed');
      for (const { folder } of [inner, writable]) writeFileSync(`${folder}/written`, 'since it was thawed');
      return 'both could be written to';
    },
  },
];
