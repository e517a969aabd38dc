import type { Snapshot } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import type { Inventory } from '../../../local/rehearsal/inventory';
import { rehearse } from '../../../local/rehearsal/rehearsal';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { snap, vol } from '../../support/builders';

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/00000000-1111-2222-3333-444444444444';
const OTHER_KEY = KEY.replace('0000', '9999');

const TAKEN = '2026-02-28T20:00:00.000Z';
const OURS =
  `snapshot-keeper snapshot-keeper: copy of ${snap(1)} of ${vol(1)} in us-east-1, ` +
  `taken ${TAKEN}, requested ${TAKEN} 1`;

const tags = (values: Record<string, string>) =>
  Object.entries(values).map(([Key, Value]) => ({ Key, Value }));

/** Tags of us on a source and on its copy. */
const OURS_ON_BOTH = {
  'snapshot-keeper:managed-by': 'snapshot-keeper',
  'snapshot-keeper:volume': vol(1),
  'snapshot-keeper:region': 'us-east-1',
  'snapshot-keeper:taken-at': TAKEN,
  'snapshot-keeper:policy': 'last 7',
};

const SOURCE: Snapshot = {
  SnapshotId: snap(1),
  VolumeId: vol(1),
  VolumeSize: 8,
  State: 'completed',
  StartTime: new Date(TAKEN),
  Tags: tags({
    ...OURS_ON_BOTH,
    'snapshot-keeper:snapshot': snap(1),
    'snapshot-keeper:copy/us-west-2': `${snap('c1')} of ${snap(1)}`,
  }),
};

const COPY: Snapshot = {
  ...SOURCE,
  SnapshotId: snap('c1'),
  VolumeId: 'vol-ffffffff',
  Encrypted: true,
  KmsKeyId: KEY,
  Description: OURS,
  Tags: tags({ ...OURS_ON_BOTH, 'snapshot-keeper:source-snapshot': snap(1) }),
};

/** How many of the copies that a running deployment makes of a volume in a day were full, and what was assumed. */
async function played(key: string | undefined, copies: readonly Snapshot[]) {
  const settings = parseSettings(
    { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2', ...(key && { key }) }] },
    'the test',
  );
  const inventory: Inventory = {
    volumes: [
      {
        region: 'us-east-1',
        volume: {
          VolumeId: vol(1),
          Size: 8,
          VolumeType: 'gp3',
          AvailabilityZone: 'us-east-1a',
          State: 'in-use',
          Attachments: [],
          Tags: tags({ Backup: '' }),
        },
      },
    ],
    snapshots: [
      { region: 'us-east-1', snapshot: SOURCE },
      ...copies.map((snapshot) => ({ region: 'us-west-2', snapshot })),
    ],
    images: [],
    locks: [],
    lists: [],
  };
  const report = await rehearse({
    settings,
    templates: synthesize(settings),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
    days: 1,
    everyMs: 6 * HOUR_MS,
    inventory,
  });
  return { full: report.regions[1]!.fullCopyCount, assumed: report.assumptions!.slice(1) };
}

test('a copy builds on the one that the inventory shows under the same key', async () => {
  expect(await played(KEY, [COPY])).toEqual({ full: 0, assumed: [] });
});

test('copies are full under another key until those under the old one are gone', async () => {
  expect(await played(OTHER_KEY, [COPY])).toEqual({ full: 1, assumed: [] });
});

test('a copy that failed is nothing to build on', async () => {
  expect((await played(KEY, [{ ...COPY, State: 'error' }])).full).toBe(1);
});

test('a key that the settings do not name by its ARN is taken to be that of the newest copy there', async () => {
  const assumed = [`the key of the copies in us-west-2: that of the newest one there, ${KEY}`];

  expect(await played(undefined, [COPY])).toEqual({ full: 0, assumed });
  expect(await played('alias/dr', [COPY])).toEqual({ full: 0, assumed });
  expect(await played('aws/ebs', [COPY])).toEqual({ full: 0, assumed });
});

test("a copy of EC2's console is known by the source that it names, where the inventory has that", async () => {
  const ofConsole = (source: string): Snapshot => ({
    ...COPY,
    Description: `[Copied ${source} from us-east-1] nightly`,
    Tags: [],
  });

  expect((await played(KEY, [ofConsole(snap(1))])).full).toBe(0);
  expect((await played(KEY, [ofConsole(snap(2))])).full).toBe(1);
});

test('a copy that was made of another copy tells of no volume', async () => {
  const ofCopy: Snapshot = {
    ...COPY,
    SnapshotId: snap('c2'),
    KmsKeyId: OTHER_KEY,
    Description: `[Copied ${snap('c1')} from us-west-2] once more`,
    Tags: [],
  };

  expect((await played(KEY, [ofCopy, COPY])).full).toBe(0);
});
