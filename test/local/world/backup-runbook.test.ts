import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';
import { stepsOf, type Runbook } from '../../support/played-runbook';

const settings = parseSettings({ ...SETTINGS, backupRunbook: true }, 'the test');
const OPTIONS = { settings, templates: synthesize(settings) };
const INSTANCE = 'i-0123456789abcdef0';
const [BOOT, DATA] = ['1', '2'].map((digit) => `vol-${digit.repeat(17)}`);
const EXECUTION = '11112222-3333-4444-5555-666677778888';

type Resources = Record<string, { Type: string; Properties: { Content: Runbook } }>;

/** The runbook as it is synthesized. */
function runbook(): Runbook {
  const { template } = OPTIONS.templates.find(({ name }) => name.endsWith('-primary'))!;
  const { Resources } = template as { Resources: Resources };
  return Object.values(Resources).find(({ Type }) => Type === 'AWS::SSM::Document')!.Properties.Content;
}

const branched = (VolumeId: string, InstanceId: string) =>
  stepsOf(runbook(), { VolumeId, InstanceId }, EXECUTION)[0]!;

test.each([
  ['of a volume takes that one', VOLUME, '', [VOLUME]],
  ['of an instance takes its volumes as a set', '', INSTANCE, [BOOT, DATA]],
])('what the runbook starts %s, and says so', async (_, volumeId, instanceId, expected) => {
  const { world, soon } = await startOneVolume(OPTIONS);
  for (const [VolumeId = '', Device] of [
    [BOOT, '/dev/xvda'],
    [DATA, '/dev/sdf'],
  ])
    world.ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 10,
      VolumeType: 'gp3',
      AvailabilityZone: 'eu-west-1a',
      CreateTime: new Date(world.loop.nowMs()),
      Attachments: [{ InstanceId: INSTANCE, VolumeId, Device, State: 'attached' }],
      Tags: [{ Key: 'Backup', Value: 'yes' }],
    });
  const { name, input } = branched(volumeId, instanceId).inputs;
  const sfn = world.as('the runbook').sfn(PRIMARY);
  const stateMachineArn = `arn:aws:states:${PRIMARY}:111122223333:stateMachine:snapshot-keeper-${PRIMARY}-backup`;

  const { executionArn } = await soon(sfn.send(new StartExecutionCommand({ stateMachineArn, name, input })));
  await world.run(world.loop.nowMs() + 60_000);
  const { status, output } = await soon(sfn.send(new DescribeExecutionCommand({ executionArn })));

  const taken = world.ec2.snapshots(PRIMARY);
  expect(taken.map(({ VolumeId }) => VolumeId)).toEqual(expected);
  expect(new Set(taken.map(({ Description }) => Description)).size).toBe(1);
  expect([executionArn?.split(':').at(-1), status]).toEqual([`backup-runbook-${EXECUTION}`, 'SUCCEEDED']);
  expect(JSON.parse(output ?? '')).toEqual({
    taken: expected.length,
    snapshotIds: taken.map(({ SnapshotId }) => SnapshotId),
  });
  expect(world.denials).toEqual([]);
});

test.each([
  ['neither a volume nor an instance', '', ''],
  ['both', VOLUME, INSTANCE],
])('of %s the runbook starts nothing', (_, volumeId, instanceId) => {
  expect(branched(volumeId, instanceId)).toMatchObject({
    name: 'Refuse',
    action: 'aws:executeScript',
    inputs: {
      Script: expect.stringContaining("raise Exception('expected VolumeId or InstanceId, one of both')"),
    },
  });
});
