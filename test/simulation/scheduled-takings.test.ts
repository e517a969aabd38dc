import type { Tag } from '@aws-sdk/client-ec2';
import type { ApiRequest } from '../../local/aws/api';
import type { FaultName } from '../../local/faults/fault-catalogue';
import { HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import { scenarioOf } from '../../local/simulation/scenario';
import { ScheduledTakings, takingOf } from '../../local/simulation/scheduled-takings';
import { Sets } from '../../local/simulation/sets';
import { Truth } from '../../local/simulation/truth';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
/** Of the deployments that seeds choose from, one with schedules. */
const SCENARIO = scenarioOf(40, START_MS, 1);
const NIGHTLY = 'snapshot-keeper snapshot-keeper: due 2026-03-01T01:30:00Z by nightly, twice';
const [SELECTED, UNSELECTED] = ['vol-00000000000000001', 'vol-00000000000000004'];
const DUE_MS = START_MS + 1.5 * HOUR_MS;

const snapshotOf = (VolumeId: string): string => VolumeId.replace('vol', 'snap');

const EC2 = {
  snapshots: (region: string) =>
    region === 'eu-west-1'
      ? SCENARIO.volumes.map(({ VolumeId = '' }) => ({ SnapshotId: snapshotOf(VolumeId), VolumeId }))
      : [],
  volumes: () => SCENARIO.volumes,
  instanceTags: (): readonly Tag[] => [],
};
const WITHOUT_SNAPSHOTS = { ...EC2, snapshots: () => [] };

const note = (takings: ScheduledTakings, VolumeId: string): void =>
  takings.note({ Description: NIGHTLY }, { VolumeId, SnapshotId: snapshotOf(VolumeId) }, new Sets());

function world(
  ec2: Pick<typeof EC2, 'volumes' | 'instanceTags'> & { snapshots: (region: string) => object[] } = EC2,
) {
  const truth = new Truth(ec2, SCENARIO);
  truth.noteVolumes(START_MS - 24 * HOUR_MS);
  const takings = new ScheduledTakings(SCENARIO);
  const request = (VolumeId: string, Description = NIGHTLY): ApiRequest => ({
    service: 'ec2',
    region: 'eu-west-1',
    operation: 'CreateSnapshot',
    input: { VolumeId, Description },
    caller: { roleArn: 'arn:aws:iam::111122223333:role/take' },
  });
  return {
    takings,
    noteVolumes: (nowMs: number): void => truth.noteVolumes(nowMs),
    rule: (volumeId: string, description?: string, nowMs = DUE_MS): string | undefined =>
      takings.judge(nowMs, takingOf(request(volumeId, description), EC2), truth)?.rule,
    untaken: (messages: readonly string[] = [], nowMs = START_MS + 24 * HOUR_MS): string[] =>
      takings.untaken(truth, messages, nowMs),
  };
}

test('a function takes a snapshot of a selected volume for a time that is due', () => {
  expect(world().rule(SELECTED)).toBeUndefined();
});

test('none for another time, or in other words', () => {
  const { rule } = world();

  expect(rule(SELECTED, NIGHTLY.replace('01:30', '02:30'))).toBe('only what is due is taken');
  expect(rule(SELECTED, 'a backup')).toBe('only what is due is taken');
});

test('none of a volume that is not selected', () => {
  expect(world().rule(UNSELECTED)).toBe('nothing of others is touched');
});

test('for one time one of each volume, by whatever schedule', () => {
  const { takings, rule } = world();
  note(takings, SELECTED);

  expect(rule(SELECTED)).toBe('each run takes one snapshot of a volume');
  expect(rule(SELECTED, NIGHTLY.replace('nightly, ', ''))).toBe('each run takes one snapshot of a volume');
  expect(rule(SELECTED, 'snapshot-keeper snapshot-keeper: due 2026-03-01T13:30:00Z by twice')).toBe(
    undefined,
  );
});

test('what one call took together is a set, and so is all that an AMI holds, but no single snapshot else', () => {
  const { takings } = world();
  const sets = new Sets();
  const pair = ['snap-1', 'snap-2'].map((SnapshotId) => ({ SnapshotId, VolumeId: SELECTED }));

  takings.note({ Description: NIGHTLY }, { Snapshots: pair }, sets);
  takings.note(
    { Description: NIGHTLY },
    { Snapshots: [{ SnapshotId: 'snap-3', VolumeId: UNSELECTED }] },
    sets,
  );
  takings.note({ Description: NIGHTLY }, { ImageId: 'ami-1' }, sets, [
    { SnapshotId: 'snap-4', VolumeId: SELECTED },
  ]);

  expect(['snap-2', 'snap-3', 'snap-4'].map((id) => sets.of({ id, sourceId: undefined }))).toEqual([
    'snap-1',
    undefined,
    'snap-4',
  ]);
});

test('but where the first is gone by then, a run that somebody starts again may take another', () => {
  const { takings, rule } = world(WITHOUT_SNAPSHOTS);
  note(takings, SELECTED);

  expect(rule(SELECTED)).toBeUndefined();
});

test('but where a call has just run twice, neither run may know of the other', () => {
  const { takings, rule } = world();
  note(takings, SELECTED);

  takings.struck('function-repeated', 'TagCopy in eu-west-1', DUE_MS);
  expect(rule(SELECTED)).toBe('each run takes one snapshot of a volume');
  takings.struck('function-repeated', 'TakeSnapshots in eu-west-1', DUE_MS - 16 * MINUTE_MS);
  expect(rule(SELECTED)).toBe('each run takes one snapshot of a volume');
  takings.struck('function-repeated', 'TakeSnapshots in eu-west-1', DUE_MS - 16 * MINUTE_MS + 1);
  expect(rule(SELECTED)).toBeUndefined();
});

describe('where the answer of a call is lost', () => {
  const HELD_UP = 'a call that EC2 does not answer holds up no other volume';
  const [FIRST, NEXT] = [SELECTED, 'vol-00000000000000002'];
  const afterMinutes = (minutes: number): number => DUE_MS + minutes * MINUTE_MS;

  /** Which rule breaks who takes a snapshot so many minutes after the answer of another was lost. */
  function ruleAfter(minutes: number, { struck, of = NEXT, description = NIGHTLY }: Meanwhile = {}) {
    const { takings, rule } = world();
    if (struck?.[0] === 'function-killed') takings.struck(...struck, DUE_MS - MINUTE_MS);
    rule(FIRST);
    takings.struck('answer-lost', 'ec2:CreateSnapshot in eu-west-1', DUE_MS);
    if (struck !== undefined && struck[0] !== 'function-killed') takings.struck(...struck, afterMinutes(1));
    return rule(of, description, afterMinutes(minutes));
  }
  type Meanwhile = {
    readonly struck?: readonly [FaultName, string];
    readonly of?: string;
    readonly description?: string;
  };

  test('no other volume waits until EC2 shows what came of it', () => {
    expect([9.9, 10, 30, 30.1].map((minutes) => ruleAfter(minutes))).toEqual([
      undefined,
      HELD_UP,
      HELD_UP,
      undefined,
    ]);
  });

  test('but the volume itself, and one of another time', () => {
    const other = 'snapshot-keeper snapshot-keeper: due 2026-03-01T13:30:00Z by twice';

    expect(ruleAfter(10, { of: FIRST })).toBeUndefined();
    expect(ruleAfter(10, { description: other })).toBeUndefined();
  });

  test.each<[what: string, fault: readonly [FaultName, string]]>([
    ['another fault has delayed the run', ['throttled', 'ec2:DescribeSnapshots in eu-west-1']],
    ['the answer to a look was lost', ['answer-lost', 'ec2:DescribeVolumes in eu-west-1']],
    ['the function was killed in that call', ['function-killed', 'TakeSnapshots in eu-west-1']],
  ])('but where %s, nobody knows for what it has waited', (_, struck) => {
    expect(ruleAfter(10, { struck })).toBeUndefined();
  });

  test('and a fault of others excuses nothing', () => {
    expect(ruleAfter(10, { struck: ['function-killed', 'TagCopy in eu-west-1'] })).toBe(HELD_UP);
    expect(ruleAfter(10, { struck: ['stale-read', 'ec2:DescribeSnapshots in eu-west-1'] })).toBe(HELD_UP);
  });

  test('nor is one held up that the run covers only since then', () => {
    let volumes: typeof SCENARIO.volumes = SCENARIO.volumes.filter(({ VolumeId }) => VolumeId !== NEXT);
    const { takings, rule, noteVolumes } = world({ ...EC2, volumes: () => volumes });
    rule(FIRST);
    takings.struck('answer-lost', 'ec2:CreateSnapshot in eu-west-1', DUE_MS);
    volumes = SCENARIO.volumes;
    noteVolumes(afterMinutes(5));

    expect(rule(NEXT, NIGHTLY, afterMinutes(10))).toBeUndefined();
  });

  test('a set may have been asked for in vain before, of an older state that EC2 has shown', () => {
    expect(ruleAfter(10, { description: `${NIGHTLY}, set 0123456789ab/2` })).toBeUndefined();
  });
});

test('what nobody has taken or told of is missing once the run would be too late', () => {
  const { takings, untaken } = world();
  note(takings, SELECTED);

  expect(untaken([], DUE_MS + 13 * HOUR_MS)).toEqual([]);
  expect(untaken([], DUE_MS + 13 * HOUR_MS + 1)).toContain(
    'none of vol-00000000000000002, by nightly for 2026-03-01T01:30:00Z',
  );
  expect(untaken([], DUE_MS + 13 * HOUR_MS + 1)).not.toContain(
    `none of ${SELECTED}, by nightly for 2026-03-01T01:30:00Z`,
  );
});

test('a message about the execution tells of all that it has not taken', () => {
  const messages = ['Execution: https://…:backup-2026-03-01T01-30-00Z'];

  expect(world().untaken(messages, DUE_MS + 14 * HOUR_MS)).toEqual([]);
});

test('a set is of all volumes of the instance but those that are left out, and each of them has one', () => {
  const ofInstance = (ExcludeDataVolumeIds?: string[]) =>
    takingOf(
      {
        service: 'ec2',
        region: 'eu-west-1',
        operation: 'CreateSnapshots',
        input: {
          InstanceSpecification: { InstanceId: 'i-00000000000000001', ExcludeDataVolumeIds },
          Description: `${NIGHTLY}, set 0123456789ab/2`,
        },
        caller: { roleArn: 'arn:aws:iam::111122223333:role/take' },
      },
      EC2,
    );
  const [fifth, sixth] = ['vol-00000000000000005', 'vol-00000000000000006'];
  const { takings } = world();
  const truth = new Truth(EC2, SCENARIO);
  truth.noteVolumes(START_MS - 24 * HOUR_MS);

  expect(ofInstance().volumeIds).toEqual([fifth, sixth]);
  expect(ofInstance([sixth]).volumeIds).toEqual([fifth]);
  expect(takings.judge(DUE_MS, ofInstance(), truth)).toBeUndefined();
  takings.note(
    { Description: ofInstance().description },
    { Snapshots: [fifth, sixth].map((VolumeId) => ({ VolumeId, SnapshotId: snapshotOf(VolumeId) })) },
    new Sets(),
  );
  expect(takings.judge(DUE_MS, ofInstance(), truth)?.rule).toBe('each run takes one snapshot of a volume');
});

describe('by the tags of instances', () => {
  const { volumes, settings } = scenarioOf(14, START_MS, 1);
  const scenario = { ...SCENARIO, settings };
  const [alone, attached, other] = [
    'vol-00000000000000001',
    'vol-00000000000000005',
    'vol-00000000000000006',
  ];
  const NIGHT = 'snapshot-keeper snapshot-keeper: due 2026-03-01T01:30:00Z by nightly';

  /** The instance was gold until an hour before the run, or is. */
  function played(isGold: boolean) {
    let tier = 'gold';
    const ec2 = {
      snapshots: () => [],
      volumes: () => volumes,
      instanceTags: (): Tag[] => [{ Key: 'Tier', Value: tier }],
    };
    const truth = new Truth(ec2, scenario);
    truth.noteVolumes(START_MS - 24 * HOUR_MS);
    tier = isGold ? 'gold' : 'silver';
    truth.noteVolumes(DUE_MS - HOUR_MS);
    const takings = new ScheduledTakings(scenario);
    return {
      rule: (volumeIds: readonly string[], description: string) =>
        takings.judge(DUE_MS, { volumeIds, description }, truth)?.rule,
      untaken: () => takings.untaken(truth, [], DUE_MS + 14 * HOUR_MS),
    };
  }

  test('what is attached to an instance with the tag may be taken, and is missed else', () => {
    const { rule, untaken } = played(true);

    expect(rule([attached], NIGHT)).toBeUndefined();
    expect(rule([attached, other], `${NIGHT}, twice, set 0123456789ab/2`)).toBeUndefined();
    expect(rule([alone], NIGHT.replace('nightly', 'twice'))).toBeUndefined();
    expect(untaken()).toContain(`none of ${attached}, by nightly for 2026-03-01T01:30:00Z`);
    expect(untaken()).not.toContain(`none of ${alone}, by nightly for 2026-03-01T01:30:00Z`);
    expect(untaken()).toContain(`none of ${alone}, by twice for 2026-03-01T01:30:00Z`);
  });

  test.each([
    ['a volume without an instance', true, [alone], NIGHT],
    ['one without an instance, in the name of both', true, [alone], `${NIGHT}, twice`],
    ['a set of which one has no instance', true, [attached, alone], `${NIGHT}, set 0123456789ab/2`],
    ['one of an instance that has lost the tag', false, [attached], NIGHT],
  ])('%s may not', (_, isGold, volumeIds, description) => {
    expect(played(isGold).rule(volumeIds, description)).toBe('a schedule takes only what it covers');
  });

  test.each([
    [
      'has borne the tag all the time is held up',
      'gold',
      'a call that EC2 does not answer holds up no other volume',
    ],
    ['has the tag only since then is not', 'silver', undefined],
  ])('by a call without an answer, a volume whose instance %s', (_, before, broken) => {
    let tier = before;
    const instanceTags = (): Tag[] => [{ Key: 'Tier', Value: tier }];
    const truth = new Truth({ snapshots: () => [], volumes: () => volumes, instanceTags }, scenario);
    const takings = new ScheduledTakings(scenario);
    truth.noteVolumes(START_MS - 24 * HOUR_MS);
    takings.judge(DUE_MS, { volumeIds: [alone], description: NIGHT.replace('nightly', 'twice') }, truth);
    takings.struck('answer-lost', 'ec2:CreateSnapshot in eu-west-1', DUE_MS);
    tier = 'gold';
    truth.noteVolumes(DUE_MS + 5 * MINUTE_MS);

    const later = DUE_MS + 10 * MINUTE_MS;
    expect(takings.judge(later, { volumeIds: [attached], description: NIGHT }, truth)?.rule).toBe(broken);
  });

  test('what the tag covers no more is not missed', () => {
    expect(played(false).untaken()).not.toContain(`none of ${attached}, by nightly for 2026-03-01T01:30:00Z`);
  });
});
