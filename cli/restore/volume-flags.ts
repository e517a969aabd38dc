import { nearest } from '../../infra/input/nearest';
import { UsageError } from '../flags/usage-error';

/** What EC2 takes of each type: IOPS, and MiB/s; nothing where the type has none to choose. */
const TYPES: Readonly<Record<string, { readonly iops?: Range; readonly throughput?: Range }>> = {
  gp2: {},
  gp3: { iops: [3_000, 80_000], throughput: [125, 2_000] },
  io1: { iops: [100, 64_000] },
  io2: { iops: [100, 256_000] },
  st1: {},
  sc1: {},
  standard: {},
};

type Range = readonly [minimum: number, maximum: number];

/** Of any type. */
export const IOPS: Range = [100, 256_000];
export const THROUGHPUT: Range = [125, 2_000];

/** The argument parser of `--type`. It throws UsageError. */
export function volumeType(text: string): string {
  const names = Object.keys(TYPES);
  if (names.includes(text)) return text;
  const near = nearest(text, names);
  throw new UsageError(
    `--type: expected a type of volumes, ${names.join(', ')}, found "${text}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

/** As EC2 takes it: one of Linux begins with /dev/, one of Windows with xvd. */
const DEVICE = /^(?:\/dev\/sd[a-z](?:1[0-5]|[1-9])?|(?:\/dev\/)?xvd[a-z]{1,2})$/;

/** The argument parser of `--device`. It throws UsageError. */
export function device(text: string): string {
  if (!DEVICE.test(text))
    throw new UsageError(`--device: expected a device such as /dev/sdf or xvdf, found "${text}".`);
  return text;
}

const KEY =
  /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias\/[A-Za-z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(?:key\/[A-Za-z0-9-]+|alias\/[A-Za-z0-9/_-]+))$/;

/** The argument parser of `--key`. It throws UsageError. */
export function key(text: string): string {
  if (!KEY.test(text))
    throw new UsageError(
      `--key: expected the id of a KMS key, an alias such as alias/my-key, or the ARN of either, found "${text}".`,
    );
  return text;
}

type Performance = {
  readonly type?: string;
  readonly iops?: number;
  readonly throughput?: number;
};

/** Throws UsageError where a volume of the type that is named cannot have what is asked for. */
export function refuseUnfit({ type, iops, throughput }: Performance): void {
  if (type === undefined) return;
  refuseOutside('--iops', 'iops', type, iops);
  refuseOutside('--throughput', 'throughput', type, throughput);
}

function refuseOutside(
  flag: string,
  what: 'iops' | 'throughput',
  type: string,
  value: number | undefined,
): void {
  if (value === undefined) return;
  const range = TYPES[type]?.[what];
  if (range === undefined) {
    const others = Object.keys(TYPES).filter((name) => TYPES[name]?.[what] !== undefined);
    throw new UsageError(
      `${flag}: expected a --type with which it can be chosen, ${others.join(' or ')}, found "${type}".`,
    );
  }
  const [minimum, maximum] = range;
  if (value < minimum || value > maximum)
    throw new UsageError(
      `${flag}: expected a whole number from ${minimum} to ${maximum} for ${type}, found "${value}".`,
    );
}
