import { mkdirSync } from 'node:fs';
import { attempt, run } from './commands';
import { expectCode, expectThat, type Part, reportOf, until } from './part';
import { FileWriter } from './file-writer';

/** Two file systems that are written to all the time are frozen, copied and thawed. */
export const filesPart: Part = {
  name: 'XFS and ext4: frozen, copied, thawed',
  needs: ['mkfs.xfs', 'mkfs.ext4', 'xfs_repair', 'e2fsck'],
  async show(confinement) {
    const disks = [await confinement.disk('xfs', 'xfs'), await confinement.disk('ext4', 'ext4')];
    const bound = confinement.path('bound');
    mkdirSync(bound);
    await run('mount', '--bind', disks[0]!.folder, bound);
    confinement.keep({ destroy: () => attempt('umount', bound) });
    const writers = disks.map(({ folder }) => confinement.keep(new FileWriter(`${folder}/log`)));
    await until(() => writers.every(({ safe }) => safe > 20), 'files are written to');

    const name = confinement.newRun();
    const dry = await confinement.send({ run: name });
    expectCode(dry, 0);
    expectThat(
      dry.out.match(/^freeze/gm)?.length === 2 && /bound .*the same file system/.test(dry.out),
      `the two are to be frozen once each: ${dry.out}`,
    );
    const frozen = await confinement.freeze(name);
    expectCode(frozen, 0);
    const before = writers.map(({ safe }) => safe);
    for (const disk of disks) await disk.copy(`${disk.image}.copy`);
    const after = writers.map(({ safe }) => safe);
    expectThat(
      before.join() === after.join(),
      `nothing is written while frozen: ${before.join()} ${after.join()}`,
    );
    const thawed = await confinement.thaw(name);
    expectCode(thawed, 0);
    await until(() => writers.every(({ safe }, index) => safe > after[index]! + 20), 'writing goes on');
    for (const writer of writers) await writer.stop();

    // An ext4 that was frozen is whole without a look at its journal; an XFS has it read once.
    await run('e2fsck', '-f', '-n', `${disks[1]!.image}.copy`);
    const found: number[] = [];
    for (const [index, disk] of disks.entries()) {
      const copy = await confinement.copyOf(disk, `${disk.image}.copy`, `copy-${disk.type}`);
      found.push(FileWriter.count(`${copy.folder}/log`));
      await copy.unmount();
      // The one that was being written when all stood still may be there or not.
      expectThat(
        found[index] === after[index] || found[index] === after[index]! + 1,
        `the copy has what was safe: ${found[index]} of ${after[index]}`,
      );
    }
    await run('xfs_repair', '-n', `${disks[0]!.image}.copy`);
    const { frozenMs, level } = reportOf(thawed);
    expectThat(level === 'filesystem', `the level is filesystem: ${level}`);
    return `frozen for ${frozenMs} ms; ${after.join(' and ')} lines were safe, ${found.join(' and ')} are in the copies, which are whole`;
  },
};
