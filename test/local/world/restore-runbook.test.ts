import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';
import { stepsOf, type Runbook } from '../../support/played-runbook';

const DBA = 'arn:aws:iam::111122223333:role/dba';
const settings = parseSettings({ ...SETTINGS, restoreRunbook: { approvers: [DBA] } }, 'the test');
const TEMPLATES = synthesize(settings);
const EXECUTION = '11112222-3333-4444-5555-666677778888';

type Resources = Record<string, { Type: string; Properties: { Content: Runbook } }>;

/** The steps of the runbook of a Region, as it is synthesized, where a person asks for this and for nothing else. */
function stepsIn(region: string, parameters: Readonly<Record<string, string>>) {
  const { template } = TEMPLATES.find((one) => one.region === region)!;
  const { Resources } = template as { Resources: Resources };
  const document = Object.values(Resources).find(({ Type }) => Type === 'AWS::SSM::Document')!;
  const nothing = {
    ...{ At: '', AttachTo: '', Zone: '', InitializationRateMibps: '' },
    ...{ Partly: 'false', WithoutSelectionTag: 'false', DryRun: 'false' },
  };
  return stepsOf(document.Properties.Content, { ...nothing, ...parameters }, EXECUTION);
}

/** A volume with a snapshot and its copy. */
async function start() {
  const { world, takeSnapshot, runTo, soon } = await startOneVolume({ settings, templates: TEMPLATES });
  await takeSnapshot();
  await runTo(2);
  return {
    world,
    made: () =>
      [PRIMARY, DR]
        .flatMap((region) => world.ec2.volumes(region))
        .filter(({ VolumeId }) => VolumeId !== VOLUME),
    /** Starts what a step of the runbook starts, and waits for it. */
    async play(region: string, { name, input }: { readonly name?: string; readonly input?: string }) {
      const sfn = world.as('the runbook').sfn(region);
      const stateMachineArn = `arn:aws:states:${region}:111122223333:stateMachine:snapshot-keeper-${PRIMARY}-restore`;
      const { executionArn } = await soon(
        sfn.send(new StartExecutionCommand({ stateMachineArn, name, input })),
      );
      await world.run(world.loop.nowMs() + 600_000);
      return soon(sfn.send(new DescribeExecutionCommand({ executionArn })));
    },
  };
}

test('after somebody has approved, the runbook makes a volume of the newest point', async () => {
  const { world, made, play } = await start();
  const [approve, restore, ...more] = stepsIn(PRIMARY, { RestoreOf: VOLUME });

  expect([approve?.action, restore?.action, more]).toEqual(['aws:approve', 'aws:executeStateMachine', []]);
  expect(approve?.inputs).toEqual({
    Approvers: [DBA],
    MinRequiredApprovals: 1,
    Message: `May volumes be made of ${VOLUME}? As of (empty: now): . Attached to (empty: nothing): .`,
  });
  const { name, status } = await play(PRIMARY, restore!.inputs);

  expect([name, status]).toEqual([`restore-runbook-${EXECUTION}`, 'SUCCEEDED']);
  expect(made()).toMatchObject([{ SnapshotId: world.ec2.snapshots(PRIMARY)[0]?.SnapshotId }]);
  expect([world.notifications, world.denials]).toEqual([[], []]);
});

test('in the DR Region it makes one of the copy', async () => {
  const { world, made, play } = await start();
  const [, restore] = stepsIn(DR, { RestoreOf: VOLUME, Zone: `${DR}a`, InitializationRateMibps: '200' });

  const { status } = await play(DR, restore!.inputs);

  expect(status).toBe('SUCCEEDED');
  expect(made()).toMatchObject([
    {
      SnapshotId: world.ec2.snapshots(DR)[0]?.SnapshotId,
      AvailabilityZone: `${DR}a`,
      VolumeInitializationRate: 200,
    },
  ]);
});

test('a dry run needs nobody, makes nothing, and tells what would be made', async () => {
  const { made, play } = await start();
  const [show, ...more] = stepsIn(PRIMARY, { RestoreOf: VOLUME, DryRun: 'true' });

  const { status, output } = await play(PRIMARY, show!.inputs);

  expect([show?.name, more, status]).toEqual(['Show', [], 'SUCCEEDED']);
  expect(JSON.parse(output ?? '')).toMatchObject({ dryRun: true, volumes: [{ ofVolumeId: VOLUME }] });
  expect(made()).toEqual([]);
});

test('what cannot be restored ends the runbook with the reason', async () => {
  const { made, play } = await start();
  const [, restore] = stepsIn(PRIMARY, { RestoreOf: 'snap-0123456789abcdef0' });

  const { status, cause } = await play(PRIMARY, restore!.inputs);

  expect([status, cause]).toEqual([
    'FAILED',
    `RestoreRefused: EC2 shows no snapshot snap-0123456789abcdef0 in ${PRIMARY}.`,
  ]);
  expect(made()).toEqual([]);
});
