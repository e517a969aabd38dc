import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kebabCase } from '../../infra/constructs/kebab-case';
import { synthesize } from '../../infra/synthesize';
import { parseSettings } from '../../infra/settings';

export type Resource = {
  readonly logicalId: string;
  /** The function, queue or machine that the resource belongs to, such as `TagSnapshot`, or else what the stack calls it. */
  readonly owner: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
};

/** One statement of a role, as IAM reads it. */
export type Statement = {
  readonly owner: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly conditions: unknown;
};

/** A synthesized stack, as facts that a test can name. */
export type Template = {
  readonly raw: Readonly<Record<string, unknown>>;
  of(type: string): Resource[];
  /** What the policies of roles allow; a policy that denies would be an error here. */
  readonly statements: readonly Statement[];
};

export const ACCOUNT = '111122223333';

const MINIMAL = { account: ACCOUNT, primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

/** The templates for `settings` over the minimal ones, by stack name. */
export function templates(settings: Readonly<Record<string, unknown>> = {}): Map<string, Template> {
  const assembly = synthesize(parseSettings({ ...MINIMAL, ...settings }, 'the test'));
  return new Map(
    assembly.stacks.map((stack) => [stack.stackName, templateOf(stack.template as CloudFormation)]),
  );
}

/** The primary stack and the one DR stack for `settings` over the minimal ones. */
export function stacks(settings: Readonly<Record<string, unknown>> = {}): {
  primary: Template;
  dr: Template;
} {
  const all = templates(settings);
  const [primary, dr] = [
    all.get('snapshot-keeper-us-east-1-primary'),
    all.get('snapshot-keeper-us-east-1-dr-us-west-2'),
  ];
  if (primary === undefined || dr === undefined) throw new Error('expected the two stacks');
  return { primary, dr };
}

/** `stack/SnapshotCreated/TagSnapshot/Role/Resource` is of TagSnapshot, and `stack/SnapshotCreated/Machine/Role/Resource` of the machine. */
const ownerOf = (path: string): string => {
  const [, first = '', ...below] = path.split('/');
  return [first, ...below].findLast((id) => OWNERS.has(kebabCase(id))) ?? first;
};

const OWNERS = new Set(
  ['functions', 'infra/constructs'].flatMap((folder) =>
    readdirSync(join(__dirname, '../..', folder)).map((name) => name.replace(/\.ts$/, '')),
  ),
);

type CloudFormation = {
  readonly Resources: Readonly<Record<string, Resource & { Metadata?: { 'aws:cdk:path': string } }>>;
};

function templateOf(raw: CloudFormation): Template {
  const resources = Object.entries(raw.Resources).map(([logicalId, resource]) => ({
    ...resource,
    logicalId,
    owner: ownerOf(resource.Metadata?.['aws:cdk:path'] ?? ''),
  }));
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  return { raw, of, statements: of('AWS::IAM::Policy').flatMap(statementsOf) };
}

type Document = {
  readonly Statement: readonly {
    readonly Effect: string;
    readonly Action: string | string[];
    readonly Resource: unknown;
    readonly Condition?: unknown;
  }[];
};

function statementsOf({ owner, Properties }: Resource): Statement[] {
  return (Properties['PolicyDocument'] as Document).Statement.map((statement) => {
    if (statement.Effect !== 'Allow')
      throw new Error(`unexpected ${statement.Effect} in the role of ${owner}`);
    return {
      owner,
      actions: [statement.Action].flat(),
      resources: [statement.Resource].flat(),
      conditions: statement.Condition,
    };
  });
}

/** The statements that name `action`, in short form. */
export const allowing = ({ statements }: Template, action: string) =>
  statements
    .filter(({ actions }) => actions.includes(action))
    .map(({ owner, resources, conditions }) => ({ owner, resources, conditions }));
