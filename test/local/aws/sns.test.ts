import { AwsError, type ApiRequest } from '../../../local/aws/api';
import { Sns } from '../../../local/aws/sns';

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alerts';
const subscriptions = [{ protocol: 'email', endpoint: 'ops@example.com' }];

const publish = (input: object, region = 'us-east-1'): ApiRequest => ({
  service: 'sns',
  region,
  operation: 'Publish',
  input: { TopicArn: TOPIC, Message: 'text', ...input },
  caller: { outsider: 'tester' },
});

const snsWithTopic = (): Sns => {
  const sns = new Sns();
  sns.createTopic({ arn: TOPIC, subscriptions });
  return sns;
};

test('published messages are kept in order, with time, Region and subscribers', () => {
  const sns = snsWithTopic();
  sns.apply(1_000, publish({ Subject: 'first' }));
  const { output } = sns.apply(2_000, publish({ Message: 'second' }));

  expect(output).toEqual({ MessageId: '00000000-0000-4000-8000-000000000002' });
  expect(sns.messages).toEqual([
    { atMs: 1_000, region: 'us-east-1', topicArn: TOPIC, subject: 'first', message: 'text', subscriptions },
    { atMs: 2_000, region: 'us-east-1', topicArn: TOPIC, message: 'second', subscriptions },
  ]);
});

test.each<[rule: string, input: object, error: string]>([
  ['a subject of 100 characters', { Subject: 'x'.repeat(100) }, 'InvalidParameterException'],
  ['a subject with a line break', { Subject: 'a\nb' }, 'InvalidParameterException'],
  ['a subject with a control character', { Subject: 'a\tb' }, 'InvalidParameterException'],
  ['a subject that is not ASCII', { Subject: 'Größe' }, 'InvalidParameterException'],
  ['a subject that begins with a space', { Subject: ' a' }, 'InvalidParameterException'],
  ['an empty subject', { Subject: '' }, 'InvalidParameterException'],
  ['no message', { Message: undefined }, 'MissingParameter'],
  ['an empty message', { Message: '' }, 'InvalidParameterException'],
  ['262,145 bytes', { Message: `${'é'.repeat(131_072)}x` }, 'InvalidParameterException'],
  ['no topic', { TopicArn: undefined }, 'InvalidParameterException'],
  ['an unknown topic', { TopicArn: `${TOPIC}-2` }, 'NotFoundException'],
])('%s is refused, and nothing is published', (_, input, name) => {
  const sns = snsWithTopic();

  expect(() => sns.apply(0, publish(input))).toThrow(expect.objectContaining({ name }) as AwsError);
  expect(sns.messages).toEqual([]);
});

test('a topic is found only in its own Region', () => {
  expect(() => snsWithTopic().apply(0, publish({}, 'eu-west-1'))).toThrow(
    expect.objectContaining({ name: 'NotFoundException' }) as AwsError,
  );
});

test.each([
  ['a subject of 99 characters', { Subject: 'x'.repeat(99) }],
  ['262,144 bytes', { Message: 'é'.repeat(131_072) }],
])('%s is accepted', (_, input) => {
  const sns = snsWithTopic();
  sns.apply(0, publish(input));

  expect(sns.messages).toHaveLength(1);
});

test.each([
  ['Subscribe', {}],
  ['Publish', { MessageStructure: 'json' }],
])('%s with %j is not simulated, and says so', (operation, input) => {
  expect(() => snsWithTopic().apply(0, { ...publish(input), operation })).toThrow(/^not simulated: sns /);
});

test('IAM is asked about publishing to the topic', () => {
  expect(new Sns().authorizations(publish({}))).toEqual([
    { action: 'sns:Publish', resource: TOPIC, context: {} },
  ]);
});
