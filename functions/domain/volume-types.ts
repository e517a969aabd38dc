export type Range = readonly [least: number, most: number];

type Limits = { readonly sizeGib: Range; readonly iops?: Range; readonly throughputMibps?: Range };

/** What EC2 makes, and which performance can be asked for (EC2 API reference, CreateVolume). */
const LIMITS: Readonly<Record<string, Limits>> = {
  gp2: { sizeGib: [1, 16_384] },
  gp3: { sizeGib: [1, 65_536], iops: [3_000, 80_000], throughputMibps: [125, 2_000] },
  io1: { sizeGib: [4, 16_384], iops: [100, 64_000] },
  io2: { sizeGib: [4, 65_536], iops: [100, 256_000] },
  st1: { sizeGib: [125, 16_384] },
  sc1: { sizeGib: [125, 16_384] },
  standard: { sizeGib: [1, 1_024] },
};

export const VOLUME_TYPES = Object.keys(LIMITS);

/** Of these EC2 makes none without it. */
const NEEDS_IOPS: ReadonlySet<string> = new Set(['io1', 'io2']);

/** A type of volume, with the performance that is asked for; absent is EC2's own default. */
export type VolumeKind = {
  readonly volumeType: string;
  readonly iops?: number | undefined;
  readonly throughputMibps?: number | undefined;
};

/** What can be asked for of a type; undefined where it has none to choose, or is none. */
export const rangeOf = (volumeType: string, what: 'iops' | 'throughputMibps'): Range | undefined =>
  LIMITS[volumeType]?.[what];

/** Whether a type has an IOPS, or a throughput, to ask for, and this one is in its range. */
export function isInRange(volumeType: string, what: 'iops' | 'throughputMibps', value: number): boolean {
  const range = rangeOf(volumeType, what);
  return range !== undefined && isWithin(range, value);
}

/** Why EC2 makes no volume of this type and size, in one sentence; undefined where it does. Which IOPS a size allows, EC2 says itself. */
export function whyNoVolume(kind: VolumeKind, sizeGib: number): string | undefined {
  const { volumeType } = kind;
  const limits = LIMITS[volumeType];
  if (limits === undefined)
    return `there is no volume type "${volumeType}": expected ${VOLUME_TYPES.join(', ')}.`;
  if (!isWithin(limits.sizeGib, sizeGib))
    return `a volume of the type ${volumeType} has ${inWords(limits.sizeGib)} GiB, and this one has ${sizeGib}.`;
  if (kind.iops === undefined && NEEDS_IOPS.has(volumeType))
    return `a volume of the type ${volumeType} needs IOPS: expected ${inWords(limits.iops!)}.`;
  for (const [what, name] of [
    ['iops', 'IOPS'],
    ['throughputMibps', 'throughput'],
  ] as const) {
    const value = kind[what];
    const range = limits[what];
    if (value === undefined) continue;
    if (range === undefined) return `the ${name} of a volume of the type ${volumeType} cannot be chosen.`;
    if (!isWithin(range, value))
      return `the ${name} of a volume of the type ${volumeType} is ${inWords(range)}, found ${value}.`;
  }
  return undefined;
}

const isWithin = ([least, most]: Range, value: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const inWords = ([least, most]: Range): string =>
  `${least.toLocaleString('en-US')} to ${most.toLocaleString('en-US')}`;
