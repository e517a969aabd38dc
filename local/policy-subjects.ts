import type { Authorization } from './api';

/** A policy document, with its statements as a list. */
export type PolicyDocument = {
  readonly Version: string;
  readonly Statement: readonly Readonly<Record<string, unknown>>[];
};

/**
 * What a set of policy documents can tell apart. Two requests with the same key get the same decision from them, so a
 * decision has to be taken once only for each key.
 */
export class PolicySubjects {
  readonly #conditionKeys = new Set<string>();
  /** The tag keys in `aws:ResourceTag/…` and its services' forms, and in `aws:RequestTag/…`. */
  readonly #resourceTagKeys = new Set<string>();
  readonly #requestTagKeys = new Set<string>();
  /** The services whose ids some resource pattern looks at; `*` for a pattern that may be of any service. */
  readonly #servicesWithIds = new Set<string>();

  constructor(documents: readonly PolicyDocument[]) {
    for (const { Statement } of documents) {
      for (const { Condition, Resource, NotResource } of Statement) {
        for (const keys of Object.values(Condition ?? {}))
          for (const key of Object.keys(keys as object)) this.#mention(key);
        for (const pattern of [Resource ?? [], NotResource ?? []].flat().map(String))
          if (looksAtIds(pattern)) this.#servicesWithIds.add(serviceOf(pattern));
      }
      // Policy variables, such as ${aws:PrincipalTag/Team}, with or without a default value.
      for (const [, variable = ''] of JSON.stringify(Statement).matchAll(/\$\{([^},]+)/g))
        this.#mention(variable.trim());
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

  /** The action, the resource without an id that no policy looks at, and the condition keys that some policy mentions. */
  key({ action, resource, context, resourceTags, requestTags }: Authorization): string {
    const told: string[] = [];
    for (const name in context)
      if (this.#conditionKeys.has(name.toLowerCase())) told.push(JSON.stringify([name, context[name]]));
    if (resourceTags !== undefined) tell(told, 'resource', resourceTags, this.#resourceTagKeys);
    if (requestTags !== undefined) {
      tell(told, 'request', requestTags, this.#requestTagKeys);
      if (this.#conditionKeys.has('aws:tagkeys')) told.push(JSON.stringify([...requestTags.keys()]));
    }
    return `${action} ${this.#withoutId(resource)} ${told.sort().join('')}`;
  }

  /** `*` as an id stands for a resource that does not exist yet. */
  #withoutId(resource: string): string {
    const idAt = Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1;
    if (idAt === 0 || resource.endsWith('*')) return resource;
    const looksAtId = this.#servicesWithIds.has('*') || this.#servicesWithIds.has(serviceOf(resource));
    return looksAtId ? resource : `${resource.slice(0, idAt)}…`;
  }
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
    if (mentioned.has(key.toLowerCase())) told.push(JSON.stringify([source, key, value]));
};

/**
 * An id is what follows the last `/` or `:` of an ARN. It makes no difference to a pattern that is `*`, or that ends in a
 * separator and `*`: what stands before that separator is no part of the id.
 */
const looksAtIds = (pattern: string): boolean => pattern !== '*' && !/[/:]\*$/.test(pattern);

const serviceOf = (arn: string): string => {
  const service = arn.split(':', 3)[2] ?? '*';
  return /^[a-z0-9-]+$/.test(service) ? service : '*';
};
