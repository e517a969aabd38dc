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
  readonly #contextKeys = new Set<string>();
  /** The services whose ids some resource pattern looks at; `*` for a pattern that may be of any service. */
  readonly #servicesWithIds = new Set<string>();

  constructor(documents: readonly PolicyDocument[]) {
    for (const { Statement } of documents) {
      for (const { Condition, Resource, NotResource } of Statement) {
        for (const keys of Object.values(Condition ?? {}))
          for (const key of Object.keys(keys as object)) this.#contextKeys.add(key.toLowerCase());
        for (const pattern of [Resource ?? [], NotResource ?? []].flat().map(String))
          if (looksAtIds(pattern)) this.#servicesWithIds.add(serviceOf(pattern));
      }
      // Policy variables, such as ${aws:PrincipalTag/Team}, with or without a default value.
      for (const [, variable = ''] of JSON.stringify(Statement).matchAll(/\$\{([^},]+)/g))
        this.#contextKeys.add(variable.trim().toLowerCase());
    }
  }

  /** The action, the resource without an id that no policy looks at, and the context keys that some policy mentions. */
  key({ action, resource, context }: Authorization): string {
    let key = `${action} ${this.#withoutId(resource)}`;
    for (const name of Object.keys(context).sort())
      if (this.#contextKeys.has(name.toLowerCase())) key += JSON.stringify([name, context[name]]);
    return key;
  }

  /** `*` as an id stands for a resource that does not exist yet. */
  #withoutId(resource: string): string {
    const idAt = Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1;
    const looksAtId = this.#servicesWithIds.has('*') || this.#servicesWithIds.has(serviceOf(resource));
    return idAt === 0 || looksAtId || resource.endsWith('*') ? resource : `${resource.slice(0, idAt)}…`;
  }
}

/**
 * An id is what follows the last `/` or `:` of an ARN. It makes no difference to a pattern that is `*`, or that ends in a
 * separator and `*`: what stands before that separator is no part of the id.
 */
const looksAtIds = (pattern: string): boolean => pattern !== '*' && !/[/:]\*$/.test(pattern);

const serviceOf = (arn: string): string => {
  const service = arn.split(':', 3)[2] ?? '*';
  return /^[a-z0-9-]+$/.test(service) ? service : '*';
};
