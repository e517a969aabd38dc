/** What somebody may get wrong, and what they are told. */
export type WrongInput = {
  /** As it stands in the table: the call, or what stands in a file. */
  readonly input: string;
  /** What is called, in a folder with the files of `RIGHT_FILES`. */
  readonly words: readonly string[];
  /** Files in place of the right ones or beside them, by name; null where there is none of the name. */
  readonly files?: Readonly<Record<string, FileContent>>;
  /** All of standard error; of an input that is passed on to a report, what has to stand there. */
  readonly message: string;
  readonly exitCode: number;
};

export type FileContent = string | Uint8Array | object | null;

export type Group = { readonly title: string; readonly inputs: readonly WrongInput[] };

export const SETTINGS = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };

export const VOLUME = {
  VolumeId: 'vol-0123456789abcdef0',
  AvailabilityZone: 'us-east-1a',
  Size: 8,
  VolumeType: 'gp3',
  CreateTime: '2026-01-01T00:00:00Z',
  SnapshotId: 'snap-0123456789abcdef7',
  Tags: [{ Key: 'Backup', Value: 'yes' }],
};

export const SNAPSHOT = {
  SnapshotId: 'snap-0123456789abcdef0',
  VolumeId: VOLUME.VolumeId,
  OwnerId: '111122223333',
  VolumeSize: 8,
  State: 'completed',
  StartTime: '2026-02-01T03:00:00Z',
  Tags: [],
};

export const COPY = { ...SNAPSHOT, SnapshotId: 'snap-0123456789abcdef1', VolumeId: 'vol-ffffffff' };

export const IMAGE = {
  ImageId: 'ami-0123456789abcdef0',
  BlockDeviceMappings: [{ Ebs: { SnapshotId: SNAPSHOT.SnapshotId } }],
};

export const LOCK = { SnapshotId: SNAPSHOT.SnapshotId, LockState: 'compliance' };

/** A folder in which nothing is wrong. */
export const RIGHT_FILES: Readonly<Record<string, FileContent>> = {
  'cdk.json': { context: { snapshotKeeper: SETTINGS } },
  'settings.json': SETTINGS,
  'volumes.json': { Volumes: [VOLUME] },
  'snapshots.json': { Snapshots: [SNAPSHOT] },
  'copies.json': { Snapshots: [COPY] },
};

const INVENTORY = ['--inventory', 'volumes.json', 'snapshots.json', 'us-west-2=copies.json'];
export const PLAN = ['plan', '--at', '2026-03-01T00:00:00Z'];

/** What is left out is shown as such. */
const shown = (wrong: object): string =>
  JSON.stringify(wrong, (_, value: unknown) => (value === undefined ? '(left out)' : value));

/** A call that is wrong in itself. */
export const call = (
  words: string,
  message: string,
  files: Readonly<Record<string, FileContent>> = {},
): WrongInput => ({
  input: [words, ...Object.entries(files).map(withFile)].join(' '),
  words: wordsOf(words),
  files,
  message,
  exitCode: 2,
});

/** A file that the call is given beside the right ones, or that is taken away. */
const withFile = ([name, content]: [string, FileContent]): string =>
  content === null
    ? `(without ${name})`
    : `(with ${name}: ${typeof content === 'string' ? content : JSON.stringify(content)})`;

/** Words as a shell splits them, with single quotes around those that hold spaces or are empty. */
const wordsOf = (text: string): string[] =>
  [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

/** Settings in which something is wrong; `verb` is what reads them. */
export const settings = (wrong: object, message: string, verb = 'plan'): WrongInput => ({
  input: `settings for ${verb}: ${shown(wrong)}`,
  words: [verb, '--settings', 'settings.json'],
  files: { 'settings.json': { ...SETTINGS, ...wrong } },
  message: `Wrong settings in settings.json:\n  ${message}`,
  exitCode: 2,
});

/** A settings file that holds this text. */
export const settingsText = (
  text: string | Uint8Array,
  message: string,
  what = String(text),
): WrongInput => ({
  input: `settings.json: ${what}`,
  words: ['plan', '--settings', 'settings.json'],
  files: { 'settings.json': text },
  message,
  exitCode: 2,
});

/** A file of an inventory in place of the right one. */
export const inventory = (
  file: string,
  content: FileContent,
  message: string,
  what?: string,
): WrongInput => ({
  input: `${file}: ${what ?? (typeof content === 'string' ? content : JSON.stringify(content))}`,
  words: [...PLAN, ...INVENTORY],
  files: { [file]: content },
  message,
  exitCode: 2,
});

const entry = (file: string, list: string, right: object, what: string) => (wrong: object, message: string) =>
  inventory(
    file,
    { [list]: [{ ...right, ...wrong }] },
    `${file} is not an inventory:\n  ${list}, entry 1${message}`,
    `${what} with ${shown(wrong)}`,
  );

export const volume = entry('volumes.json', 'Volumes', VOLUME, 'a volume');
export const snapshot = entry('snapshots.json', 'Snapshots', SNAPSHOT, 'a snapshot');
export const copy = entry('copies.json', 'Snapshots', COPY, 'a snapshot');

/** A file that is read beside the right ones, in which something is wrong. */
export const beside = (source: string, content: object, message: string, what?: string): WrongInput => ({
  ...inventory(source.replace(/^.*=/, ''), content, message, what),
  input: `${source}: ${what ?? JSON.stringify(content)}`,
  words: [...PLAN, ...INVENTORY, source],
});

/** A volume whose tags say what nobody can read: nothing is deleted of it, and the plan says why. */
export const tagged = (
  key: string,
  value: string,
  message: string,
  on: 'volume' | 'snapshot' = 'volume',
): WrongInput => {
  const [file, list, right] =
    on === 'volume' ? ['volumes.json', 'Volumes', VOLUME] : ['snapshots.json', 'Snapshots', SNAPSHOT];
  return {
    input: `a ${on} with the tag ${key}=${JSON.stringify(value)}`,
    words: [...PLAN, '--adopt', '--json', ...INVENTORY],
    files: {
      [file]: {
        [list]: [{ ...(right as object), Tags: [...VOLUME.Tags, { Key: key, Value: value }] }],
      },
    },
    message,
    exitCode: 1,
  };
};
