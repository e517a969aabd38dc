import type { Policy, Question } from './policy';

export type Decision = 'allowed' | 'explicitly denied' | 'implicitly denied';

export type Policies = {
  /** Of the role that asks; none of a service. */
  readonly identity: readonly Policy[];
  /** Of the resource. */
  readonly resource?: Policy | undefined;
  /** Account of the resource, where it has one. */
  readonly resourceAccountId?: string;
  /** Whether the resource's own policy has to open it, as that of a key: where it says nothing, no policy of a role does. */
  readonly needsResource: boolean;
};

/**
 * Decides as IAM does (IAM user guide, "Policy evaluation logic"): a deny anywhere wins; within an account one allow is enough, the
 * role's or the resource's; across accounts both are needed. A resource that names only the account leaves it to the role's policies.
 */
export function evaluate(
  question: Question,
  { identity, resource, resourceAccountId, needsResource }: Policies,
): Decision {
  const ofIdentity = identity.flatMap((policy) => policy.matches(question));
  const ofResource = resource?.matches(question) ?? [];
  if ([...ofIdentity, ...ofResource].some(({ effect }) => effect === 'Deny')) return 'explicitly denied';
  const { principal } = question;
  const byIdentity = ofIdentity.length > 0;
  const isNamed = ofResource.some(({ named }) => named === 'itself');
  const isOpened = ofResource.length > 0;
  const isAllowed =
    'service' in principal
      ? isNamed
      : resourceAccountId !== undefined && resourceAccountId !== principal.accountId
        ? byIdentity && isOpened
        : isNamed || (byIdentity && (isOpened || !needsResource));
  return isAllowed ? 'allowed' : 'implicitly denied';
}
