import type { Authorization } from '../api';

/** All condition keys of a question to IAM, those included that IAM makes from tags. */
export function conditionContext({
  action,
  context,
  resourceTags = new Map(),
  requestTags = new Map(),
}: Authorization): Authorization['context'] {
  const service = action.split(':')[0] ?? '';
  const all = { ...context };
  for (const [key, value] of resourceTags) {
    all[`aws:ResourceTag/${key}`] = value;
    all[`${service}:ResourceTag/${key}`] = value;
  }
  if (requestTags.size > 0) all['aws:TagKeys'] = [...requestTags.keys()];
  for (const [key, value] of requestTags) all[`aws:RequestTag/${key}`] = value;
  return all;
}
