import { CreateTagsCommand, DeleteSnapshotCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { tagsWithKeys } from '../../../functions/domain/tags';
import { AwsError, type AwsEvent, type Service } from '../../../local/aws/api';
import type { Ec2 } from '../../../local/aws/ec2';
import { HOUR_MS } from '../../../local/kernel/time-units';
import type { World } from '../../../local/world/world';
import { DR, PRIMARY, START_MS, startOneVolume, VOLUME } from '../../support/one-volume';

type Played = Awaited<ReturnType<typeof startOneVolume>>;

const tagsOf = ({ ec2 }: World, region: string, id: string): Record<string, string> =>
  Object.fromEntries(
    (ec2.snapshots(region).find(({ SnapshotId }) => SnapshotId === id)?.Tags ?? []).map(
      ({ Key = '', Value = '' }) => [Key, Value],
    ),
  );

/** Whether the newest snapshot is adopted, and its one copy confirmed. */
function isProtected({ world, held }: Played): boolean {
  const [sourceId = ''] = held(PRIMARY).slice(-1);
  const tags = tagsOf(world, PRIMARY, sourceId);
  const [copyId] = held(DR);
  return (
    tags['snapshot-keeper:managed-by'] === 'snapshot-keeper' &&
    held(DR).length === 1 &&
    tags[`snapshot-keeper:copy/${DR}`] === `${copyId} of ${sourceId}`
  );
}

/** Names of the executions that are no sweeps, without the day's date. */
const started = ({ executions }: World): string[] =>
  executions
    .filter(({ machine }) => !machine.name.endsWith('-sweep'))
    .map(
      ({ name, machine, status }) =>
        `${machine.name.replace(`snapshot-keeper-${PRIMARY}-`, '')} ${name.replace(/^snap-[0-9a-f]+/, 'ID').replace(/[0-9]{4}-[0-9]{2}-[0-9]{2}$/, 'DAY')} ${status}`,
    );

const losing = (world: World, isLost: (event: AwsEvent) => boolean): void => {
  world.deliveryDelaysMs = (event) => (isLost(event) ? [] : [0]);
};

const ofCopy = ({ detail }: AwsEvent): boolean => (detail as { event?: string }).event === 'copySnapshot';

test('a snapshot whose event is lost is adopted and copied by the second sweep after it, under the event’s own name', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot } = played;
  losing(world, (event) => !ofCopy(event));
  await takeSnapshot();
  await runTo(3);

  expect(isProtected(played)).toBe(true);
  expect(started(world)).toEqual(['snapshot-created ID SUCCEEDED', 'snapshot-copied ID SUCCEEDED']);
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('an event that comes after the sweep has done its work starts nothing', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot } = played;
  world.deliveryDelaysMs = () => [5 * 3_600_000];
  await takeSnapshot();
  await runTo(12);

  expect(isProtected(played)).toBe(true);
  expect(started(world)).toEqual(['snapshot-created ID SUCCEEDED', 'snapshot-copied ID SUCCEEDED']);
});

test('a copy whose event is lost is confirmed, and its source pruned once the next one is', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot, held } = played;
  losing(world, ofCopy);
  for (const hour of [0, 6]) {
    await runTo(hour);
    await takeSnapshot();
  }
  await runTo(12);

  expect(isProtected(played)).toBe(true);
  expect(held(PRIMARY)).toHaveLength(1);
  expect(world.notifications).toEqual([]);
});

test('a copy that somebody deletes is made again', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot, held, person, soon } = played;
  await takeSnapshot();
  await runTo(3);
  const [first = ''] = held(DR);
  await soon(person(DR).send(new DeleteSnapshotCommand({ SnapshotId: first })));
  await runTo(6);

  expect(held(DR)).not.toContain(first);
  expect(isProtected(played)).toBe(true);
  expect(started(world).slice(2)).toEqual([
    'snapshot-created ID-sweep-DAY SUCCEEDED',
    'snapshot-copied ID SUCCEEDED',
  ]);
});

test('a snapshot that AWS failed to copy, whose event is lost, is judged and copied again', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot } = played;
  world.ec2.failNextCopyOf(VOLUME, 'An internal error has occurred');
  losing(world, (event) => ofCopy(event) && (event.detail as { result?: string }).result === 'failed');
  await takeSnapshot();
  await runTo(6);

  expect(started(world)).toEqual([
    'snapshot-created ID SUCCEEDED',
    'copy-failed ID SUCCEEDED',
    'snapshot-copied ID SUCCEEDED',
  ]);
});

test('tags of ours that somebody edits or takes away are set right', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot, held, person, soon } = played;
  await takeSnapshot();
  await runTo(3);
  const [id = ''] = held(PRIMARY);
  const before = tagsOf(world, PRIMARY, id);
  const edit = { Key: 'snapshot-keeper:taken-at', Value: 'yesterday' };
  await soon(person(PRIMARY).send(new CreateTagsCommand({ Resources: [id], Tags: [edit] })));
  await runTo(6);
  expect(tagsOf(world, PRIMARY, id)).toEqual(before);

  const taken = { Key: 'snapshot-keeper:managed-by' };
  await soon(person(PRIMARY).send(new DeleteTagsCommand({ Resources: [id], Tags: [taken] })));
  await runTo(30);
  // Under which policy it was taken, nobody knows any more.
  const known = tagsWithKeys(before, (key) => key !== 'snapshot-keeper:policy');
  expect(tagsOf(world, PRIMARY, id)).toEqual(known);
});

test('a Region that is silent for a day is caught up with, and nothing is lost', async () => {
  const played = await startOneVolume();
  const { world, runTo, takeSnapshot, held } = played;
  for (let hour = 0; hour < 48; hour += 6) {
    losing(world, () => hour >= 12 && hour < 36);
    await runTo(hour);
    await takeSnapshot();
  }
  await runTo(51);

  expect(isProtected(played)).toBe(true);
  expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
  expect(world.notifications).toEqual([]);
});

/** EC2, of which a Region does not answer from the twelfth hour to the 36th. */
const silent =
  (region: string) =>
  (ec2: Ec2): Service => ({
    authorizations: (request) => ec2.authorizations(request),
    apply: (nowMs, request) => {
      const hour = (nowMs - START_MS) / HOUR_MS;
      if (request.region === region && hour >= 12 && hour < 36)
        throw new AwsError('Unavailable', 'The server is overloaded.', 503);
      return ec2.apply(nowMs, request);
    },
  });

test.each([
  ['the DR Region', DR, [`${PRIMARY} SweepUnread`, `${DR} SweepMissing`]],
  ['the primary Region', PRIMARY, [`${PRIMARY} SweepMissing`]],
])(
  '%s does not answer for a day: that is told once, and all is caught up with within two sweeps',
  async (_, region, alarms) => {
    const played = await startOneVolume({ watchEc2: silent(region) });
    const { world, runTo, takeSnapshot, held } = played;
    for (const hour of [0, 6, 11.5]) {
      await runTo(hour);
      await takeSnapshot();
    }
    for (const hour of region === DR ? [18, 24, 30] : []) {
      await runTo(hour);
      await takeSnapshot();
    }
    await runTo(38.5);

    expect(isProtected(played)).toBe(true);
    expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
    expect(
      world.notifications.map(
        ({ region: where, subject = '' }) => `${where} ${/Sweep[A-Z][a-z]+/.exec(subject)?.[0] ?? subject}`,
      ),
    ).toEqual(alarms);
  },
);

test('a sweep of a Region in which nothing is amiss starts nothing, and costs two transitions', async () => {
  const { world, runTo, takeSnapshot } = await startOneVolume();
  await takeSnapshot();
  await runTo(24);

  expect(started(world)).toHaveLength(2);
  const sweeps = world.executions.filter(({ machine }) => machine.name.endsWith('-sweep'));
  expect(sweeps.length).toBeGreaterThanOrEqual(48);
  expect(new Set(sweeps.map(({ stateTransitions }) => stateTransitions))).toEqual(new Set([2]));
});
