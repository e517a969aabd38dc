/** By list, what its entries are known by: a volume tells of the snapshot that it was made of, too. */
const NAME_FIELDS: Readonly<Record<string, string>> = {
  primary: 'region',
  dr: 'region',
  schedules: 'name',
  subscriptions: 'endpoint',
  Volumes: 'VolumeId',
  Snapshots: 'SnapshotId',
  Images: 'ImageId',
  Instances: 'InstanceId',
};

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
    const before = path[index - 1];
    value = (Object(value) as Record<PropertyKey, unknown>)[key];
    if (typeof key === 'number')
      words += `${index === 0 ? '' : ', '}entry ${key + 1}${named(value, before, path[index + 1])}`;
    else words += `${index === 0 ? '' : typeof before === 'number' ? ', ' : '.'}${String(key)}`;
  }
  return words;
}

/** Nothing where the name itself is what is pointed at. */
function named(entry: unknown, list: PropertyKey | undefined, next: PropertyKey | undefined): string {
  const field = NAME_FIELDS[String(list)];
  if (field === undefined || field === next) return '';
  const name = (Object(entry) as Record<string, unknown>)[field];
  return typeof name === 'string' && NAME.test(name) ? ` (${name})` : '';
}
