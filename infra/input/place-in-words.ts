/** What the entries of our lists are known by. */
const NAMES = ['region', 'endpoint', 'SnapshotId', 'VolumeId', 'ImageId'] as const;

/** What is shown as a name: nothing that is long, empty, or could steer a terminal. */
const NAME = /^[\w:/.@-]{1,40}$/;

/**
 * Where something stands in `root`, for a person: fields with dots between, and entries of lists by number, counted from 1, and by name where
 * they have one: `dr, entry 2 (us-west-2), retention.last`.
 */
export function placeInWords(path: readonly PropertyKey[], root: unknown): string {
  let words = '';
  let value = root;
  for (const [index, key] of path.entries()) {
    value = (Object(value) as Record<PropertyKey, unknown>)[key];
    if (typeof key === 'number')
      words += `${index === 0 ? '' : ', '}entry ${key + 1}${named(value, path[index + 1])}`;
    else words += `${index === 0 ? '' : typeof path[index - 1] === 'number' ? ', ' : '.'}${String(key)}`;
  }
  return words;
}

/** Nothing where the name itself is what is pointed at. */
function named(entry: unknown, next: PropertyKey | undefined): string {
  const fields = Object(entry) as Record<string, unknown>;
  const key = NAMES.find((name) => typeof fields[name] === 'string');
  if (key === undefined || key === next) return '';
  const name = fields[key] as string;
  return NAME.test(name) ? ` (${name})` : '';
}
