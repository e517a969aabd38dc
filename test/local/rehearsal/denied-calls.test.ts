import type { ApiCall } from '../../../local/aws/api-endpoint';
import type { Denial } from '../../../local/iam/iam';
import { DeniedCalls } from '../../../local/rehearsal/denied-calls';

const denial = (count: number): Denial => ({
  action: 'ec2:CreateTags',
  resource: 'arn:aws:ec2:us-east-1::snapshot/snap-gone',
  role: 'arn:aws:iam::111122223333:role/tag-copy',
  callerName: 'TagCopy',
  count,
});

const call = (snapshotId: string): ApiCall => ({
  atMs: 0,
  request: {
    service: 'ec2',
    operation: 'CreateTags',
    region: 'us-east-1',
    input: { Resources: [snapshotId] },
    caller: { roleArn: 'arn:aws:iam::111122223333:role/tag-copy' },
  },
  callerName: 'TagCopy',
  errorCode: 'UnauthorizedOperation',
});

function seen(denials: readonly Denial[], calls: readonly ApiCall[]): DeniedCalls {
  const snapshot = (_: string, id: string) => (id === 'snap-gone' ? undefined : { SnapshotId: id });
  const deniedCalls = new DeniedCalls({ denials, ec2: { snapshot } });
  for (const one of calls) deniedCalls.onCall(one);
  return deniedCalls;
}

test('a denied call about a snapshot that was deleted meanwhile is explained', () => {
  const deniedCalls = seen([denial(2)], [call('snap-gone'), call('snap-gone')]);

  expect(deniedCalls.unexplained()).toEqual([]);
  expect(deniedCalls.explained()).toEqual([{ ...denial(2), why: 'the snapshot had been deleted meanwhile' }]);
});

test('where one of the calls was about a snapshot that is there, a permission is missing', () => {
  const deniedCalls = seen([denial(2)], [call('snap-gone'), call('snap-there')]);

  expect(deniedCalls.unexplained()).toEqual([denial(2)]);
  expect(deniedCalls.explained()).toEqual([]);
});
