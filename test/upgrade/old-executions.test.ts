import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUR_MS } from '../../local/kernel/time-units';
import { DR, PRIMARY, START_MS, startOneVolume, TEMPLATES, VOLUME } from '../support/one-volume';

type Resource = { readonly Type: string; readonly Properties: Record<string, unknown> };

/**
 * The stacks with the state machines of the release before: an execution goes on as its machine was when it began, for up to 15 days, and
 * calls the functions as they are by then.
 */
const OLD_MACHINES = TEMPLATES.map((stack) => {
  const template = structuredClone(stack.template) as { readonly Resources: Record<string, Resource> };
  for (const { Type, Properties } of Object.values(template.Resources)) {
    if (Type !== 'AWS::StepFunctions::StateMachine') continue;
    const name = String(Properties['StateMachineName']).replace(`snapshot-keeper-${PRIMARY}-`, '');
    const file = join(__dirname, 'release-before', `${name}.asl.json`);
    // One that is new has no executions from before.
    if (existsSync(file)) Properties['DefinitionString'] = readFileSync(file, 'utf8');
  }
  return { ...stack, template };
});

const days = async (...acts: ((world: Awaited<ReturnType<typeof startOneVolume>>) => unknown)[]) => {
  const played = await startOneVolume({ templates: OLD_MACHINES });
  for (const [day, act] of acts.entries()) {
    await act(played);
    await played.runTo((day + 1) * 24);
  }
  return played;
};

const ends = ({ executions }: { executions: readonly { machine: { name: string }; status: string }[] }) =>
  executions
    .map(({ machine, status }) => `${machine.name.replace(`snapshot-keeper-${PRIMARY}-`, '')} ${status}`)
    .filter((end) => end !== 'sweep SUCCEEDED');

test('an execution that began under the release before tags, copies, confirms and prunes with the functions of this one', async () => {
  const { world, held } = await days(
    ({ takeSnapshot }) => takeSnapshot(),
    ({ takeSnapshot }) => takeSnapshot(),
  );

  expect(ends(world)).toEqual([
    'snapshot-created SUCCEEDED',
    'snapshot-copied SUCCEEDED',
    'snapshot-created SUCCEEDED',
    'snapshot-copied SUCCEEDED',
  ]);
  expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('one that began with a failed copy has it made again', async () => {
  const { world, held } = await days(({ world: { ec2 }, takeSnapshot }) => {
    ec2.failNextCopyOf(VOLUME, 'An internal error has occurred');
    return takeSnapshot();
  });

  expect(ends(world)).toEqual([
    'snapshot-created SUCCEEDED',
    'copy-failed SUCCEEDED',
    'snapshot-copied SUCCEEDED',
  ]);
  expect(held(DR).length).toBeGreaterThan(0);
  expect(world.notifications).toEqual([]);
});

test('one that began with a failed snapshot tells of it', async () => {
  const { world } = await days(({ world: { ec2 }, takeSnapshot }) => {
    ec2.failNextSnapshotOf(VOLUME, 'An internal error has occurred');
    return takeSnapshot();
  });

  expect(ends(world)).toEqual(['snapshot-failed SUCCEEDED']);
  expect(world.notifications).toHaveLength(1);
  expect(world.loop.nowMs()).toBe(START_MS + 24 * HOUR_MS);
});
