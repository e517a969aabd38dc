import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import { arn, name, type ResourceType } from '../resource-type';
import { snsSubscription } from './sns-subscription';

const topicArn = arn('sns', name);

const properties = z.strictObject({
  TopicName: text.optional(),
  KmsMasterKeyId: text.optional(),
  DisplayName: withoutEffect,
});

export const snsTopic: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SNS::Topic',
  nameProperty: 'TopicName',
  ref: topicArn,
  attributes: { TopicArn: topicArn, TopicName: name },
  properties,
  create({ ref, properties: { KmsMasterKeyId } }, { sns, encryptTopic }, stack) {
    const subscriptions = stack
      .resources(snsSubscription)
      .filter(({ properties: { TopicArn } }) => TopicArn === ref)
      .map(({ properties: { Protocol, Endpoint } }) => ({ protocol: Protocol, endpoint: Endpoint }));
    sns.createTopic({ arn: ref, subscriptions });
    if (KmsMasterKeyId !== undefined) encryptTopic(ref, KmsMasterKeyId);
  },
};
