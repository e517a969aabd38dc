import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import type { Datum } from '../../local/aws/cloud-watch';
import type { Dashboard } from '../../local/aws/dashboard';
import type { LogLine } from '../../local/handlers/hosted-function';
import { HOUR_MS } from '../../local/kernel/time-units';
import { sqsQueue } from '../../local/template/resources/sqs-queue';
import { Template } from '../../local/template/template';
import { parseSettings } from '../../infra/settings';
import { synthesize } from '../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume, VOLUME } from './one-volume';

/** A metric as CloudWatch tells it apart. */
export type Metric = Omit<Datum, 'value'> & { readonly region: string };

/** With a schedule, whose machine, alarms and widgets others do not have. */
const SCHEDULED = parseSettings(
  { ...SETTINGS, schedules: [{ name: 'nightly', schedule: 'cron(30 1 * * ? *)' }] },
  'the test',
);
export const TEMPLATES = synthesize(SCHEDULED);

const SECOND_VOLUME = 'vol-0123456789abcdef1';

const queueUrl = (owner: string): string =>
  TEMPLATES.filter(({ region }) => region === PRIMARY)
    .flatMap((stack) => new Template(stack).resources(sqsQueue))
    .find(({ constructPath }) => constructPath.includes(`/${owner}/Queue/`))!.ref;

/**
 * Plays days in which every kind of thing happens of which a function counts or measures something: a DR stack that comes late, one copy
 * slot, deletions that EC2 refuses, copies that fail, messages that cannot be read, and an SNS that takes little.
 */
export async function playEveryKindOfThing(): Promise<{
  readonly emitted: readonly Metric[];
  readonly lines: readonly LogLine[];
  readonly dashboards: readonly Dashboard[];
}> {
  const emitted: Metric[] = [];
  const lines: LogLine[] = [];
  const { world, person, runTo } = await startOneVolume({
    settings: SCHEDULED,
    templates: TEMPLATES.filter(({ region }) => region === PRIMARY),
    ec2: { copySlots: 1 },
    faults: { 'deletion-refused': 0.5, 'alert-failed': 0.7, 'copy-failed': 0.3 },
  });
  world.observe({
    onDatum: ({ region, namespace, name, dimensions }) =>
      void emitted.push({ region, namespace, name, dimensions }),
    onLog: (line) => void lines.push(line),
  });
  world.ec2.addVolume(PRIMARY, {
    VolumeId: SECOND_VOLUME,
    Size: 50,
    VolumeType: 'gp3',
    AvailabilityZone: 'eu-west-1a',
    CreateTime: new Date(START_MS),
    Tags: [
      { Key: 'Backup', Value: 'yes' },
      // Older than that are all points but for minutes.
      { Key: 'snapshot-keeper:target', Value: '1h' },
    ],
  });
  const at = (hour: number, act: () => Promise<unknown>): void => {
    world.loop.schedule(START_MS + hour * HOUR_MS, 'the test', () => {
      act().catch((error: unknown) => world.loop.fail(error));
    });
  };
  for (let hour = 2; hour < 72; hour += 4)
    for (const VolumeId of [VOLUME, SECOND_VOLUME])
      at(hour, () => person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId })));
  const send = (message: SendMessageCommandInput) => (): Promise<unknown> =>
    world.as('somebody').sqs(PRIMARY).send(new SendMessageCommand(message));
  const MessageBody = 'unreadable';
  at(1, send({ QueueUrl: queueUrl('FailureQueue'), MessageBody }));
  at(
    1,
    send({
      QueueUrl: queueUrl('CopyQueue'),
      MessageBody,
      MessageGroupId: DR,
      MessageDeduplicationId: MessageBody,
    }),
  );
  await runTo(4);
  await world.deploy(TEMPLATES.filter(({ region }) => region === DR));
  await runTo(72);
  return { emitted, lines, dashboards: world.cloudWatch.dashboards };
}
