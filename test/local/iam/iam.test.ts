import type { Authorization } from '../../../local/aws/api';
import { Iam } from '../../../local/iam/iam';
import { policyByIam } from '../../../local/iam/kms-keys';

const ROLE = 'arn:aws:iam::111122223333:role/Prune';
const CALL = { caller: { roleArn: ROLE }, region: 'eu-west-1' };

type Statement = Readonly<Record<string, unknown>>;

const document = (...Statement: Statement[]) => ({ Version: '2012-10-17', Statement });

const trusting = (Service: string) =>
  document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

const iamWith = (...statements: Statement[]): Iam => {
  const iam = new Iam('111122223333');
  iam.addRole(ROLE, trusting('lambda.amazonaws.com'));
  iam.passRole(ROLE, 'lambda.amazonaws.com', 'keeper-Prune', { callerName: 'PruneVolume' });
  if (statements.length > 0) iam.attachPolicy(ROLE, document(...statements));
  return iam;
};

const refusalOf = (call: () => void): unknown => {
  try {
    call();
    return undefined;
  } catch (error) {
    return error;
  }
};

const deleting = (id: string, tags: Readonly<Record<string, string>> = {}): Authorization => ({
  action: 'ec2:DeleteSnapshot',
  resource: `arn:aws:ec2:eu-west-1::snapshot/${id}`,
  context: Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value] as const),
  ),
});

const mayDelete: Statement = {
  Effect: 'Allow',
  Action: 'ec2:DeleteSnapshot',
  Resource: 'arn:aws:ec2:*:*:snapshot/*',
};

test('a call that no policy allows is refused as EC2 refuses it', () => {
  expect(refusalOf(() => iamWith().authorize(CALL, [deleting('snap-1')]))).toMatchObject({
    name: 'UnauthorizedOperation',
    message:
      'You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/Prune/keeper-Prune ' +
      'is not authorized to perform: ec2:DeleteSnapshot on resource: arn:aws:ec2:eu-west-1::snapshot/snap-1 ' +
      'because no identity-based policy allows the ec2:DeleteSnapshot action',
    $metadata: { httpStatusCode: 403 },
  });
});

test.each([
  ['states:StartExecution', 'arn:aws:states:eu-west-1:111122223333:stateMachine:m', 'AccessDeniedException'],
  ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q', 'AccessDenied'],
  ['sns:Publish', 'arn:aws:sns:eu-west-1:111122223333:t', 'AuthorizationErrorException'],
])('the service of %s refuses with its own code', (action, resource, code) => {
  expect(refusalOf(() => iamWith().authorize(CALL, [{ action, resource, context: {} }]))).toMatchObject({
    name: code,
  });
});

test('a condition on a tag decides by the tag', () => {
  const iam = iamWith({ ...mayDelete, Condition: { StringEquals: { 'aws:ResourceTag/owner': 'us' } } });
  expect(() => iam.authorize(CALL, [deleting('snap-1', { owner: 'us' })])).not.toThrow();
  expect(() => iam.authorize(CALL, [deleting('snap-2', { owner: 'them' })])).toThrow(/snap-2/);
  expect(() => iam.authorize(CALL, [deleting('snap-3')])).toThrow(/snap-3/);
});

test('an explicit deny wins over an allow and says so', () => {
  const iam = iamWith(mayDelete, { ...mayDelete, Effect: 'Deny' });
  expect(() => iam.authorize(CALL, [deleting('snap-1')])).toThrow(/with an explicit deny$/);
});

test('every one of several questions has to be answered with yes', () => {
  const iam = iamWith(mayDelete);
  const tagging = { ...deleting('snap-1'), action: 'ec2:CreateTags' };
  expect(() => iam.authorize(CALL, [deleting('snap-1'), tagging])).toThrow(/ec2:CreateTags/);
});

describe('a resource that does not exist yet, which AWS writes as *', () => {
  test.each([
    ['arn:aws:ec2:*::snapshot/*', 'allowed'],
    ['arn:aws:ec2:*::snapshot/${*}', 'allowed'],
    ['arn:aws:ec2:*::snapshot/snap-*', 'refused'],
  ])('is by %s %s', (Resource, expected) => {
    const iam = iamWith({ ...mayDelete, Action: 'ec2:CopySnapshot', Resource });
    const copying = { ...deleting('*'), action: 'ec2:CopySnapshot' };
    const answer = iam.allows(CALL.caller, [copying]) ? 'allowed' : 'refused';
    expect(answer).toBe(expected);
  });
});

describe('an AWS service acts under the policy of the resource', () => {
  const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:dead-letters';
  const RULE = 'arn:aws:events:eu-west-1:111122223333:rule/created';
  const sending: Authorization = { action: 'sqs:SendMessage', resource: QUEUE, context: {} };
  const EVENTS = { caller: { outsider: 'events.amazonaws.com' }, region: 'eu-west-1' };
  const letIn = (sourceArn: string): Statement => ({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: QUEUE,
    Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } },
  });

  test('it is refused without one', () => {
    expect(() => new Iam('111122223333').authorize(EVENTS, [sending])).toThrow(
      'events.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ' +
        'arn:aws:sqs:eu-west-1:111122223333:dead-letters ' +
        'because no resource-based policy allows the sqs:SendMessage action',
    );
  });

  test('it is let in for the sources that the policy names', () => {
    const iam = new Iam('111122223333');
    iam.addSource('events.amazonaws.com', QUEUE, RULE);
    iam.addResourcePolicy(QUEUE, document(letIn(RULE)));
    expect(() => iam.authorize(EVENTS, [sending])).not.toThrow();
  });

  test('it is refused where the policy leaves out one of its sources', () => {
    const iam = new Iam('111122223333');
    iam.addSource('events.amazonaws.com', QUEUE, RULE);
    iam.addSource('events.amazonaws.com', QUEUE, `${RULE}-too`);
    iam.addResourcePolicy(QUEUE, document(letIn(RULE)));
    expect(() => iam.authorize(EVENTS, [sending])).toThrow(/events.amazonaws.com is not authorized/);
  });

  test('a deny of the resource holds for roles too', () => {
    const iam = iamWith({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE });
    iam.addResourcePolicy(
      QUEUE,
      document({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE }),
    );
    expect(() => iam.authorize(CALL, [sending])).toThrow(/with an explicit deny$/);
  });
});

test('a key can be used where its own policy and that of the role allow it', () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
  const using: Authorization = { action: 'kms:Decrypt', resource: KEY, context: {} };
  const allowed: Statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY };
  const withKey = iamWith(allowed);
  withKey.addResourcePolicy(KEY, policyByIam('111122223333'));
  expect(() => withKey.authorize(CALL, [using])).not.toThrow();
  expect(() => iamWith(allowed).authorize(CALL, [using])).toThrow(/kms:Decrypt/);
});

test('people and tools outside the stacks may do everything', () => {
  const iam = new Iam('111122223333');
  const person = { caller: { outsider: 'person' }, region: 'eu-west-1' };
  expect(() => iam.authorize(person, [deleting('snap-1')])).not.toThrow();
});

test('a role can be passed only to a service that it trusts', () => {
  expect(() => iamWith().passRole(ROLE, 'states.amazonaws.com', 'machine')).toThrow(
    'states.amazonaws.com may not assume the role arn:aws:iam::111122223333:role/Prune, which machine has',
  );
});

test('a role is passed for the sources that its conditions name, and for no other', () => {
  const sourceArn = 'arn:aws:scheduler:eu-west-1:111122223333:schedule-group/keeper';
  const Condition = { StringEquals: { 'aws:SourceAccount': '111122223333', 'aws:SourceArn': sourceArn } };
  const [trusted] = trusting('scheduler.amazonaws.com').Statement;
  const iam = new Iam('111122223333');
  iam.addRole(ROLE, document({ ...trusted, Condition }));
  const pass = (source: object) => () => iam.passRole(ROLE, 'scheduler.amazonaws.com', 'hourly', source);

  expect(pass({ sourceArn })).not.toThrow();
  for (const source of [{ sourceArn: `${sourceArn}-2` }, {}])
    expect(pass(source)).toThrow(
      'scheduler.amazonaws.com may not assume the role arn:aws:iam::111122223333:role/Prune, which hourly has',
    );
});

test('refusals are counted by action, role and the kind of resource', () => {
  const iam = iamWith();
  for (const id of ['snap-1', 'snap-2']) refusalOf(() => iam.authorize(CALL, [deleting(id)]));
  expect(iam.denials).toEqual([
    {
      action: 'ec2:DeleteSnapshot',
      resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-1',
      role: ROLE,
      callerName: 'PruneVolume',
      count: 2,
    },
  ]);
});
