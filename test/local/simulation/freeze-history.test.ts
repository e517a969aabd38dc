import type { ApiRequest, Caller } from '../../../local/aws/api';
import { Ec2 } from '../../../local/aws/ec2';
import { Random } from '../../../local/kernel/random';
import { FreezeHistory } from '../../../local/simulation/freeze-history';

const NOW_MS = Date.parse('2026-03-01T01:30:10Z');
const REGION = 'us-east-1';
const ROLE: Caller = { roleArn: 'arn:aws:iam::111122223333:role/take' };
const PERSON: Caller = { outsider: 'somebody' };
const INSTANCE = 'i-00000000000000001';
const [BOOT, DATA, LOOSE] = ['vol-00000000000000001', 'vol-00000000000000002', 'vol-00000000000000003'];

/** EC2 with an instance of two volumes and one volume beside it. */
function watched() {
  const ec2 = new Ec2({
    accountId: '111122223333',
    random: (name) => new Random(7, name),
    kmsKey: (region, id) => ({ arn: `arn:aws:kms:${region}:111122223333:key/${id}` }),
    isAllowed: () => true,
  });
  for (const [VolumeId, Device] of [
    [BOOT, '/dev/xvda'],
    [DATA, '/dev/sdf'],
    [LOOSE, undefined],
  ] as const)
    ec2.addVolume(REGION, {
      VolumeId,
      Size: 8,
      VolumeType: 'gp3',
      ...(Device && { Attachments: [{ InstanceId: INSTANCE, Device, State: 'attached' }] }),
    });
  const history = new FreezeHistory(ec2, ec2);
  const requestOf = (operation: string, input: object, caller = ROLE, service = 'ec2'): ApiRequest => ({
    service,
    region: REGION,
    operation,
    input: { ...input },
    caller,
  });
  const call = (operation: string, input: object, caller = ROLE) =>
    history.apply(NOW_MS, requestOf(operation, input, caller)).output;
  return {
    ec2,
    history,
    call,
    requestOf,
    take: (VolumeId: string, caller = ROLE): string =>
      String(call('CreateSnapshot', { VolumeId, Description: 'a backup' }, caller)['SnapshotId']),
    tag: (ids: readonly string[], Key: string, Value: string, caller = ROLE): void =>
      void call('CreateTags', { Resources: ids, Tags: [{ Key, Value }] }, caller),
    levels: () => history.takings.map(({ level }) => level),
  };
}

describe('what functions take of an instance', () => {
  test('is noted, each member of a set by itself, with what EC2 answers', () => {
    const { history, call } = watched();

    const { Snapshots } = call('CreateSnapshots', {
      InstanceSpecification: { InstanceId: INSTANCE },
      Description: 'a set',
    }) as { Snapshots: { SnapshotId: string }[] };

    const each = { atMs: NOW_MS, instanceId: INSTANCE, description: 'a set', wasStopped: false };
    expect(history.takings).toEqual([
      { ...each, snapshotId: Snapshots[0]!.SnapshotId },
      { ...each, snapshotId: Snapshots[1]!.SnapshotId },
    ]);
  });

  test('is noted of a single volume, too, and not where EC2 refuses it', () => {
    const { history, take } = watched();

    const snapshotId = take(DATA);

    expect(() => take(DATA)).toThrow('maximum per volume');
    expect(history.takings).toEqual([
      { atMs: NOW_MS, instanceId: INSTANCE, snapshotId, description: 'a backup', wasStopped: false },
    ]);
  });

  test('is noted with whether it was stopped then', () => {
    const { ec2, history, take } = watched();
    ec2.setStopped(REGION, INSTANCE, true);

    take(BOOT);
    ec2.setStopped(REGION, INSTANCE, false);

    expect(history.takings.map(({ wasStopped }) => wasStopped)).toEqual([true]);
  });

  test('is noted of what the instance takes for them by VSS, and whether it has said that all was ready', () => {
    const { history, call } = watched();
    const instance: Caller = { outsider: 'aws:ec2 instance' };
    const { Snapshots } = call(
      'CreateSnapshots',
      { InstanceSpecification: { InstanceId: INSTANCE }, Description: 'a set' },
      instance,
    ) as { Snapshots: { SnapshotId: string }[] };
    const [first = '', second = ''] = Snapshots.map(({ SnapshotId }) => SnapshotId);
    const say = (id: string, Value: string) =>
      call('CreateTags', { Resources: [id], Tags: [{ Key: 'AppConsistent', Value }] }, instance);

    say(first, 'True');
    say(second, 'False');

    expect(history.takings.map(({ isByVss, isReady }) => [isByVss, isReady])).toEqual([
      [true, true],
      [true, undefined],
    ]);
  });

  test('and not what they take of a volume without one, nor what people take', () => {
    const { history, take } = watched();

    take(LOOSE);
    take(BOOT, PERSON);

    expect(history.takings).toEqual([]);
  });

  test('and is judged by IAM as EC2 has it', () => {
    const { ec2, history, requestOf } = watched();
    const request = requestOf('CreateSnapshot', { VolumeId: BOOT });

    expect(history.authorizations(request)).toEqual(ec2.authorizations(request));
  });
});

describe('how it stood', () => {
  test('is what a function first says of it, whatever is said later', () => {
    const { take, tag, levels } = watched();
    const [boot, data] = [take(BOOT), take(DATA)];

    tag([boot], 'snapshot-keeper:consistency', 'filesystem');
    tag([boot, data], 'snapshot-keeper:consistency', 'crash');

    expect(levels()).toEqual(['filesystem', 'crash']);
  });

  test('is unknown where no function has said so: other tags say nothing, nor do those of people', () => {
    const { take, tag, levels } = watched();
    const boot = take(BOOT);

    tag([boot], 'snapshot-keeper:snapshot', boot);
    tag([boot], 'snapshot-keeper:consistency', 'application', PERSON);

    expect(levels()).toEqual([undefined]);
  });
});

describe('a freeze that is asked for', () => {
  const freeze = {
    DocumentName: 'freeze',
    InstanceIds: [INSTANCE],
    Parameters: { action: ['freeze'], run: ['one'], application: ['mysql'], thawAfterSeconds: ['30'] },
  };

  test.each([
    ['carried out', {}],
    ['refused', { errorCode: 'InvalidInstanceId' }],
  ])('is noted where the command is %s', (_, more) => {
    const { history, requestOf } = watched();

    history.onCall({
      atMs: NOW_MS,
      request: requestOf('SendCommand', freeze, ROLE, 'ssm'),
      callerName: 'TakeSnapshots',
      ...more,
    });

    expect(history.asked).toEqual([
      { atMs: NOW_MS, instanceId: INSTANCE, run: 'one', application: 'mysql', thawAfterSeconds: 30 },
    ]);
  });

  test('is none where it was throttled', () => {
    const { history, requestOf } = watched();

    history.onCall({
      atMs: NOW_MS,
      request: requestOf('SendCommand', freeze, ROLE, 'ssm'),
      callerName: 'TakeSnapshots',
      errorCode: 'ThrottlingException',
    });

    expect(history.asked).toEqual([]);
  });

  test('is neither a thaw nor another call', () => {
    const { history, requestOf } = watched();
    const thaw = { ...freeze, Parameters: { action: ['thaw'], run: ['one'] } };

    for (const request of [
      requestOf('SendCommand', thaw, ROLE, 'ssm'),
      requestOf('GetCommandInvocation', { CommandId: 'one', InstanceId: INSTANCE }, ROLE, 'ssm'),
      requestOf('DescribeVolumes', {}),
    ])
      history.onCall({ atMs: NOW_MS, request, callerName: 'TakeSnapshots' });

    expect(history.asked).toEqual([]);
  });
});

describe('an attempt of TakeSnapshots', () => {
  const INPUT = { progress: { freezes: [{ instanceId: INSTANCE, freezeRun: 'one' }] } };
  const attempt = (functionName: string, input: object, errorType?: string) => ({
    functionName,
    region: REGION,
    requestId: 'a',
    startMs: NOW_MS,
    endMs: NOW_MS + 7_000,
    input,
    output: {},
    ...(errorType !== undefined && { error: { errorType, errorMessage: 'm' } }),
  });

  test.each([
    ['has ended well', undefined, true],
    ['has failed', 'ServiceBusy', true],
    ['was killed', 'Runtime.ExitError', false],
    ['had no time left', 'Sandbox.Timedout', false],
  ])('is noted with the runs that the call before has announced: one that %s', (_, errorType, hasLived) => {
    const { history } = watched();

    history.onInvocation(attempt('TakeSnapshots', INPUT, errorType));

    expect(history.attempts).toEqual([{ startMs: NOW_MS, endMs: NOW_MS + 7_000, runs: ['one'], hasLived }]);
  });

  test('has none where it is the first', () => {
    const { history } = watched();

    for (const input of [{}, { progress: null }, { progress: {} }])
      history.onInvocation(attempt('TakeSnapshots', input));

    expect(history.attempts.map(({ runs }) => runs)).toEqual([[], [], []]);
  });

  test('is none of another function', () => {
    const { history } = watched();

    history.onInvocation(attempt('TagSnapshot', INPUT));

    expect(history.attempts).toEqual([]);
  });
});

test('of the faults those are noted by which an input runs twice and by which an instance cannot thaw', () => {
  const { history } = watched();

  history.struck('function-repeated', 'TakeSnapshots in us-east-1', 1);
  history.struck('function-repeated', 'TagSnapshot in us-east-1', 2);
  history.struck('thaw-fails', INSTANCE, 3);
  history.struck('freeze-hangs', INSTANCE, 4);

  expect(history.repeatedMs).toEqual([1]);
  expect(history.thawFailsMs).toEqual([{ instanceId: INSTANCE, atMs: 3 }]);
});
