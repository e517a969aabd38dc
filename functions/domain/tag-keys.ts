import * as z from 'zod';

const KEY = 'expected the key of a tag, 1 to 128 characters, or the beginning of one and an asterisk';

/** One tag by its key or, before an asterisk, some by what their keys begin with. */
export const TagKey = z.string(KEY).min(1, KEY).max(128, KEY);

export type TagKeys = readonly string[];

/** Whether `key` is one of those that `keys` name. In the case in which they are written, as EC2 compares keys. */
export const isNamed = (keys: TagKeys, key: string): boolean =>
  keys.some((one) => (one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : key === one));
