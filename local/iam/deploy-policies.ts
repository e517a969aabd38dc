import type { Iam } from './iam';
import type { KmsKeys } from './kms-keys';
import type { Template } from '../template/template';

/** Gives the roles, keys, queues, topics and functions of a template their policies. */
export function deployPolicies(template: Template, iam: Iam, keys: KmsKeys): void {
  deployRoles(template, iam);
  for (const key of template.resources('AWS::KMS::Key')) {
    const arn = key.attribute('Arn');
    keys.add(arn);
    iam.addResourcePolicy(arn, key.properties.KeyPolicy);
  }
  for (const { properties } of template.resources('AWS::KMS::Alias')) {
    const key = keys.find(template.region, properties.TargetKeyId);
    if (key === undefined) throw new Error(`not simulated: an alias of the key ${properties.TargetKeyId}`);
    keys.add(key.arn, [properties.AliasName]);
  }
  const queueArns = new Map(
    template.resources('AWS::SQS::Queue').map((queue) => [queue.ref, queue.attribute('Arn')]),
  );
  for (const { properties } of template.resources('AWS::SQS::QueuePolicy'))
    for (const url of properties.Queues)
      iam.addResourcePolicy(queueArns.get(url) ?? url, properties.PolicyDocument);
  for (const { properties } of template.resources('AWS::SNS::TopicPolicy'))
    for (const arn of properties.Topics) iam.addResourcePolicy(arn, properties.PolicyDocument);
  deployPermissions(template, iam);
}

function deployRoles(template: Template, iam: Iam): void {
  const roleArns = new Map<string, string>();
  for (const role of template.resources('AWS::IAM::Role')) {
    const arn = role.attribute('Arn');
    roleArns.set(role.ref, arn);
    iam.addRole(arn, role.properties.AssumeRolePolicyDocument);
    for (const { PolicyDocument } of role.properties.Policies) iam.attachPolicy(arn, PolicyDocument);
  }
  for (const { properties } of template.resources('AWS::IAM::Policy'))
    for (const roleName of properties.Roles)
      iam.attachPolicy(roleArns.get(roleName) ?? roleName, properties.PolicyDocument);
}

/** Lambda keeps permissions as statements of the function's policy. */
function deployPermissions(template: Template, iam: Iam): void {
  for (const { properties } of template.resources('AWS::Lambda::Permission')) {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties;
    iam.addResourcePolicy(FunctionName, {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: Principal },
          Action,
          Resource: FunctionName,
          Condition: {
            ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
            ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
          },
        },
      ],
    });
  }
}
