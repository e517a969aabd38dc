import * as z from 'zod';

export const text = z.string();

/** A property that is taken as it is and changes nothing locally. */
export const withoutEffect = z.unknown().optional();

export const PolicyDocument = z.strictObject({
  Version: text,
  Statement: z.array(z.record(text, z.unknown())),
});
