import {
  CloudFormationClient,
  DescribeStacksCommand,
  type StackStatus,
} from '@aws-sdk/client-cloudformation';
import { whyStackIsNotWhole } from '../../../functions/aws/stacks';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { mockAws } from '../../support/aws-mock';

const cloudFormation = mockAws(CloudFormationClient);
const NAME = 'keeper-us-east-1-dr-us-west-2';
const why = () => whyStackIsNotWhole(new CloudFormationClient({ region: 'us-west-2' }), NAME);
const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test.each<[StackStatus, string | undefined]>([
  ['CREATE_COMPLETE', undefined],
  ['UPDATE_COMPLETE', undefined],
  ['UPDATE_IN_PROGRESS', undefined],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', undefined],
  ['UPDATE_ROLLBACK_COMPLETE', undefined],
  ['UPDATE_ROLLBACK_FAILED', undefined],
  ['UPDATE_FAILED', undefined],
  ['CREATE_IN_PROGRESS', 'is CREATE_IN_PROGRESS'],
  ['CREATE_FAILED', 'is CREATE_FAILED'],
  ['ROLLBACK_IN_PROGRESS', 'is ROLLBACK_IN_PROGRESS'],
  ['ROLLBACK_COMPLETE', 'is ROLLBACK_COMPLETE'],
  ['ROLLBACK_FAILED', 'is ROLLBACK_FAILED'],
  ['DELETE_IN_PROGRESS', 'is DELETE_IN_PROGRESS'],
  ['DELETE_FAILED', 'is DELETE_FAILED'],
  ['DELETE_COMPLETE', 'is DELETE_COMPLETE'],
  ['REVIEW_IN_PROGRESS', 'is REVIEW_IN_PROGRESS'],
])('of a stack that is %s the answer is %p', async (StackStatus, answer) => {
  cloudFormation
    .on(DescribeStacksCommand, { StackName: NAME }, true)
    .resolves({ Stacks: [{ StackName: NAME, CreationTime: new Date(0), StackStatus }] });

  expect(await why()).toBe(answer);
});

test('a stack that CloudFormation does not know does not exist', async () => {
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(failure('ValidationError', `Stack with id ${NAME} does not exist`));

  expect(await why()).toBe('does not exist');
});

test.each([
  ['another ValidationError', failure('ValidationError', 'no valid name'), 'ValidationError'],
  ['a denied call', failure('AccessDenied', 'no'), new AccessDenied('').name],
  ['a throttled call', failure('Throttling', 'slower'), new ServiceBusy('').name],
])('%s is thrown', async (_rule, error, name) => {
  cloudFormation.on(DescribeStacksCommand).rejects(error);

  await expect(why()).rejects.toMatchObject({ name });
});
