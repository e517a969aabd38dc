import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { PRIMARY, START_MS, TEMPLATES, startOneVolume } from '../../support/one-volume';
import { HOUR_MS } from '../../../local/kernel/time-units';
import type { SynthesizedStack } from '../../../local/template/template';

const resourcesOf = ({ template }: SynthesizedStack): Readonly<Record<string, { readonly Type: string }>> =>
  (template as { readonly Resources: Readonly<Record<string, { readonly Type: string }>> }).Resources;

/** The stacks, where the policies of the primary Region's queues that `isMeant` names let nobody in. */
const withoutRightToSend = (isMeant: RegExp): SynthesizedStack[] =>
  TEMPLATES.map((stack) => {
    if (stack.region !== PRIMARY) return stack;
    const resources = Object.entries(resourcesOf(stack)).filter(
      ([id, { Type }]) => Type !== 'AWS::SQS::QueuePolicy' || !isMeant.test(id),
    );
    return {
      ...stack,
      template: { ...(stack.template as object), Resources: Object.fromEntries(resources) },
    };
  });

const deadLettersUrl = (): string => {
  const primary = TEMPLATES.find(({ region }) => region === PRIMARY)!;
  const id = Object.entries(resourcesOf(primary)).find(
    ([logicalId, { Type }]) => Type === 'AWS::SQS::Queue' && logicalId.startsWith('EventQueueDeadLetters'),
  )![0];
  return `https://sqs.${PRIMARY}.amazonaws.com/111122223333/${primary.name}-${id}`;
};

/** Somebody leaves junk among the dead letters on day 0. From day 1 on a snapshot is taken each day, of which no event arrives. */
async function threeDaysAfterJunk(isMeant: RegExp) {
  const { world, runTo, soon, takeSnapshot } = await startOneVolume({
    templates: withoutRightToSend(isMeant),
  });
  const somebody = world.as('somebody').sqs(PRIMARY);
  await soon(somebody.send(new SendMessageCommand({ QueueUrl: deadLettersUrl(), MessageBody: 'junk' })));
  for (const day of [1, 2, 3]) {
    await runTo(24 * day);
    await takeSnapshot();
  }
  await runTo(24 * 4);

  const day = (atMs: number): number => Math.floor((atMs - START_MS) / (24 * HOUR_MS));
  const told = world.cloudWatch.transitions
    .filter(({ to, name }) => to === 'ALARM' && /-Event/.test(name))
    .map(
      ({ atMs, name }) =>
        `${day(atMs)} ${/(EventQueueDeadLetters(?:Alarm|More)|Events[A-Z][a-z]+)[0-9A-F]{8}$/.exec(name)?.[1]}`,
    );
  // A sweep adopts late, under a policy that nobody knows, by which nothing is deleted: that is told beside.
  const rung = world.notifications.filter(({ subject = '' }) => /^ALARM: ".*-Event/.test(subject));
  expect(rung).toHaveLength(told.length);
  return told.sort();
}

test('while an old dead letter stands, people hear of each event that EventBridge may not deliver', async () => {
  expect(await threeDaysAfterJunk(/^EventQueuePolicy/)).toEqual([
    '0 EventQueueDeadLettersAlarm',
    '1 EventQueueDeadLettersMore',
    '1 EventsUndelivered',
    '2 EventQueueDeadLettersMore',
    '2 EventsUndelivered',
    '3 EventQueueDeadLettersMore',
    '3 EventsUndelivered',
  ]);
});

test('and of each that it may not even put into the dead letters', async () => {
  expect(await threeDaysAfterJunk(/^EventQueue(DeadLetters)?Policy/)).toEqual([
    '0 EventQueueDeadLettersAlarm',
    '1 EventsLost',
    '1 EventsUndelivered',
    '2 EventsLost',
    '2 EventsUndelivered',
    '3 EventsLost',
    '3 EventsUndelivered',
  ]);
});
