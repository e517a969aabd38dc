import { isInstanceId } from '../../functions/domain/ids';
import { UsageError } from './usage-error';

/** The argument parser of a flag that takes the id of an instance. It throws UsageError. */
export const instanceId =
  (flag: string) =>
  (text: string): string => {
    if (!isInstanceId(text))
      throw new UsageError(
        `${flag}: expected the id of an instance, such as i-0123456789abcdef0, found "${text}".`,
      );
    return text;
  };
