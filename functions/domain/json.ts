import * as z from 'zod';

/** JSON text that holds what `schema` takes. */
export const json = <S extends z.ZodType>(schema: S) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue({ code: 'custom', message: `expected JSON, found ${JSON.stringify(text)}` });
        return z.NEVER;
      }
    })
    .pipe(schema);
