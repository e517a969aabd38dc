import { AwsError, type ApiRequest } from '../../../local/aws/api';
import { CloudFormation } from '../../../local/aws/cloud-formation';

const NAME = 'keeper-dr';
const ARN = 'arn:aws:cloudformation:us-west-2:111122223333:stack/keeper-dr/';

function start() {
  const cloudFormation = new CloudFormation('111122223333');
  cloudFormation.deployed(1000, 'us-west-2', NAME, []);
  const asking = (input: object, region = 'us-west-2', operation = 'DescribeStacks'): ApiRequest => ({
    service: 'cloudformation',
    region,
    operation,
    input: { ...input },
    caller: { outsider: 'the test' },
  });
  return { cloudFormation, asking };
}

test('a stack that was deployed is complete, since its first deployment', () => {
  const { cloudFormation, asking } = start();
  cloudFormation.deployed(5000, 'us-west-2', NAME, []);

  expect(cloudFormation.apply(9000, asking({ StackName: NAME })).output).toEqual({
    Stacks: [
      {
        StackId: expect.stringMatching(new RegExp(`^${ARN}[0-9a-f-]{36}$`)),
        StackName: NAME,
        CreationTime: new Date(1000),
        StackStatus: 'CREATE_COMPLETE',
      },
    ],
  });
});

test('the resources of a stack are those of its last deployment', () => {
  const { cloudFormation, asking } = start();
  const queue = { logicalId: 'Jobs', type: 'AWS::SQS::Queue', physicalId: 'https://jobs' };
  cloudFormation.deployed(5000, 'us-west-2', NAME, [queue]);

  expect(
    cloudFormation.apply(9000, asking({ StackName: NAME }, 'us-west-2', 'ListStackResources')).output,
  ).toEqual({
    StackResourceSummaries: [
      {
        LogicalResourceId: 'Jobs',
        PhysicalResourceId: 'https://jobs',
        ResourceType: 'AWS::SQS::Queue',
        LastUpdatedTimestamp: new Date(1000),
        ResourceStatus: 'CREATE_COMPLETE',
      },
    ],
  });
});

test('a stack of another Region does not exist', () => {
  const { cloudFormation, asking } = start();

  expect(() => cloudFormation.apply(9000, asking({ StackName: NAME }, 'us-east-1'))).toThrow(
    new AwsError('ValidationError', 'Stack with id keeper-dr does not exist'),
  );
});

test('IAM is asked for the stack, and for any of the name where there is none', () => {
  const { cloudFormation, asking } = start();
  const resourceOf = (StackName: string) => cloudFormation.authorizations(asking({ StackName }))[0]?.resource;

  expect(resourceOf(NAME)).toMatch(new RegExp(`^${ARN}[0-9a-f-]{36}$`));
  expect(resourceOf('other')).toBe('arn:aws:cloudformation:us-west-2:111122223333:stack/other/*');
});

test('what is not simulated is an error that names it', () => {
  const { cloudFormation, asking } = start();

  expect(() => cloudFormation.authorizations(asking({}, 'us-west-2', 'DeleteStack'))).toThrow(
    'not simulated: cloudformation DeleteStack',
  );
  expect(() => cloudFormation.authorizations(asking({ StackName: NAME, NextToken: 'x' }))).toThrow(
    'NextToken',
  );
});
