import { isInRange, whyNoVolume } from '../../../functions/domain/volume-types';

test.each([
  ['a small gp3', { volumeType: 'gp3' }, 1],
  [
    'the largest gp3, with all that it can have',
    { volumeType: 'gp3', iops: 80_000, throughputMibps: 2_000 },
    65_536,
  ],
  ['a gp2', { volumeType: 'gp2' }, 16_384],
  ['an io1 with its least IOPS', { volumeType: 'io1', iops: 100 }, 4],
  ['the largest io2', { volumeType: 'io2', iops: 256_000 }, 65_536],
  ['the smallest st1', { volumeType: 'st1' }, 125],
  ['the smallest sc1', { volumeType: 'sc1' }, 125],
  ['the largest standard', { volumeType: 'standard' }, 1_024],
])('EC2 makes %s', (_, kind, sizeGib) => {
  expect(whyNoVolume(kind, sizeGib)).toBeUndefined();
});

test.each([
  [
    { volumeType: 'gp4' },
    8,
    'there is no volume type "gp4": expected gp2, gp3, io1, io2, st1, sc1, standard.',
  ],
  [{ volumeType: 'st1' }, 124, 'a volume of the type st1 has 125 to 16,384 GiB, and this one has 124.'],
  [
    { volumeType: 'standard' },
    1_025,
    'a volume of the type standard has 1 to 1,024 GiB, and this one has 1025.',
  ],
  [{ volumeType: 'io2' }, 8, 'a volume of the type io2 needs IOPS: expected 100 to 256,000.'],
  [
    { volumeType: 'io1', iops: 64_001 },
    8,
    'the IOPS of a volume of the type io1 is 100 to 64,000, found 64001.',
  ],
  [
    { volumeType: 'gp3', iops: 2_999 },
    8,
    'the IOPS of a volume of the type gp3 is 3,000 to 80,000, found 2999.',
  ],
  [{ volumeType: 'gp2', iops: 3_000 }, 8, 'the IOPS of a volume of the type gp2 cannot be chosen.'],
  [
    { volumeType: 'io2', iops: 100, throughputMibps: 125 },
    8,
    'the throughput of a volume of the type io2 cannot be chosen.',
  ],
  [
    { volumeType: 'gp3', throughputMibps: 124 },
    8,
    'the throughput of a volume of the type gp3 is 125 to 2,000, found 124.',
  ],
])('of %j with %d GiB it is said why EC2 makes none', (kind, sizeGib, why) => {
  expect(whyNoVolume(kind, sizeGib)).toBe(why);
});

test.each([
  ['gp3', 'iops', 3_000, true],
  ['gp3', 'throughputMibps', 2_001, false],
  ['gp3', 'iops', 3_000.5, false],
  ['gp2', 'iops', 300, false],
  ['gp4', 'iops', 3_000, false],
] as const)('whether a %s may have %s of %d: %s', (volumeType, what, value, expected) => {
  expect(isInRange(volumeType, what, value)).toBe(expected);
});
