import { UsageError } from './usage-error';

/** The argument parser of a flag that takes a whole number in a range. It throws UsageError. */
export const wholeNumber =
  (flag: string, minimum: number, maximum: number) =>
  (text: string): number => {
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
    if (!(value >= minimum && value <= maximum))
      throw new UsageError(
        `${flag}: expected a whole number from ${minimum} to ${maximum}, found "${text}".`,
      );
    return value;
  };
