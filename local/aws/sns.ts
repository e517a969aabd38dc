import { arnOf } from '../kernel/arn';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';

const MAXIMUM_MESSAGE_BYTES = 262_144;

export type Subscription = { readonly protocol: string; readonly endpoint: string };

/** A message as the subscribers of a topic get it. */
export type PublishedMessage = {
  readonly atMs: number;
  readonly region: string;
  readonly topicArn: string;
  readonly subject?: string;
  readonly message: string;
  readonly subscriptions: readonly Subscription[];
};

/** SNS in every Region. Messages leave the world here: they are kept, with their subscribers, and sent to nobody. */
export class Sns implements Service {
  readonly #topics = new Map<string, readonly Subscription[]>();
  readonly #messages: PublishedMessage[] = [];

  createTopic(topic: { readonly arn: string; readonly subscriptions: readonly Subscription[] }): void {
    this.#topics.set(topic.arn, topic.subscriptions);
  }

  /** Everything that was published, in order. */
  get messages(): readonly PublishedMessage[] {
    return this.#messages;
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return [{ action: `sns:${request.operation}`, resource: topicArn(request), context: {} }];
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    if (request.operation !== 'Publish') throw new Error(`not simulated: sns ${request.operation}`);
    onlyFields(request, ['TopicArn', 'Subject', 'Message']);
    const arn = topicArn(request);
    const { Subject: subject, Message: message } = request.input;
    if (message === undefined)
      throw new AwsError('MissingParameter', 'The request must contain the parameter Message.');
    if (typeof message !== 'string' || message === '') throw invalid('Empty message');
    if (Buffer.byteLength(message) > MAXIMUM_MESSAGE_BYTES) throw invalid('Message too long');
    if (subject !== undefined && !isSubject(subject)) throw invalid('Subject');
    const subscriptions = this.#topics.get(arn);
    if (subscriptions === undefined || arnOf(arn).region !== request.region) {
      throw new AwsError('NotFoundException', 'Topic does not exist', 404);
    }
    this.#messages.push({
      atMs: nowMs,
      region: request.region,
      topicArn: arn,
      ...(subject !== undefined && { subject }),
      message,
      subscriptions,
    });
    return { output: { MessageId: numberedUuid(this.#messages.length) } };
  }
}

function topicArn(request: ApiRequest): string {
  const arn = request.input['TopicArn'];
  if (typeof arn !== 'string' || !arn.startsWith('arn:')) throw invalid('TopicArn');
  return arn;
}

/**
 * Up to 99 characters of ASCII text that begins with a letter, digit or punctuation mark, without line breaks and other
 * control characters. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const isSubject = (subject: unknown): subject is string =>
  typeof subject === 'string' && /^[!-~][ -~]{0,98}$/.test(subject);

/** The SDK's name of the error code InvalidParameter. */
const invalid = (reason: string): AwsError =>
  new AwsError('InvalidParameterException', `Invalid parameter: ${reason}`);
