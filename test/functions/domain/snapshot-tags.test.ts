import fc from 'fast-check';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { copyTags, isTaggedAs, snapshotTags, type TagPlan } from '../../../functions/domain/snapshot-tags';
import type { Tags } from '../../../functions/domain/tags';
import type { Volume } from '../../../functions/domain/volume';
import { snapshot } from '../../support/builders';

const VOLUME: Volume = {
  volumeId: 'vol-1',
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
  'snapshot-keeper:volume': 'vol-1',
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

/** A snapshot that nobody manages yet. */
const fresh = (tags: Tags = {}): Snapshot => ({ ...snapshot('snap-1', '2026-11-20T10:00:00.000Z'), tags });

const plan = (
  snapshotHas: Tags,
  volume: Volume | undefined,
  more: { copyVolumeTags?: boolean; drRegions?: string[] } = {},
): TagPlan =>
  snapshotTags({
    snapshot: fresh(snapshotHas),
    volumeId: 'vol-1',
    volume,
    deployment: 'keeper',
    region: 'us-east-1',
    retention: { last: 7 },
    drRegions: ['us-west-2'],
    copyVolumeTags: true,
    ...more,
  });

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
    expect(plan({}, VOLUME)).toEqual({ tags: { ...ADOPTED, ...OF_VOLUME }, dropped: [] });
  });

  test('what the volume does not have is left out', () => {
    const magnetic: Volume = {
      volumeId: 'vol-1',
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
    expect(plan({}, undefined)).toEqual({ tags: ADOPTED, dropped: [] });
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
  test.each<[rule: string, volumeTags: Tags, copyVolumeTags: boolean, copied: Tags]>([
    ['are copied', { Name: 'data', Team: 'web' }, true, { Name: 'data', Team: 'web' }],
    ['are not copied where that is switched off', { Name: 'data' }, false, {}],
    ['are not copied where they are of AWS', { 'aws:cloudformation:stack-name': 'web' }, true, {}],
    [
      'are not copied where only a snapshot bears them',
      { 'snapshot-keeper:hold': 'audit', 'snapshot-keeper:copy/us-west-2': 'snap-9' },
      true,
      {},
    ],
  ])('%s', (_rule, tags, copyVolumeTags, copied) => {
    expect(plan({}, { ...VOLUME, tags }, { copyVolumeTags })).toEqual({
      tags: { ...ADOPTED, ...OF_VOLUME, ...copied },
      dropped: [],
    });
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
    expect(keysOf(tags).slice(-2)).toEqual(['v-35', 'v-36']);
    expect(dropped).toEqual(['v-37', 'v-38', 'v-39', 'v-40', 'v-41', 'v-42', 'v-43', 'v-44']);
  });

  test('each DR Region has a place', () => {
    const drRegions = ['us-west-2', 'eu-west-1', 'ap-south-1'];
    const { tags } = plan({}, { ...VOLUME, tags: userTags('v', 45) }, { drRegions });
    expect(Object.keys(tags)).toHaveLength(46);
  });

  test('places that are taken already are not reserved twice', () => {
    const has = { 'snapshot-keeper:copy/us-west-2': 'snap-9', 'snapshot-keeper:hold': 'audit' };
    const { tags } = plan(has, { ...VOLUME, tags: userTags('v', 45) });
    expect(Object.keys(tags)).toHaveLength(48);
  });

  test("the snapshot's own tags take room, tags of AWS take none", () => {
    const has = { ...userTags('s', 10), 'aws:dlm:lifecycle-policy-id': 'policy-1' };
    const { tags, dropped } = plan(has, { ...VOLUME, tags: userTags('v', 30) });
    expect(Object.keys(tags)).toHaveLength(38);
    expect(dropped).toEqual(['v-27', 'v-28', 'v-29']);
  });

  test('a snapshot without room gets none of them', () => {
    const { tags, dropped } = plan(userTags('s', 37), { ...VOLUME, tags: userTags('v', 2) });
    expect(keysOf(tags)).toEqual(keysOf({ ...ADOPTED, ...OF_VOLUME }));
    expect(dropped).toEqual(['v-00', 'v-01']);
  });
});

describe('laws', () => {
  const anyKey = fc.oneof(
    fc.integer({ min: 0, max: 99 }).map((number) => `key-${number}`),
    fc.constantFrom('aws:dlm:managed', 'Name', 'snapshot-keeper:retain', 'snapshot-keeper:hold'),
  );
  const anyTags = (maxKeys: number) =>
    fc.dictionary(anyKey, fc.string({ maxLength: 3 }), { maxKeys, size: 'max' });
  const countOf = (tags: Tags): number => Object.keys(tags).filter((key) => !key.startsWith('aws:')).length;

  test('a snapshot with up to 30 tags never gets more than 50, its copy and a hold on either included', () => {
    fc.assert(
      fc.property(anyTags(30), anyTags(50), (snapshotHas, volumeHas) => {
        const { tags } = plan(snapshotHas, { ...VOLUME, tags: volumeHas });
        const source = fresh({ ...snapshotHas, ...tags });
        const hold = { 'snapshot-keeper:hold': 'audit' };
        const confirmed = { 'snapshot-keeper:copy/us-west-2': 'snap-copy' };
        expect(countOf({ ...source.tags, ...confirmed, ...hold })).toBeLessThanOrEqual(50);
        expect(countOf({ ...copyTags(source), ...hold })).toBeLessThanOrEqual(50);
      }),
    );
  });

  test('a repeated call writes nothing', () => {
    fc.assert(
      fc.property(anyTags(30), anyTags(50), (snapshotHas, volumeHas) => {
        const volume = { ...VOLUME, tags: volumeHas };
        const first = plan(snapshotHas, volume);
        expect(plan({ ...snapshotHas, ...first.tags }, volume)).toEqual({ tags: {}, dropped: first.dropped });
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
  const source = snapshot('snap-1', '2026-11-20T10:00:00Z', {
    tags: {
      Name: 'data',
      'aws:dlm:lifecycle-policy-id': 'policy-1',
      'snapshot-keeper:copy/us-west-2': 'snap-9',
      'snapshot-keeper:copy/eu-west-1': 'snap-8',
      'snapshot-keeper:hold': 'audit',
      'snapshot-keeper:dr-retain': '3',
    },
  });

  test("they are the source's, without what is true of the source alone, and its id", () => {
    expect(copyTags(source)).toEqual({
      Name: 'data',
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:volume': 'vol-1',
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
      'snapshot-keeper:dr-retain': '3',
      'snapshot-keeper:source-snapshot': 'snap-1',
    });
  });

  test("the time of the data is the source's start where no tag tells it", () => {
    expect(copyTags({ ...fresh(), startedAt: '2026-11-20T10:00:00Z' })).toEqual({
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
      'snapshot-keeper:source-snapshot': 'snap-1',
    });
  });
});

describe('tags of ours that a tool has copied from a restored volume', () => {
  const STRAY = {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:volume': 'vol-OLD',
    'snapshot-keeper:taken-at': '2025-01-01T00:00:00.000Z',
  };

  test('are corrected where they say what the snapshot is', () => {
    expect(plan(STRAY, VOLUME).tags).toMatchObject({
      'snapshot-keeper:volume': 'vol-1',
      'snapshot-keeper:taken-at': '2026-11-20T10:00:00.000Z',
    });
  });

  test('do not pass for our own tagging', () => {
    expect(isTaggedAs(fresh(STRAY), 'keeper', 'vol-1')).toBe(false);
    expect(isTaggedAs(fresh(ALWAYS), 'keeper', 'vol-1')).toBe(true);
  });
});

describe('the policy under which a snapshot is adopted', () => {
  test('has the first place after what the snapshot is', () => {
    expect(plan(userTags('own', 43), VOLUME).tags).toEqual(ADOPTED);
  });

  test('is left out where there is no room, and named', () => {
    const { tags, dropped } = plan(userTags('own', 44), VOLUME);

    expect(tags).toEqual(ALWAYS);
    expect(dropped[0]).toBe('snapshot-keeper:policy');
  });

  test('is corrected where a tool has copied that of another snapshot', () => {
    const stray = { ...ALWAYS, 'snapshot-keeper:volume': 'vol-OLD', 'snapshot-keeper:policy': 'last 99' };

    expect(plan(stray, undefined).tags).toEqual({
      'snapshot-keeper:volume': 'vol-1',
      'snapshot-keeper:policy': 'last 7',
    });
  });

  test.each<[rule: string, has: Tags]>([
    ['another one', { ...ALWAYS, 'snapshot-keeper:policy': 'last 99' }],
    ['none', ALWAYS],
  ])('stays as it is on a snapshot of ours that tells of %s', (_rule, has) => {
    expect(plan(has, undefined)).toEqual({ tags: {}, dropped: [] });
  });
});

describe('a snapshot with many tags of its own', () => {
  test('loses the facts for which there is no room, never what it is', () => {
    const own = userTags('own', 42);

    const { tags, dropped } = plan(own, VOLUME);

    expect(Object.keys({ ...own, ...tags })).toHaveLength(48);
    expect(tags).toMatchObject(ADOPTED);
    expect(dropped).toHaveLength(5);
  });

  test('has a copy with at most 50 tags, ours all there', () => {
    const source = fresh({ ...userTags('own', 46), ...ALWAYS });

    const tags = copyTags(source);

    expect(Object.keys(tags)).toHaveLength(50);
    expect(tags).toMatchObject({ ...ALWAYS, 'snapshot-keeper:source-snapshot': 'snap-1' });
  });
});

test('the last snapshot of a volume that is gone repeats what the one before it says', () => {
  const predecessor = snapshot('snap-0', '2026-11-19T10:00:00.000Z', {
    tags: { 'snapshot-keeper:retain': '365', 'snapshot-keeper:volume-type': 'io2', Name: 'db' },
  });

  const { tags } = snapshotTags({
    snapshot: fresh(),
    volumeId: 'vol-1',
    volume: undefined,
    predecessor,
    deployment: 'keeper',
    region: 'us-east-1',
    retention: { last: 7 },
    drRegions: ['us-west-2'],
    copyVolumeTags: true,
  });

  expect(tags).toEqual({
    ...ALWAYS,
    'snapshot-keeper:policy': 'last 365',
    'snapshot-keeper:retain': '365',
    'snapshot-keeper:volume-type': 'io2',
  });
});
