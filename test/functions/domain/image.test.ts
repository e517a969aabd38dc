import { imageIdsIn, withImages, type Image } from '../../../functions/domain/image';
import { setOf, setTagOf } from '../../../functions/domain/snapshot-set';
import { isTakenFor } from '../../../functions/domain/scheduled-run';
import type { Tags } from '../../../functions/domain/tags';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { snap, snapshot, vol } from '../../support/builders';
import { ami, image, imageMember } from '../../support/images';

const ONE = imageMember({ id: 1, volume: 1, day: 10 });
const LATER = new Date('2030-03-10T03:00:00Z');

const marked = (one: Snapshot, images: readonly Image[], now = LATER): Snapshot =>
  withImages([one], { deployment: 'keeper', images, now })[0]!;

test('EC2 may name the volume behind the AMI', () => {
  const of = marked({ ...ONE, description: `${ONE.description} from ${vol(1)}` }, [image(10, [1, 2])]);
  expect(of.image?.imageId).toBe(ami(10));
});

test('what an AMI of the deployment holds is a set, and was taken for the schedules in its name', () => {
  const of = marked(ONE, [image(10, [1, 2])]);
  expect(of.image).toEqual({ imageId: ami(10), name: image(10, []).name, size: 2 });
  expect(setOf(of)).toEqual({ id: '000000000010', size: 2 });
  expect(setTagOf(of)).toBe('000000000010/2');
  expect([isTakenFor(of, 'keeper', 'nightly'), isTakenFor(of, 'keeper', 'hourly')]).toEqual(['yes', 'no']);
});

test('the only snapshot of an AMI is a set of one, which no copy of it is', () => {
  const of = marked(ONE, [image(10, [1])]);
  expect(setOf(of)).toEqual({ id: '000000000010', size: 1 });
  expect(setTagOf(of)).toBeUndefined();
});

test('what has failed goes along, unless a person holds it, or another deployment or AWS Backup has it', () => {
  const failed = (tags: Tags) => imageMember({ id: 2, volume: 2, day: 10, state: 'error', tags });
  const counts = [
    { 'snapshot-keeper:managed-by': '' },
    { 'snapshot-keeper:managed-by': 'keeper' },
    { 'snapshot-keeper:managed-by': 'other' },
    { 'snapshot-keeper:hold': '' },
    { 'aws:backup:source-resource': 'x' },
  ].map((tags) => {
    const known = { deployment: 'keeper', images: [image(10, [1, 2])], now: LATER };
    return withImages([ONE, failed(tags)], known)[0]!.image!.alongCount;
  });
  expect(counts).toEqual([1, 1, undefined, undefined, undefined]);
});

test('while EC2 names the devices of an AMI and not their snapshots, its set has as many, and copies say so', () => {
  const of = marked(ONE, [image(10, [], { state: 'pending', deviceCount: 2 })]);
  expect(setOf(of)).toEqual({ id: '000000000010', size: 2 });
  expect(setTagOf(of)).toBe('000000000010/2');
});

test('while EC2 does not say what an AMI holds, its set lacks something', () => {
  const of = marked(ONE, [image(10, [])]);
  expect(setOf(of)).toEqual({ id: '000000000010', size: Infinity });
  expect(setTagOf(of)).toBeUndefined();
});

test.each([
  ['another deployment has made', { name: image(10, []).name.replace('keeper keeper', 'keeper other') }],
  ['a person has made', { name: 'golden image' }],
])('what an AMI holds that %s is single', (_, more) => {
  expect(marked(ONE, [image(10, [1, 2], more)])).toEqual(ONE);
});

test('what only says that it is of an AMI is single', () => {
  expect(marked(ONE, [image(10, [2, 3])])).toEqual(ONE);
});

test('of an AMI that EC2 does not show nobody knows for an hour whose it is; then it is gone, and what it held is single', () => {
  const young = marked(ONE, [], new Date('2030-03-10T02:59:59Z'));
  expect(young.image).toEqual({ imageId: ami(10) });
  expect(setOf(young)).toEqual({ id: '000000000010', size: Infinity });
  expect(marked(ONE, [], LATER)).toEqual(ONE);
});

test('EC2 is asked for each AMI once, and for nothing that is no id', () => {
  const described = (description: string) => snapshot(snap(9), '2030-03-10T00:00:00Z', { description });
  const members = [
    ONE,
    imageMember({ id: 2, volume: 2, day: 10 }),
    imageMember({ id: 3, volume: 1, day: 11 }),
  ];
  expect(
    imageIdsIn([
      ...members,
      described('Created by CreateImage(i-0123456789abcdef0) for ami-*'),
      described('Created by CreateImage(i-0123456789abcdef0) for ami-0123'),
      described('nightly'),
    ]),
  ).toEqual([ami(10), ami(11)]);
});
