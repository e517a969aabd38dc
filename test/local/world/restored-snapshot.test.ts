import {
  CreateTagsCommand,
  RegisterImageCommand,
  RestoreSnapshotFromRecycleBinCommand,
} from '@aws-sdk/client-ec2';
import { HOUR_MS, MINUTE_MS } from '../../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume, VOLUME } from '../../support/one-volume';

async function start({ rule }: { readonly rule: boolean }) {
  const { world, runTo, soon, person, takeSnapshot, held } = await startOneVolume();
  if (rule) for (const region of [PRIMARY, DR]) world.ec2.retainDeleted(region, 30);
  const calls: string[] = [];
  world.observe({
    onCall: ({ request: { service, operation, region }, callerName, errorCode }) => {
      if (callerName === 'PruneVolume' && errorCode === undefined)
        calls.push(`${service}:${operation} in ${region}`);
    },
  });
  return {
    world,
    calls,
    runTo,
    held,
    takeSnapshotAt: async (hours: number): Promise<void> => {
      await runTo(hours);
      await takeSnapshot();
    },
    restore: (region: string, SnapshotId: string) =>
      soon(person(region).send(new RestoreSnapshotFromRecycleBinCommand({ SnapshotId }))),
    hold: (region: string, id: string) =>
      soon(
        person(region).send(
          new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'snapshot-keeper:hold', Value: 'audit' }] }),
        ),
      ),
    told: (): [hours: number, subject: string | undefined][] =>
      world.notifications.map(({ atMs, subject }) => [(atMs - START_MS) / HOUR_MS, subject]),
  };
}

const only = (ids: readonly string[]): string => {
  expect(ids).toHaveLength(1);
  return ids[0]!;
};

describe.each([
  ['a snapshot', PRIMARY],
  ['a copy', DR],
])('%s that a person restores from the Recycle Bin', (_, region) => {
  /** The first one is pruned in the second hour and restored in the fifth. */
  async function restored() {
    const played = await start({ rule: true });
    await played.takeSnapshotAt(0);
    await played.runTo(2);
    const id = only(played.held(region));
    await played.takeSnapshotAt(2);
    await played.runTo(5);
    expect(played.world.ec2.isInRecycleBin(region, id)).toBe(true);
    await played.restore(region, id);
    return { ...played, id };
  }

  test('stays for seven days, of which a person is told once, and is deleted then', async () => {
    const { id, takeSnapshotAt, runTo, held, told, world } = await restored();
    for (const day of [1, 2, 3, 4, 5, 6, 7]) {
      await takeSnapshotAt(24 * day);
      await runTo(24 * day + 5);
      expect(held(region)).toContain(id);
      expect(held(region)).toHaveLength(2);
    }

    const [message, ...others] = told();
    expect(others).toEqual([]);
    expect(message?.[1]).toBe(
      `snapshot-keeper: a snapshot that was given up is here again - ${VOLUME} in ${region}`,
    );
    expect(world.notifications[0]?.message).toContain(`Snapshot:  ${id}`);

    await takeSnapshotAt(24 * 8 + 3);
    await runTo(24 * 8 + 8);

    expect(held(region)).toHaveLength(1);
    expect(world.ec2.isInRecycleBin(region, id)).toBe(true);
    expect(told()).toHaveLength(1);
    expect(world.executions.map(({ status }) => status)).toEqual(world.executions.map(() => 'SUCCEEDED'));
    expect(world.denials).toEqual([]);
  });

  test('is told of within minutes after the next plan', async () => {
    const { takeSnapshotAt, runTo, told, world } = await restored();
    let notice: number | undefined;
    world.observe({
      onCall: ({ request: { operation }, callerName }) => {
        if (callerName === 'PruneVolume' && operation === 'CreateTags') notice ??= world.loop.nowMs();
      },
    });
    await takeSnapshotAt(24);
    await runTo(29);

    const minutes = ((told()[0]?.[0] ?? NaN) * HOUR_MS - ((notice ?? NaN) - START_MS)) / MINUTE_MS;
    expect(minutes).toBeGreaterThan(0);
    expect(minutes).toBeLessThan(10);
  });

  test('stays as long as it is held', async () => {
    const { id, takeSnapshotAt, runTo, held, told, hold } = await restored();
    await takeSnapshotAt(24);
    await runTo(29);
    await hold(region, id);
    await takeSnapshotAt(24 * 20);
    await runTo(24 * 20 + 5);

    expect(held(region)).toContain(id);
    expect(told()).toHaveLength(1);
  });

  test('is told of anew when it is restored once more', async () => {
    const { id, takeSnapshotAt, runTo, held, told, restore } = await restored();
    await takeSnapshotAt(24);
    await takeSnapshotAt(24 * 9);
    await runTo(24 * 9 + 5);
    await restore(region, id);
    await takeSnapshotAt(24 * 10);
    await runTo(24 * 10 + 5);

    expect(held(region)).toContain(id);
    expect(told()).toHaveLength(2);
  });
});

test('without a rule nothing is marked, and a deletion costs as many calls as ever', async () => {
  const { takeSnapshotAt, runTo, calls } = await start({ rule: false });
  await takeSnapshotAt(0);
  await takeSnapshotAt(5);
  await runTo(10);

  expect(calls.filter((call) => call.endsWith(PRIMARY))).toEqual([
    `ec2:DescribeSnapshots in ${PRIMARY}`,
    `ec2:DescribeSnapshots in ${PRIMARY}`,
    `ec2:DescribeSnapshotTierStatus in ${PRIMARY}`,
    `rbin:ListRules in ${PRIMARY}`,
    `ec2:DeleteSnapshot in ${PRIMARY}`,
  ]);
});

test('with a rule one call marks all that goes', async () => {
  const { takeSnapshotAt, runTo, calls, world } = await start({ rule: true });
  await takeSnapshotAt(0);
  await takeSnapshotAt(5);
  await runTo(10);

  expect(calls.filter((call) => call.endsWith(DR))).toEqual([
    `ec2:DescribeSnapshots in ${DR}`,
    `ec2:DescribeSnapshots in ${DR}`,
    `ec2:DescribeSnapshotTierStatus in ${DR}`,
    `rbin:ListRules in ${DR}`,
    `ec2:CreateTags in ${DR}`,
    `ec2:DeleteSnapshot in ${DR}`,
  ]);
  expect(world.denials).toEqual([]);
});

test('what EC2 refuses to delete loses its mark again, and nobody is told that it came back', async () => {
  const { world, takeSnapshotAt, runTo, held, told } = await start({ rule: true });
  await takeSnapshotAt(0);
  await runTo(2);
  const id = only(held(PRIMARY));
  const registering = world
    .as('person')
    .ec2(PRIMARY)
    .send(
      new RegisterImageCommand({
        Name: 'golden',
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: id } }],
      }),
    );
  await runTo(3);
  await registering;
  for (const day of [1, 2, 3]) await takeSnapshotAt(24 * day);
  await runTo(24 * 4);

  expect(held(PRIMARY)).toContain(id);
  expect(world.ec2.snapshot(PRIMARY, id)?.Tags?.map(({ Key }) => Key)).not.toContain(
    'snapshot-keeper:given-up',
  );
  expect([told(), world.denials]).toEqual([[], []]);
});
