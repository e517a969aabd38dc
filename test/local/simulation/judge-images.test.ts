import type { ApiRequest, Outcome } from '../../../local/aws/api';
import { judgeDeregistration, noteImage } from '../../../local/simulation/judge-images';
import { takenForOtherEnds } from '../../../local/simulation/other-makers';
import { scenarioOf } from '../../../local/simulation/scenario';
import { takingOf } from '../../../local/simulation/scheduled-takings';
import { Sets } from '../../../local/simulation/sets';
import { Truth } from '../../../local/simulation/truth';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const SCENARIO = scenarioOf(34, START_MS, 1);
const REGION = SCENARIO.settings.primary.region;
const ROLE = { roleArn: 'arn:aws:iam::111122223333:role/prune' };
const DESCRIPTION = 'snapshot-keeper snapshot-keeper: due 2026-03-01T01:30:00Z by nightly';
const MEMBERS = ['snap-00000000000000005', 'snap-00000000000000006'];

const asked = (operation: string, input: object): ApiRequest => ({
  service: 'ec2',
  region: REGION,
  operation,
  input: input as ApiRequest['input'],
  caller: ROLE,
});

/** With an AMI that a function has made; `failed` are of its snapshots. */
function world({ failed = [] }: { readonly failed?: readonly string[] } = {}) {
  const snapshot = (SnapshotId: string) => ({
    SnapshotId,
    VolumeId: SnapshotId.replace('snap', 'vol'),
    State: failed.includes(SnapshotId) ? ('error' as const) : ('completed' as const),
    StartTime: new Date(START_MS),
    Description: 'Created by CreateImage(i-00000000000000001) for ami-1',
  });
  const ec2 = {
    volumes: () => SCENARIO.volumes,
    snapshots: (region: string) => (region === REGION ? MEMBERS.map(snapshot) : []),
    snapshot: (_: string, id: string) => snapshot(id),
    snapshotIdsOf: () => MEMBERS,
    instanceTags: () => [],
  };
  const truth = new Truth(ec2, SCENARIO);
  const made = asked('CreateImage', { InstanceId: 'i-00000000000000001', Description: DESCRIPTION });
  const note = (request: ApiRequest, output: Outcome['output']) =>
    noteImage(request, { output }, { truth, ec2 });
  const held = note(made, { ImageId: 'ami-1' });
  truth.sets.note(MEMBERS);
  return { truth, note, held };
}

const WITH_SNAPSHOTS = { ImageId: 'ami-1', DeleteAssociatedSnapshots: true };

const nothing = (): undefined => undefined;

test('an AMI may go whose snapshots may all go', () => {
  const { truth } = world();
  expect(judgeDeregistration(asked('DeregisterImage', WITH_SNAPSHOTS), truth, nothing)).toBeUndefined();
});

test('none may go that no function has made', () => {
  const { truth } = world();
  const request = asked('DeregisterImage', { ...WITH_SNAPSHOTS, ImageId: 'ami-2' });
  expect(judgeDeregistration(request, truth, nothing)?.rule).toBe('nothing of others is touched');
});

test('none may go without its snapshots', () => {
  const { truth } = world();
  const request = asked('DeregisterImage', { ImageId: 'ami-1' });
  expect(judgeDeregistration(request, truth, nothing)?.rule).toBe('an AMI goes with what it holds');
});

test('none may go one of whose snapshots is kept, unless that has failed', () => {
  const keeping = (id: string) =>
    id === MEMBERS[1] ? { rule: 'nothing is deleted that is kept', what: `${id} deleted` } : undefined;
  const request = asked('DeregisterImage', WITH_SNAPSHOTS);
  expect(judgeDeregistration(request, world().truth, keeping)).toEqual({
    rule: 'nothing is deleted that is kept',
    what: `ami-1: ${MEMBERS[1]} deleted`,
  });
  expect(judgeDeregistration(request, world({ failed: [MEMBERS[1]!] }).truth, keeping)).toBeUndefined();
});

test('what an AMI holds was taken for the schedules that it was made for, and is a set until it goes', () => {
  const { truth, note, held } = world();
  expect(held?.map(({ VolumeId }) => VolumeId)).toEqual(['vol-00000000000000005', 'vol-00000000000000006']);
  const [one, other] = truth.pointsIn(REGION);
  expect(one?.schedules).toEqual(['nightly']);
  expect([truth.sets.of(one!), truth.sets.of(other!)]).toEqual([MEMBERS[0], MEMBERS[0]]);

  note(asked('DeregisterImage', WITH_SNAPSHOTS), {
    DeleteSnapshotResults: [
      { SnapshotId: MEMBERS[0], ReturnCode: 'success' },
      { SnapshotId: MEMBERS[1], ReturnCode: 'skipped' },
    ],
  });

  expect(truth.sets.of(other!)).toBeUndefined();
  expect(truth.sets.of({ id: 'snap-copy', sourceId: MEMBERS[1] })).toBe(MEMBERS[0]);
  expect([...truth.refused]).toEqual([MEMBERS[1]]);
});

test('an AMI takes what is attached to its instance, but for what is left out', () => {
  const input = { InstanceId: 'i-00000000000000001', Description: DESCRIPTION };
  const ec2 = { volumes: () => SCENARIO.volumes };
  const without = { ...input, BlockDeviceMappings: [{ DeviceName: '/dev/sdf', NoDevice: '' }] };
  expect(takingOf(asked('CreateImage', input), ec2).volumeIds).toEqual([
    'vol-00000000000000005',
    'vol-00000000000000006',
  ]);
  expect(takingOf(asked('CreateImage', without), ec2).volumeIds).toEqual(['vol-00000000000000005']);
});

test('what an AMI of a person holds is of other ends than ours, and of a function it is not', () => {
  const ec2 = { snapshotIdsOf: () => MEMBERS };
  const request = asked('CreateImage', {});
  const outcome = { output: { ImageId: 'ami-1' } } as Outcome;
  expect(takenForOtherEnds(request, outcome, ec2)).toEqual([]);
  expect(takenForOtherEnds({ ...request, caller: { person: 'builder' } as never }, outcome, ec2)).toEqual(
    MEMBERS,
  );
});

test('what an AMI holds alone is a set of one, and its copy is single', () => {
  const sets = new Sets();
  sets.note(['snap-1']);
  sets.note(['snap-2', 'snap-3']);
  const of = (id: string, sourceId?: string) => sets.of({ id, sourceId });
  expect([of('snap-1'), of('snap-9', 'snap-1'), of('snap-3'), of('snap-8', 'snap-3')]).toEqual([
    'snap-1',
    undefined,
    'snap-2',
    'snap-2',
  ]);
});
