import * as z from 'zod';
import { HOUR_MS } from '../../kernel/time-units';
import { AwsError } from '../api';

/** How long EC2 remembers a token: AWS publishes no time, and the EBS CSI driver has measured this one [unverified]. */
const KEPT_MS = 12 * HOUR_MS;

/** The parameter `ClientToken`, of at most 64 ASCII characters. */
export const clientToken = z
  .string()
  .regex(/^[ -~]{1,64}$/)
  .optional();

type Use = { readonly parameters: string; readonly resourceId: string; readonly untilMs: number };

/**
 * What was made for the tokens of one operation in a Region
 * (https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html).
 */
export class ClientTokens {
  readonly #uses = new Map<string, Use>();

  /**
   * The id of what an earlier request with this token has made; undefined where there was none, or it had no token. Throws where that
   * request had other parameters.
   */
  madeFor(token: string | undefined, parameters: object, nowMs: number): string | undefined {
    const use = token === undefined ? undefined : this.#uses.get(token);
    if (use === undefined || use.untilMs <= nowMs) return undefined;
    if (use.parameters !== textOf(parameters))
      throw mismatch(
        'Parameters on this idempotent request are inconsistent with parameters used in previous request(s)',
      );
    return use.resourceId;
  }

  /** Remembers what a request has made, where it has a token. */
  note(token: string | undefined, parameters: object, resourceId: string, nowMs: number): void {
    if (token === undefined) return;
    this.#uses.set(token, { parameters: textOf(parameters), resourceId, untilMs: nowMs + KEPT_MS });
  }
}

/**
 * The error where what was made for a token is there no more, whether somebody has deleted it or EC2 has itself (ECS's guide, "Status reasons for Amazon
 * EBS volume attachment"; kubernetes-sigs/aws-ebs-csi-driver#3010).
 */
export const madeIsGone = (): AwsError =>
  mismatch(
    'The client token you have provided is associated with a resource that is already deleted. Please use a different client token.',
  );

const mismatch = (message: string): AwsError => new AwsError('IdempotentParameterMismatch', message);

/** In whatever order the parameters were given; what a list holds counts in its order [unverified]. */
const textOf = (parameters: object): string =>
  JSON.stringify(
    Object.entries(parameters)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
