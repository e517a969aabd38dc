import { AwsError, type ApiRequest, type Authorization, type Caller } from '../aws/api';
import { arnOf } from '../kernel/arn';
import { conditionContext } from './condition-context';
import { evaluate, type Decision } from './evaluate';
import { Policy } from './policy';
import type { Context } from './pattern';
import type { PolicyDocument, Statement } from './policy-document';
import type { Principal } from './principal';

type Role = {
  readonly trust: Policy;
  readonly policies: Policy[];
  /** As what AWS shows whoever acts in this role: a function's or state machine's name. */
  session: string;
  /** The construct id of the function, or the name of the state machine. */
  callerName: string;
};

/** What a role or service was refused, and how often. Resources that the policies cannot tell apart count together. */
export type Denial = {
  readonly action: string;
  /** The first of them. */
  readonly resource: string;
  /** The role's ARN, or a service such as `events.amazonaws.com`. */
  readonly role: string;
  readonly callerName: string;
  readonly count: number;
};

/** The codes by which services refuse, where they are not AccessDeniedException. */
const DENIAL_CODES: Readonly<Record<string, string>> = {
  ec2: 'UnauthorizedOperation',
  sns: 'AuthorizationErrorException',
  sqs: 'AccessDenied',
};

/**
 * Decides by the policies of the templates whether a call may be carried out, as IAM does within one account: a role
 * needs one policy that allows, its own or the resource's, and none that denies. People and tools outside the stacks
 * may do everything.
 */
export class Iam {
  readonly #accountId: string;
  readonly #roles = new Map<string, Role>();
  readonly #resourceStatements = new Map<string, readonly Statement[]>();
  readonly #resourcePolicies = new Map<string, Policy>();
  /** By service and resource, in whose name the service acts there, such as the ARNs of rules. */
  readonly #sources = new Map<string, string[]>();
  readonly #denials = new Map<string, Denial>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Adds a role; `trust` says who may act in it. */
  addRole(roleArn: string, trust: PolicyDocument): void {
    this.#roles.set(roleArn, { trust: new Policy(trust), policies: [], session: '', callerName: '' });
  }

  /** Adds a policy to a role. Throws where there is no such role. */
  attachPolicy(roleArn: string, policy: PolicyDocument): void {
    this.#role(roleArn).policies.push(new Policy(policy));
  }

  /**
   * Lets a service act in a role, for a function or state machine, or for `sourceArn` as the role's conditions see it. Throws where
   * the role does not trust the service.
   */
  passRole(
    roleArn: string,
    service: string,
    session: string,
    { callerName = session, sourceArn }: { readonly callerName?: string; readonly sourceArn?: string } = {},
  ): void {
    const role = this.#role(roleArn);
    const asked = { action: 'sts:AssumeRole', resource: roleArn, context: {} };
    const context = conditionContext(asked, this.#sourceFacts(sourceArn));
    const question = { ...asked, principal: { service }, context };
    const policies = { identity: [], resource: role.trust, needsResource: false };
    if (evaluate(question, policies) !== 'allowed')
      throw new Error(`${service} may not assume the role ${roleArn}, which ${session} has`);
    role.session = session;
    role.callerName = callerName;
  }

  /**
   * Says that `service` reaches a resource for `sourceArn`. A call does not tell for which of its sources it is made, so
   * the resource's policy has to allow each of them.
   */
  addSource(service: string, resourceArn: string, sourceArn: string): void {
    const key = `${service} ${resourceArn}`;
    this.#sources.set(key, [...(this.#sources.get(key) ?? []), sourceArn]);
  }

  /** Adds statements to the policy of a resource: a queue, a topic, a key or a function. */
  addResourcePolicy(resourceArn: string, policy: PolicyDocument): void {
    const statements = [...(this.#resourceStatements.get(resourceArn) ?? []), ...policy.Statement];
    this.#resourceStatements.set(resourceArn, statements);
    this.#resourcePolicies.set(resourceArn, new Policy({ Version: policy.Version, Statement: statements }));
  }

  /** Throws the AwsError by which the service refuses, where one of `authorizations` is not given. */
  authorize(
    { caller, region }: Pick<ApiRequest, 'caller' | 'region'>,
    authorizations: readonly Authorization[],
  ): void {
    const principal = this.#principal(caller);
    if (principal === undefined) return;
    for (const authorization of authorizations) {
      const decision = this.#decision(principal, caller, authorization, region);
      if (decision !== 'allowed') throw refusal(this.#userOf(principal), authorization, decision);
    }
  }

  /** Whether all of `authorizations` are given. */
  allows(caller: Caller, authorizations: readonly Authorization[]): boolean {
    const principal = this.#principal(caller);
    if (principal === undefined) return true;
    return authorizations.every((authorization) => {
      const region = arnOf(authorization.resource).region;
      return this.#decision(principal, caller, authorization, region) === 'allowed';
    });
  }

  /** Everything that was refused, in the order of the first refusals. */
  get denials(): readonly Denial[] {
    return [...this.#denials.values()];
  }

  /** The construct id of a function, the name of a state machine, or the outsider's own name. */
  nameOf(caller: Caller): string {
    return 'outsider' in caller ? caller.outsider : this.#role(caller.roleArn).callerName;
  }

  #principal(caller: Caller): Principal | undefined {
    if ('roleArn' in caller) return { roleArn: caller.roleArn, accountId: this.#accountId };
    return isService(caller.outsider) ? { service: caller.outsider } : undefined;
  }

  /** As AWS names it in a denial. */
  #userOf(principal: Principal): string {
    if ('service' in principal) return principal.service;
    const { roleArn } = principal;
    const { partition } = arnOf(roleArn);
    const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1);
    return `User: arn:${partition}:sts::${this.#accountId}:assumed-role/${roleName}/${this.#role(roleArn).session}`;
  }

  #role(roleArn: string): Role {
    const role = this.#roles.get(roleArn);
    if (role === undefined) throw new Error(`not simulated: the role ${roleArn}, which is in no template`);
    return role;
  }

  #recordDenial(caller: Caller, { action, resource }: Authorization): void {
    const role = 'roleArn' in caller ? caller.roleArn : caller.outsider;
    const place = `${action} ${role} ${withoutId(resource)}`;
    const known = this.#denials.get(place) ?? {
      action,
      resource,
      role,
      callerName: this.nameOf(caller),
      count: 0,
    };
    this.#denials.set(place, { ...known, count: known.count + 1 });
  }

  /** The decision, which is noted where it is no yes. A service's call has to be allowed for each of the service's sources. */
  #decision(principal: Principal, caller: Caller, authorization: Authorization, region: string): Decision {
    const { action, resource } = authorization;
    const identity = 'roleArn' in principal ? this.#role(principal.roleArn).policies : [];
    const policies = {
      identity,
      resource: this.#resourcePolicies.get(resource),
      ...accountOf(resource),
      needsResource: action.startsWith('kms:'),
    };
    for (const context of this.#contexts(principal, authorization, region)) {
      const asked = { principal, action, resource, context };
      const decision = evaluate(asked, policies);
      if (decision === 'allowed') continue;
      this.#recordDenial(caller, authorization);
      return decision;
    }
    return 'allowed';
  }

  /** The condition keys with those that AWS adds to every request. */
  #contexts(principal: Principal, authorization: Authorization, region: string): Context[] {
    const request = { 'aws:RequestedRegion': region, 'aws:SecureTransport': 'true' };
    if (!('service' in principal))
      return [conditionContext(authorization, { 'aws:PrincipalAccount': this.#accountId, ...request })];
    const sources = this.#sources.get(`${principal.service} ${authorization.resource}`) ?? [undefined];
    return sources.map((source) =>
      conditionContext(authorization, { ...this.#sourceFacts(source), ...request }),
    );
  }

  /** For whom a service asks. */
  #sourceFacts(sourceArn: string | undefined): Authorization['context'] {
    return {
      'aws:SourceAccount': this.#accountId,
      ...(sourceArn !== undefined && { 'aws:SourceArn': sourceArn }),
    };
  }
}

/** The account that an ARN names. Those of EC2's snapshots name none. */
const accountOf = (arn: string): { readonly resourceAccountId?: string } => {
  const { accountId } = arnOf(arn);
  return /^[0-9]{12}$/.test(accountId) ? { resourceAccountId: accountId } : {};
};

/** What stands before the last `/` or `:` of an ARN. */
const withoutId = (arn: string): string => arn.replace(/[^/:]*$/, '');

function refusal(user: string, { action, resource }: Authorization, decision: Decision): AwsError {
  const service = action.split(':')[0] ?? '';
  const because =
    decision === 'explicitly denied'
      ? 'with an explicit deny'
      : `because no ${isService(user) ? 'resource' : 'identity'}-based policy allows the ${action} action`;
  const sentence = `${user} is not authorized to perform: ${action} on resource: ${resource} ${because}`;
  return service === 'ec2'
    ? new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${sentence}`,
        403,
      )
    : new AwsError(DENIAL_CODES[service] ?? 'AccessDeniedException', sentence, 403);
}

const isService = (name: string): boolean => name.endsWith('.amazonaws.com');
