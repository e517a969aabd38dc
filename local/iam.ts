import { runSimulation, runUnsafeSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import { AwsError, type ApiRequest, type Authorization, type Caller } from './api';
import { regionOfArn } from './arn-region';
import { conditionContext } from './condition-context';
import { PolicySubjects, type PolicyDocument } from './policy-subjects';
import { Undecided } from './undecided';

type Decision = ReturnType<typeof runUnsafeSimulation>;

/** What a set of policies has decided of one action, by what it can tell apart. */
type Decided = { readonly subjects: PolicySubjects; readonly decisions: Map<string, Decision> };

/** Whoever IAM decides about: a role of the stacks, or an AWS service that acts under a resource's policy only. */
type Principal = {
  /** The role's ARN, or a name such as `events.amazonaws.com`. */
  readonly id: string;
  readonly identityPolicies: readonly PolicyDocument[];
};

type Role = {
  readonly trust: PolicyDocument;
  readonly policies: PolicyDocument[];
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

/** Takes the place of the id of a resource that does not exist yet, which AWS writes as a literal `*`. */
const NO_ID_YET = 'no-id-yet';

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
  readonly #resourcePolicies = new Map<string, PolicyDocument>();
  /** By service and resource, in whose name the service acts there, such as the ARNs of rules. */
  readonly #sources = new Map<string, string[]>();
  /** By the role or service, and the resource where that has a policy of its own. */
  readonly #decided = new Map<string, Map<string, Decided>>();
  readonly #denials = new Map<string, Denial>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Adds a role; `trust` says who may act in it. */
  addRole(roleArn: string, trust: PolicyDocument): void {
    this.#roles.set(roleArn, { trust, policies: [], session: '', callerName: '' });
  }

  /** Adds a policy to a role. Throws where there is no such role. */
  attachPolicy(roleArn: string, policy: PolicyDocument): void {
    this.#role(roleArn).policies.push(withoutEscapes(policy));
  }

  /** Lets a service act in a role, for a function or state machine. Throws where the role does not trust the service. */
  passRole(roleArn: string, service: string, session: string, callerName = session): void {
    const role = this.#role(roleArn);
    const isTrusted = role.trust.Statement.some(
      ({ Effect, Action, Principal }) =>
        Effect === 'Allow' &&
        Action === 'sts:AssumeRole' &&
        [(Principal as { Service?: unknown }).Service].flat().includes(service),
    );
    if (!isTrusted) throw new Error(`${service} may not assume the role ${roleArn}, which ${session} has`);
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
    const Statement = [...(this.#resourcePolicies.get(resourceArn)?.Statement ?? []), ...policy.Statement];
    this.#resourcePolicies.set(resourceArn, withoutEscapes({ Version: policy.Version, Statement }));
  }

  /**
   * Throws the AwsError by which the service refuses, where one of `authorizations` is not given, and Undecided where that
   * needs a decision first.
   */
  authorize(
    { caller, region }: Pick<ApiRequest, 'caller' | 'region'>,
    authorizations: readonly Authorization[],
  ): void {
    const principal = this.#principal(caller);
    if (principal === undefined) return;
    for (const authorization of authorizations) {
      const decision = this.#decision(principal, caller, authorization, region);
      if (decision !== 'Allowed') throw refusal(this.#userOf(principal), authorization, decision);
    }
  }

  /** Whether all of `authorizations` are given. Throws Undecided where that needs a decision first. */
  allows(caller: Caller, authorizations: readonly Authorization[]): boolean {
    const principal = this.#principal(caller);
    if (principal === undefined) return true;
    return authorizations.every((authorization) => {
      const region = regionOfArn(authorization.resource);
      return this.#decision(principal, caller, authorization, region) === 'Allowed';
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
    if ('outsider' in caller) {
      const { outsider } = caller;
      return isService(outsider) ? { id: outsider, identityPolicies: [] } : undefined;
    }
    return { id: caller.roleArn, identityPolicies: this.#role(caller.roleArn).policies };
  }

  /** As AWS names it in a denial. */
  #userOf({ id }: Principal): string {
    if (isService(id)) return id;
    const roleName = id.slice(id.lastIndexOf('/') + 1);
    return `User: arn:aws:sts::${this.#accountId}:assumed-role/${roleName}/${this.#role(id).session}`;
  }

  #role(roleArn: string): Role {
    const role = this.#roles.get(roleArn);
    if (role === undefined) throw new Error(`not simulated: the role ${roleArn}, which is in no template`);
    return role;
  }

  #recordDenial(key: string, caller: Caller, { action, resource }: Authorization): void {
    const role = 'roleArn' in caller ? caller.roleArn : caller.outsider;
    const place = `${action} ${key}`;
    const known = this.#denials.get(place) ?? {
      action,
      resource,
      role,
      callerName: this.nameOf(caller),
      count: 0,
    };
    this.#denials.set(place, { ...known, count: known.count + 1 });
  }

  /** The decision, which is noted where it is no yes. Throws Undecided where it has to be taken first. */
  #decision(principal: Principal, caller: Caller, authorization: Authorization, region: string): Decision {
    const { subjects, decisions } = this.#decidedOf(principal, authorization);
    const key = subjects.key(authorization, region);
    const decision = decisions.get(key);
    if (decision === undefined)
      throw new Undecided(
        this.#decide(principal, authorization, region).then((taken) => decisions.set(key, taken)),
      );
    if (decision !== 'Allowed') this.#recordDenial(`${principal.id} ${key}`, caller, authorization);
    return decision;
  }

  /** What decides is whose policies it is, the role's and the resource's own. */
  #decidedOf({ id, identityPolicies }: Principal, { action, resource }: Authorization): Decided {
    const resourcePolicy = this.#resourcePolicies.get(resource);
    const policies = resourcePolicy === undefined ? id : `${id} ${resource}`;
    let ofActions = this.#decided.get(policies);
    if (ofActions === undefined) {
      ofActions = new Map<string, Decided>();
      this.#decided.set(policies, ofActions);
    }
    let decided = ofActions.get(action);
    if (decided === undefined) {
      const documents = [...identityPolicies, ...(resourcePolicy ? [resourcePolicy] : [])];
      decided = { subjects: new PolicySubjects(documents, action), decisions: new Map() };
      ofActions.set(action, decided);
    }
    return decided;
  }

  /** A service's call has to be allowed for each of the service's sources. */
  async #decide(principal: Principal, authorization: Authorization, region: string): Promise<Decision> {
    let decision: Decision = 'Allowed';
    for (const context of this.#contexts(principal, authorization, region))
      if (decision === 'Allowed') decision = await this.#decideIn(context, principal, authorization);
    return decision;
  }

  #decideIn(
    context: Authorization['context'],
    { id, identityPolicies }: Principal,
    { action, resource }: Authorization,
  ): Promise<Decision> {
    return decisionOf({
      request: {
        principal: id,
        action,
        resource: { resource: resource.replace(/(?<=[/:])\*$/, NO_ID_YET), accountId: this.#accountId },
        contextVariables: context as Record<string, string | string[]>,
      },
      identityPolicies: identityPolicies.map((policy, index) => ({ name: String(index), policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: this.#resourcePolicies.get(resource),
    });
  }

  /** The condition keys with those that AWS adds to every request. */
  #contexts({ id }: Principal, authorization: Authorization, region: string): Authorization['context'][] {
    const request = {
      'aws:RequestedRegion': region,
      'aws:SecureTransport': 'true',
      ...conditionContext(authorization),
    };
    if (!isService(id)) return [{ 'aws:PrincipalAccount': this.#accountId, ...request }];
    const sources = this.#sources.get(`${id} ${authorization.resource}`) ?? [''];
    return sources.map((source) => ({
      'aws:SourceAccount': this.#accountId,
      ...(source !== '' && { 'aws:SourceArn': source }),
      ...request,
    }));
  }
}

async function decisionOf(simulation: Simulation): Promise<Decision> {
  const result = await runSimulation(simulation, { simulationMode: 'Strict' });
  if (result.resultType !== 'error') return result.overallResult;
  // The library's data knows no resource for the calls with a task token, which AWS authorizes on the state machine.
  if (result.errors.message === 'must.use.wildcard')
    return runUnsafeSimulation(simulation, { simulationMode: 'Strict' });
  throw new Error(
    `not simulated: IAM's answer to ${JSON.stringify(simulation.request)}: ${JSON.stringify(result.errors)}`,
  );
}

function refusal(user: string, { action, resource }: Authorization, decision: Decision): AwsError {
  const service = action.split(':')[0] ?? '';
  const because =
    decision === 'ExplicitlyDenied'
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

/** `${*}` is how a policy writes a literal asterisk. */
const withoutEscapes = (policy: PolicyDocument): PolicyDocument =>
  JSON.parse(JSON.stringify(policy).replaceAll('${*}', NO_ID_YET)) as PolicyDocument;
