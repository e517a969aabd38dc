import * as z from 'zod';
import { HOUR_MS } from '../../kernel/time-units';
import { scatter } from '../ec2/scatter';
import { invalid } from './ebs-error';

/** The parameters of both lists. */
export const pageParameters = {
  NextToken: z.string().optional(),
  MaxResults: z.int().min(0).max(10_000).optional(),
  StartingBlockIndex: z.int().min(0).optional(),
};

type PageInput = z.output<z.ZodObject<typeof pageParameters>>;

/** As many as a page has at least, whatever was asked for; how many it has where nothing was is [unverified]. */
const MINIMUM = 100;
const DEFAULT = 10_000;

/** How long a token of a page holds. */
const VALID_MS = HOUR_MS;

/** Where a list goes on. */
type Position = { readonly index: number; readonly isAfterEmpty: boolean };

/**
 * One page of a list. Pages may be empty or shorter than asked for, and the list goes on nevertheless (API reference): here one in eight
 * is empty, though never two in a row, and one in eight is half as long, always the same ones.
 *
 * `of` says of which list the page is, and `key` is a number of it.
 */
export function takeBlockPage<Entry extends { readonly BlockIndex: number }>(
  input: PageInput,
  { of, key, nowMs }: { readonly of: string; readonly key: number; readonly nowMs: number },
  listFrom: (index: number) => Iterable<Entry>,
): { readonly entries: readonly Entry[]; readonly NextToken?: string } {
  const { index, isAfterEmpty } =
    input.NextToken === undefined
      ? { index: input.StartingBlockIndex ?? 0, isAfterEmpty: false }
      : readToken(input.NextToken, of, nowMs);
  const limit = limitOf(input.MaxResults, isAfterEmpty ? 1 : scatter(key, index) % 8);
  const entries: Entry[] = [];
  for (const entry of listFrom(index)) {
    if (entries.length === limit) {
      const next = { index: entry.BlockIndex, isAfterEmpty: limit === 0 };
      return { entries, NextToken: writeToken(next, of, nowMs) };
    }
    entries.push(entry);
  }
  return { entries };
}

function limitOf(asked = DEFAULT, drawn: number): number {
  const most = Math.max(asked, MINIMUM);
  if (drawn === 0) return 0;
  return drawn === 2 ? Math.floor(most / 2) : most;
}

const writeToken = ({ index, isAfterEmpty }: Position, of: string, nowMs: number): string =>
  Buffer.from(`${index} ${Number(isAfterEmpty)} ${nowMs + VALID_MS} ${of}`).toString('base64');

function readToken(token: string, of: string, nowMs: number): Position {
  const read = /^(\d+) ([01]) (\d+) (.+)$/.exec(Buffer.from(token, 'base64').toString());
  if (read?.[4] !== of || nowMs >= Number(read[3]))
    throw invalid('INVALID_PAGE_TOKEN', 'The page token is not valid.');
  return { index: Number(read[1]), isAfterEmpty: read[2] === '1' };
}
