import { AccessDenied, ServiceBusy } from '../../functions/domain/errors';
import type { Deployment } from '../../infra/settings';
import { failedCall, lacksCredentials, noCredentials } from '../terminal/failed-call';

/** Collects what could not be read: the answer goes on with the rest. */
export class Unread {
  /** One each, in no order. */
  readonly lines = new Set<string>();

  /** `policyIn` is the page that has the policy of the rights that reading needs. */
  constructor(
    readonly deployment: Deployment,
    readonly policyIn: string,
  ) {}

  /** Carries `read` out; where that fails, notes the right or what else was missing, and gives undefined. */
  async unless<Result>(
    action: string,
    region: string,
    read: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await read();
    } catch (thrown) {
      const error = asAwsSaid(thrown);
      if (lacksCredentials(error)) this.lines.add(this.#noCredentials(error));
      else this.lines.add(this.#lineOf(error, action, region));
      return undefined;
    }
  }

  #lineOf(error: unknown, action: string, region: string): string {
    const where = { region, policyIn: this.policyIn, otherwise: 'It can be tried again.' };
    return `${region}: ${failedCall(error, action, this.deployment, where)}`;
  }

  /** The same for each call. */
  #noCredentials(error: unknown): string {
    const { account = 'the account of the deployment' } = this.deployment;
    return `${noCredentials(error)} Give some of ${account}: ${this.policyIn} has the policy that is needed.`;
  }
}

/** Adapters translate what AWS says for state machines; a person reads AWS's own words. */
const asAwsSaid = (error: unknown): unknown =>
  error instanceof AccessDenied || error instanceof ServiceBusy ? (error.cause ?? error) : error;
