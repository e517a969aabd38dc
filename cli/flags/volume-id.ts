import { isVolumeId } from '../../functions/domain/ids';
import { UsageError } from './usage-error';

/** The argument parser of `--volume`. It throws UsageError. */
export function volumeId(text: string): string {
  if (!isVolumeId(text))
    throw new UsageError(
      `--volume: expected the id of a volume, such as vol-0123456789abcdef0, found "${text}".`,
    );
  return text;
}
