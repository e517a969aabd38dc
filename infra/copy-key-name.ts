import { nameOf } from './names';
import type { Settings } from './settings';

type Named = Pick<Settings, 'deployment' | 'primary'>;

/** The alias of a `new` key. It is fixed, so that no stack needs a value from another to name the key. */
export const newKeyAlias = (settings: Named): string => `alias/${nameOf(settings)}`;

/** How CopySnapshot is told the key of the copies in a DR Region. */
export function kmsKeyId(settings: Named, key: string): string {
  if (key === 'new') return newKeyAlias(settings);
  return key === 'aws/ebs' ? 'alias/aws/ebs' : key;
}
