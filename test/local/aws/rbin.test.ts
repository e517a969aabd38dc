import { Rbin } from '../../../local/aws/rbin';

const rbin = new Rbin((region) => (region === 'eu-west-1' ? 30 : undefined));

const request = (input: object, { region = 'eu-west-1', operation = 'ListRules' } = {}) => ({
  service: 'rbin',
  region,
  operation,
  input: { ...input },
  caller: { outsider: 'person' },
});

test('ListRules shows the rule for snapshots of the Region, and none elsewhere or for other resources', () => {
  const { output } = rbin.apply(0, request({ ResourceType: 'EBS_SNAPSHOT' }));

  expect(output).toEqual({
    Rules: [
      {
        Identifier: 'a12345abcde',
        Description: 'keeps the deleted snapshots of eu-west-1',
        RetentionPeriod: { RetentionPeriodValue: 30, RetentionPeriodUnit: 'DAYS' },
      },
    ],
  });
  for (const other of [
    request({ ResourceType: 'EBS_SNAPSHOT' }, { region: 'us-east-1' }),
    request({ ResourceType: 'EC2_IMAGE' }),
  ])
    expect(rbin.apply(0, other).output).toEqual({ Rules: [] });
});

test('IAM is asked for ListRules on everything, with the type of resource', () => {
  expect(rbin.authorizations(request({ ResourceType: 'EBS_SNAPSHOT' }))).toEqual([
    { action: 'rbin:ListRules', resource: '*', context: { 'rbin:Request/ResourceType': 'EBS_SNAPSHOT' } },
  ]);
});

test('an unknown type of resource is refused', () => {
  expect(() => rbin.apply(0, request({ ResourceType: 'VPC' }))).toThrow(
    'The resource type VPC is not valid.',
  );
});

test('what is not simulated stops the run', () => {
  expect(() => rbin.apply(0, request({ ResourceType: 'EBS_SNAPSHOT', LockState: 'locked' }))).toThrow(
    'not simulated: rbin ListRules with LockState',
  );
  expect(() => rbin.authorizations(request({}, { operation: 'CreateRule' }))).toThrow(
    'not simulated: rbin CreateRule',
  );
});
