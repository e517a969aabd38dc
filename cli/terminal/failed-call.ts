import { codeOf, messageOf, translated } from '../../functions/aws/aws-errors';
import { AccessDenied } from '../../functions/domain/errors';
import type { Deployment } from '../../infra/settings';

/** Codes of missing, expired and wrong credentials, from the SDK and from AWS. */
const CREDENTIALS_CODES = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

/** What a person is told, in one line, of a call that failed for want of credentials or rights, or else `otherwise`. `policyIn` has the policy. */
export function failedCall(
  error: unknown,
  action: string,
  { account }: Pick<Deployment, 'account'>,
  { policyIn, otherwise }: { readonly policyIn: string; readonly otherwise: string },
): string {
  const code = codeOf(error);
  const told = `${code}: ${messageOf(error).replace(/\s+/g, ' ')}`;
  if (CREDENTIALS_CODES.has(code))
    return `no valid AWS credentials (${told}). Give some of ${account ?? 'the account of the deployment'} that allow ${action}.`;
  if (translated(error) instanceof AccessDenied)
    return `${action} was denied (${told}). ${policyIn} has the policy that is needed.`;
  return `${action} failed (${told}). ${otherwise}`;
}
