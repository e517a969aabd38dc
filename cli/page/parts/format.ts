/** `2026-03-05 03:00`, in UTC. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

/** At most two decimals, as the tables show numbers: `1,234.5`. */
export const plain = (value: number): string => count(value, 2);

/** For reading: `1,234`, or with decimals `1,234.5`. */
export const count = (value: number, decimals = 0): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: decimals });

export const usd = (value: number): string =>
  value.toLocaleString('en-US', {
    style: 'currency',
    currency: 'USD',
    maximumFractionDigits: value < 100 ? 2 : 0,
    minimumFractionDigits: value < 100 ? 2 : 0,
  });

export const percent = (share: number): string => `${count(share * 100, 2)}%`;

/** `1 volume`, `2 volumes`. */
export const many = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

/** `every hour`, `every 4 hours`. */
export const every = (hours: number): string => (hours === 1 ? 'every hour' : `every ${hours} hours`);
