import type { Authorization } from '../aws/api';
import type { Context } from './pattern';

type Facts = Authorization['context'];

/**
 * All condition keys of a question to IAM, those included that IAM makes from tags. A snapshot has up to fifty of these, and policies ask
 * for two or three, so they are looked for when they are asked for. Keys are the same in upper and lower case, and are asked for in lower.
 */
export function conditionContext(
  { action, context, resourceTags, requestTags }: Authorization,
  more: Facts,
): Context {
  const facts = new Map<string, readonly string[]>();
  for (const known of [more, context])
    for (const key in known) facts.set(key.toLowerCase(), [known[key] ?? []].flat());
  const ofService = `${action.slice(0, action.indexOf(':')).toLowerCase()}:resourcetag/`;
  return {
    get: (key) => {
      const fact = facts.get(key);
      if (fact !== undefined) return fact;
      if (key.startsWith('aws:resourcetag/'))
        return tagOf(resourceTags, key.slice('aws:resourcetag/'.length));
      if (key.startsWith(ofService)) return tagOf(resourceTags, key.slice(ofService.length));
      if (key.startsWith('aws:requesttag/')) return tagOf(requestTags, key.slice('aws:requesttag/'.length));
      return key === 'aws:tagkeys' && requestTags !== undefined ? [...requestTags.keys()] : undefined;
    },
  };
}

function tagOf(
  tags: ReadonlyMap<string, string> | undefined,
  lowerCaseKey: string,
): readonly string[] | undefined {
  if (tags === undefined) return undefined;
  for (const [key, value] of tags) if (key.toLowerCase() === lowerCaseKey) return [value];
  return undefined;
}
