import type { Violation } from '../../../local/simulation/safety-watch';
import { shrink, type Play, type Shortest } from '../../../local/simulation/shrink';
import type { SimulationOptions } from '../../../local/simulation/simulation';

const AT_MS = Date.parse('2026-03-02T00:00:00Z');
const SNAPSHOT = 'snap-0000000000000001';

const broken = (rule: string, atMs = AT_MS, what = `${SNAPSHOT} deleted`): Violation => ({
  atMs,
  rule,
  what,
});

const ORIGINAL: SimulationOptions = {
  seed: 7,
  days: 4,
  faults: { throttled: 0.1, 'event-lost': 0.2, 'copy-failed': 0.3 },
};

/** Shrinks a failure of rule `a`, where `isBroken` says which runs break it; all break `b`. Keeps what was played. */
async function shrunk(isBroken: (options: SimulationOptions) => boolean, violation = broken('a')) {
  const played: SimulationOptions[] = [];
  const said: string[] = [];
  const play: Play = (options) => {
    played.push(options);
    return Promise.resolve({ violations: isBroken(options) ? [broken('b'), violation] : [broken('b')] });
  };
  const shortest = await shrink(play, ORIGINAL, { violations: [violation, broken('b')] }, (text) =>
    said.push(text),
  );
  return { shortest, played, said };
}

test('the fewest days that break the rule are taken, and every fault that it can do without is left out', async () => {
  const { shortest } = await shrunk(({ days, faults }) => days >= 2 && faults['copy-failed'] !== undefined);

  expect(shortest.options).toEqual({ seed: 7, days: 2, faults: { 'copy-failed': 0.3 } });
  expect(shortest.violation).toEqual(broken('a'));
});

test('a run that cannot be made shorter stays as it is', async () => {
  const { shortest } = await shrunk(({ days, faults }) => days === 4 && Object.keys(faults).length === 3);

  expect(shortest.options).toEqual(ORIGINAL);
});

test('a run that breaks only another rule is no shorter history of this one', async () => {
  const { shortest, played } = await shrunk(({ days }) => days === 4);

  expect(played.slice(0, 3).map(({ days }) => days)).toEqual([1, 2, 3]);
  expect(shortest.options.days).toBe(4);
  expect(shortest.violation.rule).toBe('a');
});

test('a fault that could not be left out is tried again after others were', async () => {
  // Without lost events the rule is broken only once nothing is throttled, which is tried later.
  const { shortest } = await shrunk(
    ({ faults }) => faults['event-lost'] !== undefined || faults.throttled === undefined,
  );

  expect(shortest.options.faults).toEqual({});
});

test('every run but the last one, which tells the history, is counted and reported', async () => {
  const { shortest, played, said } = await shrunk(({ days }) => days === 4);

  expect(shortest.tries).toBe(6);
  expect(played).toHaveLength(7);
  expect(said[0]).toBe('looking for a shorter history, run 1');
  expect(said[5]).toBe('looking for a shorter history, run 6');
  expect(said).toHaveLength(6);
});

const line = (at: string, fields: object): string => JSON.stringify({ at, ...fields });

const TRACE = [
  line('2026-03-01T00:00:00.000Z', { kind: 'fault', fault: 'throttled', struck: 'sqs:SendMessage' }),
  line('2026-03-01T12:00:00.000Z', {
    kind: 'event',
    region: 'us-east-1',
    detail: { event: 'createSnapshot', result: 'succeeded', snapshot_id: 'snap-0000000000000002' },
  }),
  line('2026-03-02T00:00:00.000Z', {
    kind: 'event',
    region: 'us-east-1',
    detail: { event: 'createSnapshot', result: 'succeeded', snapshot_id: SNAPSHOT },
  }),
  line('2026-03-02T00:00:00.001Z', { kind: 'fault', fault: 'snapshot-deleted-by-hand', struck: SNAPSHOT }),
];

const told = async (violation: Violation): Promise<Shortest> => {
  const play: Play = ({ onTrace }) => {
    for (const text of TRACE) onTrace?.(text);
    return Promise.resolve({ violations: [violation] });
  };
  return shrink(play, { ...ORIGINAL, faults: {} }, { violations: [violation] }, () => {});
};

test('the history is of the snapshots that the violation names, up to the violation', async () => {
  expect((await told(broken('a'))).history).toEqual([
    `2026-03-02T00:00:00.000Z  EC2 event createSnapshot succeeded in us-east-1: ${SNAPSHOT}`,
  ]);
});

test('of a violation that was found in the end, the history is that of the whole run', async () => {
  expect((await told(broken('a', 0))).history).toEqual([
    `2026-03-02T00:00:00.000Z  EC2 event createSnapshot succeeded in us-east-1: ${SNAPSHOT}`,
    `2026-03-02T00:00:00.001Z  fault snapshot-deleted-by-hand: ${SNAPSHOT}`,
  ]);
});

test('beside the history, all lines of the trace are counted', async () => {
  expect((await told(broken('a'))).traceLineCount).toBe(4);
});
