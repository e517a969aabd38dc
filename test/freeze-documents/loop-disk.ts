import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { attempt, run } from './commands';

export type FileSystem = 'xfs' | 'ext4';

/** The smallest XFS is of 300 MB; the file is sparse. */
const BYTES = { xfs: 320 * 1024 * 1024, ext4: 64 * 1024 * 1024 };

/** A file that is mounted by way of a loop device, which goes with its last mount. */
export class LoopDisk {
  private constructor(
    readonly image: string,
    readonly folder: string,
    readonly type: FileSystem,
  ) {}

  static async make(image: string, folder: string, type: FileSystem): Promise<LoopDisk> {
    writeFileSync(image, '');
    truncateSync(image, BYTES[type]);
    // Else the kernel goes on making an ext4 after it is mounted.
    const whole = ['-F', '-E', 'lazy_itable_init=0,lazy_journal_init=0'];
    await run(`mkfs.${type}`, '-q', ...(type === 'xfs' ? [] : whole), image);
    return new LoopDisk(image, folder, type).mount();
  }

  /** The image as it is now, which is what a snapshot would be. */
  async copy(image: string): Promise<void> {
    await run('cp', '--sparse=always', this.image, image);
  }

  /** Mounts a copy of this disk, as the volume of a snapshot. */
  async mountCopy(image: string, folder: string): Promise<LoopDisk> {
    // The original has the same UUID.
    return new LoopDisk(image, folder, this.type).mount(...(this.type === 'xfs' ? ['nouuid'] : []));
  }

  async unmount(): Promise<void> {
    await run('umount', this.folder);
  }

  /** Removes it whatever state it is in. */
  destroy(): void {
    if (attempt('mountpoint', '-q', this.folder)) {
      attempt('fsfreeze', '-u', this.folder);
      // A command that was running when all was stopped may still use it; then it goes with that.
      if (!attempt('umount', this.folder)) attempt('umount', '--lazy', this.folder);
    }
    rmSync(this.image, { force: true });
  }

  private async mount(...options: readonly string[]): Promise<this> {
    mkdirSync(this.folder, { recursive: true });
    await run('mount', '-t', this.type, '-o', ['loop', ...options].join(), this.image, this.folder);
    return this;
  }
}
