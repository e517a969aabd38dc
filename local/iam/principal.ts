import { NotSimulated, textsOf, type Statement } from './policy-document';

/** Who asks: a role of an account, or an AWS service in its own name. */
export type Principal =
  { readonly roleArn: string; readonly accountId: string } | { readonly service: string };

/**
 * How a statement of a resource's policy names who asks: by name, or by the account, which leaves it to the policies of its roles
 * (IAM user guide, "Principal"). Undefined where it does not.
 */
export type Named = 'itself' | 'its account' | undefined;

/** Reads a `Principal` or `NotPrincipal`. Throws NotSimulated for one that it does not know. */
export function principalOf({
  Principal: principal,
  NotPrincipal: notPrincipal,
}: Statement): (who: Principal) => Named {
  if (notPrincipal !== undefined) {
    const isNamed = namedBy(notPrincipal);
    return (who) => (isNamed(who) === undefined ? 'itself' : undefined);
  }
  return namedBy(principal);
}

function namedBy(principal: unknown): (who: Principal) => Named {
  if (principal === '*') return () => 'itself';
  if (typeof principal !== 'object' || principal === null)
    throw new NotSimulated(`the principal ${JSON.stringify(principal)}`);
  const unknown = Object.keys(principal).find((kind) => kind !== 'AWS' && kind !== 'Service');
  if (unknown !== undefined) throw new NotSimulated(`a principal of the kind ${unknown}`);
  const { AWS: accounts = [], Service: services = [] } = principal as Record<string, unknown>;
  const serviceNames = new Set(textsOf(services, 'Principal.Service'));
  const names = textsOf(accounts, 'Principal.AWS');
  return (who) => {
    if ('service' in who) return serviceNames.has(who.service) ? 'itself' : undefined;
    // Wildcards may stand for everybody, and for nothing else.
    if (names.includes('*') || names.includes(who.roleArn)) return 'itself';
    return names.some((name) => name === who.accountId || isRootOf(name, who.accountId))
      ? 'its account'
      : undefined;
  };
}

const isRootOf = (name: string, accountId: string): boolean =>
  new RegExp(`^arn:[a-z-]+:iam::${accountId}:root$`).test(name);
