import type { AstNode } from './jsonata-ast';

/** Which members of `$states` a field may read, beside `input` and `context`, which every field may. */
export type StatesAccess = 'input' | 'result' | 'errorOutput';

/** Functions whose value depends on the clock or on chance, and those of Step Functions' own that are not simulated. */
const REFUSED_FUNCTIONS = [
  'now',
  'millis',
  'random',
  'shuffle',
  'uuid',
  'eval',
  'partition',
  'range',
  'hash',
];

/** The parts of a node that are evaluated against a context item of their own, not the expression's. */
const OWN_CONTEXT = ['predicate', 'stages', 'group', 'terms'];

/**
 * Why AWS, or this world, does not accept the expression; undefined where both do. AWS refuses `$$`, a bare name at the
 * top level, and `$states.result` or `$states.errorOutput` where there is none.
 */
export function refusalOf(ast: AstNode, access: StatesAccess): string | undefined {
  return refusalIn(ast, access, true);
}

function refusalIn(node: unknown, access: StatesAccess, topLevel: boolean): string | undefined {
  if (Array.isArray(node)) return firstRefusal(node.map((item) => () => refusalIn(item, access, topLevel)));
  if (!isNode(node)) return undefined;
  if (node.type === 'path') {
    const { steps = [], ...rest } = node;
    return firstRefusal([
      () => statesRefusal(steps, access),
      ...steps.map((step, index) => () => refusalIn(step, access, topLevel && index === 0)),
      () => childrenRefusal(rest, access, false),
    ]);
  }
  return ownRefusal(node, topLevel) ?? childrenRefusal(node, access, topLevel);
}

const childrenRefusal = (node: object, access: StatesAccess, topLevel: boolean): string | undefined =>
  firstRefusal(
    Object.entries(node).map(
      ([key, child]) =>
        () =>
          refusalIn(child, access, topLevel && !OWN_CONTEXT.includes(key)),
    ),
  );

function ownRefusal(node: AstNode, topLevel: boolean): string | undefined {
  if (node.type === 'name' && topLevel) return `reference to '${String(node.value)}' at the top level`;
  if (node.type === 'variable' && node.value === '$') return "reference to '$$'";
  if (node.type === 'variable' && REFUSED_FUNCTIONS.includes(String(node.value)))
    return `$${String(node.value)}()`;
  // With a picture, $toMillis() takes what the text leaves out from the wall clock.
  if (node.type === 'function' && node.procedure?.value === 'toMillis' && node.arguments?.length !== 1)
    return '$toMillis() with a picture';
  return undefined;
}

function statesRefusal(steps: readonly AstNode[], access: StatesAccess): string | undefined {
  const [variable, member] = steps;
  if (variable?.type !== 'variable' || variable.value !== 'states' || member?.type !== 'name')
    return undefined;
  const allowed = ['input', 'context', access];
  return allowed.includes(String(member.value)) ? undefined : `$states.${String(member.value)} in this field`;
}

function firstRefusal(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const refusal = check();
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === 'object' && value !== null && !(value instanceof RegExp);
