import { arnOf } from '../../functions/domain/arn';
import type { Deployment } from '../../infra/settings';

/** Why what was found is not touched, in one line: it is of another account than the settings name. Undefined where it is of theirs. */
export function ofAnotherAccount(
  { account }: Pick<Deployment, 'account'>,
  arns: readonly string[],
): string | undefined {
  const stranger = arns
    .map((arn) => arnOf(arn).accountId)
    .find((id) => account !== undefined && id !== account);
  return stranger && `the credentials are of the account ${stranger}, and the settings name ${account}.`;
}
