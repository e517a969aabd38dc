import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteVolumeCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { tagsFromList, tagsToList, type Tags } from '../../functions/domain/tags';
import { parseSettings } from '../../infra/settings';
import type { FaultSet } from '../../local/faults/fault-catalogue';
import { HOUR_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { withoutSchedules } from '../../local/world/without-schedules';
import { World } from '../../local/world/world';

export const PRIMARY = 'us-east-1';
export const DR = 'us-west-2';

type Account = {
  readonly settings?: object;
  readonly faults?: FaultSet;
  readonly seed?: number;
  /** False where only events start anything. */
  readonly isSwept?: boolean;
};

/**
 * A world with two Regions that keep the last two snapshots and the last copy, unless `settings` say otherwise. How old the points are is told
 * elsewhere.
 */
export async function account({
  settings: more = {},
  faults,
  seed = 1,
  isSwept = true,
}: Account = {}): Promise<World> {
  const settings = parseSettings(
    {
      primary: { region: PRIMARY, retention: { last: 2 } },
      dr: [{ region: DR, retention: { last: 1 } }],
      target: { hours: 10_000 },
      ...more,
    },
    'the test',
  );
  return World.build({
    settings,
    templates: isSwept ? synthesize(settings) : withoutSchedules(synthesize(settings)),
    seed,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
    ...(faults === undefined ? {} : { faults }),
  });
}

/** Adds a volume, selected unless `tags` say otherwise. */
export function addVolume(
  world: World,
  VolumeId: string,
  tags: Tags = { Backup: '' },
  region = PRIMARY,
): void {
  world.ec2.addVolume(region, {
    VolumeId,
    VolumeType: 'gp3',
    Size: 8,
    AvailabilityZone: `${region}a`,
    State: 'available',
    Tags: tagsToList(tags),
  });
}

/** Lets somebody delete a volume in a second. */
export function deleteVolumeSoon(world: World, VolumeId: string): void {
  world.loop.schedule(world.loop.nowMs() + 1000, 'the volume is deleted', () => {
    world
      .as('somebody')
      .ec2(PRIMARY)
      .send(new DeleteVolumeCommand({ VolumeId }))
      .catch((error: unknown) => world.loop.fail(error));
  });
}

/** Lets somebody make a call at once, and some hours pass. */
export async function someone<Answer>(
  world: World,
  act: (ec2: EC2Client) => Promise<Answer>,
  { region = PRIMARY, hours = 12 } = {},
): Promise<Answer> {
  let answer: Promise<Answer> | undefined;
  world.loop.schedule(world.loop.nowMs(), 'somebody', () => {
    answer = act(world.as('somebody').ec2(region));
    answer.catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + hours * HOUR_MS);
  return answer!;
}

/** Lets somebody take a snapshot, and some hours pass. */
export async function takeOne(
  world: World,
  VolumeId: string,
  tags: Tags = {},
  when: { readonly region?: string; readonly hours?: number } = {},
): Promise<string> {
  const made = await someone(
    world,
    (ec2) =>
      ec2.send(
        new CreateSnapshotCommand({
          VolumeId,
          TagSpecifications:
            Object.keys(tags).length === 0 ? [] : [{ ResourceType: 'snapshot', Tags: tagsToList(tags) }],
        }),
      ),
    when,
  );
  return made.SnapshotId!;
}

export const setTags = (
  world: World,
  region: string,
  id: string,
  tags: Tags,
  hours = 0.1,
): Promise<unknown> =>
  someone(world, (ec2) => ec2.send(new CreateTagsCommand({ Resources: [id], Tags: tagsToList(tags) })), {
    region,
    hours,
  });

/** Lets somebody start executions of a machine by hand, one for each input and all at once. */
export async function startByHand(
  world: World,
  machine: string,
  region: string,
  ...inputs: readonly object[]
): Promise<void> {
  const stateMachineArn = `arn:aws:states:${region}:111122223333:stateMachine:snapshot-keeper-${PRIMARY}-${machine}`;
  await someone(world, async () => {
    for (const input of inputs)
      await world
        .as('somebody')
        .sfn(region)
        .send(new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }));
  });
}

/** What the Regions hold, by the ids of the snapshots, oldest first. */
export const idsIn = (world: World, region: string): string[] =>
  world.ec2.snapshots(region).map(({ SnapshotId }) => SnapshotId!);

export const tagsOf = (world: World, region: string, id: string): Tags =>
  tagsFromList(world.ec2.snapshot(region, id)?.Tags);

/** The subjects of what people were told, but for alarms. */
export const told = (world: World): string[] =>
  world.notifications.map(({ subject = '' }) => subject).filter((subject) => !subject.startsWith('ALARM'));

/** How the executions ended that did not succeed, by machine. */
export const failures = (world: World): string[] =>
  world.executions
    .filter(({ status }) => status !== 'SUCCEEDED')
    .map(({ status, machine }) => `${machine.name.replace(`snapshot-keeper-${PRIMARY}-`, '')} ${status}`);
