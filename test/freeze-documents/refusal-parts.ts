import { mkdirSync, writeFileSync } from 'node:fs';
import { attempt, run } from './commands';
import { expectCode, expectThat, type Part, reportOf } from './part';

/** What belongs to the agent is never frozen, and no run freezes or thaws what is another's. */
export const refusalParts: readonly Part[] = [
  {
    name: 'the file systems of the log and of the script: left',
    needs: ['mkfs.ext4'],
    async show(confinement) {
      const data = await confinement.disk('data', 'ext4');
      const script = await confinement.disk('script', 'ext4');
      const log = await confinement.disk('log', 'ext4');
      // In this mount namespace alone.
      await run('mount', '--bind', log.folder, '/var/log');
      confinement.keep({ destroy: () => attempt('umount', '/var/log') });
      const name = confinement.newRun();
      const { code, out } = await confinement.freeze(name, {}, { folder: script.folder });
      expectThat(code === 0, `it freezes the others: ${out}`);
      expectThat(out.includes(`freeze  ${data.folder} `), `it freezes the data: ${out}`);
      expectThat(out.includes('it holds /var/log'), `it leaves the log: ${out}`);
      expectThat(
        out.includes(`it holds ${script.folder}/_script.sh`),
        `it leaves the file system of the script: ${out}`,
      );
      for (const { folder } of [script, log]) writeFileSync(`${folder}/written`, 'while the data is frozen');
      expectCode(await confinement.thaw(name), 0);
      return 'both could be written to while the data stood frozen';
    },
  },
  {
    name: 'twice, and amid another run: refused',
    needs: ['mkfs.ext4'],
    async show(confinement) {
      await confinement.disk('twice', 'ext4');
      const [name, other] = [confinement.newRun(), confinement.newRun()];
      expectCode(await confinement.freeze(name), 0);
      expectCode(await confinement.send({ action: 'freeze', run: name }), 204, `Run ${name} is under way`);
      expectCode(await confinement.freeze(other), 204, `Run ${name} is under way`);
      expectCode(await confinement.thaw(other), 205);
      const first = await confinement.thaw(name);
      expectCode(first, 0);
      const second = await confinement.thaw(name);
      expectCode(second, 205, 'is thawed already');
      expectThat(second.out === first.out, 'the second thaw tells the same');
      return `204, 204, 205, 0, 205; frozen for ${reportOf(first).frozenMs} ms`;
    },
  },
  {
    name: 'frozen by somebody else: told, and left frozen',
    needs: ['mkfs.xfs', 'mkfs.ext4'],
    async show(confinement) {
      const theirs = await confinement.disk('theirs', 'xfs');
      const ours = await confinement.disk('ours', 'ext4');
      await run('fsfreeze', '-f', theirs.folder);
      const name = confinement.newRun();
      const answer = await confinement.freeze(name);
      expectCode(answer, 204, `Somebody else has frozen ${theirs.folder}`);
      writeFileSync(`${ours.folder}/written`, 'since ours was thawed again');
      expectCode(await confinement.thaw(name), 205);
      // It can be thawed only if it is frozen.
      await run('fsfreeze', '-u', theirs.folder);
      return '204; ours could be written to, and theirs was still frozen';
    },
  },
  {
    name: 'a second mount on the mount point: neither frozen nor thawed in its place',
    needs: ['mkfs.ext4'],
    async show(confinement) {
      const under = await confinement.disk('under', 'ext4');
      const over = confinement.path('over');
      mkdirSync(over);
      await run('mount', '--bind', over, under.folder);
      confinement.keep({ destroy: () => attempt('umount', under.folder) });
      const { out } = await confinement.send({});
      expectThat(out.includes(`left    ${under.folder} (ext4, `), `it is left: ${out}`);
      expectThat(out.includes('another one is mounted over it'), `it says why: ${out}`);
      await run('umount', under.folder);
      return 'left';
    },
  },
];
