import { freeDevices, isDevice, isDeviceOf, isSameDevice } from '../../../functions/domain/free-devices';
import { checkDeviceName } from '../../../local/aws/ec2/device-name';

const LINUX = { isWindows: false };

test('the first free names are those that EC2 recommends', () => {
  expect(freeDevices(['/dev/xvda'], { ...LINUX, count: 3 })).toEqual(['/dev/sdf', '/dev/sdg', '/dev/sdh']);
});

test.each(['/dev/sdf', '/dev/xvdf', 'xvdf'])('a name is taken by %s, whatever it begins with', (taken) => {
  expect(freeDevices([taken], { ...LINUX, count: 1 })).toEqual(['/dev/sdg']);
});

test('the number of a partition does not count', () => {
  expect(freeDevices(['/dev/sdf1'], { ...LINUX, count: 1 })).toEqual(['/dev/sdg']);
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

test.each(['/dev/sdf', '/dev/sda1', '/dev/sdf15', '/dev/xvda', '/dev/xvdbc', 'xvdf', 'xvdca'])(
  '%s is a device',
  (text) => {
    expect(isDevice(text)).toBe(true);
  },
);

test.each([
  'sdf',
  '/dev/sdf0',
  '/dev/sdf16',
  '/dev/xvdf9',
  '/dev/xvdf99',
  'xvdzz',
  '/dev/xvdaa',
  '/dev/nvme1n1',
  '/dev/sd',
  '/dev/sdF',
  '/dev/sdf ',
  'D:',
  '/dev/sdaa',
  '',
])('"%s" is none', (text) => {
  expect(isDevice(text)).toBe(false);
});

test.each([
  ['/dev/sdf', '/dev/xvdf', true],
  ['/dev/sdf', 'xvdf', true],
  ['/dev/sda', '/dev/sda1', true],
  ['/dev/sdf1', '/dev/sdf2', true],
  ['/dev/sdb', '/dev/xvdbb', false],
])('%s and %s are one device: %s', (one, other, expected) => {
  expect(isSameDevice(one, other)).toBe(expected);
});

test.each([
  ['xvdf', true, true],
  ['xvdf', false, false],
  ['/dev/sdf', false, true],
  ['/dev/sda1', true, true],
  ['/dev/sd', false, false],
])('%s is a device of an instance, Windows %s: %s', (device, isWindows, expected) => {
  expect(isDeviceOf(device, { isWindows })).toBe(expected);
});

test('what is a device, and nothing else of these, the local EC2 takes', () => {
  const taken = (name: string): boolean => {
    try {
      checkDeviceName(name);
      return true;
    } catch {
      return false;
    }
  };
  const names = ['a', 'f', 'z', 'aa', 'ba', 'dz', 'ea', 'zz'].flatMap((ending) =>
    ['', '0', '1', '15', '16', '99'].flatMap((number) =>
      ['/dev/sd', '/dev/xvd', 'xvd', '/dev/hd'].map((start) => `${start}${ending}${number}`),
    ),
  );

  expect(names.filter(isDevice)).toEqual(names.filter(taken));
  expect(names.filter(isDevice)).toHaveLength(19);
});
