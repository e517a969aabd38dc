import type { Selection } from '../../functions/domain/selection';

/** Which volumes are selected, in words. */
export function selectionWords(selection: Selection): string {
  if (selection === 'all') return 'every volume';
  const { tagKey, tagValues } = selection;
  return tagValues === undefined
    ? `volumes with the tag ${tagKey}`
    : `volumes with the tag ${tagKey} = ${tagValues.join(' or ')}`;
}
