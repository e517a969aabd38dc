import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { stackCreatedAt } from '../../functions/aws/stacks';
import { primaryStackName } from '../../infra/names';
import type { Deployment } from '../../infra/settings';
import { failedCall } from '../terminal/failed-call';
import { CallFailed, unlessGone } from './calls';

/** When the stack of the primary Region was created, that there is none, or in one line why nobody knows. */
export type Beginning = { readonly at: Date } | { readonly absent: string } | { readonly unread: string };

/** Never rejects. `policyIn` is the page that has the policy of the credentials. */
export async function beginningOf(
  cloudFormation: CloudFormationClient,
  settings: Deployment,
  policyIn: string,
): Promise<Beginning> {
  const { region } = settings.primary;
  const stack = primaryStackName(settings);
  try {
    const at = await unlessGone('cloudformation:DescribeStacks', () => stackCreatedAt(cloudFormation, stack));
    return at === undefined ? { absent: `There is no stack ${stack} in ${region}` } : { at };
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    const where = { region, policyIn, otherwise: 'It can be tried again.' };
    return { unread: `${region}: ${failedCall(error.cause, error.action, settings, where)}` };
  }
}
