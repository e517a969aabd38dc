import type { Authorization } from './api';

/** A policy document, with its statements as a list. */
export type PolicyDocument = {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
};

/**
 * What a set of policy documents can tell apart of questions about one action. Two requests with the same key get the same
 * decision from them, so a decision has to be taken once only for each key.
 */
export class PolicySubjects {
  readonly #conditionKeys = new Set<string>();
  /** The tag keys in `aws:ResourceTag/…` and its services' forms, and in `aws:RequestTag/…`. */
  readonly #resourceTagKeys = new Set<string>();
  readonly #requestTagKeys = new Set<string>();
  /** Whether some resource pattern looks at ids. */
  #looksAtIds = false;

  constructor(documents: readonly PolicyDocument[], action: string) {
    for (const { Statement } of documents) {
      for (const statement of Statement) {
        if (!mayConcern(statement, action)) continue;
        const { Condition, Resource, NotResource } = statement;
        for (const keys of Object.values(Condition ?? {}))
          for (const key of Object.keys(keys as object)) this.#mention(key);
        this.#looksAtIds ||= [Resource ?? [], NotResource ?? []].flat().map(String).some(looksAtIds);
        // Policy variables, such as ${aws:PrincipalTag/Team}, with or without a default value.
        for (const [, variable = ''] of JSON.stringify(statement).matchAll(/\$\{([^},]+)/g))
          this.#mention(variable.trim());
      }
    }
  }

  /** Keys of conditions, tag keys in them included, are the same in upper and lower case. */
  #mention(conditionKey: string): void {
    const key = conditionKey.toLowerCase();
    this.#conditionKeys.add(key);
    const [, source, tagKey = ''] = /^[a-z0-9-]+:(resource|request)tag\/(.*)$/.exec(key) ?? [];
    if (source === 'resource') this.#resourceTagKeys.add(tagKey);
    if (source === 'request') this.#requestTagKeys.add(tagKey);
  }

  /** The resource without an id that no policy looks at, and the condition keys that some policy mentions. */
  key({ resource, context, resourceTags, requestTags }: Authorization, region: string): string {
    const where = this.#withoutId(resource);
    if (this.#conditionKeys.size === 0) return where;
    const told: string[] = [];
    for (const name in context)
      if (this.#conditionKeys.has(name.toLowerCase())) told.push(fact(name, context[name]!));
    if (this.#conditionKeys.has('aws:requestedregion')) told.push(region);
    if (resourceTags !== undefined) tell(told, 'resource', resourceTags, this.#resourceTagKeys);
    if (requestTags !== undefined) {
      tell(told, 'request', requestTags, this.#requestTagKeys);
      if (this.#conditionKeys.has('aws:tagkeys')) told.push(fact('keys', [...requestTags.keys()]));
    }
    return `${where} ${told.length > 1 ? told.sort().join(' ') : (told[0] ?? '')}`;
  }

  /** `*` as an id stands for a resource that does not exist yet. */
  #withoutId(resource: string): string {
    if (this.#looksAtIds || resource.endsWith('*')) return resource;
    let idAt = resource.length;
    while (idAt > 0 && !isSeparator(resource.charCodeAt(idAt - 1))) idAt -= 1;
    return idAt === 0 ? resource : resource.slice(0, idAt);
  }
}

/** Whether the statement may say anything of the action. Actions are the same in upper and lower case. */
function mayConcern({ Action }: Readonly<Record<string, unknown>>, action: string): boolean {
  if (Action === undefined) return true;
  return [Action].flat().some((pattern) => {
    const source = (pattern as string)
      .replace(/[\\^$.+()[\]{}|/-]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    return new RegExp(`^${source}$`, 'i').test(action);
  });
}

/** Adds the tags whose keys are mentioned. Nearly all tags are not, so nothing is made of those. */
const tell = (
  told: string[],
  source: 'resource' | 'request',
  tags: ReadonlyMap<string, string>,
  mentioned: ReadonlySet<string>,
): void => {
  if (mentioned.size === 0) return;
  for (const [key, value] of tags)
    if (mentioned.has(key.toLowerCase())) told.push(`${source} ${fact(key, value)}`);
};

/** The lengths see to it that no two facts have the same text. */
const fact = (name: string, value: string | readonly string[]): string =>
  typeof value === 'string'
    ? `${name.length} ${name} ${value.length} ${value}`
    : `${name.length} ${name} ${JSON.stringify(value)}`;

/**
 * An id is what follows the last `/` or `:` of an ARN. It makes no difference to a pattern that is `*`, or that ends in a
 * separator and `*`: what stands before that separator is no part of the id.
 */
const looksAtIds = (pattern: string): boolean => pattern !== '*' && !/[/:]\*$/.test(pattern);

const isSeparator = (charCode: number): boolean => charCode === 0x2f || charCode === 0x3a;
