import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Notification } from '../domain/notification';
import { translating } from './aws-errors';

export type Alerts = ReturnType<typeof alertsTo>;

/** The topic that people subscribe to. A repeated call sends a second message. */
export const alertsTo = (sns: SNSClient, topicArn: string) => ({
  publish: ({ subject, message }: Notification): Promise<void> =>
    translating(async () => {
      await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
    }),
});
