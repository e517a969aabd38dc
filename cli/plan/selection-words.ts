import type { Selection, TagSelection } from '../../functions/domain/selection';

/** Which volumes are selected, in words. */
export function selectionWords(selection: Selection): string {
  if (selection === 'all') return 'every volume';
  return `volumes with ${tagWords(selection)}`;
}

export const tagWords = ({ tagKey, tagValues }: TagSelection): string =>
  tagValues === undefined ? `the tag ${tagKey}` : `the tag ${tagKey} = ${tagValues.join(' or ')}`;
