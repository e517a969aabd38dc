import { EC2Client } from '@aws-sdk/client-ec2';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { NotOfAws } from '../terminal/failed-call';

/**
 * EC2 in a Region with the ordinary credentials, for calls that describe: an answer without a list, such as a page in HTML, of which the SDK makes an empty one,
 * rejects with NotOfAws, since EC2 answers with an empty list where there is nothing. `handler` takes the place of the network.
 */
export function ec2ClientIn(region: string, handler: object = CALL_LIMITS): EC2Client {
  const ec2 = new EC2Client({ region, requestHandler: handler });
  ec2.middlewareStack.add(
    (next) => async (call) => {
      const result = await next(call);
      if (!Object.values(result.output).some(Array.isArray)) throw new NotOfAws();
      return result;
    },
    { step: 'initialize', name: 'refuseWithoutList' },
  );
  return ec2;
}
