import { isResource } from './arn-pattern';
import { conditionsOf } from './conditions';
import { isLikeInAnyCase, patternOf, resolved, type Context } from './pattern';
import { NotSimulated, textsOf, type PolicyDocument, type Statement } from './policy-document';
import { principalOf, type Named, type Principal } from './principal';

/** What is asked of a policy. */
export type Question = {
  readonly principal: Principal;
  /** Such as `ec2:DeleteSnapshot`. */
  readonly action: string;
  /** The resource's ARN, or `*` where IAM knows none for the action. */
  readonly resource: string;
  readonly context: Context;
};

/** A statement that is about the question. */
export type Match = { readonly effect: 'Allow' | 'Deny'; readonly named: NonNullable<Named> };

type ReadStatement = {
  readonly effect: 'Allow' | 'Deny';
  readonly isAbout: (action: string) => boolean;
  readonly named: (who: Principal) => Named;
  readonly isOn: (resource: string, context: Context) => boolean;
  readonly isMet: (context: Context) => boolean;
};

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'NotPrincipal',
  'Condition',
]);

/** A policy of a role or of a resource, read once and asked often. */
export class Policy {
  readonly #statements: readonly ReadStatement[];
  /** By action, those that are about it. */
  readonly #about = new Map<string, readonly ReadStatement[]>();

  /** Throws NotSimulated for what it does not know. */
  constructor({ Version, Statement }: PolicyDocument) {
    if (Version !== '2012-10-17' && Version !== '2008-10-17')
      throw new NotSimulated(`the version ${Version}`);
    this.#statements = Statement.map((one) => readStatement(one, Version === '2012-10-17'));
  }

  /** The statements that say something to the question. */
  matches({ principal, action, resource, context }: Question): Match[] {
    let about = this.#about.get(action);
    if (about === undefined) {
      about = this.#statements.filter((statement) => statement.isAbout(action));
      this.#about.set(action, about);
    }
    return about.flatMap(({ effect, named, isOn, isMet }) => {
      const how = named(principal);
      return how !== undefined && isOn(resource, context) && isMet(context) ? [{ effect, named: how }] : [];
    });
  }
}

function readStatement(statement: Statement, variables: boolean): ReadStatement {
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw new NotSimulated(`the element ${unknown}`);
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw new NotSimulated(`the effect ${JSON.stringify(effect)}`);
  const isOfResource = statement['Principal'] !== undefined || statement['NotPrincipal'] !== undefined;
  return {
    effect,
    isAbout: actionsOf(statement),
    named: isOfResource ? principalOf(statement) : () => 'itself',
    isOn: resourcesOf(statement, variables),
    isMet: conditionsOf(statement['Condition'], { variables }),
  };
}

/** Actions are the same in upper and lower case. */
function actionsOf({ Action: action, NotAction: notAction }: Statement): (action: string) => boolean {
  const patterns = textsOf(action ?? notAction, 'Action').map((value) =>
    patternOf(value, { wildcards: true, variables: false }),
  );
  return (asked) => patterns.some((pattern) => isLikeInAnyCase(pattern, asked)) === (action !== undefined);
}

/** A statement of a resource's policy may leave the resource out: it is its own. */
function resourcesOf(
  { Resource: resource, NotResource: notResource }: Statement,
  variables: boolean,
): ReadStatement['isOn'] {
  if (resource === undefined && notResource === undefined) return () => true;
  const patterns = textsOf(resource ?? notResource, 'Resource').map((value) =>
    patternOf(value, { wildcards: true, variables }),
  );
  return (arn, context) =>
    patterns.some((pattern) => {
      const one = resolved(pattern, context);
      return one !== undefined && isResource(one, arn);
    }) ===
    (resource !== undefined);
}
