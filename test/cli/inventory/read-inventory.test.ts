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
      `us-west-2=${file('dr.json', { Snapshots: [{ ...SNAPSHOT, SnapshotId: 'snap-0123456789abcdef1' }] })}`,
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
      'eu-west-1=dr.json: eu-west-1 is no Region of the settings; expected us-east-1 or us-west-2.',
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
    `Snapshots.0.LockState (${LOCK.SnapshotId}): `,
  ],
  [
    'an AMI of a snapshot that is none',
    { Images: [{ ...IMAGE, ImageId: 'i-1' }] },
    'Images.0.ImageId (i-1): expected an id',
  ],
  ['a list that is none', { Volumes: {} }, 'Volumes: expected a list'],
  ['an entry that is none', { Snapshots: [null] }, 'Snapshots.0: '],
  [
    'a time that is none',
    { Snapshots: [{ ...SNAPSHOT, StartTime: 'soon' }] },
    `Snapshots.0.StartTime (${SNAPSHOT.SnapshotId}): expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "soon"`,
  ],
  ['no object at all', [1], 'file: expected the output of'],
  ['null', null, 'file: expected the output of'],
  ['half a file', '{"Volumes": [{}, {"VolumeId": "vol-', 'is not JSON: the text ends too early'],
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
