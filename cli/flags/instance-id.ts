import { isInstanceId } from '../../functions/domain/ids';
import { UsageError } from './usage-error';

/** The argument parser of `--instance`. It throws UsageError. */
export function instanceId(text: string): string {
  if (!isInstanceId(text))
    throw new UsageError(
      `--instance: expected the id of an instance, such as i-0123456789abcdef0, found "${text}".`,
    );
  return text;
}
