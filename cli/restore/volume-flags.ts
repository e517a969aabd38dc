import { isDevice } from '../../functions/domain/free-devices';
import { rangeOf, VOLUME_TYPES, type Range } from '../../functions/domain/volume-types';
import { nearest } from '../../infra/input/nearest';
import { UsageError } from '../flags/usage-error';

/** Of any type. */
export const IOPS: Range = [100, 256_000];
export const THROUGHPUT: Range = [125, 2_000];

/** The argument parser of `--type`. It throws UsageError. */
export function volumeType(text: string): string {
  if (VOLUME_TYPES.includes(text)) return text;
  const near = nearest(text, VOLUME_TYPES);
  throw new UsageError(
    `--type: expected a type of volumes, ${VOLUME_TYPES.join(', ')}, found "${text}".${near === undefined ? '' : ` Did you mean ${near}?`}`,
  );
}

/** The argument parser of `--device`. It throws UsageError. */
export function device(text: string): string {
  if (!isDevice(text))
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
  refuseOutside('--throughput', 'throughputMibps', type, throughput);
}

function refuseOutside(
  flag: string,
  what: 'iops' | 'throughputMibps',
  type: string,
  value: number | undefined,
): void {
  if (value === undefined) return;
  const range = rangeOf(type, what);
  if (range === undefined) {
    const others = VOLUME_TYPES.filter((name) => rangeOf(name, what) !== undefined);
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
