import { UsageError } from './usage-error';

/** The argument parser of `--explain`: the id of a snapshot or a volume. It throws UsageError. */
export function explainedId(text: string): string {
  if (!/^(snap|vol)-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text))
    throw new UsageError(
      `--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "${text}".`,
    );
  return text;
}
