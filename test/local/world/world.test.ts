import { CreateSnapshotCommand, type Snapshot } from '@aws-sdk/client-ec2';
import { parseSettings, type Settings } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import type { SynthesizedStack } from '../../../local/template/template';
import { World } from '../../../local/world/world';
import { ofEvents } from '../../support/of-events';

const START_MS = Date.parse('2026-03-01T00:00:00Z');
const VOLUME = 'vol-0123456789abcdef0';
const SETTINGS = parseSettings(
  {
    primary: { region: 'eu-west-1' },
    dr: [{ region: 'eu-central-1' }],
    alerts: { emails: ['sre@example.com'] },
  },
  'the test',
);

const SYNTHESIZED = synthesize(SETTINGS);

/** A world in which a person takes one snapshot of a selected volume, twelve hours later. */
const twelveHours = async (
  templates: readonly SynthesizedStack[],
  { seed = 1, settings = SETTINGS }: { seed?: number; settings?: Settings } = {},
) => {
  const lines: string[] = [];
  const world = await World.build({
    settings,
    templates,
    seed,
    startMs: START_MS,
    onTrace: (line) => lines.push(line),
  });
  world.ec2.addVolume('eu-west-1', {
    VolumeId: VOLUME,
    Size: 100,
    VolumeType: 'gp3',
    AvailabilityZone: 'eu-west-1a',
    CreateTime: new Date(START_MS),
    Tags: [
      { Key: 'Backup', Value: 'yes' },
      { Key: 'Name', Value: 'db' },
    ],
  });
  const ec2 = world.as('person').ec2('eu-west-1');
  world.loop.schedule(START_MS + HOUR_MS, 'person', () => {
    ec2
      .send(new CreateSnapshotCommand({ VolumeId: VOLUME }))
      .catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(START_MS + 12 * HOUR_MS);
  return { world, lines };
};

type Declared = {
  Type: string;
  Properties: { PolicyDocument?: { Statement: { Action: string | string[] }[] } };
};
type TemplateDocument = { Resources: Record<string, Declared> };

/** Copies of the templates in which `change` has changed each resource; a resource that it returns false for is gone. */
const changed = (
  templates: readonly SynthesizedStack[],
  change: (logicalId: string, resource: Declared) => boolean,
): SynthesizedStack[] =>
  templates.map((stack) => {
    const { Resources, ...template } = structuredClone(stack.template) as TemplateDocument;
    const kept = Object.entries(Resources).filter(([logicalId, resource]) => change(logicalId, resource));
    return { ...stack, template: { ...template, Resources: Object.fromEntries(kept) } };
  });

/** The templates without the permission `action` in the policies of `construct`. */
const without = (
  templates: readonly SynthesizedStack[],
  action: string,
  construct: string,
): SynthesizedStack[] =>
  changed(templates, (logicalId, { Type, Properties: { PolicyDocument } }) => {
    if (Type === 'AWS::IAM::Policy' && logicalId.includes(construct) && PolicyDocument)
      PolicyDocument.Statement = PolicyDocument.Statement.filter(
        ({ Action }) => ![Action].flat().includes(action),
      );
    return true;
  });

const tagsOf = (snapshot: Snapshot | undefined): Record<string, string> =>
  Object.fromEntries((snapshot?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));

test('a snapshot that a person takes is tagged, copied to the DR Region and confirmed on both sides', async () => {
  const { world } = await twelveHours(SYNTHESIZED);
  const [source] = world.ec2.snapshots('eu-west-1');
  const [copy] = world.ec2.snapshots('eu-central-1');
  expect(tagsOf(source)).toMatchObject({
    Name: 'db',
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:snapshot': source?.SnapshotId,
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:copy/eu-central-1': `${copy?.SnapshotId} of ${source?.SnapshotId}`,
  });
  expect(copy).toMatchObject({ State: 'completed', Encrypted: true });
  expect(tagsOf(copy)).toMatchObject({
    Name: 'db',
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:source-snapshot': source?.SnapshotId,
  });
  expect(ofEvents(world).map(({ machine, status }) => [machine.name, status])).toEqual([
    ['snapshot-keeper-eu-west-1-snapshot-created', 'SUCCEEDED'],
    ['snapshot-keeper-eu-west-1-snapshot-copied', 'SUCCEEDED'],
  ]);
  expect(world.notifications).toEqual([]);
  expect(world.denials).toEqual([]);
});

test('a permission that a template lacks shows as a denial of that action, resource and role, and a person is told', async () => {
  const { world } = await twelveHours(without(SYNTHESIZED, 'ec2:CopySnapshot', 'CopySnapshot'));
  expect(world.denials).toEqual([
    {
      action: 'ec2:CopySnapshot',
      resource: 'arn:aws:ec2:eu-central-1::snapshot/*',
      role: expect.stringMatching(
        /^arn:aws:iam::111122223333:role\/snapshot-keeper-eu-west-1-primary-SnapshotCreatedCopySnapshotRole[0-9A-F]{8}$/,
      ) as string,
      callerName: 'CopySnapshot',
      // For the event, and once that day for a sweep.
      count: 2,
    },
  ]);
  expect(world.ec2.snapshots('eu-central-1')).toEqual([]);
  expect(ofEvents(world).map(({ status }) => status)).toEqual(['FAILED', 'FAILED']);
  expect(world.notifications[0]?.message).toMatch(
    /assumed-role\/\S+\/snapshot-keeper-eu-west-1-primary-SnapshotCreatedCopySnapshotFunction\S+ is not authorized to perform: ec2:CopySnapshot on resource: arn:aws:ec2:eu-central-1::snapshot\/\*/,
  );
});

test('publishing on an encrypted topic needs the right to use its key', async () => {
  const failing = without(SYNTHESIZED, 'ec2:CopySnapshot', 'CopySnapshot');
  const { world } = await twelveHours(without(failing, 'kms:GenerateDataKey', 'NotifyFailure'));
  expect(world.denials[1]).toMatchObject({
    action: 'kms:GenerateDataKey',
    resource: expect.stringMatching(/^arn:aws:kms:eu-west-1:111122223333:key\//) as string,
    callerName: 'NotifyFailure',
  });
});

test('an event that its queue does not let in goes to the dead letters, whose alarm rings, and a sweep does what it should have done', async () => {
  const templates = changed(
    SYNTHESIZED,
    (_, { Type, Properties }) =>
      Type !== 'AWS::SQS::QueuePolicy' || !/"EventQueue[0-9A-F]{8}"/.test(JSON.stringify(Properties)),
  );
  const { world } = await twelveHours(templates);
  expect(world.denials).toMatchObject(
    ['eu-west-1', 'eu-central-1'].map((region) => ({
      action: 'sqs:SendMessage',
      resource: expect.stringContaining(region) as string,
      role: 'events.amazonaws.com',
      count: 1,
    })),
  );
  expect(ofEvents(world).map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  const [source] = world.ec2.snapshots('eu-west-1');
  const [copy] = world.ec2.snapshots('eu-central-1');
  expect(tagsOf(source)['snapshot-keeper:copy/eu-central-1']).toBe(
    `${copy?.SnapshotId} of ${source?.SnapshotId}`,
  );
  expect(world.notifications.map(({ subject = '' }) => /"(.*)[0-9A-F]{8}"/.exec(subject)?.[1])).toEqual([
    'snapshot-keeper-eu-west-1-primary-EventsUndelivered',
    'snapshot-keeper-eu-west-1-primary-EventQueueDeadLettersAlarm',
    'snapshot-keeper-eu-west-1-dr-eu-central-1-EventsUndelivered',
    'snapshot-keeper-eu-west-1-dr-eu-central-1-EventQueueDeadLettersAlarm',
  ]);
});

test('an alarm rings when an execution fails, under the policies of the topic and its key', async () => {
  const { world } = await twelveHours(without(SYNTHESIZED, 'ec2:CopySnapshot', 'CopySnapshot'));
  // For the event, and once that day for a sweep.
  expect(world.notifications.map(({ subject }) => subject?.startsWith('ALARM: '))).toEqual([
    false,
    true,
    false,
    true,
  ]);
});

test('the same seed gives the same trace, byte for byte, and another seed another one', async () => {
  const first = await twelveHours(SYNTHESIZED, { seed: 5 });
  const again = await twelveHours(SYNTHESIZED, { seed: 5 });
  const other = await twelveHours(SYNTHESIZED, { seed: 6 });
  expect(again.lines).toEqual(first.lines);
  expect(other.lines).not.toEqual(first.lines);
});

test('an event that EventBridge delivers twice starts one execution', async () => {
  const world = await World.build({
    settings: SETTINGS,
    templates: SYNTHESIZED,
    seed: 1,
    startMs: START_MS,
  });
  world.deliveryDelaysMs = () => [0, 0];
  world.ec2.addVolume('eu-west-1', { VolumeId: VOLUME, Size: 1, AvailabilityZone: 'eu-west-1a' });
  const calls: string[] = [];
  world.observe({ onCall: ({ callerName, request }) => calls.push(`${callerName} ${request.operation}`) });
  void world
    .as('person')
    .ec2('eu-west-1')
    .send(new CreateSnapshotCommand({ VolumeId: VOLUME }));
  await world.run(START_MS + HOUR_MS);
  expect(calls.filter((call) => call === 'events.amazonaws.com SendMessage')).toHaveLength(2);
  expect(ofEvents(world)).toHaveLength(1);
});

test('copies are encrypted with the key that the settings name', async () => {
  const settings = parseSettings(
    { primary: { region: 'eu-west-1' }, dr: [{ region: 'eu-central-1', key: 'alias/backups' }] },
    'the test',
  );
  const { world } = await twelveHours(synthesize(settings), { settings });
  expect(world.ec2.snapshots('eu-central-1')).toMatchObject([
    { State: 'completed', KmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/backups' },
  ]);
});

test('a call that is not simulated stops the run and is named', async () => {
  const world = await World.build({
    settings: SETTINGS,
    templates: SYNTHESIZED,
    seed: 1,
    startMs: START_MS,
  });
  class RunInstancesCommand extends CreateSnapshotCommand {}
  world
    .as('person')
    .ec2('eu-west-1')
    .send(new RunInstancesCommand({ VolumeId: VOLUME }))
    .catch(() => undefined);
  await expect(world.run(START_MS + HOUR_MS)).rejects.toThrow('not simulated: ec2:RunInstances');
});
