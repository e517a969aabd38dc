import { AccessDenied, ServiceBusy } from '../../functions/domain/errors';
import type { Deployment } from '../../infra/settings';
import { failedCall } from '../terminal/failed-call';

/** Collects what could not be read: the answer goes on with the rest. */
export class Unread {
  /** One each, in no order. */
  readonly lines = new Set<string>();

  constructor(readonly deployment: Deployment) {}

  /** Carries `read` out; where that fails, notes the right or what else was missing, and gives undefined. */
  async unless<Result>(
    action: string,
    region: string,
    read: () => Promise<Result>,
  ): Promise<Result | undefined> {
    try {
      return await read();
    } catch (error) {
      const where = { region, policyIn: 'docs/operate.md', otherwise: 'It can be tried again.' };
      this.lines.add(`${region}: ${failedCall(asAwsSaid(error), action, this.deployment, where)}`);
      return undefined;
    }
  }
}

/** Adapters translate what AWS says for state machines; a person reads AWS's own words. */
const asAwsSaid = (error: unknown): unknown =>
  error instanceof AccessDenied || error instanceof ServiceBusy ? (error.cause ?? error) : error;
