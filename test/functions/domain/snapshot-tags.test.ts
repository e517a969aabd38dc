import type { CopyVolumeTags } from '../../../functions/domain/copied-tags';
import fc from 'fast-check';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import {
  copyTags,
  snapshotTags,
  type SnapshotTagsQuestion,
  type TagPlan,
} from '../../../functions/domain/snapshot-tags';
import type { Tags } from '../../../functions/domain/tags';
import type { Volume } from '../../../functions/domain/volume';
import { snap, snapshot, vol } from '../../support/builders';
import { ami, imageMember } from '../../support/images';

const VOLUME: Volume = {
  volumeId: vol(1),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  iops: 3000,
  throughputMibps: 125,
  device: '/dev/xvda',
  instanceId: 'i-1',
  tags: {},
};

const ALWAYS = {
  'snapshot-keeper:managed-by': 'keeper',
  'snapshot-keeper:snapshot': 'snap-00000000000000001',
  'snapshot-keeper:volume': 'vol-00000000000000001',
  'snapshot-keeper:region': 'us-east-1',
  'snapshot-keeper:taken-at': '2026-11-20T10:00:00.000Z',
};

/** Of a snapshot that is adopted now. */
const ADOPTED = { ...ALWAYS, 'snapshot-keeper:policy': 'last 7' };

const OF_VOLUME = {
  'snapshot-keeper:volume-type': 'gp3',
  'snapshot-keeper:iops': '3000',
  'snapshot-keeper:throughput': '125',
  'snapshot-keeper:zone': 'us-east-1a',
  'snapshot-keeper:device': '/dev/xvda',
  'snapshot-keeper:instance': 'i-1',
};

/** A snapshot with these tags and no others. */
const fresh = (tags: Tags = {}): ManagedSnapshot => ({
  ...snapshot(snap(1), '2026-11-20T10:00:00.000Z'),
  tags,
});

const plan = (
  snapshotHas: Tags,
  volume: Volume | undefined,
  more: Partial<SnapshotTagsQuestion> = {},
): TagPlan =>
  snapshotTags({
    snapshot: fresh(snapshotHas),
    volume,
    siblings: [],
    deployment: 'keeper',
    region: 'us-east-1',
    retention: { last: 7 },
    scheduleRetention: {},
    drRegions: ['us-west-2'],
    copyVolumeTags: true,
    sweepHours: 1,
    now: new Date('2026-11-20T10:05:00Z'),
    ...more,
  });

/** What is planned where nothing is in the way. */
const planned = (tags: Tags): TagPlan => ({ tags, stray: {}, dropped: [], fits: true });

/** `count` tags of a user, the greatest key first: …, prefix-01, prefix-00. */
const userTags = (prefix: string, count: number): Tags =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${prefix}-${String(count - 1 - index).padStart(2, '0')}`,
      'x',
    ]),
  );

const keysOf = (tags: Tags): string[] => Object.keys(tags).sort();

describe('the tags that make a snapshot ours', () => {
  test('they tell whose it is, what it is of and what a restore needs', () => {
    expect(plan({}, VOLUME)).toEqual(planned({ ...ADOPTED, ...OF_VOLUME }));
  });

  test('the policy under which it is adopted tells what schedules keep beside it, of whichever it is', () => {
    const scheduleRetention = { weekly: { weekly: 8 }, nightly: { daily: 30 } };
    const policyOf = (volume: Volume): string | undefined =>
      plan({}, volume, { scheduleRetention }).tags['snapshot-keeper:policy'];

    expect(policyOf(VOLUME)).toBe('last 7; nightly daily 30; weekly weekly 8');
    expect(policyOf({ ...VOLUME, tags: { ...VOLUME.tags, 'snapshot-keeper:retain': '3' } })).toBe(
      'last 3; nightly daily 30; weekly weekly 8',
    );
    expect(
      policyOf({ ...VOLUME, tags: { ...VOLUME.tags, 'snapshot-keeper:retain': 'ever' } }),
    ).toBeUndefined();
  });

  test('that a copy is impossible is known of the next snapshot in the same place, where it is of one before', () => {
    const TOLD = 'snapshot-keeper:told';
    const place = { outpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' };
    const sibling = (told: string) =>
      snapshot(snap(2), '2026-11-19T10:00:00Z', { ...place, tags: { [TOLD]: told } });
    const toldOf = (one: Partial<ManagedSnapshot>, told: string): string | undefined =>
      plan({}, VOLUME, { snapshot: { ...fresh(), ...one }, siblings: [sibling(told)] }).tags[TOLD];

    expect(toldOf(place, 'not copied: it is stored on an Outpost')).toBe(
      'not copied: it is stored on an Outpost',
    );
    expect(toldOf({}, 'not copied: it is stored on an Outpost')).toBeUndefined();
    expect(toldOf(place, 'in doubt')).toBeUndefined();
  });

  test('that an AMI has failed, and people know it, is known of the next snapshot as long as the failed one of the volume is there', () => {
    const TOLD = 'snapshot-keeper:told';
    const sibling = (id: number, told: string) =>
      snapshot(snap(id), '2026-11-19T10:00:00Z', { tags: { [TOLD]: told } });
    const failed = (day: number) => imageMember({ id: day, volume: 1, day, state: 'error' });
    const siblings = [sibling(2, `${ami(10)} has failed`), sibling(3, `${ami(12)} ${ami(11)} have failed`)];
    const toldOf = (more: Partial<SnapshotTagsQuestion>): string | undefined =>
      plan({}, VOLUME, { siblings, ...more }).tags[TOLD];

    expect(toldOf({ failed: [failed(10)] })).toBe(`${ami(10)} has failed`);
    expect(toldOf({ failed: [failed(10), failed(11)] })).toBe(`${ami(10)} ${ami(11)} have failed`);
    expect(toldOf({ failed: [failed(9)] })).toBeUndefined();
    expect(toldOf({ failed: [] })).toBeUndefined();
    expect(toldOf({ failed: [failed(10)], siblings: [sibling(2, 'in doubt')] })).toBeUndefined();
  });

  test('what the volume does not have is left out', () => {
    const magnetic: Volume = {
      volumeId: vol(1),
      volumeType: 'standard',
      sizeGib: 8,
      zone: 'us-east-1a',
      tags: {},
    };
    expect(plan({}, magnetic).tags).toEqual({
      ...ADOPTED,
      'snapshot-keeper:volume-type': 'standard',
      'snapshot-keeper:zone': 'us-east-1a',
    });
  });

  test('where the volume is gone, the rest is written', () => {
    expect(plan({}, undefined)).toEqual(planned(ADOPTED));
  });

  test("the volume's overrides are repeated, whether its tags are copied or not", () => {
    const tags = { 'snapshot-keeper:retain': '30', 'snapshot-keeper:dr-retain': '3' };
    for (const copyVolumeTags of [true, false])
      expect(plan({}, { ...VOLUME, tags }, { copyVolumeTags }).tags).toEqual({
        ...ALWAYS,
        'snapshot-keeper:policy': 'last 30',
        ...OF_VOLUME,
        ...tags,
      });
  });
});

describe("the volume's own tags", () => {
  test.each<[rule: string, volumeTags: Tags, copyVolumeTags: CopyVolumeTags, copied: Tags]>([
    ['are copied', { Name: 'data', Team: 'web' }, true, { Name: 'data', Team: 'web' }],
    ['are not copied where that is switched off', { Name: 'data' }, false, {}],
    [
      'are copied but for those that are excepted, by key or by how it begins',
      { Name: 'data', Team: 'web', 'cost:center': '7', 'cost:year': '8', cost: '9' },
      { except: ['Team', 'cost:*'] },
      { Name: 'data', cost: '9' },
    ],
    [
      'are not copied where they say that a cluster of Kubernetes owns the volume, and would delete what bears them',
      { 'kubernetes.io/cluster/web': 'owned', 'kubernetes.io/cluster/dev': 'shared' },
      true,
      { 'kubernetes.io/cluster/dev': 'shared' },
    ],
    [
      'are not copied where a snapshot would pass by them for one of another maker, who deletes what bears them',
      {
        'velero.io/backup': 'nightly',
        'velero.io/pv': 'pvc-1',
        CSIVolumeSnapshotName: 'one',
        GuardDutyScanId: 'f00',
        AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com',
      },
      true,
      { 'velero.io/pv': 'pvc-1' },
    ],
    ['are not copied where they are of AWS', { 'aws:cloudformation:stack-name': 'web' }, true, {}],
    [
      'are not copied where only a snapshot bears them',
      { 'snapshot-keeper:managed-by': 'other', 'snapshot-keeper:copy/us-west-2': 'snap-9' },
      true,
      {},
    ],
  ])('%s', (_rule, tags, copyVolumeTags, copied) => {
    expect(plan({}, { ...VOLUME, tags }, { copyVolumeTags })).toEqual(
      planned({ ...ADOPTED, ...OF_VOLUME, ...copied }),
    );
  });

  test.each([
    ['snapshot-keeper:Retain', '30'],
    ['Snapshot-Keeper:retain', '30'],
    ['snapshot-keeper:retention', '30'],
    ['snapshot-keeper:hold', 'legal case 4711'],
    ['SNAPSHOT-KEEPER:HOLD', 'legal case 4711'],
  ])('in a word that is none of ours, %s, is an override that nobody can read', (key, value) => {
    const wish = `${key}=${value}`;

    expect(plan({}, { ...VOLUME, tags: { [key]: value, 'snapshot-keeper:retain': '7' } })).toEqual(
      planned({
        ...Object.fromEntries(Object.entries(ADOPTED).filter(([one]) => one !== 'snapshot-keeper:policy')),
        ...OF_VOLUME,
        'snapshot-keeper:retain': wish,
        'snapshot-keeper:dr-retain': wish,
      }),
    );
  });

  test('say nothing of a volume that is opted out, which is about schedules', () => {
    expect(plan({}, { ...VOLUME, tags: { 'Snapshot-Keeper:Opt-Out': 'scratch' } })).toEqual(
      planned({ ...ADOPTED, ...OF_VOLUME }),
    );
  });

  test('do not overwrite a tag that the snapshot has from somebody else', () => {
    const { tags, dropped } = plan(
      { Name: 'before the upgrade' },
      { ...VOLUME, tags: { Name: 'data', Team: 'web' } },
    );
    expect(tags).toEqual({ ...ADOPTED, ...OF_VOLUME, Team: 'web' });
    expect(dropped).toEqual([]);
  });
});

describe('the limit of 50 tags', () => {
  test('the places of the copy and of a hold stay free, and what has no room is named', () => {
    const { tags, dropped } = plan({}, { ...VOLUME, tags: userTags('v', 45) });
    expect(Object.keys(tags)).toHaveLength(48);
    expect(keysOf(tags).slice(-2)).toEqual(['v-34', 'v-35']);
    expect(dropped).toEqual(['v-36', 'v-37', 'v-38', 'v-39', 'v-40', 'v-41', 'v-42', 'v-43', 'v-44']);
  });

  test('each DR Region has a place', () => {
    const drRegions = ['us-west-2', 'eu-west-1', 'ap-south-1'];
    const { tags } = plan({}, { ...VOLUME, tags: userTags('v', 45) }, { drRegions });
    expect(Object.keys(tags)).toHaveLength(46);
  });

  test('places that are taken already are not reserved twice', () => {
    const has = { ...ADOPTED, 'snapshot-keeper:copy/us-west-2': 'snap-9', 'snapshot-keeper:hold': 'audit' };
    const { tags } = plan(has, { ...VOLUME, tags: userTags('v', 45) });
    expect(Object.keys({ ...has, ...tags })).toHaveLength(50);
  });

  test("the snapshot's own tags take room, tags of AWS take none", () => {
    const has = { ...userTags('s', 10), 'aws:dlm:lifecycle-policy-id': 'policy-1' };
    const { tags, dropped } = plan(has, { ...VOLUME, tags: userTags('v', 30) });
    expect(Object.keys(tags)).toHaveLength(38);
    expect(dropped).toEqual(['v-26', 'v-27', 'v-28', 'v-29']);
  });

  test('a snapshot without room gets none of them', () => {
    const { tags, dropped } = plan(userTags('s', 36), { ...VOLUME, tags: userTags('v', 2) });
    expect(keysOf(tags)).toEqual(keysOf({ ...ADOPTED, ...OF_VOLUME }));
    expect(dropped).toEqual(['v-00', 'v-01']);
  });
});

describe('laws', () => {
  const anyKey = fc.oneof(
    fc.integer({ min: 0, max: 99 }).map((number) => `key-${number}`),
    fc.constantFrom(
      'aws:dlm:managed',
      'Name',
      'snapshot-keeper:retain',
      'snapshot-keeper:hold',
      'snapshot-keeper:told',
    ),
  );
  const anyTags = (maxKeys: number) =>
    fc.dictionary(anyKey, fc.string({ maxLength: 3 }), { maxKeys, size: 'max' });
  /** The tags once the plan is carried out. */
  const after = (has: Tags, { tags, stray }: TagPlan): Tags => ({
    ...Object.fromEntries(Object.entries(has).filter(([key]) => !Object.hasOwn(stray, key))),
    ...tags,
  });
  const countOf = (tags: Tags): number => Object.keys(tags).filter((key) => !key.startsWith('aws:')).length;

  test('a snapshot with up to 30 tags never gets more than 50, its copy and a hold on either included', () => {
    fc.assert(
      fc.property(anyTags(30), anyTags(50), (snapshotHas, volumeHas) => {
        const source = fresh(after(snapshotHas, plan(snapshotHas, { ...VOLUME, tags: volumeHas })));
        const hold = { 'snapshot-keeper:hold': 'audit' };
        const confirmed = { 'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-1' };
        expect(countOf({ ...source.tags, ...confirmed, ...hold })).toBeLessThanOrEqual(50);
        expect(countOf({ ...copyTags(source), 'snapshot-keeper:policy': 'last 1' })).toBeLessThanOrEqual(50);
      }),
    );
  });

  test('a repeated call writes nothing', () => {
    fc.assert(
      fc.property(anyTags(30), anyTags(50), (snapshotHas, volumeHas) => {
        const volume = { ...VOLUME, tags: volumeHas };
        const first = plan(snapshotHas, volume);
        expect(plan(after(snapshotHas, first), volume)).toEqual({
          tags: {},
          stray: {},
          dropped: first.dropped,
          fits: true,
        });
      }),
    );
  });

  test("every tag of the user's volume is written, there already, or named as dropped", () => {
    fc.assert(
      fc.property(anyTags(30), anyTags(50), (snapshotHas, volumeHas) => {
        const { tags, dropped } = plan(snapshotHas, { ...VOLUME, tags: volumeHas });
        const expected = Object.keys(volumeHas).filter((key) => /^(key-|Name)/.test(key));
        expect(Object.keys({ ...tags, ...snapshotHas }).concat(dropped)).toEqual(
          expect.arrayContaining(expected),
        );
      }),
    );
  });
});

describe('the tags of a copy', () => {
  const source = snapshot(snap(1), '2026-11-20T10:00:00Z', {
    tags: {
      Name: 'data',
      'aws:dlm:lifecycle-policy-id': 'policy-1',
      'snapshot-keeper:copy/us-west-2': 'snap-9 of snap-1',
      'snapshot-keeper:copy/eu-west-1': 'snap-8 of snap-1',
      'snapshot-keeper:hold': 'audit',
      'snapshot-keeper:opt-out': '',
      'snapshot-keeper:Hold': 'audit',
      'snapshot-keeper:OPT-OUT': '',
      'Snapshot-Keeper:Hold': 'audit',
      'snapshot-keeper:Managed-By': 'another',
      'snapshot-keeper:told': 'in doubt',
      'snapshot-keeper:policy': 'last 7',
      'snapshot-keeper:dr-retain': '3',
    },
  });

  test("they are the source's, without what is true of the source alone, and its id", () => {
    expect(copyTags(source)).toEqual({
      Name: 'data',
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
      'snapshot-keeper:dr-retain': '3',
      'snapshot-keeper:source-snapshot': snap(1),
    });
  });

  test('are without those that own, and those that are excepted', () => {
    const tags = {
      Team: 'web',
      'kubernetes.io/cluster/web': 'owned',
      'velero.io/backup': 'nightly',
      Name: 'data',
    };
    expect(copyTags({ ...source, tags }, { except: ['Team'] })).toEqual({
      Name: 'data',
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
      'snapshot-keeper:source-snapshot': snap(1),
    });
  });

  test('what the source is comes from the witness, not from its tags', () => {
    const tags = { 'snapshot-keeper:volume': vol(2), 'snapshot-keeper:taken-at': '2030-01-01T00:00:00Z' };
    expect(copyTags({ ...source, tags })).toEqual({
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
      'snapshot-keeper:source-snapshot': snap(1),
    });
  });

  test('they are at most 48, ours all there, so that the policy and what is told have room', () => {
    const tags = copyTags(fresh({ ...userTags('own', 46), ...ALWAYS }));

    expect(Object.keys(tags)).toHaveLength(48);
    expect(tags).toMatchObject({
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00.000Z',
      'snapshot-keeper:source-snapshot': snap(1),
    });
  });
});

describe('before adoption every tag with our prefix but a hold is hearsay', () => {
  const STRAY = {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:snapshot': snap(9),
    'snapshot-keeper:volume': vol(9),
    'snapshot-keeper:taken-at': '2025-01-01T00:00:00.000Z',
    'snapshot-keeper:policy': 'last 99',
    'snapshot-keeper:retain': '99',
    'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-9',
    'snapshot-keeper:told': 'in doubt',
    'snapshot-keeper:whatever': 'x',
  };

  test.each<[rule: string, has: Tags]>([
    ['carried from another snapshot', STRAY],
    ['of a copy', { ...STRAY, 'snapshot-keeper:source-snapshot': snap(8) }],
    ['of another deployment', { ...STRAY, 'snapshot-keeper:managed-by': 'keeper-2' }],
    ['written by hand', { 'snapshot-keeper:retain': '1', 'snapshot-keeper:policy': 'last 1' }],
  ])('%s: it goes, and decides nothing', (_rule, has) => {
    const { tags, stray } = plan({ ...has, Name: 'data' }, undefined);

    expect(stray).toEqual(has);
    expect({ ...has, ...tags }).toMatchObject(ADOPTED);
    expect(tags).toHaveProperty(['snapshot-keeper:policy'], 'last 7');
  });

  test.each(['snapshot-keeper:hold', 'snapshot-keeper:Hold', 'snapshot-keeper:HOLD', 'Snapshot-Keeper:Hold'])(
    'a hold stays, as %s too',
    (key) => {
      expect(plan({ [key]: 'audit' }, undefined)).toEqual(planned(ADOPTED));
    },
  );

  test('tags of AWS and of the user stay', () => {
    expect(plan({ 'aws:dlm:managed': 'true', Name: 'data' }, undefined).stray).toEqual({});
  });

  test('after it they are ours, and none is taken away', () => {
    const has = {
      ...ADOPTED,
      'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-1',
      'snapshot-keeper:told': 'x',
    };
    expect(plan(has, undefined)).toEqual(planned({}));
  });

  test('a repeated call puts right what the snapshot is, where somebody has changed that', () => {
    const has = { ...ADOPTED, 'snapshot-keeper:volume': vol(9), 'snapshot-keeper:region': 'eu-west-1' };
    expect(plan(has, undefined).tags).toEqual({
      'snapshot-keeper:volume': vol(1),
      'snapshot-keeper:region': 'us-east-1',
    });
  });
});

describe('the policy under which a snapshot is adopted', () => {
  const LATE = { now: new Date('2026-11-20T13:00:01Z') };
  const before = (day: string, tags: Tags) => snapshot(snap(2), `${day}T10:00:00.000Z`, { tags });
  const policyOf = ({ tags }: TagPlan) => tags['snapshot-keeper:policy'];

  test('is that of today where the event is prompt', () => {
    expect(policyOf(plan({}, VOLUME, { now: new Date('2026-11-20T13:00:00Z') }))).toBe('last 7');
  });

  test('is that of today where a sweep finds it that comes twice a day', () => {
    const found = { sweepHours: 12, now: new Date('2026-11-21T00:00:00Z') };
    expect(policyOf(plan({}, VOLUME, found))).toBe('last 7');
    expect(policyOf(plan({}, VOLUME, { ...found, now: new Date('2026-11-21T00:00:01Z') }))).toBeUndefined();
  });

  test('counts promptness from the completion, for a large volume takes hours', () => {
    const slow = { ...fresh(), completedAt: '2026-11-20T20:00:00.000Z' };
    expect(policyOf(plan({}, VOLUME, { snapshot: slow, now: new Date('2026-11-20T23:00:00Z') }))).toBe(
      'last 7',
    );
  });

  test('is not known where the event is late', () => {
    expect(policyOf(plan({}, VOLUME, LATE))).toBeUndefined();
  });

  test.each<[rule: string, sibling: ManagedSnapshot]>([
    [
      // Its volume may not have been selected between the two.
      'the one before was adopted under the same',
      before('2026-11-19', { 'snapshot-keeper:policy': 'last 7' }),
    ],
    [
      'the one before was adopted under another',
      before('2026-11-19', { 'snapshot-keeper:policy': 'last 30' }),
    ],
    ['the one before does not tell', before('2026-11-19', {})],
    [
      'only a later one was adopted under the same',
      before('2026-11-21', { 'snapshot-keeper:policy': 'last 7' }),
    ],
  ])('is not known where the event is late and %s', (_rule, sibling) => {
    expect(policyOf(plan({}, VOLUME, { ...LATE, siblings: [sibling] }))).toBeUndefined();
  });

  test('of ten snapshots from before the deployment, whose events come late, is not known of any', () => {
    const now = new Date('2026-11-20T10:00:00Z');
    const adopted: ManagedSnapshot[] = [];
    for (let day = 1; day <= 10; day += 1) {
      const one = { ...snapshot(snap(`a${day}`), new Date(Date.UTC(2026, 10, day)).toISOString()), tags: {} };
      const { tags } = plan({}, VOLUME, { snapshot: one, siblings: adopted, now });
      adopted.push({ ...one, tags });
    }

    expect(adopted.filter(({ tags }) => tags['snapshot-keeper:policy'] !== undefined)).toEqual([]);
  });

  test('is not known where the override cannot be read', () => {
    const volume = { ...VOLUME, tags: { 'snapshot-keeper:retain': 'forever' } };
    expect(plan({}, volume).tags).toEqual({ ...ALWAYS, ...OF_VOLUME, 'snapshot-keeper:retain': 'forever' });
  });

  test.each<[rule: string, has: Tags]>([
    ['another one', { ...ALWAYS, 'snapshot-keeper:policy': 'last 99' }],
    ['none', ALWAYS],
  ])('stays as it is on a snapshot of ours that tells of %s', (_rule, has) => {
    expect(plan(has, undefined)).toEqual(planned({}));
  });
});

describe('a snapshot with many tags of its own', () => {
  const overriding = {
    ...VOLUME,
    tags: { 'snapshot-keeper:retain': '30', 'snapshot-keeper:dr-retain': '3' },
  };

  test('loses the facts for which there is no room, never what it is or what decides', () => {
    const own = userTags('own', 40);

    const { tags, dropped, fits } = plan(own, overriding);

    expect(Object.keys({ ...own, ...tags })).toHaveLength(48);
    expect(tags).toEqual({
      ...ALWAYS,
      'snapshot-keeper:policy': 'last 30',
      'snapshot-keeper:retain': '30',
      'snapshot-keeper:dr-retain': '3',
    });
    expect(dropped).toEqual(Object.keys(OF_VOLUME));
    expect(fits).toBe(true);
  });

  test.each([
    [40, true],
    [41, false],
    [50, false],
  ])(
    'with %d and two overrides fits: %p, since without them nobody knows what may be deleted',
    (count, fits) => {
      expect(plan(userTags('own', count), overriding).fits).toBe(fits);
    },
  );

  test.each([
    [42, true],
    [43, false],
  ])('with %d and no override fits: %p', (count, fits) => {
    expect(plan(userTags('own', count), VOLUME).fits).toBe(fits);
  });
});

test('the last snapshot of a volume that is gone repeats what the one before it says', () => {
  const earlier = snapshot(snap(2), '2026-11-18T10:00:00.000Z', { tags: { 'snapshot-keeper:retain': '9' } });
  const before = snapshot(snap(3), '2026-11-19T10:00:00.000Z', {
    tags: { 'snapshot-keeper:retain': '365', 'snapshot-keeper:volume-type': 'io2', Name: 'db' },
  });

  expect(plan({}, undefined, { siblings: [earlier, before] })).toEqual(
    planned({
      ...ALWAYS,
      'snapshot-keeper:policy': 'last 365',
      'snapshot-keeper:retain': '365',
      'snapshot-keeper:volume-type': 'io2',
    }),
  );
});

describe('how a snapshot stands', () => {
  const tags = { 'snapshot-keeper:consistency': 'application' };
  const ofRun = 'snapshot-keeper keeper: due 2026-11-20T10:00:00Z by nightly';

  test('is kept where a run of the deployment has taken it, and told of its copy', () => {
    const taken = { ...fresh(), description: ofRun, tags };

    expect(plan({}, undefined, { snapshot: taken }).stray).toEqual({});
    expect(copyTags(taken)).toMatchObject(tags);
  });

  test.each([
    ['somebody else', 'before the upgrade'],
    ['another deployment', ofRun.replace('keeper:', 'keeper-2:')],
  ])('is hearsay where %s has taken it', (_, description) => {
    const carried = { ...fresh(), description, tags };

    expect(plan({}, undefined, { snapshot: carried }).stray).toEqual(tags);
  });
});

describe('of a member of a set', () => {
  const description = 'snapshot-keeper keeper: due 2026-11-20T10:00:00Z by nightly, set 0123456789ab/3';

  test('the snapshot and its copy bear the set, by the description and whatever a tag says', () => {
    const carried = { ...fresh(), description, tags: { 'snapshot-keeper:set': 'ffffffffffff/9' } };

    expect(plan({}, VOLUME, { snapshot: carried }).tags['snapshot-keeper:set']).toBe('0123456789ab/3');
    expect(copyTags(carried)['snapshot-keeper:set']).toBe('0123456789ab/3');
  });

  test('a single snapshot and its copy bear none', () => {
    const single = { ...fresh(), tags: { 'snapshot-keeper:set': 'ffffffffffff/9' } };

    expect(plan({}, VOLUME, { snapshot: single }).tags).not.toHaveProperty('snapshot-keeper:set');
    expect(copyTags(single)).not.toHaveProperty('snapshot-keeper:set');
  });
});
