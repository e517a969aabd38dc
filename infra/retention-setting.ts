import * as z from 'zod';
import { parseRetentionTag, RetentionPolicy } from '../functions/domain/retention-policy';

/** By its rules, or in the words of an override tag. */
export const Retention = z.preprocess(
  (value) => (typeof value === 'string' ? (parseRetentionTag(value) ?? value) : value),
  RetentionPolicy,
);
