import { codeOf, messageOf, translated } from '../../functions/aws/aws-errors';
import { AccessDenied } from '../../functions/domain/errors';
import type { Deployment } from '../../infra/settings';

/** Codes of missing, expired and wrong credentials, from the SDK and from AWS. */
const CREDENTIALS_CODES = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'TokenProviderError',
]);

/** What services answer in a Region that the account has not enabled; wrong credentials are told in the same words. */
const REGION_CODES = new Set(['AuthFailure', 'InvalidClientTokenId', 'UnrecognizedClientException']);

/** An answer that is none of AWS's, such as a page in HTML: the SDK cannot read it, or finds neither code nor id of a request in it. */
const isNotOfAws = (error: unknown): boolean =>
  error instanceof SyntaxError ||
  error instanceof NotOfAws ||
  messageOf(error).includes(UNREAD_BODY) ||
  (UNREAD_CODES.has(codeOf(error)) && (error as ServiceException).$metadata?.requestId === undefined);

/** With what the SDK begins its hint, to programmers, on a body that it cannot read, whatever its error is. */
const UNREAD_BODY = 'Deserialization error: to see the raw response';

/** What the SDK calls an error in which it finds no code. */
const UNREAD_CODES = new Set(['Unknown', 'UnknownError']);

type ServiceException = { readonly $metadata?: { readonly requestId?: string } };

/** An answer that has nothing in it of what was asked for. */
export class NotOfAws extends Error {
  override readonly name = 'NotOfAws';
}

/** Whether a call failed for want of valid credentials, as every other call will. */
export const lacksCredentials = (error: unknown): boolean => CREDENTIALS_CODES.has(codeOf(error));

/** The sentence that says so. With `RequestExpired`, EC2 answers to a session that has ended and to a clock that is wrong. */
export const noCredentials = (error: unknown): string =>
  `no valid AWS credentials (${toldBy(error)}).${codeOf(error) === 'RequestExpired' ? ' Log in again, or set the clock of this machine right.' : ''}`;

const toldBy = (error: unknown): string => `${codeOf(error)}: ${messageOf(error).replace(/\s+/g, ' ')}`;

type Where = {
  readonly region: string;
  /** The page that has the policy. */
  readonly policyIn: string;
  /** What can be done where it is neither credentials nor rights. */
  readonly otherwise: string;
};

/** What a person is told, in one line, of a call that failed for want of credentials, rights or a Region, or else `otherwise`. */
export function failedCall(
  error: unknown,
  action: string,
  { account }: Pick<Deployment, 'account'>,
  { region, policyIn, otherwise }: Where,
): string {
  const code = codeOf(error);
  if (isNotOfAws(error))
    return `${action} failed: what answered is not AWS. See what stands in the network in between, such as a proxy or a page to log in, and AWS_ENDPOINT_URL. ${otherwise}`;
  const told = toldBy(error);
  const some = `some of ${account ?? 'the account of the deployment'} that allow ${action}.`;
  if (REGION_CODES.has(code))
    return `the Region ${region} is not enabled in the account, or the credentials are not valid (${told}). Enable it, or give ${some}`;
  if (lacksCredentials(error)) return `${noCredentials(error)} Give ${some}`;
  if (translated(error) instanceof AccessDenied)
    return `${action} was denied (${told}). ${policyIn} has the policy that is needed.`;
  return `${action} failed (${told}). ${otherwise}`;
}
