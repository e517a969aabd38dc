import { isLike, remembering, sourceOf, type Pattern } from './pattern';

/** `arn:partition:service:region:account:resource`. */
const SEGMENTS = 6;

/**
 * Whether an ARN is what a `Resource` says. An ARN that stops early is completed with wildcards. A `*` at the end of a segment may
 * reach beyond its colon, any other stays within (IAM user guide, "Resource").
 */
export function isResource(pattern: Pattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0]?.kind === 'any') return true;
  return resourceIn(pattern).test(arn);
}

const resourceIn = remembering((pattern) => {
  const segments = splitAtColons(pattern);
  while (segments.length < SEGMENTS) segments.push([{ kind: 'any' }]);
  const sources = segments.map((segment) => {
    const ends = segment.at(-1)?.kind === 'any';
    const within = ends ? segment.slice(0, -1) : segment;
    return sourceOf(within, { any: '[^:]*', one: '[^:]' }) + (ends ? '[^]*' : '');
  });
  return new RegExp(`^${sources.join(':')}$`);
});

/** Whether an ARN is what a condition says: each of the six segments by itself (IAM user guide, "ARN condition operators"). */
export function isArn(pattern: Pattern, arn: string): boolean {
  if (pattern.length === 1 && pattern[0]?.kind === 'any') return true;
  const wanted = joinedAfter(splitAtColons(pattern), SEGMENTS - 1);
  const parts = arn.split(':');
  const found = [...parts.slice(0, SEGMENTS - 1), parts.slice(SEGMENTS - 1).join(':')];
  return (
    wanted.length === SEGMENTS &&
    parts.length >= SEGMENTS &&
    wanted.every((segment, index) => isLike(segment, found[index] ?? ''))
  );
}

/** Colons that the request has put in place of a variable part nothing. */
function splitAtColons(pattern: Pattern): Pattern[] {
  const segments: Pattern[number][][] = [[]];
  for (const part of pattern) {
    if (part.kind !== 'text') {
      segments.at(-1)!.push(part);
      continue;
    }
    part.text.split(':').forEach((text, index) => {
      if (index > 0) segments.push([]);
      if (text !== '') segments.at(-1)!.push({ kind: 'text', text });
    });
  }
  return segments;
}

const joinedAfter = (segments: readonly Pattern[], count: number): Pattern[] => {
  const [first = [], ...others] = segments.slice(count);
  if (segments.length <= count) return [...segments];
  return [
    ...segments.slice(0, count),
    others.reduce<Pattern>((all, segment) => [...all, { kind: 'text', text: ':' }, ...segment], first),
  ];
};
