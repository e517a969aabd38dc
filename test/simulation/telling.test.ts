import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { parseSettings } from '../../infra/settings';
import { queueUrl } from '../../local/aws/queue-url';
import type { FaultSet } from '../../local/faults/fault-catalogue';
import { HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import { toldFailures } from '../../local/simulation/told-failures';
import { synthesize } from '../../local/world/synthesize';
import { sqsQueue } from '../../local/template/resources/sqs-queue';
import { Template } from '../../local/template/template';
import { World } from '../../local/world/world';

const REGION = 'us-east-1';
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const SETTINGS = parseSettings({ primary: { region: REGION }, dr: [{ region: 'us-west-2' }] }, 'the test');
const TEMPLATES = synthesize(SETTINGS);
const MACHINE_ARN = `arn:aws:states:${REGION}:111122223333:stateMachine:snapshot-keeper-us-east-1-snapshot-failed`;

const idOf = (kind: string, index: number): string => `${kind}-${String(index).padStart(17, '0')}`;

/** A world in which a snapshot of each of `count` volumes fails, spread evenly over some time from its start. */
async function failing(count: number, overMs: number, faults: FaultSet = {}): Promise<World> {
  const world = await World.build({
    settings: SETTINGS,
    templates: TEMPLATES,
    seed: 1,
    startMs: START_MS,
    faults,
  });
  for (let index = 0; index < count; index += 1) {
    const VolumeId = idOf('vol', index);
    world.ec2.addVolume(REGION, {
      VolumeId,
      Size: 1,
      AvailabilityZone: `${REGION}a`,
      Tags: [{ Key: 'Backup' }],
    });
    const input = { snapshotId: idOf('snap', index), volumeId: VolumeId, cause: 'Internal error' };
    world.loop.schedule(START_MS + (overMs / count) * index, 'AWS', () => {
      world
        .as('AWS')
        .sfn(REGION)
        .send(
          new StartExecutionCommand({
            stateMachineArn: MACHINE_ARN,
            name: input.snapshotId,
            input: JSON.stringify(input),
          }),
        )
        .catch((error: unknown) => world.loop.fail(error));
    });
  }
  return world;
}

/** The messages about failures, each as when it came and whose failure it tells. */
const mails = ({ notifications }: World) =>
  notifications
    .map(({ atMs, message }) => ({
      atMs,
      // A sweep that fails is of no volume.
      volumeIds: toldFailures(message).flatMap(({ volumeId }) =>
        volumeId.startsWith('vol-') ? volumeId : [],
      ),
    }))
    .filter(({ volumeIds }) => volumeIds.length > 0);

/** Whose failures were told, each as often as it was. */
const toldVolumes = (world: World): string[] =>
  mails(world)
    .flatMap(({ volumeIds }) => volumeIds)
    .sort();

const allVolumes = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => idOf('vol', index));

/** How long after its snapshot's failure each volume was told of, longest first. */
const delaysMs = (world: World): number[] => {
  const toldMs = new Map(mails(world).flatMap(({ atMs, volumeIds }) => volumeIds.map((id) => [id, atMs])));
  return world.executions
    .filter(({ machineArn }) => machineArn === MACHINE_ARN)
    .map(
      ({ input, startMs }) =>
        (toldMs.get((JSON.parse(input) as { volumeId: string }).volumeId) ?? Infinity) - startMs,
    )
    .sort((a, b) => b - a);
};

test('a single failure is told within a minute', async () => {
  const world = await failing(1, 0);
  await world.run(START_MS + HOUR_MS);

  expect(mails(world)).toHaveLength(1);
  expect(delaysMs(world)[0]).toBeLessThanOrEqual(MINUTE_MS);
});

test.each([
  ['at once', 0, 1],
  ['within two minutes', 2 * MINUTE_MS, 3],
  ['within four minutes', 4 * MINUTE_MS, 3],
])(
  'a hundred failures of one cause that come %s are told within five minutes, in a few messages that list them all',
  async (_, overMs, most) => {
    const world = await failing(100, overMs);
    await world.run(START_MS + HOUR_MS);

    expect(mails(world).length).toBeLessThanOrEqual(most);
    expect(toldVolumes(world)).toEqual(allVolumes(100));
    expect(delaysMs(world)[0]).toBeLessThanOrEqual(5 * MINUTE_MS);
  },
);

test('a failure that goes on for an hour is told every few minutes, not for every volume', async () => {
  const world = await failing(100, HOUR_MS);
  await world.run(START_MS + 2 * HOUR_MS);

  expect(mails(world).length).toBeLessThanOrEqual(40);
  expect(toldVolumes(world)).toEqual(allVolumes(100));
  expect(delaysMs(world)[0]).toBeLessThanOrEqual(5 * MINUTE_MS);
});

test('where SNS takes nothing from NotifyFailure for hours, an alarm rings, and every failure is told once it does', async () => {
  const world = await failing(100, HOUR_MS, { 'alert-failed': 1 });
  await world.run(START_MS + 12 * HOUR_MS);
  const alarms = world.notifications.map(({ subject }) => subject);
  world.faults?.stop();
  await world.run(START_MS + 13 * HOUR_MS);

  expect(alarms).toEqual([
    expect.stringMatching(/^ALARM: "snapshot-keeper-us-east-1-primary-FailureQueueNotifyFailureUntold/),
  ]);
  expect(mails(world).length).toBeLessThanOrEqual(3);
  expect(toldVolumes(world)).toEqual(allVolumes(100));
  expect(mails(world).at(-1)?.atMs).toBeLessThanOrEqual(START_MS + 12 * HOUR_MS + 5 * MINUTE_MS);
});

test('where NotifyFailure is killed again and again, no failure is lost', async () => {
  const world = await failing(100, HOUR_MS, { 'function-killed': 0.7 });
  await world.run(START_MS + 2 * HOUR_MS);
  world.faults?.stop();
  await world.run(START_MS + 3 * HOUR_MS);

  expect([...new Set(toldVolumes(world))]).toEqual(allVolumes(100));
});

test('a message that cannot be read is told as such, beside the failures that came with it', async () => {
  const world = await failing(1, 0);
  const [queueArn = ''] = TEMPLATES.flatMap((stack) => new Template(stack).resources(sqsQueue))
    .filter(
      ({ region, constructPath }) =>
        region === REGION && constructPath.endsWith('/FailureQueue/Queue/Resource'),
    )
    .map((queue) => queue.attribute('Arn'));
  world.loop.schedule(START_MS, 'somebody', () => {
    world
      .as('somebody')
      .sqs(REGION)
      .send(new SendMessageCommand({ QueueUrl: queueUrl(queueArn), MessageBody: 'garbage' }))
      .catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(START_MS + HOUR_MS);

  expect(world.notifications.map(({ subject }) => subject).sort()).toEqual([
    'snapshot-keeper: AWS could not make a snapshot - vol-00000000000000000 in us-east-1',
    'snapshot-keeper: a failure that was to be told cannot be read - 1 message in us-east-1',
  ]);
});
