import { freeDevices, isDevice, isSameDevice } from '../../../functions/domain/free-devices';

const LINUX = { isWindows: false };

test('the first free names are those that EC2 recommends', () => {
  expect(freeDevices(['/dev/xvda'], { ...LINUX, count: 3 })).toEqual(['/dev/sdf', '/dev/sdg', '/dev/sdh']);
});

test.each(['/dev/sdf', '/dev/xvdf', 'xvdf'])('a name is taken by %s, whatever it begins with', (taken) => {
  expect(freeDevices([taken], { ...LINUX, count: 1 })).toEqual(['/dev/sdg']);
});

test('a partition is no whole device', () => {
  expect(freeDevices(['/dev/sdf1'], { ...LINUX, count: 1 })).toEqual(['/dev/sdf']);
});

test('after the single letters come those of two', () => {
  const names = freeDevices([], { ...LINUX, count: 23 });

  expect(names.slice(-3)).toEqual(['/dev/sdz', '/dev/xvdba', '/dev/xvdbb']);
});

test('there are 73 names', () => {
  const names = freeDevices([], { ...LINUX, count: 100 });

  expect(names).toHaveLength(73);
  expect(names.at(-1)).toBe('/dev/xvdcz');
});

test('Windows has names of its own', () => {
  expect(freeDevices(['/dev/sda1', 'xvdf'], { isWindows: true, count: 22 })).toEqual(
    expect.arrayContaining(['xvdg', 'xvdz', 'xvdba']),
  );
});

test.each(['/dev/sdf', '/dev/sda1', '/dev/xvda', '/dev/xvdbc', 'xvdf', 'xvdca'])('%s is a device', (text) => {
  expect(isDevice(text)).toBe(true);
});

test.each(['sdf', '/dev/nvme1n1', '/dev/sd', '/dev/sdF', '/dev/sdf ', 'D:', '/dev/sdaa', ''])(
  '"%s" is none',
  (text) => {
    expect(isDevice(text)).toBe(false);
  },
);

test.each([
  ['/dev/sdf', '/dev/xvdf', true],
  ['/dev/sdf', 'xvdf', true],
  ['/dev/sda', '/dev/sda1', false],
  ['/dev/sdb', '/dev/xvdbb', false],
])('%s and %s are one device: %s', (one, other, expected) => {
  expect(isSameDevice(one, other)).toBe(expected);
});
