import { parseSettings } from '../../../infra/settings';
import { readInventory } from '../../../cli/inventory/read-inventory';
import { InventoryError } from '../../../cli/inventory/inventory-file';
import { temporaryFiles } from '../keeper';

const file = temporaryFiles();

const REGIONS = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);
const VOLUMES = {
  Volumes: [
    { VolumeId: 'vol-0123456789abcdef0', AvailabilityZone: 'us-east-1a', Size: 8, VolumeType: 'gp3' },
  ],
};
const SNAPSHOT = {
  SnapshotId: 'snap-0123456789abcdef0',
  VolumeId: 'vol-0123456789abcdef0',
  VolumeSize: 8,
  State: 'completed',
  StartTime: '2026-02-01T03:00:00.123000+00:00',
  OwnerId: '111122223333',
};
const LOCK = {
  SnapshotId: 'snap-0123456789abcdef0',
  LockState: 'compliance',
  LockExpiresOn: '2027-01-01T00:00:00Z',
};
const IMAGE = {
  ImageId: 'ami-0123456789abcdef0',
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-0123456789abcdef0' } },
    { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
  ],
};

test('lists are told apart by what is in them, in any order of files, each in its Region', () => {
  const { volumes, snapshots, images, locks, lists, accountId } = readInventory(
    [
      file('locks.json', { Snapshots: [LOCK] }),
      `us-west-2=${file('dr.json', { Snapshots: [{ ...SNAPSHOT, SnapshotId: 'snap-0123456789abcdef1', VolumeId: 'vol-ffffffff' }] })}`,
      file('all.json', { ...VOLUMES, Snapshots: [SNAPSHOT], Images: [IMAGE] }),
    ],
    REGIONS,
  );

  expect(volumes.map(({ region, volume }) => [region, volume.VolumeId])).toEqual([
    ['us-east-1', 'vol-0123456789abcdef0'],
  ]);
  expect(snapshots.map(({ region, snapshot }) => [region, snapshot.SnapshotId, snapshot.StartTime])).toEqual([
    ['us-west-2', 'snap-0123456789abcdef1', new Date('2026-02-01T03:00:00.123Z')],
    ['us-east-1', 'snap-0123456789abcdef0', new Date('2026-02-01T03:00:00.123Z')],
  ]);
  expect(images).toMatchObject([{ region: 'us-east-1', image: { ImageId: 'ami-0123456789abcdef0' } }]);
  expect(locks).toMatchObject([
    {
      region: 'us-east-1',
      lock: { LockState: 'compliance', LockExpiresOn: new Date('2027-01-01T00:00:00Z') },
    },
  ]);
  expect(lists).toEqual([
    { region: 'us-east-1', list: 'locks' },
    { region: 'us-west-2', list: 'snapshots' },
    { region: 'us-east-1', list: 'snapshots' },
    { region: 'us-east-1', list: 'images' },
    { region: 'us-east-1', list: 'volumes' },
  ]);
  expect(accountId).toBe('111122223333');
});

test('an empty list is known to be empty', () => {
  const { lists } = readInventory(
    [file('volumes.json', VOLUMES), `us-west-2=${file('none.json', { Snapshots: [], Images: [] })}`],
    REGIONS,
  );

  expect(lists).toContainEqual({ region: 'us-west-2', list: 'snapshots' });
  expect(lists).toContainEqual({ region: 'us-west-2', list: 'images' });
});

test('of instances the ids and tags are read, in whatever reservations they are, and an empty list is known to be empty', () => {
  const web = {
    InstanceId: 'i-0123456789abcdef0',
    State: { Name: 'stopped' },
    Placement: { AvailabilityZone: 'us-east-1a' },
    Tags: [{ Key: 'Tier', Value: 'gold' }],
  };
  const read = (reservations: object[]) =>
    readInventory(
      [file('volumes.json', VOLUMES), file('instances.json', { Reservations: reservations })],
      REGIONS,
    );

  const { instances, lists } = read([{ Instances: [web] }, { Instances: [{ InstanceId: 'i-01234567' }] }]);
  expect(instances).toMatchObject([
    { region: 'us-east-1', instance: { InstanceId: 'i-0123456789abcdef0', Tags: web.Tags } },
    { region: 'us-east-1', instance: { InstanceId: 'i-01234567', Tags: [] } },
  ]);
  expect(lists).toContainEqual({ region: 'us-east-1', list: 'instances' });
  expect(read([])).toMatchObject({ instances: [], lists });
});

test('a byte order mark of UTF-8 is skipped', () => {
  const { volumes } = readInventory([file('marked.json', `\ufeff${JSON.stringify(VOLUMES)}`)], REGIONS);

  expect(volumes).toHaveLength(1);
});

test.each<[rule: string, others: object[], lists: string[]]>([
  ['alone it is of snapshots', [], ['snapshots']],
  ['beside snapshots it is of locks', [{ Snapshots: [SNAPSHOT] }], ['snapshots', 'locks']],
  ['beside locks it is of snapshots', [{ Snapshots: [LOCK] }], ['locks', 'snapshots']],
  ['beside another empty one, one is of each', [{ Snapshots: [] }], ['snapshots', 'locks']],
])('an empty list may be of snapshots or of locks: %s', (_rule, others, lists) => {
  const sources = [VOLUMES, { Snapshots: [] }, ...others].map((content, index) =>
    file(`list-${index}.json`, content),
  );

  expect(readInventory(sources, REGIONS).lists).toEqual([
    ...lists.map((list) => ({ region: 'us-east-1', list })),
    { region: 'us-east-1', list: 'volumes' },
  ]);
});

test('a Region that the settings do not name is refused before its file is read', () => {
  expect(() => readInventory([file('volumes.json', VOLUMES), 'eu-west-1=dr.json'], REGIONS)).toThrow(
    new InventoryError(
      '--inventory eu-west-1=dr.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "eu-west-1". ' +
        'A file with = in its name is given as ./eu-west-1=dr.json.',
    ),
  );
});

test.each<[rule: string, content: unknown, message: string]>([
  [
    'one page of several',
    { Snapshots: [SNAPSHOT], NextToken: 'eyJ' },
    'NextToken: expected the whole list, and there is more after this page; call the command without --max-items',
  ],
  [
    'a lock in a state that nobody knows',
    { Snapshots: [{ ...LOCK, LockState: 'shut' }] },
    `Snapshots, entry 1 (${LOCK.SnapshotId}), LockState: expected "compliance", "governance", "compliance-cooloff" or "expired", found "shut"`,
  ],
  [
    'an AMI of a snapshot that is none',
    { Images: [{ ...IMAGE, ImageId: 'i-1' }] },
    'Images, entry 1, ImageId: expected an id such as ami-0123456789abcdef0, found "i-1"',
  ],
  ['a list that is none', { Volumes: {} }, 'Volumes: expected a list, found {}'],
  [
    'an entry that is none',
    { Snapshots: [null] },
    'Snapshots, entry 1: expected an object with SnapshotId, VolumeId, VolumeSize, State and StartTime, found null',
  ],
  [
    'a time that is none',
    { Snapshots: [{ ...SNAPSHOT, StartTime: 'soon' }] },
    `Snapshots, entry 1 (${SNAPSHOT.SnapshotId}), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "soon"`,
  ],
  ['no object at all', [1], 'an object with Volumes, Snapshots, Images or Reservations, found a list'],
  ['null', null, 'an object with Volumes, Snapshots, Images or Reservations, found null'],
  [
    'half a file',
    '{"Volumes": [{}, {"VolumeId": "vol-',
    'is not JSON: line 1, column 36: it ends too early: a part of it is missing.',
  ],
  ['nothing', '', 'is not JSON: it is empty: what was to write it may have failed.'],
  [
    'a table',
    '---\n| DescribeVolumes |',
    'is not JSON: expected a value or a name in double quotes, found "---". Call the AWS CLI with --output json.',
  ],
  [
    'two outputs in one file',
    '\ufeff{\n "Größe": "ü", "Snapshots": []}{}',
    'is not JSON: line 2, column 32: expected the end of the text, found "{"',
  ],
  [
    'a list that stands twice',
    '{"Snapshots": [],\n"Snapshots": []}',
    'is not JSON: line 2, column 1: Snapshots stands twice.',
  ],
  [
    'a size below nothing',
    { Volumes: [...VOLUMES.Volumes, { ...VOLUMES.Volumes[0], VolumeId: 'vol-0123456789abcdef1', Size: -8 }] },
    'Volumes, entry 2 (vol-0123456789abcdef1), Size: expected a whole number of GiB, 1 or more, found -8',
  ],
  [
    'a size in words',
    { Snapshots: [{ ...SNAPSHOT, VolumeSize: '8' }] },
    'VolumeSize: expected a whole number of GiB, 1 or more, found "8"',
  ],
  [
    'a volume that is none',
    { Snapshots: [{ ...SNAPSHOT, VolumeId: 'data' }] },
    'VolumeId: expected an id such as vol-0123456789abcdef0, found "data"',
  ],
  [
    'a word for a truth',
    { Volumes: [{ ...VOLUMES.Volumes[0], Encrypted: 'yes' }] },
    'Encrypted: expected true or false, found "yes"',
  ],
  [
    'tags by name',
    { Volumes: [{ ...VOLUMES.Volumes[0], Tags: { Backup: 'yes' } }] },
    'Tags: expected a list of objects with Key, found {"Backup":"yes"}',
  ],
  [
    'a tag that stands twice',
    { Volumes: [{ ...VOLUMES.Volumes[0], Tags: [{ Key: 'Backup' }, { Key: 'Backup' }] }] },
    'Tags, entry 2, Key: expected each key once, found "Backup"',
  ],
  [
    'a snapshot with a key of another Region',
    { Snapshots: [{ ...SNAPSHOT, KmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/1' }] },
    'KmsKeyId: expected a key in us-east-1, for which the file is given (REGION=FILE says of which Region a file is), found "arn:aws:kms:us-west-2:111122223333:key/1"',
  ],
  [
    'a snapshot in a zone of another Region',
    { Snapshots: [{ ...SNAPSHOT, AvailabilityZone: 'us-west-2-lax-1a' }] },
    'AvailabilityZone: expected a zone of us-east-1, for which the file is given',
  ],
  [
    'a snapshot on an Outpost of another Region',
    { Snapshots: [{ ...SNAPSHOT, OutpostArn: 'arn:aws:outposts:us-west-2:111122223333:outpost/op-1' }] },
    'OutpostArn: expected an Outpost of us-east-1, for which the file is given',
  ],
  [
    'a file in UTF-16',
    Buffer.from('\ufeff{"Volumes": []}', 'utf16le'),
    'is not JSON: it is in UTF-16; save it as UTF-8',
  ],
  [
    'a file in UTF-16 of the other byte order',
    Buffer.from('\ufeff{"Volumes": []}', 'utf16le').swap16(),
    'is not JSON: it is in UTF-16; save it as UTF-8',
  ],
])('%s is refused: the message names the file, the place and what is allowed', (_rule, content, message) => {
  const path = file('faulty.json', content);
  const read = (): unknown => readInventory([path], REGIONS);

  expect(read).toThrow(InventoryError);
  expect(read).toThrow(path);
  expect(read).toThrow(message);
});

test('what is null is not there', () => {
  const { volumes, snapshots } = readInventory(
    [
      file('nulls.json', {
        Volumes: [{ ...VOLUMES.Volumes[0], KmsKeyId: null, Tags: null }],
        Snapshots: [{ ...SNAPSHOT, KmsKeyId: null }],
      }),
    ],
    REGIONS,
  );

  expect(volumes[0]?.volume.Tags).toEqual([]);
  expect(snapshots[0]?.snapshot.KmsKeyId).toBeUndefined();
});

test.each<[rule: string, sources: (...names: string[]) => string[], message: string]>([
  [
    'a word that is no Region',
    () => ['mars=x'],
    '--inventory mars=x: expected a Region of the settings before the =, us-east-1 or us-west-2, found "mars". A file with = in its name is given as ./mars=x.',
  ],
  [
    'a Region in capitals',
    () => ['US-WEST-2=dr.json'],
    '--inventory US-WEST-2=dr.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "US-WEST-2".',
  ],
  [
    'a Region without a file',
    () => ['us-west-2='],
    '--inventory us-west-2=: expected a file after the =, such as us-west-2=snapshots.json.',
  ],
  ['nothing', () => [''], '--inventory: expected a file, found "".'],
  ['a file that is not there', () => ['no.json'], 'Cannot read no.json: there is no such file.'],
  ['a path with = in it', () => ['./a=b.json'], 'Cannot read ./a=b.json: there is no such file.'],
  ['a folder', () => ['us-west-2=/tmp'], 'Cannot read /tmp: it is a folder.'],
])('%s is answered as what it is', (_rule, sources, message) => {
  expect(() => readInventory(sources(), REGIONS)).toThrow(message);
});

test('what stands in two files is told with both', () => {
  const [first, second] = [
    file('first.json', { ...VOLUMES, Snapshots: [SNAPSHOT] }),
    file('second.json', { Snapshots: [SNAPSHOT] }),
  ];

  expect(() => readInventory([first, second], REGIONS)).toThrow(
    new InventoryError(`${SNAPSHOT.SnapshotId} is in the inventory twice: in ${first} and in ${second}.`),
  );
  expect(() =>
    readInventory([file('volumes.json', VOLUMES), `us-west-2=${second}`, `us-west-2=${second}`], REGIONS),
  ).toThrow(new InventoryError(`${SNAPSHOT.SnapshotId} is in the inventory twice: both times in ${second}.`));
});

test('snapshots of several accounts are told with their files', () => {
  const own = file('own.json', { ...VOLUMES, Snapshots: [SNAPSHOT] });
  const other = file('other.json', {
    Snapshots: [{ ...SNAPSHOT, SnapshotId: 'snap-0123456789abcdef1', OwnerId: '999988887777' }],
  });

  expect(() => readInventory([own, other], REGIONS)).toThrow(
    new InventoryError(
      `The inventory holds snapshots of several accounts: 111122223333 (${SNAPSHOT.SnapshotId} in ${own}), 999988887777 (snap-0123456789abcdef1 in ${other}). ` +
        'Call describe-snapshots with --owner-ids self, and give files of one account.',
    ),
  );
});

test.each<[what: string, lists: object]>([
  ['locks', { Snapshots: [LOCK] }],
  ['AMIs', { Images: [IMAGE] }],
])('%s of snapshots that another file has in another Region are refused, with both', (_what, lists) => {
  const [own, other] = [file('own.json', { ...VOLUMES, Snapshots: [SNAPSHOT] }), file('other.json', lists)];

  expect(() => readInventory([own, `us-west-2=${other}`], REGIONS)).toThrow(
    new InventoryError(
      `${other} is given for us-west-2 and names ${SNAPSHOT.SnapshotId}, which ${own} has in us-east-1: one of them is of another Region (REGION=FILE says of which).`,
    ),
  );
});

test('volumes that are given for another Region than that of their zone are refused', () => {
  expect(() => readInventory([`us-west-2=${file('volumes.json', VOLUMES)}`], REGIONS)).toThrow(
    'Volumes, entry 1 (vol-0123456789abcdef0), AvailabilityZone: expected a zone of us-west-2, for which the file is given (REGION=FILE says of which Region a file is), found "us-east-1a"',
  );
});
