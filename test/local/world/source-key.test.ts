import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { DR, PRIMARY, START_MS, startOneVolume } from '../../support/one-volume';

const ENCRYPTED = 'vol-0fedcba9876543210';
const FOREIGN_KEY = `arn:aws:kms:${PRIMARY}:999988887777:key/11111111-2222-3333-4444-555555555555`;

/** Twelve hours in which a volume that is encrypted with another account's key gets a snapshot. */
async function twelveHours({ isOpened }: { readonly isOpened: boolean }) {
  const { world, soon, person, runTo } = await startOneVolume();
  if (isOpened) world.addKey(FOREIGN_KEY);
  world.ec2.addVolume(PRIMARY, {
    VolumeId: ENCRYPTED,
    Size: 20,
    AvailabilityZone: 'eu-west-1a',
    CreateTime: new Date(START_MS),
    Encrypted: true,
    KmsKeyId: FOREIGN_KEY,
    Tags: [{ Key: 'Backup', Value: 'yes' }],
  });
  await soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: ENCRYPTED })));
  await runTo(12);
  return world;
}

test('a volume whose key is of another account is copied where the policy of the key allows it', async () => {
  const world = await twelveHours({ isOpened: true });

  expect(world.ec2.snapshots(DR)).toMatchObject([{ State: 'completed' }]);
  expect(world.denials).toEqual([]);
  expect(world.notifications).toEqual([]);
});

test('where it does not, the copy fails, and a person is told the key', async () => {
  const world = await twelveHours({ isOpened: false });

  expect(world.ec2.snapshots(DR)).toMatchObject([
    { State: 'error', StateMessage: 'Given key ID is not accessible' },
  ]);
  const [told, ...alarms] = world.notifications;
  expect(alarms.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^ALARM: .*-CopyFailed/)]);
  expect(told?.message).toContain(
    `"Given key ID is not accessible" (attempt 1 of at most 3). The key of the source: ${FOREIGN_KEY}.`,
  );
  expect(told?.message).toContain('a key of another account has to allow this account in its own policy');
});
