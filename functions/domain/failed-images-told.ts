import { TAG, type Tags } from './tags';

/** The AMIs of which a snapshot remembers that people know that they have failed. */
export const failedImagesTold = (tags: Tags): string[] =>
  FORM.exec(tags[TAG.told] ?? '')?.[1]?.split(' ') ?? [];

const FORM = /^(ami-\S+(?: ami-\S+)*) (?:has|have) failed$/;

/** A value has 256 characters, and an id 21. */
const NAMED_MAX = 11;

/** The value of the tag `told` that says so of these, of which there is one at least; of too many the last ones are left out. */
export function toldOfFailedImages(imageIds: readonly string[]): string {
  const named = imageIds.slice(0, NAMED_MAX);
  return `${named.join(' ')} ${named.length === 1 ? 'has' : 'have'} failed`;
}
