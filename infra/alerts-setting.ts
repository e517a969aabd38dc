import * as z from 'zod';

const EMAIL = 'expected an e-mail address such as "ops@example.com"';
const URL = 'expected a URL that begins with https://';
const PHONE = 'expected a phone number such as "+15555550100"';

/** The ARN of what a topic can call. */
const endpointArn = (what: string, pattern: RegExp, example: string) => {
  const message = `expected the ARN of a ${what}, such as "${example}"`;
  return z.string(message).regex(pattern, {
    error: ({ input }) => (/^https?:/.test(String(input)) ? `${message}, not a URL` : message),
  });
};

const QueueArn = endpointArn(
  'queue',
  /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+$/,
  'arn:aws:sqs:us-east-1:111122223333:alerts',
);
const FunctionArn = endpointArn(
  'function',
  /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]+(:[A-Za-z0-9_$-]+)?$/,
  'arn:aws:lambda:us-east-1:111122223333:function:tell',
);

const Subscription = z.discriminatedUnion('protocol', [
  z.strictObject({
    protocol: z.literal('https'),
    endpoint: z.url({
      protocol: /^https$/,
      error: ({ input }) => (/^http:/.test(String(input)) ? `${URL}, not with http://` : URL),
    }),
  }),
  z.strictObject({ protocol: z.literal('lambda'), endpoint: FunctionArn }),
  z.strictObject({ protocol: z.literal('sqs'), endpoint: QueueArn }),
  z.strictObject({
    protocol: z.literal('sms'),
    endpoint: z.string(PHONE).regex(/^\+[1-9][0-9]{6,14}$/, PHONE),
  }),
]);

/** Who is told of failures and alarms, each endpoint once. */
export const Alerts = z
  .strictObject({
    emails: z.array(z.email(EMAIL)).default([]),
    subscriptions: z.array(Subscription).default([]),
  })
  .superRefine(({ emails, subscriptions }, context) => {
    const seen = new Set<string>();
    const see = (endpoint: string, ...path: (string | number)[]): void => {
      if (seen.has(endpoint))
        context.addIssue({ code: 'custom', path, message: 'expected each endpoint once' });
      seen.add(endpoint);
    };
    emails.forEach((email, index) => see(email, 'emails', index));
    subscriptions.forEach(({ endpoint }, index) => see(endpoint, 'subscriptions', index, 'endpoint'));
  });
