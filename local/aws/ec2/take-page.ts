import { AwsError } from '../api';
import type { Entry } from './catalogue';

const MIN_RESULTS = 5;
const MAX_RESULTS = 1000;

/**
 * One page of a listing, or all of it where the call asks for no paging. A full page always has a `nextToken`, so the
 * last page may be empty, as EC2's may. Entries that come or go between two pages are neither repeated nor make others
 * be left out.
 */
export const takePage = <T extends Entry>(
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
  listAfter: (sequence: number) => Iterable<T>,
): { entries: T[]; nextToken?: string } => {
  const isPaged = input.MaxResults !== undefined || input.NextToken !== undefined;
  if (!isPaged) return { entries: [...listAfter(-1)] };

  if (input.MaxResults !== undefined && input.MaxResults < MIN_RESULTS) {
    throw new AwsError('InvalidMaxResults', `MaxResults must be at least ${MIN_RESULTS}.`);
  }
  const limit = Math.min(input.MaxResults ?? MAX_RESULTS, MAX_RESULTS);
  const entries: T[] = [];
  for (const entry of listAfter(readToken(input.NextToken))) {
    entries.push(entry);
    if (entries.length === limit) return { entries, nextToken: writeToken(entry.sequence) };
  }
  return { entries };
};

const writeToken = (sequence: number): string => Buffer.from(`after ${sequence}`).toString('base64');

const readToken = (token: string | undefined): number => {
  if (token === undefined) return -1;
  const sequence = /^after (\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (sequence === undefined) throw new AwsError('InvalidNextToken', 'The specified NextToken is not valid.');
  return Number(sequence);
};
