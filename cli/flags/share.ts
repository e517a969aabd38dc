import { UsageError } from './usage-error';

/** The argument parser of a flag that takes a part of a whole, such as 0.2 or 20%. It throws UsageError. */
export const share =
  (flag: string, minimum = 0) =>
  (text: string): number => {
    const number = /^[0-9]*\.?[0-9]+%?$/.test(text) ? Number.parseFloat(text) : NaN;
    const value = text.endsWith('%') ? number / 100 : number;
    if (!(value >= minimum && value <= 1))
      throw new UsageError(
        `${flag}: expected a share from ${minimum} to 1 such as 0.2 or 20%, found "${text}".`,
      );
    return value;
  };
