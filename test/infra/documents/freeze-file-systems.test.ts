import type { FakeInstance } from './fake-instance';
import { DATA, instances, LOGS, onLinux, ROOT } from './fake-instances';

const instance = instances();

onLinux('the freeze script, on Linux', () => {
  describe('which file systems', () => {
    const plan = (fake: FakeInstance) => fake.send('dry-run', 'r1').out.split('\n');

    test('those of type xfs and ext4 on a device, but not that of the system', () => {
      const fake = instance(
        '0:21 proc /proc proc',
        ROOT,
        '0:23 tmpfs /scratch tmpfs',
        '259:9 ext4 /boot /dev/nvme0n1p2',
        '259:10 vfat /boot/efi /dev/nvme0n1p3',
        DATA,
        LOGS,
        '0:40 nfs4 /home/shared files:/shared',
        '0:41 btrfs /srv /dev/nvme3n1',
        '253:3 xfs /var/lib/pgsql /dev/mapper/vg-pg',
      );

      expect(plan(fake)).toEqual([
        'left    / (ext4, /dev/nvme0n1p1): it belongs to the system or the agent',
        'left    /boot (ext4, /dev/nvme0n1p2): it belongs to the system or the agent',
        'left    /boot/efi (vfat, /dev/nvme0n1p3): its type is neither xfs nor ext4',
        'freeze  /data (xfs, /dev/nvme1n1)',
        'freeze  /data/wal (ext4, /dev/nvme2n1)',
        'left    /srv (btrfs, /dev/nvme3n1): its type is neither xfs nor ext4',
        'freeze  /var/lib/pgsql (xfs, /dev/mapper/vg-pg)',
        'Nothing was changed.',
        '',
      ]);
    });

    test('one that is mounted twice, or bound to a second place, is frozen once', () => {
      expect(
        plan(instance(ROOT, DATA, '259:1 xfs /mnt/again /dev/nvme1n1', '259:1 xfs /x /dev/nvme1n1[/sub]')),
      ).toEqual([
        'left    / (ext4, /dev/nvme0n1p1): it belongs to the system or the agent',
        'freeze  /data (xfs, /dev/nvme1n1)',
        'left    /mnt/again (xfs, /dev/nvme1n1): the same file system is to be frozen already',
        'left    /x (xfs, /dev/nvme1n1[/sub]): the same file system is to be frozen already',
        'Nothing was changed.',
        '',
      ]);
    });

    test('never the one that holds a part of the system, the agent or its log, wherever it is mounted', () => {
      const held = ['/var', '/var/log', '/tmp', '/var/lib/amazon', '/etc', '/usr', '/run', '/root'];
      const fake = instance(
        ROOT,
        ...held.map((_, index) => `259:1${index} xfs /big/${index} /dev/nvme${index}n1`),
        '259:1 xfs /data /dev/nvme9n1',
      );
      fake.liesOn(...held.map((path, index): [string, string] => [path, `259:1${index}`]));

      expect(plan(fake)).toEqual([
        'left    / (ext4, /dev/nvme0n1p1): it belongs to the system or the agent',
        'left    /big/0 (xfs, /dev/nvme0n1): it holds /var',
        'left    /big/1 (xfs, /dev/nvme1n1): it holds /var/log',
        'left    /big/2 (xfs, /dev/nvme2n1): it holds /tmp',
        'left    /big/3 (xfs, /dev/nvme3n1): it holds /var/lib/amazon',
        'left    /big/4 (xfs, /dev/nvme4n1): it holds /etc',
        'left    /big/5 (xfs, /dev/nvme5n1): it holds /usr',
        'left    /big/6 (xfs, /dev/nvme6n1): it holds /run',
        'left    /big/7 (xfs, /dev/nvme7n1): it holds /root',
        'freeze  /data (xfs, /dev/nvme9n1)',
        'Nothing was changed.',
        '',
      ]);
    });

    test('devices are told apart whose numbers begin alike, and those with high numbers are found', () => {
      const mounts = [
        '259:11 xfs /b /dev/nvme11n1',
        '259:1 xfs /a /dev/nvme1n1',
        '259:300 xfs /c /dev/nvme300n1',
      ];

      expect(plan(instance(...mounts))).toEqual([
        'freeze  /b (xfs, /dev/nvme11n1)',
        'freeze  /a (xfs, /dev/nvme1n1)',
        'freeze  /c (xfs, /dev/nvme300n1)',
        'Nothing was changed.',
        '',
      ]);
    });

    test('never the one that holds the script, or the state of the watchdog', () => {
      const fake = instance(ROOT, '259:5 xfs /a /dev/nvme5n1', '259:6 xfs /b /dev/nvme6n1');
      fake.liesOn([fake.path('script'), '259:5'], [fake.path('state'), '259:6']);

      expect(plan(fake)).toContain(`left    /a (xfs, /dev/nvme5n1): it holds ${fake.path('script')}`);
      expect(plan(fake)).toContain(`left    /b (xfs, /dev/nvme6n1): it holds ${fake.path('state')}`);
    });

    test.each(['/var/lib/amazon/ssm', '/var/log/audit', '/usr/local'])(
      'never one that is mounted on %s',
      (path) => {
        expect(plan(instance(ROOT, `259:5 xfs ${path} /dev/nvme5n1`))).toContain(
          `left    ${path} (xfs, /dev/nvme5n1): it belongs to the system or the agent`,
        );
      },
    );

    test('not one that cannot be reached by its mount point', () => {
      const fake = instance(ROOT, '259:5 xfs /a /dev/nvme5n1', '259:6 xfs /b\\x20c /dev/nvme6n1');
      fake.write('devices', '/a 66567\n');

      expect(plan(fake)).toContain('left    /a (xfs, /dev/nvme5n1): another one is mounted over it');
      expect(plan(fake)).toContain(
        'left    /b\\x20c (xfs, /dev/nvme6n1): its mount point has a blank or a special character in it',
      );
    });
  });
});
