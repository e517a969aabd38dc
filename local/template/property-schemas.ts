import * as z from 'zod';

export const text = z.string();

/** A property that is taken as it is and changes nothing locally. */
export const withoutEffect = z.unknown().optional();

/** A text of JSON that holds what `schema` says. */
export const json = <S extends z.ZodType>(schema: S) =>
  text
    .transform((value, context): unknown => {
      try {
        return JSON.parse(value);
      } catch {
        context.addIssue('expected JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);

export const PolicyDocument = z.strictObject({
  Version: text,
  Statement: z.array(z.record(text, z.unknown())),
});
