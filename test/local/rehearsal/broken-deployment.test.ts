import cdkJson from '../../../cdk.json';
import { parseSettings } from '../../../infra/settings';
import { rehearse, type RehearsalReport } from '../../../local/rehearsal/rehearsal';
import { synthesize } from '../../../local/world/synthesize';

const settings = parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json');

type Statement = { Action: string | string[] };
type Resource = {
  Type: string;
  Properties: { State?: string; PolicyDocument?: { Statement: Statement[] } };
};

/** Two days of the built-in fleet on templates that `change` has been at. */
function twoDaysWith(change: (id: string, resource: Resource) => void): Promise<RehearsalReport> {
  const templates = synthesize(settings);
  for (const { template } of templates)
    for (const [id, resource] of Object.entries(
      (template as { Resources: Record<string, Resource> }).Resources,
    ))
      change(id, resource);
  return rehearse({ settings, templates, seed: 1, startMs: Date.parse('2026-03-01T00:00:00Z'), days: 2 });
}

/** Takes every statement that allows `action` out of a role's policy. */
const without =
  (policy: string, action: string) =>
  (id: string, { Type, Properties: { PolicyDocument } }: Resource): void => {
    if (Type !== 'AWS::IAM::Policy' || !id.includes(policy) || PolicyDocument === undefined) return;
    PolicyDocument.Statement = PolicyDocument.Statement.filter(
      ({ Action }) => ![Action].flat().includes(action),
    );
  };

test.each([
  ['TagSnapshot', 'ec2:CreateTags', 'arn:aws:ec2:us-east-1::snapshot/snap-'],
  ['CopySnapshot', 'ec2:CopySnapshot', 'arn:aws:ec2:us-west-2::snapshot/'],
  ['CopySnapshot', 'states:SendTaskHeartbeat', 'arn:aws:states:us-east-1:111122223333:stateMachine:'],
  ['TagCopy', 'ec2:CreateTags', 'arn:aws:ec2:us-east-1::snapshot/snap-'],
  ['PruneVolume', 'ec2:DeleteSnapshot', 'arn:aws:ec2:us-west-2::snapshot/snap-'],
  ['ReceiveEvent', 'states:StartExecution', 'arn:aws:states:us-east-1:111122223333:stateMachine:'],
])(
  'without a permission of %s the rehearsal fails with the denied action %s, the role and the resource',
  async (role, action, resource) => {
    const report = await twoDaysWith(without(role, action));

    const denial = report.problems.find(
      (problem) => problem.startsWith('denied: ') && problem.includes(action) && problem.includes(role),
    );
    expect(denial).toContain(`denied: ${action} on ${resource}`);
    expect(denial).toContain('to the role arn:aws:iam::111122223333:role/snapshot-keeper-');
  },
);

test('rules and schedules that are switched off show as volumes that were never protected', async () => {
  const report = await twoDaysWith((_, { Type, Properties }) => {
    if (/^AWS::(Events::Rule|Scheduler::Schedule)$/.test(Type)) Properties.State = 'DISABLED';
  });

  expect(report.problems).toContain(
    'vol-00000000000000100 web-1: never protected in us-east-1 (2 snapshots)',
  );
});
