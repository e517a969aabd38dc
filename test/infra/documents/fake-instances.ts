import { setTimeout as wait } from 'node:timers/promises';
import { FakeInstance } from './fake-instance';

export const ROOT = '253:0 ext4 / /dev/nvme0n1p1';
export const DATA = '259:1 xfs /data /dev/nvme1n1';
export const LOGS = '259:2 ext4 /data/wal /dev/nvme2n1';

/** The calls of a freeze and a thaw of DATA and LOGS. */
export const BOTH = [
  'fsfreeze -f /data/wal',
  'fsfreeze -f /data',
  'fsfreeze -u /data',
  'fsfreeze -u /data/wal',
];

/** The script is one for Linux: its clock is /proc/uptime, and its lock flock's. */
export const onLinux = process.platform === 'linux' ? describe : describe.skip;

/** Makes instances, each of which lasts for one test. */
export function instances(): (...mounts: readonly string[]) => FakeInstance {
  const made: FakeInstance[] = [];
  afterEach(() => {
    for (const fake of made.splice(0)) fake.destroy();
  });
  return (...mounts) => {
    const fake = new FakeInstance(mounts);
    made.push(fake);
    return fake;
  };
}

/** Waits for what another process does, for a minute or so. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let poll = 0; poll < 3000; poll += 1) {
    if (isSo()) return;
    await wait(20);
  }
  throw new Error('it does not come about');
}

export const frozenMsIn = (out: string): number => Number(/frozenMs=(\d+)/.exec(out)?.[1]);
