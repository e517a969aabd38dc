import type { Selection } from '../../functions/domain/selection';
import type { Tags } from '../../functions/domain/tags';
import { nearest } from '../../infra/input/nearest';
import { counted } from '../terminal/counted';

/** Why a selection takes none of the volumes in `region`, whose tags these are, with the nearest that would. */
export function whyNothingIsSelected(selection: Selection, region: string, volumes: readonly Tags[]): string {
  if (volumes.length === 0 || selection === 'all') return `There is no volume in ${region}.`;
  const { tagKey, tagValues = [] } = selection;
  const having = volumes.filter((tags) => Object.hasOwn(tags, tagKey));
  if (having.length === 0) {
    const key = nearest(tagKey, new Set(volumes.flatMap((tags) => Object.keys(tags))));
    return `Of ${counted(volumes.length, 'volume')} in ${region} none has the tag ${tagKey}.${meant(key)}`;
  }
  const values = new Set(having.map((tags) => tags[tagKey] ?? ''));
  const value = tagValues.map((wanted) => nearest(wanted, values)).find((near) => near !== undefined);
  return `Of ${counted(having.length, 'volume')} in ${region} with the tag ${tagKey} none has the value ${tagValues.join(' or ')}.${meant(value)}`;
}

const meant = (near: string | undefined): string => (near === undefined ? '' : ` Did you mean ${near}?`);
