import * as z from 'zod';
import { AwsError } from '../api';
import type { Catalogue, Entry } from './catalogue';
import { parseFilters } from './filters';
import { takePage } from './take-page';
import type { RequestRate } from './token-buckets';

/** The parameters that DescribeSnapshots and DescribeVolumes have in common. */
export const listingParameters = {
  Filters: z.array(z.strictObject({ Name: z.string(), Values: z.array(z.string()) })).optional(),
  MaxResults: z.int().optional(),
  NextToken: z.string().optional(),
};

type ListingInput = z.output<z.ZodObject<typeof listingParameters>>;

/** Calls that are neither filtered nor paginated have a smaller bucket. That ids count as a filter is [unverified]. */
export const listingRate = (input: ListingInput, ids: readonly string[] = []): RequestRate => {
  const isFiltered = ids.length > 0 || (input.Filters ?? []).length > 0;
  const isPaged = input.MaxResults !== undefined || input.NextToken !== undefined;
  return isFiltered || isPaged ? 'describe' : 'describeUnfiltered';
};

/** The page that the call asks for, in order of creation. `ids`, where there are any, must exist. */
export const listEntries = <T extends Entry>(
  catalogue: Catalogue<T>,
  nowMs: number,
  input: ListingInput,
  ids: readonly string[] = [],
): { entries: readonly T[]; nextToken?: string } => {
  if (ids.length > 0 && input.MaxResults !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'A list of ids cannot be used together with the parameter MaxResults.',
    );
  }
  const filters = parseFilters(input.Filters);
  const unknown = filters.find((filter) => !catalogue.hasField(filter.name));
  if (unknown) throw new Error(`not simulated: the filter '${unknown.name}'`);
  const byId = ids.length > 0 ? [{ name: catalogue.idField, literals: new Set(ids), patterns: [] }] : [];
  return takePage(input, (after) => catalogue.find([...byId, ...filters], nowMs, after));
};
