/** One thing that happened to a snapshot or to a copy of it, or that is so now. */
export type Moment = {
  /** ISO 8601 in UTC; absent for what is so now. */
  readonly at?: string;
  readonly region: string;
  /** What tells of it. */
  readonly from: 'EC2' | 'execution' | 'log';
  readonly what: string;
};

/** The oldest first, and at the end what is so now. What came again in the same words stands once, at its first time, with how often and until when. */
export function inOrder(moments: readonly Moment[]): Moment[] {
  const sorted = [...moments].sort((a, b) => compare(a.at ?? NOW, b.at ?? NOW));
  const same = new Map<string, Moment[]>();
  for (const moment of sorted) {
    const key = JSON.stringify([moment.region, moment.what, moment.at === undefined]);
    same.set(key, [...(same.get(key) ?? []), moment]);
  }
  return [...same.values()].map(([first, ...others]) => {
    const last = others.at(-1)?.at;
    const isAgain = last !== undefined && last !== first!.at;
    return isAgain
      ? { ...first!, what: `${first!.what} (${others.length + 1} times, last ${last})` }
      : first!;
  });
}

/** After every time in ISO 8601. */
const NOW = 'now';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
