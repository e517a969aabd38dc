const letters = (from: string, to: string): string[] =>
  Array.from({ length: to.charCodeAt(0) - from.charCodeAt(0) + 1 }, (_, index) =>
    String.fromCharCode(from.charCodeAt(0) + index),
  );

/** How the names of data volumes end, the recommended ones first; b to e may be instance stores (EC2 user guide, "Device names for volumes"). */
const ENDINGS = [
  ...letters('f', 'z'),
  ...letters('b', 'c').flatMap((first) => letters('a', 'z').map((second) => `${first}${second}`)),
];

/** On Linux, a name of two letters is one of /dev/xvd. */
const nameOf = (ending: string, isWindows: boolean): string => {
  if (isWindows) return `xvd${ending}`;
  return `/dev/${ending.length === 1 ? 'sd' : 'xvd'}${ending}`;
};

/** EC2 user guide, "Device names for volumes"; without /dev/ it is a name of Windows. */
const DEVICE = /^(?:\/dev\/sd[a-z](?:[1-9]|1[0-5])?|(?:\/dev\/)?xvd(?:[a-z]|[b-d][a-z]))$/;

/** Whether EC2 may take a text for the name of a device. */
export const isDevice = (text: string): boolean => DEVICE.test(text);

/** Whether EC2 takes it for a device of an instance that is of Windows, or is not. */
export const isDeviceOf = (device: string, { isWindows }: { readonly isWindows: boolean }): boolean =>
  isDevice(device) && (isWindows || device.startsWith('/dev/'));

/** Whether two names are one device, as /dev/sdf, /dev/xvdf, xvdf and /dev/sdf1 are: a volume is no partition of another one. */
export const isSameDevice = (one: string, other: string): boolean => endingOf(one) === endingOf(other);

const endingOf = (device: string): string =>
  device.replace(/^(?:\/dev\/)?(?:sd|xvd)/, '').replace(/\d+$/, '');

/** So many names as are free beside those that are taken, in order; fewer where there are not so many. */
export const freeDevices = (
  taken: readonly string[],
  { isWindows, count }: { readonly isWindows: boolean; readonly count: number },
): string[] =>
  ENDINGS.filter((ending) => !taken.some((other) => endingOf(other) === ending))
    .slice(0, count)
    .map((ending) => nameOf(ending, isWindows));
