import fc from 'fast-check';
import type { Authorization } from '../../local/api';
import { Iam } from '../../local/iam';
import { policyByIam } from '../../local/kms-keys';
import { Undecided, whenDecided } from '../../local/undecided';

const ROLE = 'arn:aws:iam::111122223333:role/Prune';
const CALL = { caller: { roleArn: ROLE }, region: 'eu-west-1' };

type Statement = Readonly<Record<string, unknown>>;

const document = (...Statement: Statement[]) => ({ Version: '2012-10-17', Statement });

const trusting = (Service: string) =>
  document({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' });

const iamWith = (...statements: Statement[]): Iam => {
  const iam = new Iam('111122223333');
  iam.addRole(ROLE, trusting('lambda.amazonaws.com'));
  iam.passRole(ROLE, 'lambda.amazonaws.com', 'keeper-Prune', 'PruneVolume');
  if (statements.length > 0) iam.attachPolicy(ROLE, document(...statements));
  return iam;
};

/** Resolves where the call may be carried out, and rejects as the service refuses. */
const authorize = (iam: Iam, ...question: Parameters<Iam['authorize']>): Promise<void> =>
  new Promise((resolve, reject) => {
    void whenDecided(() => iam.authorize(...question), resolve, reject);
  });

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

test('a call that no policy allows is refused as EC2 refuses it', async () => {
  await expect(authorize(iamWith(), CALL, [deleting('snap-1')])).rejects.toMatchObject({
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
])('the service of %s refuses with its own code', async (action, resource, code) => {
  await expect(authorize(iamWith(), CALL, [{ action, resource, context: {} }])).rejects.toMatchObject({
    name: code,
  });
});

test('a condition on a tag decides by the tag', async () => {
  const iam = iamWith({ ...mayDelete, Condition: { StringEquals: { 'aws:ResourceTag/owner': 'us' } } });
  await expect(authorize(iam, CALL, [deleting('snap-1', { owner: 'us' })])).resolves.toBeUndefined();
  await expect(authorize(iam, CALL, [deleting('snap-2', { owner: 'them' })])).rejects.toThrow(/snap-2/);
  await expect(authorize(iam, CALL, [deleting('snap-3')])).rejects.toThrow(/snap-3/);
});

test('an explicit deny wins over an allow and says so', async () => {
  const iam = iamWith(mayDelete, { ...mayDelete, Effect: 'Deny' });
  await expect(authorize(iam, CALL, [deleting('snap-1')])).rejects.toThrow(/with an explicit deny$/);
});

test('every one of several questions has to be answered with yes', async () => {
  const iam = iamWith(mayDelete);
  const tagging = { ...deleting('snap-1'), action: 'ec2:CreateTags' };
  await expect(authorize(iam, CALL, [deleting('snap-1'), tagging])).rejects.toThrow(/ec2:CreateTags/);
});

describe('a resource that does not exist yet, which AWS writes as *', () => {
  test.each([
    ['arn:aws:ec2:*::snapshot/*', 'allowed'],
    ['arn:aws:ec2:*::snapshot/${*}', 'allowed'],
    ['arn:aws:ec2:*::snapshot/snap-*', 'refused'],
  ])('is by %s %s', async (Resource, expected) => {
    const iam = iamWith({ ...mayDelete, Action: 'ec2:CopySnapshot', Resource });
    const copying = { ...deleting('*'), action: 'ec2:CopySnapshot' };
    const answer = await authorize(iam, CALL, [copying]).then(
      () => 'allowed',
      () => 'refused',
    );
    expect(answer).toBe(expected);
  });
});

test('a decision that was taken before is the one that would be taken afresh', async () => {
  const statements: Statement[] = [
    { ...mayDelete, Condition: { StringEqualsIfExists: { 'aws:ResourceTag/owner': 'us' } } },
    { ...mayDelete, Effect: 'Deny', Resource: 'arn:aws:ec2:*:*:snapshot/snap-1' },
    {
      Effect: 'Allow',
      Action: 'ec2:CreateTags',
      Resource: '*',
      Condition: { StringEquals: { 'ec2:CreateAction': 'CopySnapshot' } },
    },
  ];
  const question = fc.record({
    action: fc.constantFrom('ec2:DeleteSnapshot', 'ec2:CreateTags'),
    resource: fc
      .constantFrom('snap-1', 'snap-12', 'snap-2', '*')
      .map((id) => `arn:aws:ec2:eu-west-1::snapshot/${id}`),
    context: fc.record(
      {
        'aws:ResourceTag/owner': fc.constantFrom('us', 'them'),
        'ec2:CreateAction': fc.constantFrom('CopySnapshot', 'CreateSnapshot'),
        'aws:ResourceTag/other': fc.constantFrom('a', 'b'),
      },
      { requiredKeys: [] },
    ),
  });
  const answer = (iam: Iam, asked: Authorization): Promise<string> =>
    authorize(iam, CALL, [asked]).then(
      () => 'allowed',
      (error: unknown) => (error as Error).message,
    );
  await fc.assert(
    fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 12 }), async (questions) => {
      const remembering = iamWith(...statements);
      for (const asked of questions)
        expect(await answer(remembering, asked)).toBe(await answer(iamWith(...statements), asked));
    }),
    { seed: 7, numRuns: 30 },
  );
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

  test('it is refused without one', async () => {
    await expect(authorize(new Iam('111122223333'), EVENTS, [sending])).rejects.toThrow(
      'events.amazonaws.com is not authorized to perform: sqs:SendMessage on resource: ' +
        'arn:aws:sqs:eu-west-1:111122223333:dead-letters ' +
        'because no resource-based policy allows the sqs:SendMessage action',
    );
  });

  test('it is let in for the sources that the policy names', async () => {
    const iam = new Iam('111122223333');
    iam.addSource('events.amazonaws.com', QUEUE, RULE);
    iam.addResourcePolicy(QUEUE, document(letIn(RULE)));
    await expect(authorize(iam, EVENTS, [sending])).resolves.toBeUndefined();
  });

  test('it is refused where the policy leaves out one of its sources', async () => {
    const iam = new Iam('111122223333');
    iam.addSource('events.amazonaws.com', QUEUE, RULE);
    iam.addSource('events.amazonaws.com', QUEUE, `${RULE}-too`);
    iam.addResourcePolicy(QUEUE, document(letIn(RULE)));
    await expect(authorize(iam, EVENTS, [sending])).rejects.toThrow(/events.amazonaws.com is not authorized/);
  });

  test('a deny of the resource holds for roles too', async () => {
    const iam = iamWith({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE });
    iam.addResourcePolicy(
      QUEUE,
      document({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE }),
    );
    await expect(authorize(iam, CALL, [sending])).rejects.toThrow(/with an explicit deny$/);
  });
});

test('a key can be used where its own policy and that of the role allow it', async () => {
  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/k';
  const using: Authorization = { action: 'kms:Decrypt', resource: KEY, context: {} };
  const allowed: Statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: KEY };
  const withKey = iamWith(allowed);
  withKey.addResourcePolicy(KEY, policyByIam('111122223333'));
  await expect(authorize(withKey, CALL, [using])).resolves.toBeUndefined();
  await expect(authorize(iamWith(allowed), CALL, [using])).rejects.toThrow(/kms:Decrypt/);
});

test('a decision that is needed at once is asked for, then given', async () => {
  const iam = iamWith(mayDelete);
  const ask = (): boolean => iam.allows(CALL.caller, [deleting('snap-1')]);
  expect(ask).toThrow(Undecided);
  try {
    ask();
  } catch (error) {
    await (error as Undecided).decided;
  }
  expect(ask()).toBe(true);
});

test('people and tools outside the stacks may do everything', async () => {
  const iam = new Iam('111122223333');
  const person = { caller: { outsider: 'person' }, region: 'eu-west-1' };
  await expect(authorize(iam, person, [deleting('snap-1')])).resolves.toBeUndefined();
});

test('a role can be passed only to a service that it trusts', () => {
  expect(() => iamWith().passRole(ROLE, 'states.amazonaws.com', 'machine')).toThrow(
    'states.amazonaws.com may not assume the role arn:aws:iam::111122223333:role/Prune, which machine has',
  );
});

test('refusals are counted by action, role and what the policies can tell apart', async () => {
  const iam = iamWith();
  for (const id of ['snap-1', 'snap-2']) await authorize(iam, CALL, [deleting(id)]).catch(() => undefined);
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
