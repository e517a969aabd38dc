import { evaluate, type Decision } from '../../../local/iam/evaluate';
import { Policy } from '../../../local/iam/policy';
import type { Statement } from '../../../local/iam/policy-document';
import type { Principal } from '../../../local/iam/principal';

export const ACCOUNT = '111122223333';
export const ROLE = { roleArn: `arn:aws:iam::${ACCOUNT}:role/Prune`, accountId: ACCOUNT };
export const SNAPSHOT = 'arn:aws:ec2:eu-west-1::snapshot/snap-0123456789abcdef0';

/** The condition keys of a request. */
export type Facts = Readonly<Record<string, string | readonly string[]>>;

export type Asked = {
  /** Of the role's policy. */
  readonly statements?: readonly Statement[];
  /** Of the resource's policy; without one it has none. */
  readonly ofResource?: readonly Statement[];
  readonly version?: string;
  readonly principal?: Principal;
  readonly action?: string;
  readonly resource?: string;
  readonly context?: Facts;
  readonly resourceAccountId?: string;
  readonly needsResource?: boolean;
};

/** What is decided of a call, which is to delete a snapshot unless it says otherwise. */
export function decisionOn({
  statements = [],
  ofResource,
  version = '2012-10-17',
  principal = ROLE,
  action = 'ec2:DeleteSnapshot',
  resource = SNAPSHOT,
  context = {},
  resourceAccountId = ACCOUNT,
  needsResource = false,
}: Asked): Decision {
  const policyOf = (Statement: readonly Statement[]): Policy => new Policy({ Version: version, Statement });
  return evaluate(
    {
      principal,
      action,
      resource,
      context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
    },
    {
      identity: statements.length > 0 ? [policyOf(statements)] : [],
      resource: ofResource && policyOf(ofResource),
      resourceAccountId,
      needsResource,
    },
  );
}

export const allow = (more: Statement = {}): Statement => ({
  Effect: 'Allow',
  ...('NotAction' in more ? {} : { Action: '*' }),
  ...('NotResource' in more ? {} : { Resource: '*' }),
  ...more,
});

export const deny = (more: Statement = {}): Statement => ({ ...allow(more), Effect: 'Deny' });
