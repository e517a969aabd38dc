import { adoptSnapshot } from '../../../functions/domain/adopt-snapshot';
import { isAdoptedBy } from '../../../functions/domain/recognise';
import type { Snapshot } from '../../../functions/domain/snapshot';
import type { Tags } from '../../../functions/domain/tags';

const IDENTITY = {
  'snapshot-keeper:managed-by': 'keeper',
  'snapshot-keeper:snapshot': 'snap-00000000000000001',
  'snapshot-keeper:volume': 'vol-00000000000000001',
  'snapshot-keeper:region': 'us-east-1',
  'snapshot-keeper:taken-at': '2026-11-20T10:00:00.000Z',
};

const SNAPSHOT: Snapshot = {
  snapshotId: 'snap-00000000000000001',
  volumeId: 'vol-00000000000000001',
  state: 'completed',
  startedAt: '2026-11-20T10:00:00.000Z',
  sizeGib: 8,
  storageTier: 'standard',
  description: '',
  stateMessage: '',
  tags: {},
};

const adopt = (tags: Tags) =>
  adoptSnapshot({
    snapshot: { ...SNAPSHOT, tags },
    volume: undefined,
    siblings: [],
    deployment: 'keeper',
    region: 'us-east-1',
    retention: { last: 7 },
    scheduleRetention: {},
    drRegions: ['us-west-2'],
    copyVolumeTags: true,
    sweepHours: 1,
    now: new Date('2026-11-20T10:05:00.000Z'),
  });

test.each(Object.keys(IDENTITY))(
  'a snapshot from which somebody has taken the tag %s is whole again when it is adopted anew',
  (key) => {
    const left = Object.fromEntries(Object.entries(IDENTITY).filter(([other]) => other !== key));

    const { tags, stray, adopted } = adopt(left);

    const remaining = Object.entries(left).filter(([other]) => !Object.hasOwn(stray, other));
    const after = { ...Object.fromEntries(remaining), ...tags };
    expect(after).toMatchObject(IDENTITY);
    expect(adopted.tags).toEqual(after);
    expect(isAdoptedBy(adopted, 'keeper')).toBe(true);
  },
);
