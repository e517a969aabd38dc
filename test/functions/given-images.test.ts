import { withImages, type Image } from '../../functions/domain/image';
import type { Snapshot } from '../../functions/domain/snapshot';
import { givenImages } from '../../functions/prune-volume/given-images';
import { snap, vol } from '../support/builders';
import { ami, image, imageMember } from '../support/images';

const AMI = image(10, [1, 2]);
const [ONE, TWO] = [imageMember({ id: 1, volume: 1, day: 10 }), imageMember({ id: 2, volume: 2, day: 10 })];
const of = ({ snapshotId, volumeId }: Snapshot) => ({ snapshotId, volumeId, reason: 'old' });

/** What goes and what stays of an AMI of the volumes 1 and 2, of which `given` are given up. */
function asked(shown: readonly Snapshot[], given: readonly Snapshot[], one: Image = AMI) {
  const deployment = 'keeper';
  const { going, staying } = givenImages({
    deployment,
    images: [one],
    shown: withImages(shown, { deployment, images: [one], now: new Date('2030-03-20T00:00:00Z') }),
    given: given.map(of),
  });
  return { going: Object.fromEntries(going), staying: Object.fromEntries(staying) };
}

const staysFor = (id: number) => ({
  going: {},
  staying: { [snap(1)]: `${ami(10)} stays whole: ${snap(id)} is not given up` },
});

test('an AMI goes all of whose snapshots are given up', () => {
  const whole = { image: AMI, members: [of(ONE), of(TWO)], failed: [] };
  expect(asked([ONE, TWO], [ONE, TWO])).toEqual({
    going: { [snap(1)]: whole, [snap(2)]: whole },
    staying: {},
  });
});

test('what has failed goes along', () => {
  const two = { ...TWO, state: 'error' };
  expect(asked([ONE, two], [ONE]).going).toEqual({
    [snap(1)]: {
      image: AMI,
      members: [of(ONE)],
      failed: [{ snapshotId: snap(2), volumeId: vol(2), reason: 'it has failed' }],
    },
  });
});

test.each(['pending', 'recoverable', 'completed'])(
  'an AMI stays with what is %s and not given up',
  (state) => {
    expect(asked([ONE, { ...TWO, state }], [ONE])).toEqual(staysFor(2));
  },
);

test('an AMI stays with what EC2 does not show', () => {
  expect(asked([ONE], [ONE])).toEqual(staysFor(2));
});

test('an AMI stays with what EC2 has not taken with it', () => {
  expect(asked([ONE, { ...TWO, description: 'nightly' }], [ONE, TWO])).toEqual(staysFor(2));
});

test.each([
  ['of another deployment whose name begins as ours', AMI.name.replace('keeper keeper', 'keeper keeper-2')],
  ['of a person', 'golden image'],
])('the AMI %s is no matter of ours', (_, name) => {
  expect(asked([ONE, TWO], [ONE, TWO], { ...AMI, name })).toEqual({ going: {}, staying: {} });
});
