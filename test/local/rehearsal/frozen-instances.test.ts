import { frozenInstances, type FrozenInstances } from '../../../local/rehearsal/frozen-instances';
import { DAY_MS } from '../../../local/kernel/time-units';
import type { FrozenPeriod } from '../../../local/world/instances/frozen-period';
import type { AskedRun } from '../../../local/world/instances/instances';

const REGION = 'us-east-1';
const INSTANCE = 'i-00000000000000001';
const ASKED_MS = Date.parse('2026-03-01T01:30:10Z');

const BEGUN = { instanceId: INSTANCE, run: 'one', fromMs: ASKED_MS + 1_000 } as const;
const WHOLE = { wholeFromMs: ASKED_MS + 2_000, wholeToMs: ASKED_MS + 5_000 } as const;
const THAWED = { toMs: ASKED_MS + 6_000, thawedBy: 'thaw' } as const;

/** All stands still for three seconds of the five in which anything does. */
const PERIOD: FrozenPeriod = { ...BEGUN, ...WHOLE, ...THAWED };

const RUN: AskedRun = { instanceId: INSTANCE, run: 'one', freezeAskedMs: ASKED_MS };

type Facts = {
  readonly runs?: readonly AskedRun[];
  readonly periods?: readonly FrozenPeriod[];
  readonly messages?: readonly { readonly atMs: number; readonly message: string }[];
  readonly nowMs?: number;
};

function seen({ runs = [RUN], periods = [PERIOD], messages = [], nowMs = ASKED_MS + DAY_MS }: Facts = {}) {
  const ofRegion = <One>(all: readonly One[], region: string) => (region === REGION ? all : []);
  return (region = REGION): FrozenInstances | undefined =>
    frozenInstances(
      {
        instances: {
          runs: (where) => ofRegion(runs, where),
          freezes: (where) => ofRegion(periods, where),
        },
        notifications: messages.map((one) => ({
          ...one,
          region: REGION,
          topicArn: 'arn:topic',
          subscriptions: [],
        })),
        loop: { nowMs: () => nowMs },
      },
      region,
    );
}

const UNFROZEN = { at: '2026-03-01T01:30:10.000Z', instanceId: INSTANCE, isTold: false };

test('nothing is said of a Region where nothing has asked for a freeze, or for a thaw alone', () => {
  const thawed = { instanceId: INSTANCE, run: 'one', thawAskedMs: ASKED_MS };

  expect(seen({ runs: [] })()).toBeUndefined();
  expect(seen({ runs: [thawed] })()).toBeUndefined();
  expect(seen()('us-west-2')).toBeUndefined();
});

test('an instance counts as frozen that stood still until a thaw was asked for', () => {
  expect(seen()()).toEqual({ asked: 1, frozen: 1, longestMs: 5_000, unfrozen: [] });
});

test.each<[what: string, periods: readonly FrozenPeriod[], longestMs: number]>([
  ['nothing stood still', [], 0],
  ['not all stood still', [{ ...BEGUN, ...THAWED }], 5_000],
  ['the watchdog thawed it', [{ ...PERIOD, thawedBy: 'watchdog' }], 5_000],
  ['it stopped', [{ ...PERIOD, thawedBy: 'stop' }], 5_000],
  ['it still stands frozen', [{ ...BEGUN, wholeFromMs: WHOLE.wholeFromMs }], 59_000],
  ['another run froze it', [{ ...PERIOD, run: 'two' }], 5_000],
  ['the run froze another instance', [{ ...PERIOD, instanceId: 'i-00000000000000002' }], 5_000],
])(
  'it does not where %s, and for how long anything stood still is said all the same',
  (_, periods, longestMs) => {
    expect(seen({ periods, nowMs: ASKED_MS + 60_000 })()).toEqual({
      asked: 1,
      frozen: 0,
      longestMs,
      unfrozen: [UNFROZEN],
    });
  },
);

test('of several the longest is said, and each that was not frozen', () => {
  const runs = [RUN, { ...RUN, run: 'two', freezeAskedMs: ASKED_MS + DAY_MS }];
  const second: FrozenPeriod = { ...PERIOD, run: 'two', toMs: PERIOD.fromMs + 15_000, thawedBy: 'watchdog' };

  expect(seen({ runs, periods: [PERIOD, second] })()).toEqual({
    asked: 2,
    frozen: 1,
    longestMs: 15_000,
    unfrozen: [{ ...UNFROZEN, at: '2026-03-02T01:30:10.000Z' }],
  });
});

test.each([
  ['names it as the freeze is asked for', 0, INSTANCE, true],
  ['names it a day later', DAY_MS, INSTANCE, true],
  ['names it after that', DAY_MS + 1, INSTANCE, false],
  ['named it before', -1, INSTANCE, false],
  ['names another', 1, 'i-00000000000000002', false],
])('whether it is told, where a message %s: by %d ms', (_, afterMs, named, isTold) => {
  const messages = [{ atMs: ASKED_MS + afterMs, message: `Not frozen:\n  ${named}: it hangs` }];

  expect(seen({ periods: [], messages })()?.unfrozen).toEqual([{ ...UNFROZEN, isTold }]);
});
