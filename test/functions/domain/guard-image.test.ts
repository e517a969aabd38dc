import { guardDeletion } from '../../../functions/domain/guard';
import { guardDeregistration, type Deregistration } from '../../../functions/domain/guard-image';
import type { Image } from '../../../functions/domain/image';
import type { Tags } from '../../../functions/domain/tags';
import { snap, snapshot, vol } from '../../support/builders';
import { ami, image, imageMember } from '../../support/images';

const NOW = new Date('2030-03-20T00:00:00Z');
const OLD = image(10, [1, 2]);
const NEW = image(11, [3, 4]);
const SHOWN = [
  imageMember({ id: 1, volume: 1, day: 10 }),
  imageMember({ id: 2, volume: 2, day: 10 }),
  imageMember({ id: 3, volume: 1, day: 11 }),
  imageMember({ id: 4, volume: 2, day: 11 }),
];
const GIVEN = [
  { snapshotId: snap(1), volumeId: vol(1) },
  { snapshotId: snap(2), volumeId: vol(2) },
];

const asked = (more: Partial<Deregistration> = {}): string | undefined =>
  guardDeregistration({
    image: OLD,
    given: GIVEN,
    shown: SHOWN,
    images: [more.image ?? OLD, NEW],
    region: 'us-east-1',
    primaryRegion: 'us-east-1',
    deployment: 'keeper',
    readAt: NOW,
    now: NOW,
    ...more,
  });

test('nothing speaks against an AMI all of whose snapshots are given up beside a newer whole one', () => {
  expect(asked()).toBeUndefined();
});

const renamed = (name: string): Image => ({ ...OLD, name });

test.each([
  ['of a person', 'golden image'],
  ['of another deployment', OLD.name.replace('keeper keeper', 'keeper other')],
  ['of one that begins as ours', OLD.name.replace('keeper keeper', 'keeper keeper-2')],
  ['that only begins as ours', `${OLD.name} (copy)`],
])('an AMI with a name %s stays', (_, name) => {
  expect(asked({ image: renamed(name) })).toBe(`${ami(10)} is called "${name}", which is none of ours`);
});

test('an AMI stays that holds what the plan keeps', () => {
  expect(asked({ given: GIVEN.slice(0, 1) })).toBe(`${ami(10)} holds ${snap(2)}, which is not given up`);
});

test('what EC2 has taken with an AMI may name its volume behind it', () => {
  const shown = SHOWN.map((one) => ({ ...one, description: `${one.description} from ${one.volumeId}` }));
  expect(asked({ shown })).toBeUndefined();
});

test('an AMI stays that holds what EC2 has not taken with it, or does not show', () => {
  const forged = { ...OLD, imageId: ami(99) };
  expect(asked({ image: forged })).toBe(`${ami(99)} holds ${snap(1)}, which was not taken with it`);
  expect(asked({ shown: SHOWN.slice(1) })).toBe(`${ami(10)} holds ${snap(1)}, which was not taken with it`);
});

test('an AMI under a name of ours that merely holds single snapshots of ours makes no set of them', () => {
  const described = (one: (typeof SHOWN)[number]) => ({ ...one, description: 'nightly' });
  const shown = SHOWN.map(described);
  const read = { shown, images: [OLD, NEW], region: 'us-east-1', primaryRegion: 'us-east-1' };
  const at = { readAt: NOW, now: NOW, volumeId: vol(1), deployment: 'keeper' };
  expect(
    guardDeletion({ ...read, ...at, shown: [shown[0]!, shown[2]!], snapshotId: snap(1) }),
  ).toBeUndefined();
});

test('what has failed needs no plan', () => {
  const [one, two, ...newer] = SHOWN;
  const shown = [one!, { ...two!, state: 'error' }, ...newer];
  expect(asked({ given: GIVEN.slice(0, 1), shown })).toBeUndefined();
});

test.each(['pending', 'recoverable', 'completed'])('what is %s does not go without a plan', (state) => {
  const [one, two, ...newer] = SHOWN;
  expect(asked({ given: GIVEN.slice(0, 1), shown: [one!, { ...two!, state }, ...newer] })).toBe(
    `${ami(10)} holds ${snap(2)}, which is not given up`,
  );
});

test.each<[who: string, tags: Tags]>([
  ['a person holds', { 'Snapshot-Keeper:Hold': '' }],
  ['an owner has opted out', { 'snapshot-keeper:opt-out': '' }],
  ['another deployment has', { 'snapshot-keeper:managed-by': 'other' }],
  ['AWS Backup has', { 'aws:backup:source-resource': 'x' }],
])('what has failed and %s does not go without a plan', (_, tags) => {
  const [one, two, ...newer] = SHOWN;
  const shown = [one!, { ...two!, state: 'error', tags: { ...two!.tags, ...tags } }, ...newer];
  expect(asked({ given: GIVEN.slice(0, 1), shown })).toBe(
    `${ami(10)} holds ${snap(2)}, which is not given up`,
  );
});

test('an AMI stays one of whose snapshots a person holds', () => {
  const [one, two, ...newer] = SHOWN;
  const held = { ...two!, tags: { ...two!.tags, 'snapshot-keeper:hold': 'audit' } };
  expect(asked({ shown: [one!, held, ...newer] })).toBe(`${ami(10)} holds ${snap(2)}: it is held`);
});

test('an AMI stays until a newer one is whole, also where the newer one has all snapshots of one volume', () => {
  const waits = `${ami(10)} holds ${snap(1)}: no newer AMI of ${vol(1)} is whole`;
  expect(asked({ shown: SHOWN.slice(0, 3) })).toBe(waits);
  const pending = SHOWN.map((one) => (one.snapshotId === snap(4) ? { ...one, state: 'pending' } : one));
  expect(asked({ shown: pending })).toBe(waits);
});

test('an AMI stays beside a newer one of a deployment whose name begins as ours', () => {
  const images = [OLD, { ...NEW, name: NEW.name.replace('keeper keeper', 'keeper keeper-2') }];
  expect(asked({ images })).toBe(`${ami(10)} holds ${snap(1)}: no newer AMI of ${vol(1)} is whole`);
});

test.each(['pending', 'failed', 'invalid', 'unknown'])(
  'an AMI stays while the newer one is %s, whatever its snapshots are',
  (state) => {
    const images = [OLD, { ...NEW, state }];
    expect(asked({ images })).toBe(`${ami(10)} holds ${snap(1)}: no newer AMI of ${vol(1)} is whole`);
  },
);

test.each([
  ['pending', `${ami(10)} is pending`],
  ['transient', `${ami(10)} is transient`],
  ['failed', undefined],
  ['invalid', undefined],
  ['error', undefined],
  ['disabled', undefined],
])('an AMI that is given up and %s: %s', (state, refusal) => {
  expect(asked({ image: { ...OLD, state } })).toBe(refusal);
});

test('an AMI stays that a person holds, for whatever reason', () => {
  expect(asked({ image: { ...OLD, hold: '' } })).toBe(`${ami(10)} is held`);
});

test('an AMI stays that is protected, or of which EC2 does not say what it holds', () => {
  expect(asked({ image: { ...OLD, isProtected: true } })).toBe(`${ami(10)} is protected`);
  expect(asked({ image: { ...OLD, snapshotIds: [] } })).toBe(`nobody knows what ${ami(10)} holds`);
});

test('an AMI that was not read for the plan stays', () => {
  expect(asked({ images: [NEW] })).toBe(`${ami(10)} is not among what EC2 has shown`);
});

test('the last AMI of an instance stays beside newer single snapshots, for whatever time', () => {
  const single = snapshot(snap(3), '2030-03-11T09:00:00Z', {
    volumeId: vol(1),
    tags: { 'snapshot-keeper:volume': vol(1) },
  });
  const shown = [imageMember({ id: 1, volume: 1, day: 10 }), single];
  const of = image(10, [1]);
  const more = { image: of, images: [of], given: GIVEN.slice(0, 1), shown };
  const stays = `${ami(10)} holds ${snap(1)}: no newer AMI of ${vol(1)} is whole`;
  expect(asked(more)).toBe(stays);
  expect(asked({ ...more, ...LATER })).toBe(stays);
});

/** More than 35 days behind the AMI of the tenth. */
const LATER = { readAt: new Date('2030-04-20T00:00:00Z'), now: new Date('2030-04-20T00:00:00Z') };

describe('more than 35 days later', () => {
  const single = snapshot(snap(9), '2030-03-12T09:00:00Z', {
    volumeId: vol(2),
    tags: { 'snapshot-keeper:volume': vol(2) },
  });
  // Volume 2 is on the instance no more.
  const shown = [...SHOWN.slice(0, 3), single];
  const newer = image(11, [3]);

  test('one stays no longer that is not the last of its instance', () => {
    expect(asked({ ...LATER, shown, images: [OLD, newer] })).toBeUndefined();
    expect(asked({ shown, images: [OLD, newer] })).toBe(
      `${ami(10)} holds ${snap(2)}: no newer AMI of ${vol(2)} is whole`,
    );
  });

  test.each<[what: string, newer: Image]>([
    ['has failed', { ...newer, state: 'failed' }],
    ['is of another instance', { ...newer, name: newer.name.replace('000a ', '000b ') }],
    ['lacks a snapshot', { ...newer, snapshotIds: [snap(3), snap(4)] }],
  ])('it is the last of its instance where the newer one %s', (_, other) => {
    expect(asked({ ...LATER, shown, images: [OLD, other] })).toMatch(/no newer AMI of vol-\d+ is whole$/);
  });

  test('one that has failed itself is the last of nothing', () => {
    const failed = { ...OLD, state: 'failed' };
    const later = [1, 2].map((volume) => ({
      ...single,
      snapshotId: snap(6 + volume),
      volumeId: vol(volume),
      tags: {
        ...single.tags,
        'snapshot-keeper:volume': vol(volume),
        'snapshot-keeper:snapshot': snap(6 + volume),
      },
    }));
    expect(
      asked({ ...LATER, image: failed, images: [failed], shown: [...SHOWN.slice(0, 2), ...later] }),
    ).toBeUndefined();
  });
});

test('beside newer sets, from which nothing can be launched, it stays as well', () => {
  const sets = [1, 2].map((volume) =>
    snapshot(snap(volume + 4), '2030-03-12T09:00:00Z', {
      volumeId: vol(volume),
      description: 'snapshot-keeper keeper: due 2030-03-12T09:00:00Z by apps, set 0123456789ab/2',
      tags: { 'snapshot-keeper:volume': vol(volume) },
    }),
  );
  const more = { images: [OLD], shown: [...SHOWN.slice(0, 2), ...sets] };
  const stays = `${ami(10)} holds ${snap(1)}: no newer AMI of ${vol(1)} is whole`;
  expect(asked(more)).toBe(stays);
  expect(asked({ ...more, ...LATER })).toBe(stays);
});

test('an AMI of one volume makes room for an older one', () => {
  const shown = [imageMember({ id: 1, volume: 1, day: 10 }), imageMember({ id: 3, volume: 1, day: 11 })];
  const images = [image(10, [1]), image(11, [3])];
  const read = { shown, images, region: 'us-east-1', primaryRegion: 'us-east-1', deployment: 'keeper' };
  const at = { readAt: NOW, now: NOW, volumeId: vol(1) };
  expect(guardDeletion({ ...read, ...at, snapshotId: snap(1) })).toBeUndefined();
  expect(guardDeletion({ ...read, ...at, snapshotId: snap(3) })).toBe(`no newer AMI of ${vol(1)} is whole`);
});
